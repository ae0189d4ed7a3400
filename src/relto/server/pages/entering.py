"""How pages look, the keys, and the way from a form to a page."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relto.server.pages.assets import ALWAYS
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.visiting import Look, look_cookie


def to(address: str) -> Response[Any]:
    """An answer that sends a browser on."""
    return guarded(Redirect(address, status_code=303))


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


ROUTES: tuple[HTTPRouteHandler, ...] = (look, set_look, keys)
