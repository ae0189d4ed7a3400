from enum import StrEnum

class AnswerFormOutcome(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"

    def __str__(self) -> str:
        return str(self.value)
