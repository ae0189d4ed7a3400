"""Administration of the node itself: its keys, and whether it is well. Never content."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.bootstrap.health import looked_over
from relto.node.authorising import Action, authorise, may
from relto.primitives import Malformed, Place
from relto.sealing.wrapping import fingerprint
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on

_KEYS = "/administration/keys"


def follower(kid: str, known: set[str]) -> str:
    """An identifier for the key that follows: the number at its end goes up."""
    stem, _, number = kid.rpartition("-")
    if not stem or not number.isdecimal():
        stem, number = kid, "1"
    return next(name for step in range(1, len(known) + 2) if (name := f"{stem}-{int(number) + step}") not in known)


@get("/administration/keys", sync_to_thread=True)
def keys(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The keys of the node."""
    found = desk.node.key_keeping.list(visitor.actor)
    known = {one.kid for one in found}
    return desk.shell.page(
        request,
        visitor,
        "node_keys.html",
        keys=[(one, fingerprint(one.public), follower(one.kid, known)) for one in found],
        log_keys=[str(one) for one in desk.node.surroundings.journal.keys],
    )


@post("/administration/keys/{kid:str}/rotate", sync_to_thread=True)
@shown_on(keys)
def rotate(request: Asked, visitor: ForVisitor, desk: AtDesk, kid: FromPath[str], form: WithForm) -> Response[Any]:
    """Make the key that follows one."""
    successor, days = form.line("successor", 64), form.line("days", 6)
    if not days.isdecimal():
        raise Malformed("no whole number", place=Place("days"), found=days)
    if not sure(form):
        authorise(visitor.actor, Action.KEEP_KEYS)
        return confirm(request, visitor, desk, form, "rotate-key", _KEYS, (("key", kid), ("successor", successor), ("days", days)))
    desk.node.key_keeping.rotate(visitor.actor, kid, successor, int(days))
    return to(_KEYS)


@post("/administration/keys/{kid:str}/revoke", sync_to_thread=True)
@shown_on(keys)
def revoke(request: Asked, visitor: ForVisitor, desk: AtDesk, kid: FromPath[str], form: WithForm) -> Response[Any]:
    """Revoke a key."""
    says = form.line("says")
    if not sure(form):
        authorise(visitor.actor, Action.KEEP_KEYS)
        return confirm(request, visitor, desk, form, "revoke-key", _KEYS, (("key", kid), ("says", says)))
    desk.node.key_keeping.revoke(visitor.actor, kid, says)
    return to(_KEYS)


@get("/administration/health", sync_to_thread=True)
def health(request: Asked, visitor: ForVisitor, desk: AtDesk, thorough: FromQuery[str | None] = None) -> Response[Any]:
    """Whether the node is well."""
    if not may(visitor.actor, Action.OVERSEE):
        authorise(visitor.actor, Action.KEEP_KEYS)
    found = list(looked_over(desk.node, visitor.at, thorough=thorough is not None))
    order = ("ill", "soon", "well")
    found.sort(key=lambda one: order.index(one.state))
    return desk.shell.page(request, visitor, "health.html", found=found, thorough=thorough is not None)


ROUTES: tuple[HTTPRouteHandler, ...] = (keys, rotate, revoke, health)
