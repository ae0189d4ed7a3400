"""A party: a state, or an organisation that signs for itself."""

from typing import Literal

from attrs import frozen

from relto.primitives import PartyId


@frozen
class Party:
    """Who may hold information and sign an agreement.

    Args:
        id: ISO 3166-1 alpha-3 for a state, its own code for an organisation.
        name: name in English.
        kind: ``state`` or ``organisation``.
        scheme: identifier of its home classification scheme (``nz``), or ``None`` where none is recorded.
        part_of: the party this one is a body of (an agency of the EU), or ``None``.
    """

    id: PartyId
    name: str
    kind: Literal["state", "organisation"] = "state"
    scheme: str | None = None
    part_of: PartyId | None = None
