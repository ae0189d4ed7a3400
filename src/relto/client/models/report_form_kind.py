from enum import StrEnum

class ReportFormKind(StrEnum):
    COMPROMISE = "compromise"
    LOSS = "loss"
    PROCEDURE = "procedure"

    def __str__(self) -> str:
        return str(self.value)
