"""Proves a claim for its whole world, or refutes it by a chain of releases that the decision confirms.

The world is finite (:mod:`relto.release.analysis.domains`), and what a holder can do with an item rests on its *standing* alone
(:meth:`relto.release.Engine.standing`). For each item of the world the search follows every release from every standing until no new one
is met: a fixpoint. So it has seen every chain, of any length, over every stretch of days; days only pass forwards. What it does not meet
cannot be met: that is the proof. What it meets it shows, with the items and days by which anybody can ask again.
"""

import itertools
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date

from attrs import define, evolve, field, frozen

from relto.agreements import Claim, Network
from relto.labels import Label
from relto.primitives import Malformed, PartyId
from relto.release.analysis.domains import Cell, cells, stretches, targets
from relto.release.compiled import Engine
from relto.release.model import Decision, Item, Link, Outcome

MOST_STANDINGS = 200_000
"""Most standings that are met for one item of the world."""


@frozen
class Release:
    """One release of a chain.

    Args:
        giver: who releases.
        item: what, with the chain by which the giver got it.
        recipient: who gets it.
        at: the day.
        decision: what the ordinary decision says of it, asked anew.
    """

    giver: PartyId
    item: Item
    recipient: PartyId
    at: date
    decision: Decision


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
    """

    claim: Claim
    counterexample: Counterexample | None
    days: tuple[date, ...]
    items: int
    standings: int
    releases: int

    @property
    def proved(self) -> bool:
        """Whether the claim holds for its whole world."""
        return self.counterexample is None


@frozen
class _Place:
    """A holder with what it holds, and the release by which it came."""

    holder: PartyId
    item: Item
    before: "_Place | None" = None
    at: date | None = None

    def way(self) -> list["_Place"]:
        """The places from the first to this one."""
        place: _Place | None = self
        found: list[_Place] = []
        while place is not None:
            found.append(place)
            place = place.before
        return found[::-1]


@define
class Search:
    """Follows releases through the stretches of days of one network.

    Args:
        network: the facts.
        days: the first day of each stretch.
        refusing: whether an authority consents to nothing.
    """

    network: Network
    days: tuple[date, ...]
    refusing: Callable[[str], bool]
    standings: int = field(default=0, init=False)
    releases: int = field(default=0, init=False)
    _engines: tuple[Engine, ...] = field(init=False)
    _recorded: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._recorded = frozenset(one.by for one in self.network.consents)
        self._engines = tuple(Engine(self.network, day) for day in self.days)

    def reached(self, cell: Cell) -> Iterator[_Place]:
        """Every party that can come to hold an item, where it first does so; the originator is not told."""
        start = _Place(cell.originator, cell.item)
        found = {cell.originator}
        places = [start]
        seen: set[object] = set()
        for number in range(cell.first, len(self._engines)):
            later = self._engines[number:]
            waiting, places = places, []
            seen.clear()
            at = max(self.days[number], cell.item.marked_on or self.days[number])
            for place in waiting:  # grows while it is walked through
                standing = tuple(engine.standing(place.item, place.holder, self._heeds) for engine in later)
                if standing in seen:
                    continue
                seen.add(standing)
                self._count(len(seen), cell)
                places.append(place)
                for after in self._after(later[0], place, at, found if place.item.label.is_public else frozenset()):
                    if after.holder not in found:
                        found.add(after.holder)
                        yield after
                    waiting.append(after)

    def _heeds(self, authority: str) -> bool:
        return authority in self._recorded or self.refusing(authority)

    def _count(self, many: int, cell: Cell) -> None:
        self.standings += 1
        if many > MOST_STANDINGS:
            raise Malformed("too many ways to follow", found=cell.item.label.level, expected=f"{MOST_STANDINGS:,} standings at most")

    def _after(self, engine: Engine, place: _Place, at: date, known: AbstractSet[PartyId]) -> Iterator[_Place]:
        """What one release more leads to; giving back to the originator, and of what is public to those who have it, nothing new."""
        (originator,) = place.item.originators
        others = self.network.everyone if place.item.label.is_public else engine.partners(place.holder)
        for recipient in others:
            if recipient in (place.holder, originator) or recipient in known:
                continue
            self.releases += 1
            decision = engine.decide(place.item, holder=place.holder, recipient=recipient)
            if allowed(decision, self.refusing):
                link = Link(place.holder, decision.instrument, at)
                yield _Place(recipient, evolve(place.item, chain=(*place.item.chain, link)), place, at)

    def confirmed(self, place: _Place) -> tuple[Release, ...]:
        """The releases that lead to a place, each decided anew by an engine that knows nothing of the search."""
        way = place.way()
        return tuple(self.ask(before, after) for before, after in itertools.pairwise(way))

    def ask(self, before: _Place, after: _Place) -> Release:
        """The ordinary decision on one release."""
        if after.at is None:
            raise LookupError("the first place is nobody's release")
        engine = Engine(self.network, after.at)
        decision = engine.decide(before.item, holder=before.holder, recipient=after.holder)
        return Release(before.holder, before.item, after.holder, after.at, decision)


def allowed(decision: Decision, refusing: Callable[[str], bool]) -> bool:
    """Whether a release happens: it is permitted, or whoever is asked consents."""
    if decision.outcome is not Outcome.CONSENT:
        return decision.outcome is Outcome.PERMIT
    asked = (one for one in decision.reasons if one.effect is Outcome.CONSENT)
    return all(one.consent_of is not None and not refusing(one.consent_of) for one in asked)


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
    if (claim.kind == "changes-nothing") != (after is not None):
        raise Malformed(
            "the events of the claim are not there", place=claim.place, expected="a network after them, for `changes-nothing` alone"
        )
    networks = (network,) if after is None else (network, after)
    days = stretches(networks, claim.first, claim.last)
    searches = [Search(one, days, claim.refusing) for one in networks]
    barred = targets(network, claim)
    if after is None and not barred:
        raise Malformed("nobody is left whom the claim could be about", place=claim.place, expected="fewer parties in `within`")
    items = 0
    found: Counterexample | None = None
    for cell in cells(networks, claim, days, writable):
        items += 1
        found = _refuted(searches[0], cell, barred) if after is None else _changed(searches[0], searches[1], cell)
        if found is not None:
            break
    if not items:
        raise Malformed(
            "the claim speaks of no item at all", place=claim.place, expected="levels, controls and lists that a label can have"
        )
    return Verdict(claim, found, days, items, sum(one.standings for one in searches), sum(one.releases for one in searches))


def _refuted(search: Search, cell: Cell, barred: frozenset[PartyId]) -> Counterexample | None:
    for place in search.reached(cell):
        if place.holder in barred:
            return Counterexample(cell, place.holder, _sure(search, place))
    return None


def _sure(search: Search, place: _Place) -> tuple[Release, ...]:
    steps = search.confirmed(place)
    if not all(allowed(step.decision, search.refusing) for step in steps):
        raise AssertionError("the decision does not confirm a chain of the search")
    return steps


def _changed(first: Search, second: Search, cell: Cell) -> Counterexample | None:
    """A party that can come to hold an item in one of two networks alone."""
    before = {place.holder: place for place in first.reached(cell)}
    now = {place.holder: place for place in second.reached(cell)}
    differing = sorted(before.keys() ^ now.keys())
    if not differing:
        return None
    party = min(differing, key=lambda one: (len((now.get(one) or before[one]).way()), one))
    here, other, place = (second, first, now[party]) if party in now else (first, second, before[party])
    steps = _sure(here, place)
    way = place.way()
    again = (other.ask(one, two) for one, two in itertools.pairwise(way))
    otherwise = next((step for step in again if not allowed(step.decision, other.refusing)), None)
    return Counterexample(cell, party, steps, after_events=here is second, otherwise=otherwise)
