"""Which of two clauses of one kind is stricter, where that has an answer.

Stricter means: it lets through less, or asks more before it lets through. Levels are compared only within one home
scheme, so only for a party that both agreements have.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

from relto.agreements import effects
from relto.agreements.network import Network
from relto.primitives import PartyId

Side = Literal["first", "second"]

_FORMS: tuple[effects.Form, ...] = ("any", "prior", "prior-written")
_FORM_WORDS = {"any": "consent in any form", "prior": "prior consent", "prior-written": "prior written consent"}


@frozen
class Finding:
    """One point on which two clauses differ.

    Args:
        says: the difference in words; ``{first}`` and ``{second}`` stand for the names of the agreements.
        stricter: whose clause is stricter on that point; ``None`` where there is no such order.
    """

    says: str
    stricter: Side | None = None


@frozen
class Pair:
    """The home schemes in which the levels of two agreements are compared, and the parties that both have."""

    first: Network
    second: Network
    parties: frozenset[PartyId]

    def protects(self, party: PartyId, level: str, other: str) -> bool | None:
        """Whether one level of a party protects at least as well as another; ``None`` where that cannot be said."""
        scheme, twin = self.first.home_scheme(party), self.second.home_scheme(party)
        if scheme is None or twin is None or scheme.levels != twin.levels or not (scheme.has(level) and scheme.has(other)):
            return None
        return scheme.protects(level, other)


def findings(first: effects.Effect, second: effects.Effect, pair: Pair) -> Iterator[Finding]:
    """The points on which two effects of one kind differ; nothing where they are equal."""
    if first == second:
        return
    yield from _POINTS[type(first)](first, second, pair)


def _named(words: object) -> str:
    some = sorted(words) if isinstance(words, frozenset) else [words]
    return ", ".join(map(str, some)) or "none"


def _sets(what: str, first: frozenset[Any], second: frozenset[Any], *, more: Side | None) -> Iterator[Finding]:
    """Two sets; ``more`` is the side that is stricter where the first set holds more."""
    if first == second:
        return
    says = f"{what}: {_named(first)} in {{first}}, {_named(second)} in {{second}}"
    other: Mapping[Side, Side] = {"first": "second", "second": "first"}
    if more is None or not (first > second or first < second):
        yield Finding(says)
    else:
        yield Finding(says, more if first > second else other[more])


def _flag(what: str, first: bool, second: bool) -> Iterator[Finding]:  # noqa: FBT001 - the two values of one field
    if first != second:
        yield Finding(f"only {{{'first' if first else 'second'}}} {what}", "first" if first else "second")


def _third_party(first: effects.ThirdParty, second: effects.ThirdParty, pair: Pair) -> Iterator[Finding]:
    del pair
    asked = [one.authority or one.consent_of for one in (first, second)]
    if asked[0] != asked[1]:
        yield Finding(f"whose consent: {asked[0]} in {{first}}, {asked[1]} in {{second}}")
    if first.form != second.form:
        stricter: Side = "first" if _FORMS.index(first.form) > _FORMS.index(second.form) else "second"
        yield Finding(f"{_FORM_WORDS[first.form]} in {{first}}, {_FORM_WORDS[second.form]} in {{second}}", stricter)
    yield from _sets("who counts as third", first.third, second.third, more="first")
    yield from _sets("own bodies that are not third", first.own_bodies, second.own_bodies, more="second")
    yield from _flag("also asks for an agreement with the third party", first.needs_agreement, second.needs_agreement)


def _levels(what: str, first: Mapping[PartyId, str], second: Mapping[PartyId, str], pair: Pair, *, higher: Side) -> Iterator[Finding]:
    """Levels by party; ``higher`` is the side that is stricter where the first level is the higher one."""
    if not pair.parties:
        yield Finding(f"{what}: no party in common, and levels of two schemes are not compared")
    swapped: Mapping[Side | None, Side | None] = {"first": "second", "second": "first", None: None}
    for party in sorted(pair.parties & (first.keys() | second.keys())):
        one, other = first.get(party), second.get(party)
        if one is None or other is None:
            name: Side = "first" if one is not None else "second"
            yield Finding(f"{what} of {party}: {one or other} in {{{name}}}, none in the other", name)
        elif one != other:
            says = f"{what} of {party}: {one} in {{first}}, {other} in {{second}}"
            above, below = pair.protects(party, one, other), pair.protects(party, other, one)
            yield Finding(says, None if above == below else higher if above else swapped[higher])


def _ceiling(first: effects.Ceiling, second: effects.Ceiling, pair: Pair) -> Iterator[Finding]:
    yield from _levels("highest level", first.highest, second.highest, pair, higher="second")
    if (first.lowest or second.lowest) and pair.parties:
        yield from _levels("lowest level", first.lowest, second.lowest, pair, higher="first")


def _from_level(first: Mapping[PartyId, str], second: Mapping[PartyId, str], pair: Pair) -> Iterator[Finding]:
    if first == second:
        return
    if not first or not second:
        name: Side = "second" if first else "first"
        yield Finding(f"{{{name}}} asks it at every level, the other from a level on", name)
        return
    yield from _levels("asked from", first, second, pair, higher="second")


def _equivalence(first: effects.Equivalence, second: effects.Equivalence, pair: Pair) -> Iterator[Finding]:
    if first.common_scheme != second.common_scheme:
        yield Finding(f"common scheme: {first.common_scheme or 'none'} in {{first}}, {second.common_scheme or 'none'} in {{second}}")
    mine, theirs = _carried(first), _carried(second)
    directions = sorted({key[:2] for key in mine} & {key[:2] for key in theirs})
    if not directions and (first.rows or second.rows):
        yield Finding("the tables have no two parties in common, and levels of two schemes are not compared")
    for giver, receiver, level in sorted(mine.keys() | theirs.keys()):
        if (giver, receiver) in directions:
            yield from _row(giver, receiver, level, (mine.get((giver, receiver, level)), theirs.get((giver, receiver, level))), pair)
    for party in sorted(first.by_case.keys() | second.by_case.keys()):
        here, there = (one.by_case.get(party, frozenset[str]()) for one in (first, second))
        yield from _sets(f"levels of {party} that go case by case only", here, there, more="first")


def _carried(table: effects.Equivalence) -> dict[tuple[PartyId, PartyId, str], frozenset[str]]:
    """What each level of each party becomes for each other: the words that rows write for it."""
    carried: dict[tuple[PartyId, PartyId, str], frozenset[str]] = {}
    for row in table.rows:
        for giver, levels in row.items():
            for receiver, words in row.items():
                if giver != receiver:
                    for level in levels:
                        key = (giver, receiver, level)
                        carried[key] = carried.get(key, frozenset()) | {words[0]}
    return carried


def joined(some: Sequence[effects.Equivalence]) -> effects.Equivalence | None:
    """Several tables of one agreement as one; ``None`` where they name different common schemes."""
    common = {one.common_scheme for one in some}
    if len(common) != 1:
        return None
    by_case: dict[PartyId, frozenset[str]] = {}
    for one in some:
        for party, levels in one.by_case.items():
            by_case[party] = by_case.get(party, frozenset()) | levels
    return effects.Equivalence(tuple(row for one in some for row in one.rows), by_case, common.pop())


def _row(
    giver: PartyId, receiver: PartyId, level: str, both: tuple[frozenset[str] | None, frozenset[str] | None], pair: Pair
) -> Iterator[Finding]:
    first, second = both
    what = f"{giver} {level} to {receiver}"
    if first == second:
        return
    if first is None or second is None:
        name: Side = "second" if second is not None else "first"
        found = first or second or frozenset()
        yield Finding(f"{what}: {_named(found)} in {{{name}}}, carried to no level in the other", "first" if name == "second" else "second")
        return
    says = f"{what}: {_named(first)} in {{first}}, {_named(second)} in {{second}}"
    if len(first) == len(second) == 1:
        (one,), (other,) = first, second
        above, below = pair.protects(receiver, one, other), pair.protects(receiver, other, one)
        if above != below:
            yield Finding(says, "first" if above else "second")
            return
    yield Finding(says)


def _scope(first: effects.Scope, second: effects.Scope, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _narrowing("kinds covered", first.kinds, second.kinds)
    yield from _sets("kinds excluded", first.excluded, second.excluded, more="first")


def _narrowing(what: str, first: frozenset[str], second: frozenset[str]) -> Iterator[Finding]:
    """Two sets where an empty one narrows nothing."""
    if bool(first) != bool(second):
        name: Side = "first" if first else "second"
        yield Finding(f"{what}: only {_named(first or second)} in {{{name}}}, any in the other", name)
    else:
        yield from _sets(what, first, second, more="second")


def _compartments(first: effects.Compartments, second: effects.Compartments, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _sets("compartments opened", first.opens, second.opens, more="second")


def _purpose(first: effects.Purpose, second: effects.Purpose, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _narrowing("purposes served", first.purposes, second.purposes)


def _channel(first: effects.Channel, second: effects.Channel, pair: Pair) -> Iterator[Finding]:
    yield from _sets("channels that do", first.accepts, second.accepts, more="second")
    yield from _from_level(first.from_level, second.from_level, pair)


def _authorises(first: effects.Authorises, second: effects.Authorises, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _sets("levels that are a release by themselves", first.levels, second.levels, more="second")
    if first.by != second.by:
        name: Side = "first" if first.by == "originator" else "second"
        yield Finding(f"only the originator's own sending is such a release in {{{name}}}, anyone's in the other", name)


def _marking(first: effects.Marking, second: effects.Marking, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _flag("also asks for the provider's name", first.names_provider, second.names_provider)


def _clearance(first: effects.Clearance, second: effects.Clearance, pair: Pair) -> Iterator[Finding]:
    yield from _from_level(first.from_level, second.from_level, pair)


def _nationality(first: effects.Nationality, second: effects.Nationality, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _flag("shuts other nationals out even with consent", not first.others_by_consent, not second.others_by_consent)


def _contractors(first: effects.Contractors, second: effects.Contractors, pair: Pair) -> Iterator[Finding]:
    del pair
    yield from _flag("asks for a cleared facility", first.facility_clearance, second.facility_clearance)


def _duty(first: effects.Duty, second: effects.Duty, pair: Pair) -> Iterator[Finding]:
    if first.of != second.of:
        yield Finding(f"whose duty: the {first.of}'s in {{first}}, the {second.of}'s in {{second}}")
    yield from _from_level(first.from_level, second.from_level, pair)


_POINTS: Mapping[type[effects.Effect], Callable[[Any, Any, Pair], Iterator[Finding]]] = {
    effects.ThirdParty: _third_party,
    effects.Ceiling: _ceiling,
    effects.Equivalence: _equivalence,
    effects.Scope: _scope,
    effects.Compartments: _compartments,
    effects.Purpose: _purpose,
    effects.Channel: _channel,
    effects.Authorises: _authorises,
    effects.Marking: _marking,
    effects.Clearance: _clearance,
    effects.Nationality: _nationality,
    effects.Contractors: _contractors,
    effects.Duty: _duty,
}

OPENING = (effects.Equivalence, effects.Compartments, effects.Authorises)
"""Effects that let something through: an agreement without such a clause is the stricter one."""

UNSAID = effects.ThirdParty(consent_of="originator", form="prior-written", third=frozenset({"state", "body", "own-body"}))
"""What is taken where an agreement has no third-party clause (docs/decisions/0003)."""
