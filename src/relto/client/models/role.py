from enum import StrEnum

class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    DRAFTER = "drafter"
    NEGOTIATOR = "negotiator"
    OVERSEER = "overseer"
    RELEASING_AUTHORITY = "releasing-authority"
    SECOND_APPROVER = "second-approver"
    SECURITY_OFFICER = "security-officer"

    def __str__(self) -> str:
        return str(self.value)
