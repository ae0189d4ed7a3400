"""Proves a claim for its whole world, or refutes it by a chain of releases that the decision confirms.

The world is finite (:mod:`relto.release.analysis.domains`). The fixpoint (:mod:`relto.release.analysis.fixpoint`) follows every release of
all its items at once until nothing new is met; so it has seen every chain, of any length, over every stretch of days. What it does not meet
cannot be met: that is the proof. Of what it meets the first item is searched again, release by release, by the ordinary engine
(:mod:`relto.release.analysis.searching`), and the chain is shown, with the items and days by which anybody can ask again.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from attrs import frozen

from relto.agreements import Claim, Network
from relto.labels import Label
from relto.primitives import Malformed, PartyId
from relto.release.analysis.domains import Cell, World, alike, stretches, targets, weighing, world_of
from relto.release.analysis.fixpoint import Spreading
from relto.release.analysis.searching import Release, Search, Standpoint, allowed

AT_ONCE = 65_536
"""How many items are looked at together; the first part that refutes a claim is the last."""


@frozen
class Counterexample:
    """A case in which a claim does not hold.

    Args:
        cell: the item, as its originator holds it.
        party: who comes to hold it.
        steps: the releases that lead there.
        after_events: whether the chain is of the network after the claim's events.
        otherwise: for ``changes-nothing``, the first of the releases that the other network does not allow.
    """

    cell: Cell
    party: PartyId
    steps: tuple[Release, ...]
    after_events: bool = False
    otherwise: Release | None = None


@frozen
class Verdict:
    """What became of a claim.

    Args:
        claim: the claim.
        counterexample: the case that refutes it; ``None``: it is proved.
        days: the first days of the stretches looked at.
        items: items of the world that were looked at.
        standings: standings that were met.
        releases: releases that were decided.
        gained: for ``changes-nothing``, by party how many items of the whole world it can come to hold after the events and not before.
        lost: by party how many items it could before and cannot after.
    """

    claim: Claim
    counterexample: Counterexample | None
    days: tuple[date, ...]
    items: int
    standings: int
    releases: int
    gained: Mapping[PartyId, int] = {}
    lost: Mapping[PartyId, int] = {}

    @property
    def proved(self) -> bool:
        """Whether the claim holds for its whole world."""
        return self.counterexample is None


@frozen
class _Asked:
    """What a claim comes to: its networks, days and world, and whom it is about."""

    networks: tuple[Network, ...]
    claim: Claim
    days: tuple[date, ...]
    world: World
    barred: frozenset[PartyId]


def _asked(network: Network, claim: Claim, after: Network | None, writable: Callable[[Label], bool]) -> _Asked:
    if (claim.kind == "changes-nothing") != (after is not None):
        raise Malformed(
            "the events of the claim are not there", place=claim.place, expected="a network after them, for `changes-nothing` alone"
        )
    networks = (network,) if after is None else (network, after)
    days = stretches(networks, claim.first, claim.last)
    barred = targets(network, claim)
    if after is None and not barred:
        raise Malformed("nobody is left whom the claim could be about", place=claim.place, expected="fewer parties in `within`")
    return _Asked(networks, claim, days, world_of(networks, claim, days, writable), barred)


def prove(network: Network, claim: Claim, *, after: Network | None = None, writable: Callable[[Label], bool] = lambda _: True) -> Verdict:
    """Prove a claim of a network, or refute it.

    Args:
        network: the facts.
        claim: the claim.
        after: the network after the events of the claim, for ``changes-nothing``.
        writable: whether a label can be written at all; what its marking system refuses is no label.

    Returns:
        The verdict; the counterexample, where there is one, is confirmed by decisions asked anew.

    Raises:
        Malformed: the claim names what the network does not know, speaks of nothing, or its world is too large.
    """
    asked = _asked(network, claim, after, writable)
    seen = _exhausted(asked)
    found = None if seen.number is None else _searched(asked, asked.world.cell(seen.number), seen.met)
    if seen.number is not None and found is None:
        raise AssertionError("the search does not find what the fixpoint meets")
    looked_at = len(asked.world) if seen.number is None or after is not None else seen.number + 1
    return Verdict(claim, found, asked.days, looked_at, seen.standings, seen.releases, seen.gained, seen.lost)


def difference(
    network: Network, claim: Claim, *, after: Network, writable: Callable[[Label], bool] = lambda _: True
) -> tuple[Mapping[PartyId, int], Mapping[PartyId, int]]:
    """What events change: what :func:`prove` counts for a claim ``changes-nothing``, without the chain that shows it.

    Returns:
        By party, how many items of the whole world it can come to hold after the events and not before; and how many the other way round.

    Raises:
        Malformed: as :func:`prove`.
    """
    seen = _exhausted(_asked(network, claim, after, writable))
    return seen.gained, seen.lost


@frozen
class _Seen:
    """What the fixpoint meets: the first item that refutes the claim and who has it in each network, and what differs."""

    number: int | None
    met: Sequence[frozenset[PartyId]]
    gained: Mapping[PartyId, int]
    lost: Mapping[PartyId, int]
    standings: int
    releases: int


def _exhausted(asked: _Asked) -> _Seen:
    """Look at every item; where it is not asked what differs, up to the first part of the world that refutes the claim."""
    spreading = Spreading(asked.networks, asked.days, asked.claim.refusing)
    few = alike(asked.networks, asked.world)
    items, number = 0, None
    met: list[frozenset[PartyId]] = []
    gained, lost = Counter[PartyId](), Counter[PartyId]()
    for part in few.parts(AT_ONCE):
        reached = spreading.reached(part)
        wrong = _wrong(reached, asked.barred)
        if wrong and number is None:
            first = (wrong & -wrong).bit_length() - 1
            number = asked.world.number(*few.place(items + first, asked.world))
            met = [frozenset(party for party, some in one.items() if some >> first & 1) for one in reached]
        if len(reached) > 1:
            weights = weighing(asked.networks, asked.world, part)
            _count(gained, reached[1], reached[0], weights)
            _count(lost, reached[0], reached[1], weights)
        elif wrong:
            break
        items += len(part)
    return _Seen(number, met, gained, lost, spreading.standings, spreading.releases)


def _count(found: Counter[PartyId], here: Mapping[PartyId, int], there: Mapping[PartyId, int], weights: Sequence[tuple[int, int]]) -> None:
    """Add by party how many items are met here and not there."""
    for party, items in here.items():
        more = items & ~there.get(party, 0)
        if more:
            found[party] += sum(many * (more & some).bit_count() for many, some in weights)


def _wrong(reached: Sequence[Mapping[PartyId, int]], barred: frozenset[PartyId]) -> int:
    """The items that refute the claim: they reach somebody barred, or differ between two networks."""
    wrong = 0
    if len(reached) == 1:
        for party in barred:
            wrong |= reached[0].get(party, 0)
        return wrong
    before, now = reached
    for party in before.keys() | now.keys():
        wrong |= before.get(party, 0) ^ now.get(party, 0)
    return wrong


def prove_by_search(
    network: Network, claim: Claim, *, after: Network | None = None, writable: Callable[[Label], bool] = lambda _: True
) -> Verdict:
    """What :func:`prove` says, found item by item and release by release, with the ordinary engine alone: slow, and its reference.

    Args:
        network: the facts.
        claim: the claim.
        after: the network after the events of the claim, for ``changes-nothing``.
        writable: whether a label can be written at all.

    Raises:
        Malformed: as :func:`prove`.
    """
    asked = _asked(network, claim, after, writable)
    searches = [Search(one, asked.days, claim.refusing) for one in asked.networks]
    items = 0
    found: Counterexample | None = None
    for cell in asked.world:
        items += 1
        found = _refuted(searches, cell, asked.barred)
        if found is not None:
            break
    return Verdict(claim, found, asked.days, items, sum(one.standings for one in searches), sum(one.releases for one in searches))


def _searched(asked: _Asked, cell: Cell, met: Sequence[frozenset[PartyId]]) -> Counterexample | None:
    """The chain that refutes a claim, where it is known who meets an item."""
    searches = [Search(one, asked.days, asked.claim.refusing) for one in asked.networks]
    return _reaching(searches[0], cell, asked.barred) if len(searches) == 1 else _changed(searches, cell, met)


def _refuted(searches: Sequence[Search], cell: Cell, barred: frozenset[PartyId]) -> Counterexample | None:
    if len(searches) == 1:
        return _reaching(searches[0], cell, barred)
    return _changed(searches, cell, [frozenset(place.holder for place in one.reached(cell)) for one in searches])


def _reaching(search: Search, cell: Cell, barred: frozenset[PartyId]) -> Counterexample | None:
    for place in search.reached(cell):
        if place.holder in barred:
            return Counterexample(cell, place.holder, _sure(search, place))
    return None


def _sure(search: Search, place: Standpoint) -> tuple[Release, ...]:
    steps = search.confirmed(place)
    if not all(allowed(step.decision, search.refusing) for step in steps):
        raise AssertionError("the decision does not confirm a chain of the search")
    return steps


def _changed(searches: Sequence[Search], cell: Cell, met: Sequence[frozenset[PartyId]]) -> Counterexample | None:
    """The first party that comes to hold an item after the events and not before; else the first that did before alone."""
    for here, other in ((1, 0), (0, 1)):
        alone = met[here] - met[other]
        place = next((place for place in searches[here].reached(cell) if place.holder in alone), None) if alone else None
        if place is not None:
            steps = _sure(searches[here], place)
            again = (searches[other].ask(one, two) for one, two in itertools.pairwise(place.way()))
            otherwise = next((step for step in again if not allowed(step.decision, searches[other].refusing)), None)
            return Counterexample(cell, place.holder, steps, after_events=here == 1, otherwise=otherwise)
    return None
