"""The exchange: counterparts, what was sent and how far it came, recalls and who answered them."""

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.node.authorising import Action, may
from relto.server.pages.given import AtDesk, ForVisitor
from relto.server.pages.guarding import Asked

_PAGE = 100


@get("/exchange", sync_to_thread=True)
def index(
    request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromQuery[str | None] = None, before: FromQuery[int | None] = None
) -> Response[Any]:
    """Counterparts, messages and orders."""
    looking, actor = desk.node.looking, visitor.actor
    counterparts = looking.counterparts(actor)
    wanted = party if party and any(one.party == party for one in counterparts) else None
    messages = looking.messages(actor, party=wanted, state=None, before=before, most=_PAGE)
    sees_orders = any(may(actor, one) for one in (Action.RECALL, Action.DESTROY))
    orders = looking.orders(actor, after=None, most=_PAGE) if sees_orders else ()
    return desk.shell.page(
        request,
        visitor,
        "exchange.html",
        counterparts=counterparts,
        messages=messages,
        more=messages[-1][0] if len(messages) == _PAGE else None,
        party=wanted,
        orders=orders,
        proofs=looking.proofs(actor, wanted),
    )


@get("/exchange/orders/{order:str}", sync_to_thread=True)
def order(request: Asked, visitor: ForVisitor, desk: AtDesk, order: FromPath[str]) -> Response[Any]:
    """A recall, with everybody down the chain and what they said."""
    holders = desk.node.looking.holders(visitor.actor, order)
    return desk.shell.page(request, visitor, "order.html", order=order, holders=holders)


ROUTES: tuple[HTTPRouteHandler, ...] = (index, order)
