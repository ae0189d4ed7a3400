"""Dossiers: a matter, and who needs to know of it."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.node import Absent
from relto.node.authorising import Action, authorise, may
from relto.node.holdings import OpenDossier
from relto.primitives import Malformed, Place
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor


def open_to(desk: Desk, visitor: Visitor) -> tuple[OpenDossier, ...]:
    """The dossiers that somebody may open: their own with titles, and for who attests the need to know all others without.

    Raises:
        Forbidden: this is for other roles.
    """
    actor, dossiers = visitor.actor, desk.node.dossiers
    if not may(actor, Action.CLEAR_PEOPLE):
        return dossiers.mine(actor)
    mine = {one.id: one for one in dossiers.mine(actor)} if may(actor, Action.READ) else {}
    return tuple(mine.get(one.id, one) for one in dossiers.every(actor))


@get("/dossiers", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The dossiers."""
    return desk.shell.page(request, visitor, "dossiers.html", found=open_to(desk, visitor))


@post("/dossiers", sync_to_thread=True)
@shown_on(index)
def begin(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Open a dossier."""
    del request
    return to(f"/dossiers/{desk.node.dossiers.open(visitor.actor, form.line('title', 400)).id}")


@get("/dossiers/{dossier:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, dossier: FromPath[str]) -> Response[Any]:
    """A dossier with its members."""
    authorise(visitor.actor, Action.READ)
    found = next((one for one in open_to(desk, visitor) if one.id == dossier), None)
    if found is None:
        raise Absent
    return desk.shell.page(request, visitor, "dossier.html", one=found)


@post("/dossiers/{dossier:str}/admit", sync_to_thread=True)
@shown_on(show)
def admit(request: Asked, visitor: ForVisitor, desk: AtDesk, dossier: FromPath[str], form: WithForm) -> Response[Any]:
    """Somebody else needs to know."""
    del request
    login = form.line("login", 100)
    try:
        desk.node.dossiers.admit_by_login(visitor.actor, dossier, login)
    except Absent:
        if all(one.id != dossier for one in open_to(desk, visitor)):
            raise
        raise Malformed("nobody here signs in by that", place=Place("login"), found=login) from None
    return to(f"/dossiers/{dossier}")


@post("/dossiers/{dossier:str}/dismiss", sync_to_thread=True)
@shown_on(show)
def dismiss(request: Asked, visitor: ForVisitor, desk: AtDesk, dossier: FromPath[str], form: WithForm) -> Response[Any]:
    """Somebody does not need to know any more."""
    del request
    account = form.line("account", 80)
    desk.node.dossiers.dismiss(visitor.actor, dossier, account)
    return to("/dossiers" if account == visitor.actor.id else f"/dossiers/{dossier}")


@get("/holdings/{item:str}/dossier", sync_to_thread=True)
def place(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str]) -> Response[Any]:
    """In which dossier something stands."""
    authorise(visitor.actor, Action.HOLD)
    one = desk.node.holdings.show(visitor.actor, item)
    found = desk.node.dossiers.mine(visitor.actor)
    return desk.shell.page(request, visitor, "item_dossier.html", labels=[one.held.label], held=one.held, title=one.title, found=found)


@post("/holdings/{item:str}/dossier", sync_to_thread=True)
@shown_on(place)
def move(request: Asked, visitor: ForVisitor, desk: AtDesk, item: FromPath[str], form: WithForm) -> Response[Any]:
    """Put something into a dossier, or take it out of one."""
    del request
    desk.node.holdings.move(visitor.actor, item, form.line("dossier", 80) or None)
    return to(f"/holdings/{item}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, begin, show, admit, dismiss, place, move)
