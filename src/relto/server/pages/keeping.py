"""The register of copies of what is held."""

from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.holding import show
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


ROUTES: tuple[HTTPRouteHandler, ...] = (copy, returned)
