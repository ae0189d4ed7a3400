"""The exchange: counterparts, what was sent and how far it came, recalls and who answered them."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.node.authorising import Absent, Action, may
from relto.node.exchange.ordering import unanswered
from relto.node.holdings import Shown
from relto.node.records.settling import Order
from relto.primitives import Malformed, Place
from relto.protocols.peer import Recall
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor
from relto.server.paging import next_of
from relto.server.places import order_behind, place_of_order

_PAGE = 100


@get("/exchange", sync_to_thread=True)
def index(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    party: FromQuery[str | None] = None,
    before: FromQuery[int | None] = None,
    orders_after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Counterparts, messages and orders."""
    looking, actor = desk.node.looking, visitor.actor
    counterparts = looking.counterparts(actor)
    wanted = party if party and any(one.party == party for one in counterparts) else None
    messages = looking.messages(actor, party=wanted, state=None, before=before, most=_PAGE)
    sees_orders = any(may(actor, one) for one in (Action.RECALL, Action.DESTROY, Action.OVERSEE))
    orders = looking.orders(actor, after=order_behind(orders_after), most=_PAGE) if sees_orders else None
    own = [one.order.order for one in orders or () if one.giver == desk.party]
    return desk.shell.page(
        request,
        visitor,
        "exchange.html",
        counterparts=counterparts,
        messages=messages,
        more=messages[-1][0] if len(messages) == _PAGE else None,
        party=wanted,
        orders=orders,
        more_orders=next_of(orders or (), _PAGE, place_of_order),
        waiting={one: unanswered(looking.holders(actor, one)) for one in own},
        proofs=looking.proofs(actor, wanted),
    )


@frozen
class About:
    """What an order is about, as far as the visitor may know it.

    Args:
        items: what is held here of it.
        ours: whether the order is this party's own.
        owed: whether the visitor is to answer it.
        destroys: whether it asks for destruction or return.
    """

    items: Sequence[Shown]
    ours: bool
    owed: bool
    destroys: bool


def _about(desk: Desk, visitor: Visitor, order: Order) -> About:
    ours = order.order.by == desk.party
    keeper = may(visitor.actor, Action.DESTROY)
    items: Sequence[Shown] = ()
    try:
        if not ours and keeper:
            items = desk.node.obeying.shown(visitor.actor, order.order.order)
        elif ours and may(visitor.actor, Action.READ):
            items = (desk.node.holdings.show(visitor.actor, order.order.item),)
    except Absent:
        items = ()  # the order is for the visitor to see, and what it is about is not
    destroys = isinstance(order.order, Recall) and order.order.duty != "quarantine"
    owed = keeper and not ours and order.outcome == "pending" and bool(items)
    return About(items, ours, owed, destroys)


@get("/exchange/orders/{order:str}", sync_to_thread=True)
def order(request: Asked, visitor: ForVisitor, desk: AtDesk, order: FromPath[str]) -> Response[Any]:
    """A recall or a correction: what is asked for, everybody down the chain and what they said, and the answer from here."""
    one = desk.node.looking.order(visitor.actor, order)
    about = _about(desk, visitor, one)
    holders = desk.node.looking.holders(visitor.actor, order)
    return desk.shell.page(
        request,
        visitor,
        "order.html",
        labels=[item.held.label for item in about.items],
        one=one,
        order=one.order,
        recall=isinstance(one.order, Recall),
        about=about,
        holders=holders,
        silent=unanswered(holders),
    )


@post("/exchange/orders/{order:str}", sync_to_thread=True)
@shown_on(order)
def obey(request: Asked, visitor: ForVisitor, desk: AtDesk, order: FromPath[str], form: WithForm) -> Response[Any]:
    """Say what became of an order here: it was done, or it is refused."""
    del request
    obeying, says, word = desk.node.obeying, form.line("says"), form.line("word", 16)
    if not says:
        raise Malformed("nothing is said", place=Place("says"), expected="what was done, or why not")
    if word == "destroy":
        obeying.destroy(visitor.actor, order, says, witness=form.line("witness", 200) or None)
    elif word == "heed":
        obeying.heed(visitor.actor, order, says)
    elif word == "refuse":
        obeying.refuse(visitor.actor, order, says)
    else:
        raise Malformed("no answer to an order", place=Place("word"), expected="destroy, heed or refuse")
    return to(f"/exchange/orders/{order}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, order, obey)
