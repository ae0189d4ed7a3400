"""Consents asked and received: what is asked, by whom, along which chain; and the answer."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.labels import Label
from relto.markings import read_kept
from relto.node.records.settling import Asked as Request
from relto.server.pages.chains import Hop, chain_svg
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day

_PAGE = 200


def label_of(one: Request) -> Label:
    """The label of what a consent is asked for."""
    marked = one.request.marked
    return read_kept(marked.system, marked.text, marked.on)


def chain_of(one: Request) -> Any:
    """The onward chain as a picture: who made it, through whom it came, to whom it would go."""
    asked = one.request
    start = ", ".join(asked.originators) or one.asked_of
    through = [party for party in dict.fromkeys((*reversed(asked.relayed), one.asked_by)) if party not in asked.originators]
    hops = [Hop(party, "") for party in through]
    state = "given" if one.state == "given" else "asked"
    hops.append(Hop(", ".join(asked.recipients), asked.purpose or "", asked.originators, state))
    return chain_svg(hops, start)


@get("/consents", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The requests that wait for an answer, here or elsewhere."""
    some = desk.node.looking.requests(visitor.actor, after=None, most=_PAGE)
    ours = [one for one in some if one.asked_of == desk.party]
    theirs = [one for one in some if one.asked_of != desk.party]
    labels = {one.request.request: label_of(one) for one in some}
    return desk.shell.page(
        request,
        visitor,
        "consents.html",
        labels=labels.values(),
        ours=ours,
        theirs=theirs,
        marks=labels,
        rules=desk.node.looking.rules(visitor.actor),
    )


@get("/consents/{asked:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, asked: FromPath[str]) -> Response[Any]:
    """One request, with the chain, and its answer."""
    one = desk.node.looking.request(visitor.actor, asked)
    label = label_of(one)
    return desk.shell.page(
        request,
        visitor,
        "consent.html",
        labels=[label],
        one=one,
        label=label,
        chain=chain_of(one),
        ours=one.asked_of == desk.party and one.state == "open",
        others=[party for party in one.request.originators if party != desk.party],
    )


@post("/consents/{asked:str}/answer", sync_to_thread=True)
def answer(visitor: ForVisitor, desk: AtDesk, asked: FromPath[str], form: WithForm) -> Response[Any]:
    """Answer a request; what is given is the narrowest consent that was asked for."""
    consents = desk.node.exchange.consents
    given = None
    if form.line("word", 16) == "give":
        until = form.line("until", 40)
        conditions = [one.strip() for one in form.text("conditions").split("\n") if one.strip()]
        one = desk.node.looking.request(visitor.actor, asked)
        given = consents.terms(one, visitor.at.date(), read_day(until, place="until") if until else None, conditions)
    consents.answer(visitor.actor, asked, given, form.line("says"))
    return to(f"/consents/{asked}")


@post("/consents/{asked:str}/relay", sync_to_thread=True)
def relay(visitor: ForVisitor, desk: AtDesk, asked: FromPath[str], form: WithForm) -> Response[Any]:
    """Pass a request on to the originator."""
    desk.node.exchange.consents.pass_on(visitor.actor, asked, form.line("of", 40))
    return to(f"/consents/{asked}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, show, answer, relay)
