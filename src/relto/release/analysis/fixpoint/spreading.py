"""The fixpoint: every release out of every standing, until nothing new is met.

A *standing* is a holder with what of its chain later decisions read (:mod:`relto.release.compiled.chains`): the links that third-party
clauses look at, and where the level stands. Items that stand alike are followed together. Days pass forwards only: what is met in one
stretch of days is where the next begins.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from attrs import define

from relto.agreements import Network
from relto.primitives import AgreementId, Malformed, PartyId
from relto.release.analysis.domains import World
from relto.release.analysis.fixpoint.universe import Universe
from relto.release.analysis.fixpoint.weights import Offer, Weigher, Weight
from relto.release.compiled.chains import Stands, carry, counting
from relto.release.compiled.facts import Facts

MOST_STANDINGS = 200_000
"""Most standings that are met in one part of a world."""

Links: TypeAlias = tuple[tuple[str, AgreementId], ...]


@define(eq=False)
class _Standing:
    """A holder that has some items by one kind of chain."""

    holder: PartyId
    links: Links
    stands: Stands | None
    heeded: bool
    own: bool = False
    seen: int = 0
    new: int = 0

    def meet(self, items: int) -> bool:
        """Take more items in; whether none waited before and some do now."""
        idle = not self.new
        self.new |= items & ~self.seen
        return idle and bool(self.new)


class Spreading:
    """Finds how far items can come in one network.

    Args:
        network: the facts.
        days: the first day of each stretch.
        refusing: whether an authority consents to nothing.

    Attributes:
        standings: standings that were met.
        releases: releases that were weighed, each for all items of a standing.
    """

    def __init__(self, network: Network, days: Sequence[date], refusing: Callable[[str], bool]) -> None:
        self.standings = self.releases = 0
        self.network = network
        self.facts = [Facts(network, day) for day in days]
        self.refusing = refusing
        self.recorded = frozenset(one.by for one in network.consents)

    def reached(self, world: World) -> dict[PartyId, int]:
        """For each party the items that it can come to hold; an originator's own are not told.

        Args:
            world: the items.

        Raises:
            Malformed: there are more than :data:`MOST_STANDINGS` standings.
        """
        course = _Course(self, Universe(world))
        course.run()
        self.standings += course.standings
        self.releases += course.releases
        return course.reached


class _Course:
    """The search through some items."""

    def __init__(self, spreading: Spreading, universe: Universe) -> None:
        self.standings = self.releases = 0
        self.reached: dict[PartyId, int] = {}
        self._network = spreading.network
        self._universe = universe
        self._refusing = spreading.refusing
        self._recorded = spreading.recorded
        self._weighers = [Weigher(one, universe, spreading.refusing) for one in spreading.facts]
        self._begun: dict[PartyId, _Standing] = {}
        self._met: dict[object, _Standing] = {}
        self._waiting: deque[_Standing] = deque()
        self._later: list[Facts] = []
        self._carries: dict[object, Stands | None] = {}
        self._ways: dict[tuple[Links, bool], tuple[object, ...]] = {}

    def run(self) -> None:
        """Through every stretch of days."""
        for number, weigher in enumerate(self._weighers):
            self._later = _differing([one.facts for one in self._weighers[number:]])
            self._ways.clear()
            self._begin(self._universe.first.get(number, 0) & ~self._universe.public)
            self._again()
            while self._waiting:
                self._follow(weigher, self._waiting.popleft())
            self._publish(weigher, number)

    def _heeds(self, authority: str) -> bool:
        return authority in self._recorded or self._refusing(authority)

    def _begin(self, items: int) -> None:
        """Items are marked: their originators hold them."""
        for originator, some in self._universe.originators.items():
            if some & items:
                standing = self._begun.get(originator)
                if standing is None:
                    standing = self._begun[originator] = _Standing(originator, (), None, self._heeds(originator), own=True)
                standing.seen |= some & items

    def _again(self) -> None:
        """What was met in earlier stretches can be released today, and may stand alike from now on."""
        before, self._met = self._met, {}
        for standing in self._begun.values():
            standing.new, standing.seen = standing.seen, 0
            self._waiting.append(standing)
        for standing in before.values():
            self._meet(standing.holder, standing.links, standing.stands, standing.seen, heeded=standing.heeded)

    def _meet(self, holder: PartyId, links: Links, stands: Stands | None, items: int, *, heeded: bool) -> None:
        ways = self._ways.get((links, heeded))
        if ways is None:
            ways = tuple(counting(facts, links, heeds=self._heeds, heeded=heeded) for facts in self._later)
            self._ways[links, heeded] = ways
        key = (holder, links[0][1], ways, stands, heeded)
        found = self._met.get(key)
        if found is None:
            self.standings += 1
            if len(self._met) >= MOST_STANDINGS:
                raise Malformed("too many ways to follow", found=holder, expected=f"{MOST_STANDINGS:,} standings at most")
            found = self._met[key] = _Standing(holder, links, stands, heeded)
        if found.meet(items):
            self._waiting.append(found)

    def _follow(self, weigher: Weigher, standing: _Standing) -> None:
        """Every release out of one standing, of what is new there."""
        items, standing.new = standing.new, 0
        standing.seen |= items
        holder, facts = standing.holder, weigher.facts
        at_holder = None if standing.own else _at_home(facts, standing)
        for recipient in facts.partners(holder):
            some = items & ~self._universe.originators.get(recipient, 0)
            if not some:
                continue
            self.releases += 1
            offers = weigher.offers(holder, recipient, at_holder, own=standing.own)
            third = Weight() if standing.own else weigher.third(standing.links, holder, recipient)
            for offer, got in _chosen(offers, third, some):
                self.reached[recipient] = self.reached.get(recipient, 0) | got
                self._hand_over(facts, standing, offer, recipient, got)

    def _hand_over(self, facts: Facts, standing: _Standing, offer: Offer, recipient: PartyId, items: int) -> None:
        name = standing.holder if self._heeds(standing.holder) else ""
        link = (name, offer.agreement.id)
        links = (link, *(one for one in standing.links if one != link))
        if not standing.own:
            stands = self._carry(facts, standing.stands, offer, standing.holder, recipient)
            self._meet(recipient, links, stands, items, heeded=standing.heeded)
            return
        for level, some in self._universe.levels.items():
            if some & items:
                stands = self._carry(facts, level, offer, standing.holder, recipient)
                self._meet(recipient, links, stands, some & items, heeded=standing.heeded)

    def _carry(self, facts: Facts, stands: Stands | None, offer: Offer, giver: PartyId, receiver: PartyId) -> Stands | None:
        if stands is None:
            return None
        key = (offer.agreement.id, stands, giver, receiver)
        if key not in self._carries:
            self._carries[key] = carry(facts, offer.agreement, stands, giver, receiver)
        return self._carries[key]

    def _publish(self, weigher: Weigher, number: int) -> None:
        """What needs no protection goes to everybody whom no holder's law bars."""
        begun = 0
        for first, items in self._universe.first.items():
            begun |= items if first <= number else 0
        begun &= self._universe.public
        if not begun:
            return
        have = {one: some & begun for one, some in self._universe.originators.items()}
        for one in self._network.everyone:
            have[one] = have.get(one, 0) | (self.reached.get(one, 0) & begun)
        barred = {one: weigher.embargoed(one) for one in have}
        while True:
            self.releases += len(have) * len(self._network.everyone)
            free = 0
            for one, some in have.items():
                free |= 0 if barred[one] else some
            now = {one: some | free for one, some in have.items()}
            for holder in (one for one in have if barred[one]):
                for one in self._network.everyone:
                    now[one] |= 0 if one in barred[holder] else have[holder]
            if now == have:
                break
            have = now
        for one in self._network.everyone:
            self.reached[one] = self.reached.get(one, 0) | (have[one] & ~self._universe.originators.get(one, 0))


def _chosen(offers: Sequence[Offer], third: Weight, items: int) -> Iterator[tuple[Offer, int]]:
    """What is released under which agreement: the mildest outcome first, then the highest ceiling."""
    if len(offers) == 1:
        (offer,) = offers
        got = items & offer.open
        if got and (third.denied or third.refused):
            got &= ~(offer.unlisted & (third.denied | third.refused))
        if got:
            yield offer, got
        return
    left, asking = items, []
    for offer in offers:
        denied = offer.weight.denied | (offer.unlisted & third.denied)
        asked = offer.weight.asked | (offer.unlisted & third.asked)
        permitted = left & ~denied & ~asked
        left &= ~permitted
        asking.append((denied, offer.weight.refused | (offer.unlisted & third.refused)))
        if permitted:
            yield offer, permitted
    for offer, (denied, refused) in zip(offers, asking, strict=True):
        chosen = left & ~denied
        left &= denied
        if chosen & ~refused:
            yield offer, chosen & ~refused


def _at_home(facts: Facts, standing: _Standing) -> str | None:
    """The level in the holder's own scheme."""
    home, stands = facts.scheme_of(standing.holder), standing.stands
    if home is None or stands is None or stands[0] != home.id or home.is_joined(stands[1]):
        return None
    return stands[1]


def _differing(later: Sequence[Facts]) -> list[Facts]:
    """One day of each state that third-party clauses are in from a day on."""
    found: dict[object, Facts] = {}
    for facts in later:
        ended = frozenset(one.id for one in facts.network.agreements.values() if one.survives is not None and one.has_ended(facts.at))
        found.setdefault(ended, facts)
    return list(found.values())
