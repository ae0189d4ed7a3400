"""Agreements: each clause beside its effect, two side by side, and what falls due."""

from datetime import date, timedelta
from typing import Any

from attrs import frozen
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.agreements import Agreement, Clause, Network
from relto.agreements.calendar import due, undated
from relto.agreements.chart import State, state_of
from relto.agreements.comparing import compared
from relto.node import Absent
from relto.primitives import AgreementId
from relto.server.pages.anchors import anchor
from relto.server.pages.effects import Effect, effect_of
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day

_YEAR = 366
_LONGEST = 366 * 20


@frozen
class Entry:
    """An agreement in the list."""

    agreement: Agreement
    members: tuple[str, ...]
    state: State
    why: str


@frozen
class Provision:
    """A clause with its anchor and what it does to a decision.

    Args:
        clause: the clause.
        anchor: its anchor; empty for a further clause of the same article.
        effect: what it does, in words; ``None`` where it decides nothing.
    """

    clause: Clause
    anchor: str
    effect: Effect | None


def day_of(text: str | None, today: date, place: str = "day") -> date:
    """The day that a query says, or today.

    Raises:
        Malformed: it says none.
    """
    return today if not text else read_day(text, place=place)


def entries(network: Network, on: date) -> list[Entry]:
    """Every agreement, those in force first."""
    order = ("in-force", "signed", "unknown", "suspended", "none", "ended")
    found = [Entry(one, tuple(sorted(one.members(on))), state_of(one, on), one.status(on).why) for one in network.agreements.values()]
    return sorted(found, key=lambda one: (order.index(one.state), one.agreement.id))


def provisions(agreement: Agreement) -> list[Provision]:
    """The clauses in their order, each article anchored once."""
    seen: set[str] = set()
    found = []
    for clause in agreement.clauses:
        name = anchor(clause.article)
        found.append(Provision(clause, "" if name in seen else name, effect_of(clause.effect)))
        seen.add(name)
    return found


def _agreement(network: Network, name: str) -> Agreement:
    found = network.agreements.get(AgreementId(name))
    if found is None:
        raise Absent
    return found


@get("/agreements", sync_to_thread=True)
def index(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    party: FromQuery[str | None] = None,
    day: FromQuery[str | None] = None,
) -> Response[Any]:
    """Every agreement of the arrangement."""
    on = day_of(day, visitor.at.date())
    network = desk.network(on)
    wanted = desk.party if party is None else party
    some = [one for one in entries(network, on) if not wanted or wanted in one.members]
    return desk.shell.page(request, visitor, "agreements.html", entries=some, on=on, party=wanted, parties=network.everyone)


@get("/agreements/{name:str}", sync_to_thread=True)
def show(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    name: FromPath[str],
    day: FromQuery[str | None] = None,
) -> Response[Any]:
    """One agreement, each clause beside its effect."""
    on = day_of(day, visitor.at.date())
    network = desk.network(on)
    one = _agreement(network, name)
    dated = due(network, desk.terms, on, on + timedelta(days=_YEAR * 2))
    return desk.shell.page(
        request,
        visitor,
        "agreement.html",
        one=one,
        on=on,
        state=state_of(one, on),
        standing=one.status(on),
        members=sorted(one.members(on)),
        provisions=provisions(one),
        falls_due=[entry for entry in dated if entry.subject == one.id],
        others=[other for other in sorted(network.agreements) if other != one.id],
    )


@get("/agreements/{name:str}/beside/{other:str}", sync_to_thread=True)
def beside(request: Asked, visitor: ForVisitor, desk: AtDesk, name: FromPath[str], other: FromPath[str]) -> Response[Any]:
    """Two agreements side by side."""
    network = desk.network(visitor.at.date())
    first, second = _agreement(network, name), _agreement(network, other)
    topics = compared(first, (network, network), second)
    return desk.shell.page(
        request,
        visitor,
        "beside.html",
        first=first,
        second=second,
        differing=[one for one in topics if one.relation != "same"],
        same=[one.topic for one in topics if one.relation == "same"],
        others=sorted(network.agreements),
    )


@get("/beside", sync_to_thread=False)
def choose(desk: AtDesk, first: FromQuery[str], second: FromQuery[str]) -> Response[Any]:
    """From the form to the page of two agreements."""
    network = desk.network(desk.now().date())
    return to(f"/agreements/{_agreement(network, first).id}/beside/{_agreement(network, second).id}")


@get("/calendar", sync_to_thread=True)
def calendar(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    first: FromQuery[str | None] = None,
    last: FromQuery[str | None] = None,
    everybody: FromQuery[str | None] = None,
) -> Response[Any]:
    """What falls due."""
    start = day_of(first, visitor.at.date(), "first")
    end = min(day_of(last, start + timedelta(days=_YEAR), "last"), start + timedelta(days=_LONGEST))
    network, terms = desk.network(visitor.at.date()), desk.terms
    party = desk.party
    everyone = everybody is not None
    dated = [one for one in due(network, terms, start, end) if everyone or party in one.parties]
    mine = {one.id for one in network.agreements.values() if everyone or any(each.party == party for each in one.parties)}
    open_ended = [one for one in undated(network, terms, start) if one.agreement in mine]
    return desk.shell.page(
        request,
        visitor,
        "calendar.html",
        dated=dated,
        undated=open_ended,
        first=start,
        last=end,
        everyone=everyone,
        known=network.agreements,
    )


ROUTES: tuple[HTTPRouteHandler, ...] = (index, show, beside, choose, calendar)
