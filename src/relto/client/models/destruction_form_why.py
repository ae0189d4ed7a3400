from enum import StrEnum

class DestructionFormWhy(StrEnum):
    EMERGENCY = "emergency"
    ORDER = "order"
    RECALL = "recall"
    RETENTION = "retention"

    def __str__(self) -> str:
        return str(self.value)
