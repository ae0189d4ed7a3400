from enum import StrEnum

class RecallFormDuty(StrEnum):
    DESTROY = "destroy"
    QUARANTINE = "quarantine"
    RETURN = "return"

    def __str__(self) -> str:
        return str(self.value)
