"""Consents asked and received: what is asked, by whom, along which chain; and the answer."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.labels import Label
from relto.markings import read_kept
from relto.node import Forbidden
from relto.node.records.settling import Asked as Request
from relto.primitives import Malformed, Place
from relto.server.pages.chains import Hop, chain_svg
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on

_PAGE, _ANSWERED = 200, 50


def label_of(one: Request) -> Label:
    """The label of what a consent is asked for."""
    marked = one.request.marked
    return read_kept(marked.system, marked.text, marked.on)


def chain_of(one: Request, here: str) -> Any:
    """The onward chain as a picture: who made it, through whom it came, to whom it would go.

    A request goes the way back that the thing came: the last to be asked stands nearest to who made it.
    """
    asked = one.request
    start = ", ".join(asked.originators) or one.asked_of
    through = [
        party for party in dict.fromkeys((one.asked_of, here, one.asked_by, *reversed(asked.relayed))) if party not in asked.originators
    ]
    hops = [Hop(party) for party in through]
    state = one.state if one.state in ("given", "refused") else "asked"
    hops.append(Hop(", ".join(asked.recipients), asked.purpose or "", asked.originators, state))
    return chain_svg(hops, start)


@get("/consents", sync_to_thread=True)
def index(
    request: Asked, visitor: ForVisitor, desk: AtDesk, after: FromQuery[str | None] = None, before: FromQuery[int | None] = None
) -> Response[Any]:
    """The requests that wait for an answer, here or elsewhere."""
    some = desk.node.looking.requests(visitor.actor, after=after, most=_PAGE)
    ours = [one for one in some if one.asked_of == desk.party]
    theirs = [one for one in some if one.asked_of != desk.party]
    answered, older = desk.node.looking.answered(visitor.actor, _ANSWERED, before=before)
    labels = {one.request.request: label_of(one) for one in (*some, *answered)}
    return desk.shell.page(
        request,
        visitor,
        "consents.html",
        labels=labels.values(),
        ours=ours,
        theirs=theirs,
        marks=labels,
        rules=desk.node.looking.rules(visitor.actor),
        answered=answered,
        older=older,
        more=some[-1].request.request if len(some) == _PAGE else None,
    )


@get("/consents/{asked:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, asked: FromPath[str]) -> Response[Any]:
    """One request, with the chain, and its answer."""
    one = desk.node.looking.request(visitor.actor, asked)
    given = None if one.answer is None else one.answer.consent
    label = label_of(one)
    return desk.shell.page(
        request,
        visitor,
        "consent.html",
        labels=[label],
        one=one,
        label=label,
        chain=chain_of(one, desk.party),
        ours=one.asked_of == desk.party and one.state == "open",
        given=given,
        withdrawn=None if given is None else desk.node.looking.withdrawn(visitor.actor, given.id),
        mine=given is not None and given.by == desk.party,
        can_give=desk.party in one.request.originators,
        others=[party for party in one.request.originators if party != desk.party],
    )


@post("/consents/{asked:str}/answer", sync_to_thread=True)
@shown_on(show)
def answer(request: Asked, visitor: ForVisitor, desk: AtDesk, asked: FromPath[str], form: WithForm) -> Response[Any]:
    """Answer a request; what is given is the narrowest consent that was asked for."""
    del request
    consents = desk.node.exchange.consents
    given = None
    if not form.line("says"):
        raise Malformed("nothing is said", place=Place("says"), expected="why it is given or refused")
    if form.line("word", 16) == "give":
        until = form.line("until", 40)
        conditions = [one.strip() for one in form.text("conditions").split("\n") if one.strip()]
        end = read_day(until, place="until") if until else None
        if end is not None and end <= visitor.at.date():
            raise Malformed("it would be over before it is used", place=Place("until"), expected="a day to come")
        one = desk.node.looking.request(visitor.actor, asked)
        given = consents.terms(one, visitor.at.date(), end, conditions)
    consents.answer(visitor.actor, asked, given, form.line("says"))
    return to(f"/consents/{asked}")


@post("/consents/{asked:str}/relay", sync_to_thread=True)
@shown_on(show)
def relay(request: Asked, visitor: ForVisitor, desk: AtDesk, asked: FromPath[str], form: WithForm) -> Response[Any]:
    """Pass a request on to the originator."""
    del request
    desk.node.exchange.consents.pass_on(visitor.actor, asked, form.line("of", 40))
    return to(f"/consents/{asked}")


@post("/consents/{asked:str}/withdraw", sync_to_thread=True)
@shown_on(show)
def withdraw(request: Asked, visitor: ForVisitor, desk: AtDesk, asked: FromPath[str], form: WithForm) -> Response[Any]:
    """Withdraw a consent of this party's from today on."""
    del request
    one = desk.node.looking.request(visitor.actor, asked)
    if one.answer is None or one.answer.consent is None:
        raise Forbidden("no consent was given to it")
    if not form.line("says"):
        raise Malformed("nothing is said", place=Place("says"), expected="why it is withdrawn")
    desk.node.exchange.consents.withdraw(visitor.actor, one.answer.consent.id, visitor.at.date(), form.line("says"))
    return to(f"/consents/{asked}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, show, answer, relay, withdraw)
