from enum import StrEnum

class RuleFormAnswer(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"

    def __str__(self) -> str:
        return str(self.value)
