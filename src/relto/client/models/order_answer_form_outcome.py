from enum import StrEnum

class OrderAnswerFormOutcome(StrEnum):
    DONE = "done"
    NOT_HELD = "not-held"
    REFUSED = "refused"

    def __str__(self) -> str:
        return str(self.value)
