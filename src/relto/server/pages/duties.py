"""The inbox: what waits for this person, with its clock."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, Literal

from attrs import frozen
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from relto.agreements.calendar import due
from relto.labels import Label
from relto.markings import read_kept
from relto.node.authorising import Action, may
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor
from relto.server.pages.guarding import Asked
from relto.server.pages.visiting import Visitor

_SOON = timedelta(days=60)
_PAGE = 100
Kind = Literal["approve", "send", "finish", "consent", "destroy", "calendar", "order"]


@frozen
class Duty:
    """Something that waits.

    Args:
        kind: what is to be done.
        address: where.
        about: of what, as its list may show it.
        due: by when; ``None`` where nothing runs out.
        since: since when it waits.
        label: of what it shows.
    """

    kind: Kind
    address: str
    about: str
    due: datetime | None = None
    since: datetime | None = None
    label: Label | None = None

    def overdue(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.due is not None and self.due < at


@get("/", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """What waits for the visitor; an administrator, who holds nothing, is shown the people."""
    if may(visitor.actor, Action.KEEP_PEOPLE):
        return to("/people")
    found = sorted(waiting(desk, visitor), key=lambda one: (one.due is None, one.due or one.since or visitor.at))
    labels = [one.label for one in found if one.label is not None]
    return desk.shell.page(request, visitor, "duties.html", labels=labels, duties=found)


def waiting(desk: Desk, visitor: Visitor) -> Iterator[Duty]:
    """Everything that waits for somebody."""
    actor = visitor.actor
    if may(actor, Action.DRAFT) or may(actor, Action.APPROVE):
        yield from _releases(desk, visitor)
    if may(actor, Action.ANSWER_CONSENT):
        yield from _consents(desk, visitor)
    if may(actor, Action.DESTROY):
        for one in desk.node.keeping.due(actor, visitor.at.date() + _SOON):
            day = one.held.destroy_by
            at = None if day is None else datetime.combine(day, time(23, 59), visitor.at.tzinfo)
            yield Duty("destroy", f"/holdings/{one.held.id}", one.title, at, one.held.held_at, one.held.label)
    if may(actor, Action.AGREE) or may(actor, Action.OVERSEE):
        yield from _calendar(desk, visitor)


def _releases(desk: Desk, visitor: Visitor) -> Iterator[Duty]:
    actor = visitor.actor
    for draft in desk.node.drafting.page(actor, most=_PAGE):
        item = desk.node.holdings.show(actor, draft.item)
        about, label, address = f"{item.title} → {draft.recipient}", item.held.label, f"/releases/{draft.id}"
        if draft.state == "drafting":
            if actor.id in draft.authors:
                yield Duty("finish", address, about, None, draft.created, label)
            continue
        words = desk.node.approving.approvals(actor, draft.id)
        gave = any(one.person == actor.id and one.manifest_sha256 == draft.manifest_sha256 for one in words)
        lacks = desk.node.approving.lacking(actor, draft.id)
        if lacks is None and may(actor, Action.SEND):
            yield Duty("send", address, about, None, draft.prepared, label)
        elif lacks is not None and may(actor, Action.APPROVE) and actor.id not in draft.authors and not gave:
            yield Duty("approve", address, about, None, draft.prepared, label)


def _consents(desk: Desk, visitor: Visitor) -> Iterator[Duty]:
    for one in desk.node.looking.requests(visitor.actor, after=None, most=_PAGE):
        if one.asked_of == desk.party:
            marked = one.request.marked
            label = read_kept(marked.system, marked.text, marked.on)
            about = f"{one.asked_by} → {', '.join(one.request.recipients)}"
            yield Duty("consent", f"/consents/{one.request.request}", about, one.request.answer_by, one.at, label)


def _calendar(desk: Desk, visitor: Visitor) -> Iterator[Duty]:
    today = visitor.at.date()
    for one in due(desk.network(today), desk.terms, today, today + _SOON):
        if desk.party in one.parties:
            at = datetime.combine(one.on, time(), visitor.at.tzinfo)
            yield Duty(
                "calendar", f"/agreements/{one.subject}" if one.subject in desk.network(today).agreements else "/calendar", one.says, at
            )


ROUTES: tuple[HTTPRouteHandler, ...] = (index,)
