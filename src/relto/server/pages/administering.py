"""Administration, without access to anything that is held: people, their roles, their clearances."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.node.authorising import Action, Role, may
from relto.node.records.people import Account
from relto.parties import Person
from relto.primitives import PartyId
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor

_PAGE = 200


def roles_of(form: Form) -> frozenset[Role]:
    """The roles that a form names."""
    known = {str(one): one for one in Role}
    return frozenset(known[one] for one in form.lines("role") if one in known)


@get("/people", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk, after: FromQuery[str | None] = None) -> Response[Any]:
    """The accounts."""
    people = desk.node.people.page(visitor.actor, after, _PAGE)
    return desk.shell.page(request, visitor, "people.html", people=people, roles=list(Role), more=len(people) == _PAGE)


@post("/people", sync_to_thread=True)
@shown_on(index, {"roles": "role"})
def add(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Make an account."""
    del request
    made = desk.node.people.add(
        visitor.actor, form.line("login", 100), form.line("title", 200), roles_of(form), form.text("password")[:1000] or None
    )
    return to(f"/people/{made.id}")


@get("/people/{account:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str]) -> Response[Any]:
    """An account."""
    one = desk.node.people.show(visitor.actor, account)
    scheme = desk.network(visitor.at.date()).home_scheme(desk.party)
    return desk.shell.page(
        request,
        visitor,
        "person.html",
        one=one,
        roles=list(Role),
        levels=[] if scheme is None else [level for level in scheme.levels if level not in scheme.public],
        myself=one.id == visitor.actor.id,
        **_links(desk, visitor, one),
    )


def _links(desk: Desk, visitor: Visitor, one: Account) -> dict[str, Any]:
    """What a page says of the identities that come in as an account: nothing to who has no part in it."""
    keeps, clears = (may(visitor.actor, action) for action in (Action.KEEP_PEOPLE, Action.CLEAR_PEOPLE))
    settings = desk.node.settings
    issuer = settings.issuer.issuer if settings.issuer is not None and (keeps or clears) else None
    links = () if issuer is None else desk.node.identities.subjects(visitor.actor, one.id)
    return {"issuer": issuer, "links": links, "may_link": clears if may(one.actor, Action.CLEAR_PEOPLE) else keeps}


@post("/people/{account:str}/link", sync_to_thread=True)
@shown_on(show)
def link(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str], form: WithForm) -> Response[Any]:
    """Let an identity of the issuer's come in as an account."""
    subject = form.line("subject", 255)
    if not sure(form):
        one = desk.node.people.show(visitor.actor, account)
        facts = (("account", one.title), ("subject", subject))
        return confirm(request, visitor, desk, form, "link", f"/people/{account}", facts)
    desk.node.identities.link(visitor.actor, account, subject)
    return to(f"/people/{account}")


@post("/people/{account:str}/unlink", sync_to_thread=True)
@shown_on(show)
def unlink(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str], form: WithForm) -> Response[Any]:
    """Let an identity come in as an account no more."""
    del request
    desk.node.identities.unlink(visitor.actor, account, form.line("subject", 255))
    return to(f"/people/{account}")


@post("/people/{account:str}/roles", sync_to_thread=True)
@shown_on(show, {"roles": "role"})
def assign(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str], form: WithForm) -> Response[Any]:
    """Say what somebody does here, and whether they may come in."""
    del request
    desk.node.people.assign(visitor.actor, account, roles_of(form), active="active" in form)
    return to(f"/people/{account}")


@post("/people/{account:str}/password", sync_to_thread=True)
@shown_on(show)
def reset(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str], form: WithForm) -> Response[Any]:
    """Give somebody a new password."""
    del request
    desk.node.people.reset(visitor.actor, account, form.text("password")[:1000])
    return to(f"/people/{account}")


@post("/people/{account:str}/clearance", sync_to_thread=True)
@shown_on(show)
def clear(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str], form: WithForm) -> Response[Any]:
    """Record what somebody is cleared for."""
    del request
    person = Person(
        desk.party,
        frozenset(PartyId(one) for one in form.line("nationalities", 200).replace(",", " ").split()),
        clearance=form.line("clearance", 100) or None,
        need_to_know="need_to_know" in form,
        read_ins=frozenset(form.line("read_ins", 400).replace(",", " ").split()),
        contractor="contractor" in form,
        facility_clearance=form.line("facility_clearance", 100) or None,
    )
    desk.node.people.clear(visitor.actor, account, person)
    return to(f"/people/{account}")


@post("/people/{account:str}/lost", sync_to_thread=True)
@shown_on(show)
def lost(request: Asked, visitor: ForVisitor, desk: AtDesk, account: FromPath[str], form: WithForm) -> Response[Any]:
    """Forget the authenticators of somebody who lost theirs."""
    if not sure(form):
        one = desk.node.people.show(visitor.actor, account)
        return confirm(request, visitor, desk, form, "lost", f"/people/{account}", (("account", one.title),))
    desk.node.identities.lost(visitor.actor, account)
    return to(f"/people/{account}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, add, show, assign, reset, clear, link, unlink, lost)
