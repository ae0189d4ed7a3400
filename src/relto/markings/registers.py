"""Looking codes up: countries of ISO 3166-1 and of GENC in all their forms, and communities with their members by day.

Source: ISO 3166-1 through the ``iso3166`` package; ``codes.toml`` for GENC and communities, each table with its own.
"""

from datetime import date
from functools import cache
from typing import Any, Literal

from attrs import frozen

from relto.markings.codes import register
from relto.parties import Community, Country, Membership, find_country
from relto.primitives import CommunityId, PartyId, Period

Register = Literal["iso", "genc"]
MAY_BE_TAKEN_APART = frozenset({"ACGU", "FVEY", "TEYE"})
"""The communities that a roll-up may replace by their members (IC Markings System Manual 2016, D.2, table 3, rule 23)."""


@frozen
class GencArea:
    """A code of GENC that ISO 3166-1 does not have.

    Args:
        code: three letters.
        name: name in English.
        instead_of: the code that stands for it, or for more than it, in ISO 3166-1 or its users' range; or ``None``.
        note: what is not certain, or ``""``.
    """

    code: str
    name: str
    instead_of: str | None = None
    note: str = ""


def look_up(code: str, of: Register = "iso") -> Country | GencArea | None:
    """A country or area by its code.

    Args:
        code: alpha-2, alpha-3 or numeric, as the register writes it; GENC's own areas by their three letters.
        of: ``iso`` for ISO 3166-1, ``genc`` for what the United States' lists know.

    Returns:
        What the register has under that code, or ``None``.
    """
    found = find_country(code)
    if of == "iso":
        return found
    genc = register()["genc"]
    if code in genc["extra"]:
        one: dict[str, str] = genc["extra"][code]
        return GencArea(code, one["name"], one.get("instead_of"), one.get("note", ""))
    return None if found is not None and found.alpha3 in genc["lacking"] else found


def community(code: str) -> Community | None:
    """A community with its dated members, or ``None`` where none are published (KFOR, ISAF, EU as a code of lists)."""
    return _communities().get(code)


def members(code: str, on: date) -> frozenset[PartyId] | None:
    """The members of a community on a day, or ``None`` where none are published."""
    found = community(code)
    return None if found is None else found.members(on)


@cache
def _communities() -> dict[str, Community]:
    tables: dict[str, dict[str, Any]] = register()["membership"]
    return {
        code: Community(
            id=CommunityId(code),
            name=code,
            memberships=tuple(
                Membership(PartyId(party), Period(date.fromisoformat(day)) if day else Period()) for party, day in one["since"].items()
            ),
            decomposable=code in MAY_BE_TAKEN_APART,
            source=one["source"],
        )
        for code, one in tables.items()
    }
