"""Assurances: what recipients promised, until when it counts, and what was released on it where it was broken."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.node import Absent
from relto.node.records.incidents import Assurance
from relto.primitives import PartyId
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor


def end_of(form: Form, name: str, visitor: Visitor) -> datetime:
    """The last minute of a day that a form says."""
    day = read_day(form.line(name, 40), place=name)
    return visitor.at.replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59, second=0, microsecond=0)


@get("/assurances", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromQuery[str | None] = None) -> Response[Any]:
    """The register of assurances."""
    found = desk.node.promises.list(visitor.actor, PartyId(party) if party else None)
    network = desk.network(visitor.at.date())
    return desk.shell.page(
        request,
        visitor,
        "assurances.html",
        found=sorted(found, key=lambda one: (one.breached is not None, one.until)),
        party=party or "",
        parties=[one for one in network.everyone if one != desk.party],
        broken=None,
    )


@post("/assurances", sync_to_thread=True)
@shown_on(index)
def record(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Record what a party promised."""
    del request
    desk.node.promises.record(visitor.actor, PartyId(form.line("party", 40)), form.text("says"), end_of(form, "until", visitor))
    return to("/assurances")


def _assurance(desk: Desk, visitor: Visitor, assurance: str) -> Assurance:
    found = next((one for one in desk.node.promises.list(visitor.actor) if one.id == assurance), None)
    if found is None:
        raise Absent
    return found


@post("/assurances/{assurance:str}/confirm", sync_to_thread=True)
@shown_on(index)
def keep(request: Asked, visitor: ForVisitor, desk: AtDesk, assurance: FromPath[str], form: WithForm) -> Response[Any]:
    """Record that it was confirmed."""
    del request
    desk.node.promises.confirm(visitor.actor, assurance, end_of(form, "until", visitor))
    return to("/assurances")


@post("/assurances/{assurance:str}/broken", sync_to_thread=True)
@shown_on(index)
def broken(request: Asked, visitor: ForVisitor, desk: AtDesk, assurance: FromPath[str], form: WithForm) -> Response[Any]:
    """Record that it was broken; what was released on it is named."""
    one = _assurance(desk, visitor, assurance)
    says = form.text("says").strip()
    if not sure(form):
        facts = (("party", one.party), ("assurance", one.says), ("says", says))
        return confirm(request, visitor, desk, form, "break-assurance", "/assurances", facts)
    found = desk.node.promises.broken(visitor.actor, assurance, says)
    return desk.shell.page(request, visitor, "broken.html", one=found.assurance, messages=found.messages)


ROUTES: tuple[HTTPRouteHandler, ...] = (index, record, keep, broken)
