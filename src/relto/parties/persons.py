"""A person who would read what a party may hold."""

from attrs import frozen

from relto.primitives import PartyId


@frozen
class Person:
    """What the person rules ask of a reader.

    Args:
        party: the party for which the person would read.
        nationalities: the states of which the person is a national; empty when not known.
        clearance: the highest level the person is cleared for, in the party's home scheme, or ``None``.
        need_to_know: whether the person's duty needs this item, as the party attests.
        read_ins: compartments the person is read into.
        contractor: whether the person works for a company and not for the party itself.
        facility_clearance: the company's clearance in the party's home scheme, or ``None``.
    """

    party: PartyId
    nationalities: frozenset[PartyId] = frozenset()
    clearance: str | None = None
    need_to_know: bool = False
    read_ins: frozenset[str] = frozenset()
    contractor: bool = False
    facility_clearance: str | None = None
