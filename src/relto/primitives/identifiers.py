"""Identifiers that must not be swapped for one another."""

import re
from typing import NewType

PartyId = NewType("PartyId", str)
"""A state by ISO 3166-1 alpha-3 (``NZL``) or an organisation by its own code (``NATO``, ``EXAMPLE-ISAC``)."""

CommunityId = NewType("CommunityId", str)
"""A named set of parties (``FVEY``)."""

AgreementId = NewType("AgreementId", str)
"""An agreement: parties in lower case and the year of signature (``jpn-nzl-2025``)."""

_SHORTEST, _LONGEST_CODE, _LONGEST_SLUG = 2, 32, 64
_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_code(text: str) -> bool:
    """Whether the text can name a party or community: capitals and digits, single hyphens inside, 2 to 32 characters."""
    return _SHORTEST <= len(text) <= _LONGEST_CODE and _CODE.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Whether the text can name an agreement or a rule: lower case and digits, single hyphens inside, 2 to 64 characters."""
    return _SHORTEST <= len(text) <= _LONGEST_SLUG and _SLUG.fullmatch(text) is not None
