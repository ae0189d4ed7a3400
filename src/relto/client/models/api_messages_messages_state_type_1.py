from enum import StrEnum

class ApiMessagesMessagesStateType1(StrEnum):
    ACCEPTED = "accepted"
    GIVEN_UP = "given-up"
    REFUSED = "refused"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
