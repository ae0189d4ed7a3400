"""The fixpoint: every release out of every standing, until nothing new is met.

A *standing* is a holder with what of its chain later decisions read (:mod:`relto.release.compiled.chains`): the links that third-party
clauses look at, and where the level stands. Items that stand alike are followed together. Days pass forwards only: what is met in one
stretch of days is where the next begins.

Networks and stretches differ with few parties (:mod:`relto.release.analysis.fixpoint.differing`). So what is met by releases between all
others is met once, for every item as if it were there from the first day on; then each network takes from it what is marked by the time,
and follows the releases to and from those few.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeAlias

from attrs import define

from relto.agreements import Network
from relto.primitives import AgreementId, Malformed, PartyId
from relto.release.analysis.domains import World
from relto.release.analysis.fixpoint.differing import apart
from relto.release.analysis.fixpoint.publishing import published
from relto.release.analysis.fixpoint.universe import Universe
from relto.release.analysis.fixpoint.weights import Offer, Weigher, Weight
from relto.release.compiled.chains import Stands, carry, counting
from relto.release.compiled.facts import Facts

MOST_STANDINGS = 200_000
"""Most standings that are met in one part of a world."""

Links: TypeAlias = tuple[tuple[str, AgreementId], ...]

_NOTHING = Weight()  # what a chain without links says; never written to


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
    ways: "list[_Way] | None" = None
    shared: "_Standing | None" = None


@define(eq=False)
class _Way:
    """A release out of a standing: where it leads, and the items that it takes there."""

    items: int
    recipient: PartyId
    links: Links
    stands: Stands | None
    to: _Standing | None = None


class Spreading:
    """Finds how far items can come in some networks.

    Args:
        networks: the facts.
        days: the first day of each stretch.
        refusing: whether an authority consents to nothing.

    Attributes:
        standings: standings that were met.
        releases: releases that were weighed, each for all items of a standing.
    """

    def __init__(self, networks: Sequence[Network], days: Sequence[date], refusing: Callable[[str], bool]) -> None:
        self.standings = self.releases = 0
        self.facts = [[Facts(network, day) for day in days] for network in networks]
        self.refusing = refusing

    def reached(self, world: World) -> list[dict[PartyId, int]]:
        """For each network and party the items that it can come to hold; an originator's own are not told.

        Args:
            world: the items.

        Raises:
            Malformed: there are more than :data:`MOST_STANDINGS` standings.
        """
        universe = Universe(world)
        every = [facts for some in self.facts for facts in some]
        few = apart(every, _carried(universe, every[0]))
        common = Weigher(every[0], universe, self.refusing)
        shared = _Course(self, common, [common], few, _differing(every))
        if few is not None:
            shared.begin(universe.everything & ~universe.public)
            shared.drain()
        found = []
        for some in self.facts:
            weighers = [common if facts is every[0] else Weigher(facts, universe, self.refusing) for facts in some]
            course = _Course(self, common, weighers, few)
            course.run(shared)
            found.append(course.reached())
        return found


class _Course:
    """The search through some items of one network; without stretches of its own, that between the parties which are not apart."""

    def __init__(
        self,
        spreading: Spreading,
        common: Weigher,
        weighers: Sequence[Weigher],
        few: frozenset[PartyId] | None,
        later: list[Facts] | None = None,
    ) -> None:
        self._spreading = spreading
        self._common = common
        self._universe = common.universe
        self._weighers = weighers
        self._few = few
        self._is_shared = later is not None
        self._later = later or []
        self._weigher = weighers[0]
        self._refusing = spreading.refusing
        self._recorded = frozenset(one.by for one in weighers[0].facts.network.consents)
        self._begun: dict[PartyId, _Standing] = {}
        self._met: dict[object, _Standing] = {}
        self._waiting: deque[_Standing] = deque()
        self._placed: dict[tuple[PartyId, Links, Stands | None, bool], _Standing] = {}
        self._carries: dict[object, Stands | None] = {}
        self._ways: dict[tuple[Links, bool], tuple[object, ...]] = {}
        self._heeding: dict[str, bool] = {}
        self._published: dict[PartyId, int] = {}

    def run(self, shared: "_Course") -> None:
        """Through every stretch of days.

        Args:
            shared: what is met by releases between parties that are not apart.
        """
        begun = 0
        for number, weigher in enumerate(self._weighers):
            self._weigher = weigher
            marked = self._universe.first.get(number, 0)
            begun |= marked
            self._look_ahead(number)
            if self._few is None:
                self.begin(marked & ~self._universe.public)
            else:
                self._take(shared, marked)
            self._again()
            self.drain()
            for party, items in published(self._weigher, begun & self._universe.public, self.reached()).items():
                self._published[party] = self._published.get(party, 0) | items

    def reached(self) -> dict[PartyId, int]:
        """For each party the items that it has come to hold."""
        found = dict(self._published)
        for one in self._met.values():
            found[one.holder] = found.get(one.holder, 0) | one.seen
        return found

    def begin(self, items: int) -> None:
        """Items are marked: their originators hold them."""
        for originator, some in self._universe.originators.items():
            if some & items:
                standing = self._own(originator)
                standing.new |= some & items
                if self._is_shared:
                    self._waiting.append(standing)

    def drain(self) -> None:
        """Follow what waits, until nothing does."""
        while self._waiting:
            standing = self._waiting.popleft()
            items, standing.new = standing.new, 0
            standing.seen |= items
            if standing.ways is None:
                standing.ways = self._every_way(standing)
            self._follow(standing, items, standing.ways)

    def _own(self, originator: PartyId) -> _Standing:
        standing = self._begun.get(originator)
        if standing is None:
            standing = self._begun[originator] = _Standing(originator, (), None, self._heeds(originator), own=True)
        return standing

    def _heeds(self, authority: str) -> bool:
        found = self._heeding.get(authority)
        if found is None:
            found = self._heeding[authority] = authority in self._recorded or self._refusing(authority)
        return found

    def _look_ahead(self, number: int) -> None:
        """From a stretch on, what was told apart for the sake of an earlier one may stand alike."""
        later = _differing([one.facts for one in self._weighers[number:]])
        if later != self._later:
            self._later = later
            self._ways.clear()
            self._placed.clear()
            before, self._met = self._met, {}
            for standing in before.values():
                self._stand(standing.holder, standing.links, standing.stands, heeded=standing.heeded).seen |= standing.seen

    def _take(self, shared: "_Course", items: int) -> None:
        """Take over what some items meet by releases between parties that are not apart."""
        for originator, standing in shared._begun.items():  # noqa: SLF001
            if standing.seen & items:
                own = self._own(originator)
                own.seen |= standing.seen & items
                own.shared = standing
        for standing in shared._met.values():  # noqa: SLF001
            if standing.seen & items:
                found = self._stand(standing.holder, standing.links, standing.stands, heeded=standing.heeded)
                found.seen |= standing.seen & items
                if found.links == standing.links:
                    found.shared = standing

    def _again(self) -> None:
        """What was met can be released today, by ways that were not followed yet."""
        every = (*self._begun.values(), *self._met.values())
        for standing in every:
            standing.ways = None
        if self._few is None:
            for standing in every:
                standing.new, standing.seen = standing.new | standing.seen, 0
                self._waiting.append(standing)
            return
        if not self._few:
            return
        for standing in every:
            to = self._apart(standing.holder)
            if to:
                self._follow(standing, standing.seen, self._ways_out(standing, to))

    def _stand(self, holder: PartyId, links: Links, stands: Stands | None, *, heeded: bool) -> _Standing:
        said = (holder, links, stands, heeded)
        found = self._placed.get(said)
        if found is None:
            found = self._placed[said] = self._place(*said)
        return found

    def _place(self, holder: PartyId, links: Links, stands: Stands | None, heeded: bool) -> _Standing:  # noqa: FBT001
        """The standing of a chain; chains that say the same share one."""
        ways = self._ways.get((links, heeded))
        if ways is None:
            ways = tuple(counting(facts, links, heeds=self._heeds, heeded=heeded) for facts in self._later)
            self._ways[links, heeded] = ways
        key = (holder, links[0][1], ways, stands, heeded)
        found = self._met.get(key)
        if found is None:
            self._spreading.standings += 1
            if len(self._met) >= MOST_STANDINGS:
                raise Malformed("too many ways to follow", found=holder, expected=f"{MOST_STANDINGS:,} standings at most")
            found = self._met[key] = _Standing(holder, links, stands, heeded)
        return found

    def _follow(self, standing: _Standing, items: int, ways: Iterable[_Way]) -> None:
        """Release items by some ways out of a standing."""
        for way in ways:
            got = items & way.items
            if not got:
                continue
            to = way.to
            if to is None:
                to = way.to = self._stand(way.recipient, way.links, way.stands, heeded=standing.heeded)
            new = got & ~to.seen
            if new:
                if not to.new:
                    self._waiting.append(to)
                to.new |= new

    def _apart(self, holder: PartyId) -> Sequence[PartyId]:
        """The partners of a holder to whom releases may be weighed otherwise than in the shared course."""
        partners, few = self._weigher.facts.partners(holder), self._few
        if few is None or holder in few:
            return partners
        return [one for one in partners if one in few]

    def _every_way(self, standing: _Standing) -> list[_Way]:
        """Every release out of a standing; what the shared course has weighed is taken from there."""
        known = None if standing.shared is None else standing.shared.ways
        if known is None:
            return self._ways_out(standing, self._weigher.facts.partners(standing.holder))
        again = [_Way(way.items, way.recipient, way.links, way.stands) for way in known]
        return again + self._ways_out(standing, self._apart(standing.holder))

    def _ways_out(self, standing: _Standing, recipients: Iterable[PartyId]) -> list[_Way]:
        """Every release out of a standing to some recipients, for all items."""
        holder, weigher, few, own = standing.holder, self._weigher, self._few, standing.own
        at_holder = None if own else _at_home(weigher.facts, standing)
        near = few is None or holder in few
        name = holder if self._heeds(holder) else ""
        originators = self._universe.originators
        everything = originators[holder] if own else self._universe.everything
        levels: list[tuple[Stands | None, int]] = [*self._universe.levels_of(holder)] if own else [(standing.stands, everything)]
        known: dict[AgreementId, Links] = {}
        found: list[_Way] = []
        for recipient in recipients:
            differs = near or recipient in few  # type: ignore[operator]
            if differs and self._is_shared:
                continue
            self._spreading.releases += 1
            offers = (weigher if differs else self._common).offers(holder, recipient, at_holder, own=own)
            if not offers:
                continue
            third = _NOTHING if own else weigher.third(standing.links, holder, recipient)
            theirs = originators.get(recipient)
            some = everything if own or theirs is None else everything & ~theirs
            for offer, got in _chosen(offers, third, some):
                agreement = offer.agreement.id
                links = known.get(agreement)
                if links is None:
                    link = (name, agreement)
                    links = known[agreement] = (link, *[one for one in standing.links if one != link])
                for level, at_level in levels:
                    there = at_level & got
                    if there:
                        found.append(_Way(there, recipient, links, self._carry(level, offer, holder, recipient)))
        return found

    def _carry(self, stands: Stands | None, offer: Offer, giver: PartyId, receiver: PartyId) -> Stands | None:
        if stands is None:
            return None
        key = (offer.agreement.id, stands, giver, receiver, self._weigher.facts.at)
        if key not in self._carries:
            self._carries[key] = carry(self._weigher.facts, offer.agreement, stands, giver, receiver)
        return self._carries[key]


def _chosen(offers: Sequence[Offer], third: Weight, items: int) -> list[tuple[Offer, int]]:
    """What is released under which agreement: the mildest outcome first, then the highest ceiling."""
    if len(offers) == 1:
        (offer,) = offers
        got = items & offer.open
        if got and (third.denied or third.refused):
            got &= ~(offer.unlisted & (third.denied | third.refused))
        return [(offer, got)] if got else []
    found: list[tuple[Offer, int]] = []
    left, asking = items, []
    for offer in offers:
        denied = offer.weight.denied | (offer.unlisted & third.denied)
        asked = offer.weight.asked | (offer.unlisted & third.asked)
        permitted = left & ~denied & ~asked
        left &= ~permitted
        asking.append((denied, offer.weight.refused | (offer.unlisted & third.refused)))
        if permitted:
            found.append((offer, permitted))
    for offer, (denied, refused) in zip(offers, asking, strict=True):
        chosen = left & ~denied
        left &= denied
        if chosen & ~refused:
            found.append((offer, chosen & ~refused))
    return found


def _carried(universe: Universe, facts: Facts) -> frozenset[str]:
    """The schemes of labels whose originators have another at home."""
    homes = {one: facts.scheme_of(one) for one in universe.originators}
    return frozenset(
        scheme for one, home in homes.items() for (scheme, _), _ in universe.levels_of(one) if home is None or home.id != scheme
    )


def _at_home(facts: Facts, standing: _Standing) -> str | None:
    """The level in the holder's own scheme."""
    home, stands = facts.scheme_of(standing.holder), standing.stands
    if home is None or stands is None or stands[0] != home.id or home.is_joined(stands[1]):
        return None
    return stands[1]


def _differing(later: Sequence[Facts]) -> list[Facts]:
    """One day of each state that third-party clauses are in from a day on, or in another network."""
    found: dict[object, Facts] = {}
    for facts in later:
        agreements = facts.network.agreements
        ended = frozenset(one.id for one in agreements.values() if one.survives is not None and one.has_ended(facts.at))
        found.setdefault((id(facts.network), ended), facts)
    return list(found.values())
