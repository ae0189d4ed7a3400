"""Clauses of one agreement that cannot both stand: each says something else of the same, so that no decision could follow both.

Clauses that only add to each other are no contradiction: two tables with different rows, a third-party clause on states and one on
bodies, a further channel from a higher level on. Two third-party clauses on the same third parties that name different consents are one:
nobody could tell from the file whose consent opens what.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from relto.agreements._yaml import Source
from relto.agreements.effects import (
    Authorises,
    Ceiling,
    Channel,
    Clearance,
    Effect,
    Equivalence,
    Marking,
    Nationality,
    Purpose,
    Scope,
    ThirdParty,
)
from relto.agreements.model import Agreement
from relto.agreements.problems import Problem
from relto.primitives import PartyId


def contradictions(source: Source, agreement: Agreement) -> Iterator[Problem]:
    """Every pair of clauses that contradict each other, told at the later one."""
    placed = [(place, clause) for place, clause in enumerate(agreement.clauses) if clause.effect is not None]
    for (_, one), (place, other) in combinations(placed, 2):
        if one.effect is None or other.effect is None or type(one.effect) is not type(other.effect):
            continue
        for says in _between(one.effect, other.effect):
            yield Problem(
                f"two clauses contradict each other: {says}",
                source.place("clauses", place, "effect"),
                f"article {other.article} beside article {one.article}",
                "one of them, or what each is about",
                contradiction=True,
            )


def _between(one: Effect, other: Effect) -> Iterator[str]:
    """How two effects of one kind contradict each other, in words."""
    match one, other:
        case Ceiling(), Ceiling():
            for side in ("highest", "lowest"):
                yield from _levels(f"the {side} level of {{}}", getattr(one, side), getattr(other, side))
        case Clearance(), Clearance():
            yield from _levels("the level of {} from which a clearance is needed", one.from_level, other.from_level)
        case Equivalence(), Equivalence():
            yield from _tables(one, other)
        case Scope(), Scope():
            yield from _scopes(one, other)
        case _:
            yield from _terms(one, other)


def _terms(one: Effect, other: Effect) -> Iterator[str]:
    match one, other:
        case Marking(), Marking() if one.names_provider != other.names_provider:
            yield "the recipient does and does not add the provider's name"
        case Purpose(), Purpose() if one.purposes and other.purposes and not one.purposes & other.purposes:
            yield "no purpose is served by both"
        case Channel(), Channel() if not one.accepts & other.accepts and _meet(one, other):
            yield "no channel does for both"
        case Authorises(), Authorises() if one.by != other.by:
            for level in sorted(one.levels & other.levels):
                yield f"{level} may and may not be passed on by a receiver"
        case ThirdParty(), ThirdParty():
            yield from _consents(one, other)
        case Nationality(), Nationality() if one.others_by_consent != other.others_by_consent:
            yield "nationals of others may read with consent, and may not"
        case _:
            pass


def _levels(what: str, one: Mapping[PartyId, str], other: Mapping[PartyId, str]) -> Iterator[str]:
    for party in sorted(set(one) & set(other)):
        if one[party] != other[party]:
            yield f"{what.format(party)} is {one[party]} and {other[party]}"


def _tables(one: Equivalence, other: Equivalence) -> Iterator[str]:
    """Of two tables, the levels of a party that one carries to another level of a second party than the other does."""
    for giver, receiver in sorted({(a, b) for table in (one, other) for row in table.rows for a in row for b in row if a != b}):
        here, there = _landings(one, giver, receiver), _landings(other, giver, receiver)
        for level in sorted(set(here) & set(there)):
            if here[level] != there[level]:
                yield f"{giver} {level} stands beside {receiver} {' or '.join(here[level])} and {' or '.join(there[level])}"


def _landings(table: Equivalence, giver: PartyId, receiver: PartyId) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        for level in row.get(giver, ()) if receiver in row else ():
            found[level] = (*found.get(level, ()), row[receiver][0])
    return found


def _scopes(one: Scope, other: Scope) -> Iterator[str]:
    if one.kinds and other.kinds and not one.kinds & other.kinds:
        yield "no kind of information is covered by both"
    for kind in sorted((one.kinds & other.excluded) | (other.kinds & one.excluded)):
        yield f"{kind} is covered and excluded"


def _meet(one: Channel, other: Channel) -> bool:
    """Whether both speak of some level of a party."""
    return not one.from_level or not other.from_level or not set(one.from_level).isdisjoint(other.from_level)


def _consents(one: ThirdParty, other: ThirdParty) -> Iterator[str]:
    """How two third-party clauses answer differently for the same third parties."""
    third = sorted(one.third & other.third)
    if not third:
        return
    whom = " and ".join(third)
    here, there = (clause.authority or f"the {clause.consent_of}" for clause in (one, other))
    if here != there:
        yield f"a release to a third {whom} needs consent of {here} and of {there}"
    elif one.form != other.form:
        yield f"consent of {here} to a release to a third {whom} is {one.form} and {other.form}"
    if one.needs_agreement != other.needs_agreement:
        yield f"a third {whom} does and does not need an agreement of its own"
    if "own-body" in third and one.own_bodies != other.own_bodies:
        for body in sorted(one.own_bodies ^ other.own_bodies):
            yield f"{body} is and is not a third own-body"
