"""The fixpoint: every release out of every standing, until nothing new is met.

A *standing* is a holder with what of its chain later decisions read (:mod:`relto.release.compiled.chains`): the links that third-party
clauses look at, and where the level stands. Items that stand alike are followed together; what does not read the level is weighed once
for all standings that differ by it alone. Days pass forwards only: what is met in one stretch of days is where the next begins.

Networks and stretches differ with few parties (:mod:`relto.release.analysis.fixpoint.differing`). So what is met by releases between all
others is met once, for every item as if it were there from the first day on; then each network takes from it what is marked by the time,
and follows the releases to and from those few.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from relto.agreements import Network
from relto.primitives import AgreementId, Malformed, PartyId
from relto.release.analysis.domains import World
from relto.release.analysis.fixpoint.differing import apart
from relto.release.analysis.fixpoint.offers import Offer, Weight, chosen
from relto.release.analysis.fixpoint.publishing import published
from relto.release.analysis.fixpoint.standings import Exit, Group, Links, Standing, Way
from relto.release.analysis.fixpoint.universe import Universe
from relto.release.analysis.fixpoint.weights import Weigher
from relto.release.compiled.chains import Stands, carry, counting
from relto.release.compiled.facts import Facts

MOST_STANDINGS = 200_000
"""Most standings that are met in one part of a world."""

_NOTHING = Weight()  # what a chain without links says; never written to


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
        later: dict[object, Facts] | None = None,
    ) -> None:
        self._spreading = spreading
        self._common = common
        self._universe = common.universe
        self._weighers = weighers
        self._few = few
        self._is_shared = later is not None
        self._later = later or {}
        self._weigher = weighers[0]
        self._refusing = spreading.refusing
        self._recorded = frozenset(one.by for one in weighers[0].facts.network.consents)
        self._begun: dict[PartyId, Standing] = {}
        self._groups: dict[object, Group] = {}
        self._met: list[Standing] = []
        self._waiting: deque[Standing] = deque()
        self._placed: dict[tuple[PartyId, Links, bool], Group] = {}
        self._here: dict[Group, Group] = {}
        self._known: dict[Stands | None, Stands | None] = {}
        self._counted: dict[tuple[Links, bool], tuple[object, ...]] = {}
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
        for one in self._met:
            holder = one.group.holder
            found[holder] = found.get(holder, 0) | one.seen
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
            self._follow(items, standing.ways)
            if standing.shared is not None:
                self._follow_shared(items, standing.shared.ways or ())

    def _own(self, originator: PartyId) -> Standing:
        standing = self._begun.get(originator)
        if standing is None:
            standing = self._begun[originator] = Standing(Group(originator, (), self._heeds(originator), own=True), None)
        return standing

    def _heeds(self, authority: str) -> bool:
        found = self._heeding.get(authority)
        if found is None:
            found = self._heeding[authority] = authority in self._recorded or self._refusing(authority)
        return found

    def _look_ahead(self, number: int) -> None:
        """From a stretch on, what was told apart for the sake of an earlier one may stand alike."""
        later = _differing([one.facts for one in self._weighers[number:]])
        if later.keys() != self._later.keys():
            self._later = later
            for some in (self._counted, self._placed, self._here, self._groups):
                some.clear()
            before, self._met = self._met, []
            for standing in before:
                group = standing.group
                self._stand(self._group(group.holder, group.links, heeded=group.heeded), standing.stands).seen |= standing.seen

    def _take(self, shared: "_Course", items: int) -> None:
        """Take over what some items meet by releases between parties that are not apart."""
        for originator, standing in shared._begun.items():  # noqa: SLF001
            if standing.seen & items:
                own = self._own(originator)
                own.seen |= standing.seen & items
                own.shared = standing
        for standing in shared._met:  # noqa: SLF001
            if standing.seen & items:
                group = self._taken(standing.group)
                found = self._stand(group, standing.stands)
                found.seen |= standing.seen & items
                if group.links == standing.group.links:
                    found.shared = standing

    def _taken(self, shared: Group) -> Group:
        """The group that a group of the shared course is in this one."""
        found = self._here.get(shared)
        if found is None:
            found = self._here[shared] = self._group(shared.holder, shared.links, heeded=shared.heeded)
        return found

    def _again(self) -> None:
        """What was met can be released today, by ways that were not followed yet."""
        every = (*self._begun.values(), *self._met)
        for standing in every:
            standing.ways = standing.group.exits = standing.group.apart = None
        if self._few is None:
            for standing in every:
                standing.new, standing.seen = standing.new | standing.seen, 0
                self._waiting.append(standing)
        elif self._few:
            for standing in every:
                if self._apart(standing.group.holder):
                    self._follow(standing.seen, self._ways_out(standing, apart=True))

    def _group(self, holder: PartyId, links: Links, *, heeded: bool) -> Group:
        """The standings of a chain; chains that say the same share them."""
        said = (holder, links, heeded)
        found = self._placed.get(said)
        if found is None:
            counted = self._counted.get((links, heeded))
            if counted is None:
                counted = tuple(counting(facts, links, heeds=self._heeds, heeded=heeded) for facts in self._later.values())
                self._counted[links, heeded] = counted
            key = (holder, links[0][1], counted, heeded)
            found = self._groups.get(key)
            if found is None:
                found = self._groups[key] = Group(holder, links, heeded)
            self._placed[said] = found
        return found

    def _stand(self, group: Group, stands: Stands | None) -> Standing:
        found = group.standings.get(stands)
        if found is None:
            self._spreading.standings += 1
            if len(self._met) >= MOST_STANDINGS:
                raise Malformed("too many ways to follow", found=group.holder, expected=f"{MOST_STANDINGS:,} standings at most")
            found = group.standings[stands] = Standing(group, stands)
            self._met.append(found)
        return found

    def _follow(self, items: int, ways: Iterable[Way]) -> None:
        """Release items by some ways out of a standing."""
        for way in ways:
            got = items & way.items
            if got:
                to = way.to
                if to is None:
                    to = way.to = self._stand(way.into, way.stands)
                self._bring(got, to)

    def _follow_shared(self, items: int, ways: Iterable[Way]) -> None:
        """Release items by ways that the shared course has weighed."""
        for way in ways:
            got = items & way.items
            if got:
                self._bring(got, self._stand(self._taken(way.into), way.stands))

    def _bring(self, items: int, to: Standing) -> None:
        new = items & ~to.seen
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

    def _every_way(self, standing: Standing) -> list[Way]:
        """Every release out of a standing, but for those that the shared course has weighed."""
        return self._ways_out(standing, apart=standing.shared is not None and standing.shared.ways is not None)

    def _ways_out(self, standing: Standing, *, apart: bool) -> list[Way]:
        """Every release out of a standing, or those that the shared course did not weigh, for all items."""
        group, universe = standing.group, self._universe
        exits = group.apart if apart else group.exits
        if exits is None:
            exits = self._exits(group, self._apart(group.holder) if apart else self._weigher.facts.partners(group.holder))
            if apart:
                group.apart = exits
            else:
                group.exits = exits
        self._spreading.releases += len(exits)
        levels: Sequence[tuple[Stands | None, int]] = ((standing.stands, universe.everything),)
        at_holder = None if group.own else _at_home(self._weigher.facts, standing)
        if group.own:
            levels = universe.levels_of(group.holder)
        found: list[Way] = []
        for way in exits:
            for offer, got in chosen(way.offers.at(at_holder), way.third, way.items):
                into, carried = way.into.get(offer.agreement.id) or self._lead(group, way, offer.agreement.id)
                for level, at_level in levels:
                    there = at_level & got
                    if there:
                        if level not in carried:
                            carried[level] = self._carry(level, offer, group.holder, way.recipient)
                        found.append(Way(there, into, carried[level]))
        return found

    def _exits(self, group: Group, recipients: Iterable[PartyId]) -> list[Exit]:
        """Where releases out of a group can go."""
        holder, few, own = group.holder, self._few, group.own
        near = few is None or holder in few
        originators = self._universe.originators
        everything = originators[holder] if own else self._universe.everything
        found = []
        for recipient in recipients:
            differs = near or recipient in few  # type: ignore[operator]
            if differs and self._is_shared:
                continue
            offers = (self._weigher if differs else self._common).offers(holder, recipient, own=own)
            third = _NOTHING if own else self._weigher.third(group.links, holder, recipient)
            items = everything if own else everything & ~originators.get(recipient, 0)
            found.append(Exit(recipient, offers, third, items))
        return found

    def _lead(self, group: Group, way: Exit, agreement: AgreementId) -> tuple[Group, dict[Stands | None, Stands | None]]:
        """The group in which items are that went by an exit under an agreement, and what is known of the levels there."""
        link = (group.holder if self._heeds(group.holder) else "", agreement)
        links = (link, *[one for one in group.links if one != link])
        found = way.into[agreement] = (self._group(way.recipient, links, heeded=group.heeded), {None: None})
        return found

    def _carry(self, stands: Stands | None, offer: Offer, giver: PartyId, receiver: PartyId) -> Stands | None:
        carried = None if stands is None else carry(self._weigher.facts, offer.agreement, stands, giver, receiver)
        return self._known.setdefault(carried, carried)


def _carried(universe: Universe, facts: Facts) -> frozenset[str]:
    """The schemes of labels whose originators have another at home."""
    homes = {one: facts.scheme_of(one) for one in universe.originators}
    return frozenset(
        scheme for one, home in homes.items() for (scheme, _), _ in universe.levels_of(one) if home is None or home.id != scheme
    )


def _at_home(facts: Facts, standing: Standing) -> str | None:
    """The level in the holder's own scheme."""
    home, stands = facts.scheme_of(standing.group.holder), standing.stands
    if home is None or stands is None or stands[0] != home.id or home.is_joined(stands[1]):
        return None
    return stands[1]


def _differing(later: Sequence[Facts]) -> dict[object, Facts]:
    """One day of each state that third-party clauses are in from a day on, or in another network."""
    found: dict[object, Facts] = {}
    for facts in later:
        agreements = facts.network.agreements
        ended = frozenset(one.id for one in agreements.values() if one.survives is not None and one.has_ended(facts.at))
        found.setdefault((id(facts.network), ended), facts)
    return found
