"""The plain search: one item of a claim's world, every release from every standing, each decided by the ordinary engine.

What a holder can do with an item rests on its *standing* alone (:meth:`relto.release.Engine.standing`), so a search that meets no new one
has seen every chain, over every stretch of days; days only pass forwards. It is the reference for the fixpoint of the whole world
(:mod:`relto.release.analysis.fixpoint`), and finds the chain that refutes a claim.
"""

import itertools
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date

from attrs import define, evolve, field, frozen

from relto.agreements import Network
from relto.primitives import Malformed, PartyId
from relto.release.analysis.domains import Cell
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
class Standpoint:
    """A holder with what it holds, and the release by which it came."""

    holder: PartyId
    item: Item
    before: "Standpoint | None" = None
    at: date | None = None

    def way(self) -> list["Standpoint"]:
        """The places from the first to this one."""
        place: Standpoint | None = self
        found: list[Standpoint] = []
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

    def reached(self, cell: Cell) -> Iterator[Standpoint]:
        """Every party that can come to hold an item, where it first does so; the originator is not told."""
        start = Standpoint(cell.originator, cell.item)
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

    def _after(self, engine: Engine, place: Standpoint, at: date, known: AbstractSet[PartyId]) -> Iterator[Standpoint]:
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
                yield Standpoint(recipient, evolve(place.item, chain=(*place.item.chain, link)), place, at)

    def confirmed(self, place: Standpoint) -> tuple[Release, ...]:
        """The releases that lead to a place, each decided anew by an engine that knows nothing of the search."""
        way = place.way()
        return tuple(self.ask(before, after) for before, after in itertools.pairwise(way))

    def ask(self, before: Standpoint, after: Standpoint) -> Release:
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
