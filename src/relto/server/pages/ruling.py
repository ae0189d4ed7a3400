"""Standing rules of consent: classes of requests that are answered without asking a person."""

from typing import Any, Literal, cast

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.node.authorising import Action, authorise
from relto.node.records.settling import ConsentRule
from relto.primitives import Malformed, Place
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor


@get("/consent-rules", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The standing rules, and a form for another."""
    network = desk.network(visitor.at.date())
    home = network.home_scheme(desk.party)
    return desk.shell.page(
        request,
        visitor,
        "consent_rules.html",
        rules=sorted(desk.node.looking.rules(visitor.actor), key=lambda one: (one.withdrawn is not None, one.made)),
        scheme=home,
        levels=[] if home is None else list(home.levels),
        parties=[one for one in network.everyone if one != desk.party],
    )


def _codes(form: Form, name: str) -> frozenset[str]:
    return frozenset(form.line(name, 400).replace(",", " ").split())


def _rule(form: Form, visitor: Visitor) -> ConsentRule:
    answer, days = form.line("answer", 10), form.line("days", 6)
    if answer not in ("given", "refused"):
        raise Malformed("no answer", place=Place("answer"), found=answer, expected="given or refused")
    if not days.isdecimal():
        raise Malformed("no whole number", place=Place("days"), found=days)
    return ConsentRule(
        "",
        cast("Literal['given', 'refused']", answer),
        form.line("scheme", 100),
        form.line("up_to", 100),
        _codes(form, "recipients"),
        _codes(form, "holders"),
        _codes(form, "purposes"),
        int(days),
        tuple(one.strip() for one in form.text("conditions").split("\n") if one.strip()),
        form.line("says"),
        visitor.at,
        visitor.actor.id,
    )


@post("/consent-rules", sync_to_thread=True)
@shown_on(index)
def make(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Let a class of requests be answered without asking a person."""
    authorise(visitor.actor, Action.ANSWER_CONSENT)
    made = _rule(form, visitor)
    if not sure(form):
        facts = (
            ("answer", made.answer),
            ("level", f"{made.scheme} {made.up_to}"),
            ("recipients", ", ".join(sorted(made.recipients))),
            ("days", str(made.days)),
            ("says", made.says),
        )
        return confirm(request, visitor, desk, form, "rule", "/consent-rules", facts)
    desk.node.exchange.consents.make_rule(visitor.actor, made)
    return to("/consent-rules")


@post("/consent-rules/{rule:str}/withdraw", sync_to_thread=True)
@shown_on(index)
def withdraw(request: Asked, visitor: ForVisitor, desk: AtDesk, rule: FromPath[str]) -> Response[Any]:
    """Let a rule answer nothing any more."""
    del request
    desk.node.exchange.consents.withdraw_rule(visitor.actor, rule)
    return to("/consent-rules")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, make, withdraw)
