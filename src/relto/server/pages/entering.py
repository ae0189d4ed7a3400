"""Coming in and going out, how pages look, and the keys."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relto.node.trying import Unauthenticated
from relto.server.pages.assets import ALWAYS
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.visiting import SESSION, Look, Visitor, look_cookie, look_of, session_cookie


def to(address: str) -> Response[Any]:
    """An answer that sends a browser on."""
    return guarded(Redirect(address, status_code=303))


@get("/enter", opt=ALWAYS, sync_to_thread=True)
def door(request: Asked, desk: AtDesk) -> Response[Any]:
    """The door; in a node without accounts, its first run."""
    visitor = Visitor(desk.now(), look_of(request))
    return desk.shell.page(request, visitor, "first_run.html" if desk.is_new() else "enter.html", failed=False, login="")


@post("/enter", opt=ALWAYS, sync_to_thread=True)
def come_in(request: Asked, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Come in by a password."""
    origin = request.client.host if request.client else ""
    try:
        opened = desk.node.entrance.log_in(form.line("login", 100), form.text("password")[:1000], origin)
    except Unauthenticated:
        visitor = Visitor(desk.now(), look_of(request))
        return desk.shell.page(request, visitor, "enter.html", status=401, failed=True, login=form.line("login", 100))
    answer = to("/")
    answer.set_cookie(session_cookie(opened.token, secure=desk.secure))
    return answer


@post("/first", opt=ALWAYS, sync_to_thread=True)
def first(request: Asked, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Make the first account, an administrator's, and come in."""
    login, password = form.line("login", 100), form.text("password")[:1000]
    desk.node.people.first(login, form.line("title", 200), password)
    opened = desk.node.entrance.log_in(login, password, request.client.host if request.client else "")
    answer = to("/people")
    answer.set_cookie(session_cookie(opened.token, secure=desk.secure))
    return answer


@post("/leave", opt=ALWAYS, sync_to_thread=True)
def leave(request: Asked, desk: AtDesk) -> Response[Any]:
    """Close the session."""
    token = request.cookies.get(SESSION)
    if token:
        desk.node.entrance.leave(token)
    answer = to("/enter")
    answer.set_cookie(session_cookie(None, secure=desk.secure))
    return answer


@get("/look", opt=ALWAYS, sync_to_thread=True)
def look(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """How pages look."""
    return desk.shell.page(request, visitor, "look.html")


@post("/look", opt=ALWAYS, sync_to_thread=False)
def set_look(form: WithForm) -> Response[Any]:
    """Choose how pages look."""
    chosen = Look(
        "ja" if form.line("language") == "ja" else "en",
        form.line("theme") if form.line("theme") in ("light", "dark") else "system",
        "dtg" if form.line("notation") == "dtg" else "iso",
        "keys" in form,
    )
    answer = to("/look")
    answer.set_cookie(look_cookie(chosen))
    return answer


@get("/keys", opt=ALWAYS, sync_to_thread=True)
def keys(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The keys."""
    return desk.shell.page(request, visitor, "keys.html")


ROUTES: tuple[HTTPRouteHandler, ...] = (door, come_in, first, leave, look, set_look, keys)
