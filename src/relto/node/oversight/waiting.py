"""What waits for somebody, each with its clock: a work list made anew whenever it is asked for."""

from datetime import datetime, timedelta

from attrs import frozen

from relto.node.authorising import Action, Actor, may
from relto.node.ports import Work
from relto.node.records.releasing import Draft
from relto.node.releasing.approving import standing
from relto.node.surroundings import Surroundings

SOON = timedelta(days=30)
_MOST = 200


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


class WorkList:
    """What waits for people.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def mine(self, actor: Actor) -> tuple[Waiting, ...]:
        """What waits for the actor: what is due first, then what waits longest. Only about what they may see."""
        at = self._node.clock.now()
        with self._node.store.read() as work:
            found = [
                *self._drafts(work, actor, at),
                *self._consents(work, actor, at),
                *self._owed(work, actor),
                *self._destruction(work, actor, at),
                *self._assurances(work, actor, at),
            ]
        latest = datetime.max.replace(tzinfo=at.tzinfo)
        return tuple(sorted(found, key=lambda one: (one.due or latest, one.since, one.kind, one.about)))

    def _drafts(self, work: Work, actor: Actor, at: datetime) -> list[Waiting]:
        if not (may(actor, Action.APPROVE) or may(actor, Action.DRAFT)):
            return []
        shelves = self._node.sight.shelves(work, actor, self._node.arrangement.engine(work, at.date()))
        found = []
        for one in work.drafts.page(shelves, ("drafting", "submitted"), None, _MOST):
            kind = self._draft(work, actor, one)
            if kind is not None:
                found.append(Waiting(kind, one.id, one.prepared or one.created, None, one.recipient))
        return found

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
        return [
            Waiting("answer-consent", one.request.request, one.at, one.request.answer_by, one.asked_by)
            for one in work.settling.open_requests(asked_of=self._node.party, most=_MOST)
            if self._node.sight.knows_of(work, actor, one.request.item, engine)
        ]

    def _owed(self, work: Work, actor: Actor) -> list[Waiting]:
        return [Waiting(one.kind, one.about, one.made, one.due) for one in work.incidents.owed(sorted(actor.roles), _MOST)]

    def _destruction(self, work: Work, actor: Actor, at: datetime) -> list[Waiting]:
        if not may(actor, Action.DESTROY):
            return []
        mine = set(self._node.sight.shelves(work, actor, self._node.arrangement.engine(work, at.date())))
        some = [one for one in work.items.due((at + SOON).date(), _MOST) if one.shelf in mine]
        return [
            Waiting("destroy", one.id, one.held_at, datetime.combine(one.destroy_by, datetime.min.time(), at.tzinfo))
            for one in some
            if one.destroy_by is not None
        ]

    def _assurances(self, work: Work, actor: Actor, at: datetime) -> list[Waiting]:
        if not may(actor, Action.AGREE):
            return []
        some = (one for one in work.incidents.assurances() if one.breached is None and one.until <= at + SOON)
        return [Waiting("confirm-assurance", one.id, one.given, one.until, one.party) for one in some]
