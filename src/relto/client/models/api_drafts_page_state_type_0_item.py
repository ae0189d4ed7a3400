from enum import StrEnum

class ApiDraftsPageStateType0Item(StrEnum):
    DRAFTING = "drafting"
    SENT = "sent"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
