"""The inbox: what waits for this person, with its clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from attrs import frozen
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from relto.agreements.calendar import due
from relto.labels import Label
from relto.node.authorising import Action, Actor, may
from relto.node.holdings.viewing import Shown
from relto.node.oversight import Waiting
from relto.node.records.releasing import Draft
from relto.primitives.limits import PAGE
from relto.server.pages.consents import label_of
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor
from relto.server.pages.guarding import Asked
from relto.server.pages.visiting import Visitor
from relto.server.paging import next_of
from relto.server.places import place_of_waiting, waiting_behind

_PAGE = 200
_SOON = timedelta(days=60)
_OF_DRAFTS = ("finish-draft", "approve", "send")


@frozen
class Duty:
    """Something that waits.

    Args:
        kind: what is to be done, by its stable name.
        address: where.
        about: of what.
        due: by when; ``None`` where nothing runs out.
        since: since when it waits.
        label: of what it shows.
    """

    kind: str
    address: str
    about: str
    due: datetime | None = None
    since: datetime | None = None
    label: Label | None = None

    def overdue(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.due is not None and self.due < at


@get("/", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk, after: FromQuery[str | None] = None) -> Response[Any]:
    """What waits for the visitor; an administrator, who holds nothing, is shown the people."""
    if may(visitor.actor, Action.KEEP_PEOPLE):
        return to("/people")
    waiting = desk.node.waiting.mine(visitor.actor, after=waiting_behind(after), most=_PAGE)
    more = next_of(waiting, _PAGE, place_of_waiting)
    things = _Things(desk, visitor.actor, waiting)
    found = [*(_duty(desk, visitor, one, things) for one in waiting), *(() if after else _calendar(desk, visitor))]
    found.sort(key=lambda one: (one.due is None, one.due or one.since or visitor.at))
    labels = [one.label for one in found if one.label is not None]
    return desk.shell.page(request, visitor, "duties.html", labels=labels, duties=found, more=more, whole=not (after or more))


class _Things:
    """What duties are about, each asked for once."""

    def __init__(self, desk: Desk, actor: Actor, waiting: Sequence[Waiting]) -> None:
        self._desk, self._actor = desk, actor
        some = any(one.kind in _OF_DRAFTS for one in waiting)
        self._drafts = {one.id: one for one in desk.node.drafting.page(actor, most=PAGE)} if some else {}
        self._items: dict[str, Shown] = {}

    def draft(self, name: str) -> Draft:
        """A draft."""
        return self._drafts.get(name) or self._desk.node.drafting.get(self._actor, name)

    def item(self, name: str) -> Shown:
        """Something held."""
        if name not in self._items:
            self._items[name] = self._desk.node.holdings.show(self._actor, name)
        return self._items[name]


def _duty(desk: Desk, visitor: Visitor, one: Waiting, things: _Things) -> Duty:
    """A duty with what it is about, which the services show to whom they may."""
    actor, about, address, label = visitor.actor, one.about, "/", None
    if one.kind in _OF_DRAFTS:
        draft = things.draft(one.about)
        item = things.item(draft.item)
        about, address, label = f"{item.title} → {draft.recipient}", f"/releases/{draft.id}", item.held.label
    elif one.kind == "answer-consent":
        asked = desk.node.looking.request(actor, one.about)
        about, address = f"{asked.asked_by} → {', '.join(asked.request.recipients)}", f"/consents/{one.about}"
        label = label_of(asked)
    elif one.kind == "destroy":
        shown = things.item(one.about)
        about, address, label = shown.title, f"/holdings/{one.about}", shown.held.label
    elif one.kind in ("recall", "correction"):
        order = desk.node.looking.order(actor, one.about)
        some = desk.node.obeying.shown(actor, one.about)
        about, address = f"{order.giver}: {', '.join(each.title for each in some)}", f"/exchange/orders/{one.about}"
        labels = [each.held.label for each in some]
        return Duty(one.kind, address, about, one.due, one.since, labels[0] if labels else None)
    elif one.about.startswith("incident-"):
        address = f"/incidents/{one.about}"
    elif one.about.startswith("assessment-"):
        address = "/assessments"
    elif one.about.startswith("item-"):
        address = f"/holdings/{one.about}"
    elif one.about.startswith("draft-"):
        address = f"/releases/{one.about}"
    return Duty(one.kind, address, about, one.due, one.since, label)


def _calendar(desk: Desk, visitor: Visitor) -> Iterator[Duty]:
    if not (may(visitor.actor, Action.AGREE) or may(visitor.actor, Action.OVERSEE)):
        return
    today = visitor.at.date()
    network = desk.network(today)
    for one in due(network, desk.terms, today, today + _SOON):
        if desk.party in one.parties:
            at = datetime.combine(one.on, time(), visitor.at.tzinfo)
            yield Duty("calendar", f"/agreements/{one.subject}" if one.subject in network.agreements else "/calendar", one.says, at)


ROUTES: tuple[HTTPRouteHandler, ...] = (index,)
