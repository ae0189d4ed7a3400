"""One's own account: what one is here, the password, the authenticators of the second factor, machines that act for one."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.node.entering import Present
from relto.primitives import Malformed, Place, Unverified
from relto.server.pages.assuring import end_of
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.signing_in import answer_of, there_of
from relto.server.pages.visiting import Visitor


def _page(request: Asked, visitor: Visitor, desk: Desk, there: Present, **more: Any) -> Response[Any]:
    return desk.shell.page(
        request,
        visitor,
        "me.html",
        one=there.account,
        factors=there.session.factors,
        devices=desk.node.identities.authenticators(there),
        machines=desk.node.machines.mine(there),
        **({"secret": None, "machine": None} | more),
    )


@get("/me", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """One's own account."""
    return _page(request, visitor, desk, there_of(request, desk))


@post("/me/password", sync_to_thread=True)
@shown_on(show, {"password": "new"})
def change_password(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Change one's own password; every session ends."""
    del request
    if not desk.node.people.change_password(visitor.actor, form.text("old")[:1000], form.text("new")[:1000]):
        raise Malformed("the old password is not right; nothing was changed", place=Place("old"))
    return to("/enter")


@get("/me/authenticators", sync_to_thread=True)
def invite(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """Ask for a new authenticator."""
    question = dict(desk.node.entrance.invite(there_of(request, desk)))
    return desk.shell.page(request, visitor, "authenticator.html", question=question)


@post("/me/authenticators", sync_to_thread=True)
@shown_on(invite)
def join(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Take a new authenticator."""
    del visitor
    there = there_of(request, desk)
    try:
        desk.node.entrance.join(there, form.line("title", 100), answer_of(form.text("answer")))
    except Unverified:
        raise Malformed("that was no answer to what was asked; try once more", place=Place("answer")) from None
    return to("/me#authenticators")


@post("/me/authenticators/{name:str}/drop", sync_to_thread=True)
@shown_on(show)
def drop(request: Asked, visitor: ForVisitor, desk: AtDesk, name: FromPath[str]) -> Response[Any]:
    """Forget an authenticator."""
    del visitor
    desk.node.identities.dismiss(there_of(request, desk), name)
    return to("/me#authenticators")


@post("/me/machines", sync_to_thread=True)
@shown_on(show)
def admit(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Make a machine that acts as oneself; its secret stands on this one page."""
    there = there_of(request, desk)
    machine, secret = desk.node.machines.admit(there, form.line("title", 100), end_of(form, "until", visitor))
    return _page(request, visitor, desk, there, secret=secret, machine=machine)


@post("/me/machines/{machine:str}/dismiss", sync_to_thread=True)
@shown_on(show)
def dismiss(request: Asked, visitor: ForVisitor, desk: AtDesk, machine: FromPath[str]) -> Response[Any]:
    """Take back a machine."""
    del visitor
    desk.node.machines.dismiss(there_of(request, desk), machine)
    return to("/me#machines")


ROUTES: tuple[HTTPRouteHandler, ...] = (show, change_password, invite, join, drop, admit, dismiss)
