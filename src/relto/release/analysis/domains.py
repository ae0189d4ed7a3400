"""The finite world of a claim: one item for all labels that no rule of the network tells apart, and one day for each stretch of days.

What is a decision's reading of a label and a day is found in the network: which controls a national rule or the scheme names, which kinds
of information a scope, a national rule or an assessment names, which days anything begins or ends on. Labels that read alike are answered
alike, so one of them stands for all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, combinations

from attrs import frozen

from relto.agreements import Agreement, Claim, Compartments, Information, Network, Scope
from relto.labels import Label, Scheme
from relto.primitives import CommunityId, Malformed, PartyId, Place
from relto.release.model import Item

MOST_CELLS = 1_000_000
"""Most items and days that stand for the world of a claim."""

MOST_CONTROLS = 8
"""Most classes of controls that a network tells apart; every set of them is looked at."""

OTHER_KIND = "any-other-kind"
"""Stands for every kind of information that no rule names."""


@frozen
class Cell:
    """One item that stands for all that read alike.

    Args:
        item: the item; its day of marking is the first of a stretch.
        originator: who originated it, and holds it first.
        first: the number of the stretch of days in which it was marked, among :func:`stretches`; 0 for an earlier one.
    """

    item: Item
    originator: PartyId
    first: int


def edges(network: Network) -> list[date]:
    """Every day on which anything in a network begins or ends."""
    days: set[date | None] = set()
    for agreement in network.agreements.values():
        days |= {agreement.signed, agreement.in_force, agreement.expires}
        days |= {day for one in agreement.parties for day in (one.period.start, one.period.end)}
        days |= {day for event in agreement.events for day in (event.on, event.takes_effect)}
    for community in network.communities.values():
        days |= {day for one in community.memberships for day in (one.period.start, one.period.end)}
    periods = chain(
        (r.period for r in network.national_rules), (a.period for a in network.assessments), (c.period for c in network.consents)
    )
    days |= {day for period in periods for day in (period.start, period.end)}
    days |= {one.given_on for one in network.consents}
    return sorted(day for day in days if day is not None)


def stretches(networks: Iterable[Network], first: date, last: date) -> tuple[date, ...]:
    """The first days of the stretches between two days in which nothing in the networks begins or ends."""
    inside = {day for network in networks for day in edges(network) if first < day <= last}
    return (first, *sorted(inside))


def targets(network: Network, claim: Claim) -> frozenset[PartyId]:
    """The parties that a claim is about: those that never come to hold it.

    A community stands for everyone who is ever a member.

    Raises:
        Malformed: a code is neither a party nor a community, or a party has no bodies in the network.
    """
    named: set[PartyId] = set()
    for code in sorted(claim.to):
        community = network.communities.get(CommunityId(code))
        if community is not None:
            named |= {one.party for one in community.memberships}
        if community is None or PartyId(code) in network.parties:
            named.add(_party(network, code, claim.place))
    for whole in sorted(claim.bodies_of):
        bodies = {one.id for one in network.parties.values() if one.part_of == _party(network, whole, claim.place)}
        if not bodies:
            raise Malformed(
                "no party of the network is a body of it", place=claim.place, found=whole, expected="a party with bodies (`part_of`)"
            )
        named |= bodies
    if claim.kind != "stays-within":
        return frozenset(named)
    return frozenset(network.everyone) - named


@frozen
class World:
    """Every item that stands for others, in order: by label, then by kind, then by day of marking.

    Args:
        labels: originators and labels, the plainest first.
        kinds: the kinds; ``None`` for an item that does not say its kind.
        marked: the days of marking, each with the first stretch of days in which it can be released.
    """

    labels: tuple[tuple[PartyId, Label], ...]
    kinds: tuple[str | None, ...]
    marked: tuple[tuple[date, int], ...]

    def __len__(self) -> int:
        """How many items there are."""
        return len(self.labels) * len(self.kinds) * len(self.marked)

    def cell(self, number: int) -> Cell:
        """One of the items, by its number."""
        rest, marking = divmod(number, len(self.marked))
        name, kind = divmod(rest, len(self.kinds))
        originator, label = self.labels[name]
        day, first = self.marked[marking]
        said = self.kinds[kind]
        return Cell(Item(label, frozenset({originator}), () if said is None else (said,), marked_on=day), originator, first)

    def number(self, label: int, kind: int, marking: int) -> int:
        """The number of an item, by those of its label, kind and day of marking."""
        return (label * len(self.kinds) + kind) * len(self.marked) + marking

    def place(self, number: int, other: "World") -> tuple[int, int, int]:
        """Label, kind and day of marking of one of the items, by their numbers in another world of the same labels."""
        rest, marking = divmod(number, len(self.marked))
        label, kind = divmod(rest, len(self.kinds))
        return label, other.kinds.index(self.kinds[kind]), other.marked.index(self.marked[marking])

    def parts(self, most: int) -> Iterator["World"]:
        """The world in parts, in order, each of so many items at most where one label alone has no more."""
        many = max(1, most // (len(self.kinds) * len(self.marked)))
        for start in range(0, len(self.labels), many):
            yield World(self.labels[start : start + many], self.kinds, self.marked)

    def __iter__(self) -> Iterator[Cell]:
        """Every item."""
        return map(self.cell, range(len(self)))


def world_of(
    networks: tuple[Network, ...], claim: Claim, days: tuple[date, ...], writable: Callable[[Label], bool] = lambda _: True
) -> World:
    """The world of a claim.

    Args:
        networks: the network, and the one after the events.
        claim: the claim.
        days: the stretches of days.
        writable: whether a label can be written at all; what its marking system refuses is no label.

    Raises:
        Malformed: the claim names an unknown party, scheme, level or list, its world is too large, or there is nothing in it.
    """
    network, of = networks[0], claim.of
    marked, kinds = _markings(networks, claim, days), _kinds(networks, of)
    lists = lists_of(network, claim)
    labels: list[tuple[PartyId, Label]] = []
    made: dict[object, list[Label]] = {}
    for originator in originators_of(network, claim):
        scheme = scheme_of(network, claim, originator)
        named = () if scheme.owner in (None, originator) else (originator,)
        of_scheme = made.get((scheme.id, named))
        if of_scheme is None:
            of_scheme = made[scheme.id, named] = list(filter(writable, _labels(networks, claim, scheme, named, lists)))
        labels += ((originator, label) for label in of_scheme)
        if len(labels) * len(kinds) * len(marked) > MOST_CELLS:
            raise Malformed("the world of the claim is too large", place=claim.place, expected=f"{MOST_CELLS:,} items and days")
    found = World(tuple(labels), tuple(kinds), tuple(marked))
    if not len(found):
        raise Malformed(
            "the claim speaks of no item at all", place=claim.place, expected="levels, controls and lists that a label can have"
        )
    return found


def _party(network: Network, code: str, place: Place) -> PartyId:
    try:
        return network.party(code).id
    except Malformed as error:
        raise Malformed(error.message, place=place, found=error.found, expected=error.expected) from None


def originators_of(network: Network, claim: Claim) -> Iterator[PartyId]:
    """The originators of which a claim speaks."""
    if claim.of.originators is not None:
        for code in claim.of.originators:
            yield _party(network, code, claim.place)
        return
    for party in network.everyone:
        if claim.of.scheme is not None or network.home_scheme(party) is not None:
            yield party


def scheme_of(network: Network, claim: Claim, originator: PartyId) -> Scheme:
    """The scheme of an originator's labels of which a claim speaks."""
    if claim.of.scheme is None:
        home = network.home_scheme(originator)
        if home is None:
            raise Malformed("no home scheme is recorded", place=claim.place, found=originator, expected="`scheme`, which its labels are of")
        return home
    found = network.schemes.get(claim.of.scheme)
    if found is None:
        known = ", ".join(sorted(network.schemes))
        raise Malformed("no such scheme", place=claim.place, found=claim.of.scheme, expected=f"one of {known}")
    return found


def levels_of(scheme: Scheme, claim: Claim) -> list[str]:
    """The levels of a scheme of which a claim speaks."""
    of = claim.of
    for level in (*(of.levels or ()), of.from_level, of.to_level):
        if level is not None and level not in scheme.single:
            raise Malformed(
                f"`{scheme.id}` has no such level", place=claim.place, found=level, expected=f"one of {', '.join(scheme.levels)}"
            )
    return [
        level
        for level in scheme.levels
        if (of.levels is None or level in of.levels)
        and (of.from_level is None or scheme.protects(level, of.from_level))
        and (of.to_level is None or scheme.protects(of.to_level, level))
    ]


def lists_of(network: Network, claim: Claim) -> list[frozenset[str] | None]:
    """The lists of which a claim speaks."""
    return [None if one is None else frozenset(_codes(network, claim, one)) for one in claim.of.lists]


def _codes(network: Network, claim: Claim, codes: frozenset[str]) -> Iterator[str]:
    for code in codes:
        if code not in network.communities:
            _party(network, code, claim.place)
        yield code


def _labels(
    networks: tuple[Network, ...], claim: Claim, scheme: Scheme, named: tuple[PartyId, ...], lists: list[frozenset[str] | None]
) -> Iterator[Label]:
    """Every label of a scheme; those of parties that use it as it is are the same."""
    free = _controls(networks, claim, scheme)
    for level in levels_of(scheme, claim):
        for compartments in _compartments(networks, claim, scheme, level):
            for controls in free:
                for listed in lists:
                    yield Label(
                        scheme=scheme,
                        level=level,
                        originators=frozenset(named),
                        releasable_to=listed,
                        controls=claim.of.controls | controls,
                        compartments=claim.of.compartments | compartments,
                    )


def _controls(networks: tuple[Network, ...], claim: Claim, scheme: Scheme) -> list[frozenset[str]]:
    """Every set of further controls that the networks tell apart, the smallest first."""
    rules = [rule for network in networks for rule in network.national_rules if rule.when.controls]
    classes: dict[object, str] = {}
    for one in sorted({*scheme.originator_controls, *(name for rule in rules for name in rule.when.controls)} - claim.of.controls):
        reads = (one in scheme.originator_controls, tuple(one in rule.when.controls for rule in rules))
        classes.setdefault(reads, one)
    if len(classes) > MOST_CONTROLS:
        raise Malformed(
            "the network tells too many controls apart", place=claim.place, found=str(len(classes)), expected=f"{MOST_CONTROLS}"
        )
    names = sorted(classes.values())
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def _compartments(networks: tuple[Network, ...], claim: Claim, scheme: Scheme, level: str) -> list[frozenset[str]]:
    """Further compartments. Another compartment only ever shuts out, so a label without one stands for those with it.

    That holds but where consents cover compartments, and where a compartment makes a public level secret.
    """
    named = {one for network in networks for consent in network.consents for one in consent.compartments} - claim.of.compartments
    if any(network.consents for network in networks):
        if len(named) > MOST_CONTROLS:
            raise Malformed("consents name too many compartments", place=claim.place, found=str(len(named)), expected=f"{MOST_CONTROLS}")
        return [frozenset(some) for size in range(len(named) + 1) for some in combinations(sorted(named), size)]
    if level in scheme.public:
        opened = {one for network in networks for agreement in network.agreements.values() for one in _opens(agreement)}
        return [frozenset(), *(frozenset({one}) for one in sorted(opened))]
    return [frozenset()]


def _opens(agreement: Agreement) -> Iterator[str]:
    for _, effect in agreement.clauses_of(Compartments):
        yield from effect.opens


def _kinds(networks: tuple[Network, ...], of: Information) -> list[str | None]:
    """One kind of each class that the networks tell apart."""
    if of.kinds is not None:
        return list(of.kinds)
    sets = _told_apart(networks)
    classes: dict[object, str] = {}
    for kind in [*sorted({one for some in sets for one in some}), OTHER_KIND]:
        classes.setdefault(tuple(kind in some for some in sets), kind)
    return [None, *sorted(classes.values())]


def _told_apart(networks: tuple[Network, ...]) -> list[frozenset[str]]:
    """Every set of kinds that a rule of the networks names."""
    sets: list[frozenset[str]] = []
    for network in networks:
        for agreement in network.agreements.values():
            sets += [some for _, scope in agreement.clauses_of(Scope) for some in (scope.kinds, scope.excluded)]
        sets += [rule.when.kinds for rule in network.national_rules]
        sets += [one.kinds for one in network.assessments]
    return sets


def alike(networks: tuple[Network, ...], world: World) -> World:
    """The world with one kind and one day of marking of each class that the networks tell apart: the first of each.

    An item that does not say its kind is kept beside those that do. Days of marking are told apart where a list names a community,
    and by the stretch from which on an item can be released.
    """
    kinds: dict[object, str | None] = {}
    marked: dict[object, tuple[date, int]] = {}
    for kind, said in _classes_of_kinds(networks, world).items():
        kinds.setdefault(said, kind)
    for marking, said in _classes_of_markings(networks, world).items():
        marked.setdefault(said, marking)
    return World(world.labels, tuple(kinds.values()), tuple(marked.values()))


def weighing(networks: tuple[Network, ...], world: World, part: World) -> list[tuple[int, int]]:
    """For how many items of a world those of a part of the one :func:`alike` stand: the number, and the items as bits."""
    kinds, marked = _classes_of_kinds(networks, world), _classes_of_markings(networks, world)
    by_kind, by_marking = Counter(kinds.values()), Counter(marked.values())
    each = len(part.kinds) * len(part.marked)
    found: dict[int, int] = {}
    for place in range(each):
        kind, marking = divmod(place, len(part.marked))
        many = by_kind[kinds[part.kinds[kind]]] * by_marking[marked[part.marked[marking]]]
        found[many] = found.get(many, 0) | int(f"{1 << place:0{each}b}" * len(part.labels), 2)
    return list(found.items())


def _classes_of_kinds(networks: tuple[Network, ...], world: World) -> dict[str | None, object]:
    sets = [some for some in _told_apart(networks) if some]
    return {kind: kind if kind is None else tuple(kind in some for some in sets) for kind in world.kinds}


def _classes_of_markings(networks: tuple[Network, ...], world: World) -> dict[tuple[date, int], object]:
    groups = {str(one) for network in networks for one in network.communities}
    grouped = any(label.releasable_to is not None and label.releasable_to & groups for _, label in world.labels)
    return {(day, first): (first, day if grouped else None) for day, first in world.marked}


def days_of_marking(claim: Claim) -> tuple[date, date]:
    """The first and the last day of the marking."""
    of = claim.of
    start = of.marked_from or claim.first
    last = claim.last if of.marked_before is None else min(claim.last, of.marked_before - timedelta(days=1))
    if last < start:
        raise Malformed(
            "marked on no day of the claim", place=claim.place, found=f"{start} to {last}", expected="`marked` before the last day"
        )
    return start, last


def _markings(networks: tuple[Network, ...], claim: Claim, days: tuple[date, ...]) -> list[tuple[date, int]]:
    """The stretches of days of the marking, each with the first stretch in which it can be released."""
    start, last = days_of_marking(claim)
    found = []
    for day in sorted({start, *stretches(networks, start, last), *(d for d in days if start < d <= last)}):
        released = max((number for number, one in enumerate(days) if one <= day), default=0)
        found.append((day, released))
    return found
