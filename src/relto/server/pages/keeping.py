"""Copies, terms of keeping, legal holds and destruction: what a security officer does with what is held."""

from datetime import date
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.holding import show
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on


@post("/holdings/{item:str}/copy", sync_to_thread=True)
@shown_on(show)
def copy(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Enter a copy in the register."""
    del request
    desk.node.keeping.copy(visitor.actor, item, form.line("holder", 200))
    return to(f"/holdings/{item}#copies")


@post("/holdings/{item:str}/returned", sync_to_thread=True)
@shown_on(show)
def returned(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Note that a copy was returned or destroyed."""
    del request
    destroyed = form.line("how", 400) or None
    desk.node.keeping.returned(visitor.actor, item, form.line("copy", 80), destroyed=destroyed, witness=form.line("witness", 200) or None)
    return to(f"/holdings/{item}#copies")


@post("/holdings/{item:str}/keep", sync_to_thread=True)
@shown_on(show)
def keep(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Say how long it is kept."""
    del request
    desk.node.keeping.keep(visitor.actor, item, until=_day(form, "until"), destroy_by=_day(form, "destroy_by"))
    return to(f"/holdings/{item}#keeping")


def _day(form: Form, name: str) -> date | None:
    said = form.line(name, 40)
    return read_day(said, place=name) if said else None


@post("/holdings/{item:str}/legal-hold", sync_to_thread=True)
@shown_on(show)
def hold(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Keep it from being destroyed, or let it go again."""
    del request
    if form.line("word", 16) == "lift":
        desk.node.keeping.lift(visitor.actor, item)
    else:
        desk.node.keeping.hold(visitor.actor, item, form.line("why", 1000))
    return to(f"/holdings/{item}#keeping")


@post("/holdings/{item:str}/destroy", sync_to_thread=True)
@shown_on(show)
def destroy(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Destroy it for good."""
    del request
    desk.node.keeping.destroy(visitor.actor, item, form.line("how", 400), witness=form.line("witness", 200) or None)
    return to("/holdings")


ROUTES: tuple[HTTPRouteHandler, ...] = (copy, returned, keep, hold, destroy)
