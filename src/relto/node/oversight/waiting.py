"""What waits for somebody, each with its clock: a work list made anew whenever it is asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from attrs import evolve, frozen

from relto.node.authorising import Action, Actor, may
from relto.node.holdings.keeping import due
from relto.node.ports import Work
from relto.node.records.releasing import Draft
from relto.node.releasing.approving import standing
from relto.node.surroundings import Surroundings
from relto.primitives.limits import PAGE

SOON = timedelta(days=30)
NEVER = datetime.max.replace(tzinfo=UTC)
"""Stands in the order for what nobody said an end of."""
Spot = tuple[datetime, datetime, str, str]
_OF_DRAFT = ""
"""What is to be done about a draft, before it was looked at: that costs more than its place in the order."""


@frozen
class Waiting:
    """Something that waits.

    Args:
        kind: what is to be done, by its stable name (docs/reference/node.md lists them).
        about: what it is about, by its identifier.
        since: since when it waits.
        due: by when it must be done, or ``None`` where nobody said.
        party: the other party it is about, or ``None``.
    """

    kind: str
    about: str
    since: datetime
    due: datetime | None = None
    party: str | None = None

    @property
    def spot(self) -> Spot:
        """Its place in the order: what is due first, then what waits longest."""
        return self.due or NEVER, self.since, self.about, self.kind


class WorkList:
    """What waits for people.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def mine(self, actor: Actor, *, after: Spot | None = None, most: int | None = None) -> tuple[Waiting, ...]:
        """What waits for the actor: what is due first, then what waits longest. Only about what they may see.

        Args:
            actor: for whom.
            after: only what comes behind this place in that order.
            most: this many at most; ``None``: all.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            drafts = {one.id: one for one in self._drafts(work, actor, at)}
            found = [
                *(Waiting(_OF_DRAFT, one.id, one.prepared or one.created, None, one.recipient) for one in drafts.values()),
                *self._consents(work, actor, at),
                *self._owed(work, actor),
                *self._destruction(work, actor, at),
                *self._assurances(work, actor, at),
            ]
            behind = sorted((one for one in found if after is None or one.spot > after), key=lambda one: one.spot)
            named = (self._named(work, actor, one, drafts.get(one.about)) for one in behind)
            return tuple(islice((one for one in named if one is not None), most))

    def _named(self, work: Work, actor: Actor, one: Waiting, draft: Draft | None) -> Waiting | None:
        if draft is None:
            return one
        kind = self._draft(work, actor, draft)
        return None if kind is None else evolve(one, kind=kind)

    def _drafts(self, work: Work, actor: Actor, at: datetime) -> Iterator[Draft]:
        if not (may(actor, Action.APPROVE) or may(actor, Action.DRAFT)):
            return
        shelves = self._node.sight.shelves(work, actor, self._node.arrangement.engine(work, at.date()))
        before: str | None = None
        while some := work.drafts.page(shelves, ("drafting", "submitted"), before, PAGE):
            yield from (one for one in some if one.state != "drafting" or actor.id in one.authors)
            before = some[-1].id

    def _draft(self, work: Work, actor: Actor, draft: Draft) -> str | None:
        if draft.state == "drafting":
            return "finish-draft" if actor.id in draft.authors else None
        if standing(work, draft).lacking is None:
            return "send" if may(actor, Action.SEND) else None
        spoken = any(one.person == actor.id and one.manifest_sha256 == draft.manifest_sha256 for one in work.drafts.approvals(draft.id))
        return "approve" if may(actor, Action.APPROVE) and actor.id not in draft.authors and not spoken else None

    def _consents(self, work: Work, actor: Actor, at: datetime) -> list[Waiting]:
        if not may(actor, Action.ANSWER_CONSENT):
            return []
        engine = self._node.arrangement.engine(work, at.date())
        found: list[Waiting] = []
        after: str | None = None
        while some := work.settling.open_requests(asked_of=self._node.party, after=after, most=PAGE):
            found += (
                Waiting("answer-consent", one.request.request, one.at, one.request.answer_by, one.asked_by)
                for one in some
                if self._node.sight.knows_of(work, actor, one.request.item, engine)
            )
            after = some[-1].request.request
        return found

    def _owed(self, work: Work, actor: Actor) -> list[Waiting]:
        return [Waiting(one.kind, one.about, one.made, one.due) for one in work.incidents.owed(sorted(actor.roles))]

    def _destruction(self, work: Work, actor: Actor, at: datetime) -> list[Waiting]:
        if not may(actor, Action.DESTROY):
            return []
        mine = set(self._node.sight.shelves(work, actor, self._node.arrangement.engine(work, at.date())))
        return [
            Waiting("destroy", one.id, one.held_at, datetime.combine(one.destroy_by, datetime.min.time(), at.tzinfo))
            for one in due(work, mine, (at + SOON).date())
            if one.destroy_by is not None
        ]

    def _assurances(self, work: Work, actor: Actor, at: datetime) -> list[Waiting]:
        if not may(actor, Action.AGREE):
            return []
        some = (one for one in work.incidents.assurances() if one.breached is None and one.until <= at + SOON)
        return [Waiting("confirm-assurance", one.id, one.given, one.until, one.party) for one in some]
