"""Incidents: reported by anybody, told to originators, looked into, closed."""

from typing import Any, cast

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.node.authorising import Action, may
from relto.node.oversight.incidents import Kind
from relto.primitives import PartyId
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on

_PAGE = 50


@get("/incidents", sync_to_thread=True)
def index(
    request: Asked, visitor: ForVisitor, desk: AtDesk, reported: FromQuery[str | None] = None, after: FromQuery[str | None] = None
) -> Response[Any]:
    """Reporting, for everybody; and the incidents, for who handles or oversees them."""
    sees = any(may(visitor.actor, one) for one in (Action.HANDLE_INCIDENT, Action.OVERSEE))
    found = desk.node.incidents.page(visitor.actor, after=after, most=_PAGE) if sees else ()
    more = found[-1].incident.id if len(found) == _PAGE else None
    return desk.shell.page(request, visitor, "incidents.html", found=found, sees=sees, more=more, reported=reported is not None)


@post("/incidents", sync_to_thread=True)
@shown_on(index)
def report(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Report one."""
    del request
    items = form.line("items").replace(",", " ").split()
    desk.node.incidents.report(visitor.actor, cast("Kind", form.line("kind", 20)), form.text("says"), items)
    return to("/incidents?reported=1")


@get("/incidents/{incident:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, incident: FromPath[str]) -> Response[Any]:
    """One incident."""
    one = desk.node.incidents.get(visitor.actor, incident)
    titles = {each.id: each.title for each in desk.node.people.page(visitor.actor, None, 500)}
    return desk.shell.page(request, visitor, "incident.html", one=one, titles=titles)


@post("/incidents/{incident:str}", sync_to_thread=True)
@shown_on(show)
def go_on(request: Asked, visitor: ForVisitor, desk: AtDesk, incident: FromPath[str], form: WithForm) -> Response[Any]:
    """Write down what was done."""
    del request
    says, step = form.text("says"), form.line("step", 20)
    if step == "notified":
        desk.node.incidents.notified(visitor.actor, incident, PartyId(form.line("party", 40)), says)
    elif step == "closed":
        desk.node.incidents.close(visitor.actor, incident, says)
    else:
        desk.node.incidents.investigated(visitor.actor, incident, says)
    return to(f"/incidents/{incident}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, report, show, go_on)
