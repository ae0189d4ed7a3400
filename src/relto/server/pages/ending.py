"""How long things are kept and how they end: retention, legal hold, destruction with its certificate, and what must be destroyed soon."""

from datetime import date, timedelta
from typing import Any, cast

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.labels import Label
from relto.node import Absent
from relto.node.holdings.keeping import Ground
from relto.primitives import Malformed, Place
from relto.server.pages.agreements import day_of
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on
from relto.server.paging import next_of
from relto.server.places import due_behind, place_of_due

_PAGE = 100
_SOON = timedelta(days=90)
_GROUNDS = ("retention", "recall", "order", "emergency")


@get("/keeping", sync_to_thread=True)
def index(
    request: Asked, visitor: ForVisitor, desk: AtDesk, by: FromQuery[str | None] = None, after: FromQuery[str | None] = None
) -> Response[Any]:
    """What must be destroyed by a day."""
    day = day_of(by, visitor.at.date() + _SOON, "by")
    found = desk.node.keeping.due(visitor.actor, day, after=due_behind(after), most=_PAGE)
    labels = [one.held.label for one in found]
    return desk.shell.page(request, visitor, "keeping.html", labels=labels, found=found, by=day, more=next_of(found, _PAGE, place_of_due))


@get("/holdings/{item:str}/keeping", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str]) -> Response[Any]:
    """How something is kept, and how it ended."""
    one = desk.node.keeping.standing(visitor.actor, item)
    labels: list[Label] = [] if one.held.destroyed is not None else [one.held.label]
    return desk.shell.page(request, visitor, "kept.html", labels=labels, one=one, held=one.held, grounds=_GROUNDS)


def _day(text: str, name: str) -> date | None:
    return read_day(text, place=name) if text else None


@post("/holdings/{item:str}/keeping/terms", sync_to_thread=True)
@shown_on(show)
def keep(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Say how long something is kept."""
    del request
    until, by = (_day(form.line(name, 40), name) for name in ("until", "destroy_by"))
    desk.node.keeping.keep(visitor.actor, item, until=until, destroy_by=by)
    return to(f"/holdings/{item}/keeping")


@post("/holdings/{item:str}/keeping/hold", sync_to_thread=True)
@shown_on(show)
def hold(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Keep something from being destroyed, or let it go."""
    if "lift" in form:
        if not sure(form):
            one = desk.node.keeping.standing(visitor.actor, item)
            facts = (("item", one.title), ("hold", one.held.legal_hold or ""))
            return confirm(request, visitor, desk, form, "lift-hold", f"/holdings/{item}/keeping", facts, labels=[one.held.label])
        desk.node.keeping.lift(visitor.actor, item)
    else:
        desk.node.keeping.hold(visitor.actor, item, form.text("why"))
    return to(f"/holdings/{item}/keeping")


@post("/holdings/{item:str}/keeping/destroy", sync_to_thread=True)
@shown_on(show)
def destroy(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Destroy something, for ever; its certificate stays."""
    how, why, witness = form.line("how", 200), form.line("why", 20), form.line("witness", 200) or None
    if why not in _GROUNDS:
        raise Malformed("no ground of destruction", place=Place("why"), found=why, expected=", ".join(_GROUNDS))
    if not sure(form):
        one = desk.node.keeping.standing(visitor.actor, item)
        facts = (("item", one.title), ("how", how), ("ground", why), ("witness", witness or ""))
        return confirm(request, visitor, desk, form, "destroy", f"/holdings/{item}/keeping", facts, labels=[one.held.label])
    made = desk.node.keeping.destroy(visitor.actor, item, how, why=cast("Ground", why), witness=witness)
    return to(f"/holdings/{item}/certificates/{made.id}")


@get("/holdings/{item:str}/certificates/{certificate:str}", sync_to_thread=True)
def certificate(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], certificate: FromPath[str]) -> Response[Any]:
    """A certificate of destruction, to be printed."""
    found = next((one for one in desk.node.keeping.certificates(visitor.actor, item) if one.id == certificate), None)
    if found is None:
        raise Absent
    return desk.shell.page(request, visitor, "certificate.html", one=found)


ROUTES: tuple[HTTPRouteHandler, ...] = (index, show, keep, hold, destroy, certificate)
