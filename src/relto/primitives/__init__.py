"""Errors, days, identifiers and limits: what every room stands on."""

from relto.primitives.characters import hidden_characters, visible
from relto.primitives.errors import BrokenSeal, Conflict, Malformed, Place, ReltoError, Unavailable, Unverified
from relto.primitives.identifiers import AgreementId, CommunityId, PartyId, is_code, is_slug
from relto.primitives.periods import ALWAYS, Period

__all__ = [
    "ALWAYS",
    "AgreementId",
    "BrokenSeal",
    "CommunityId",
    "Conflict",
    "Malformed",
    "PartyId",
    "Period",
    "Place",
    "ReltoError",
    "Unavailable",
    "Unverified",
    "hidden_characters",
    "is_code",
    "is_slug",
    "visible",
]
