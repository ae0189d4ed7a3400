"""Routes of recalls and corrections: those of this party, and what is done here about those of others."""

from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from relto.node.exchange.looking import Looking
from relto.node.releasing import Obeying
from relto.node.releasing.obeying import Obeyed
from relto.protocols.peer import Holding
from relto.server.paging import Page, paged, part_of
from relto.server.places import order_behind, place_of_order
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Cursor, Form, Instant, Most, Says, Title
from relto.server.rest.keeping import CertificateShown, OrderShown, certificate_of, order_of

Asked = Request[Any, Any, Any]


class ObeyingForm(Form):
    """How it is destroyed, and who sees it."""

    how: Title
    witness: Title | None = None


class OrderAnswerForm(Form):
    """What was done, or why nothing is."""

    says: Says


class HolderShown(Form):
    """Somebody to whom what is recalled went, through whom, and what they said."""

    party: str
    through: str
    outcome: str
    answered: Instant | None


class ObeyedShown(Form):
    """What became of an order here: what it was about, and the certificates of what was destroyed."""

    order: str
    items: list[str]
    certificates: list[CertificateShown] = msgspec.field(default_factory=list)


@get("/orders", sync_to_thread=True)
def orders(request: Asked, looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50) -> Page[OrderShown]:
    """Recalls and corrections."""
    return paged(looking.orders(actor_of(request), after=order_behind(cursor), most=most), most, order_of, place_of_order)


@get("/orders/{order:str}/holders", sync_to_thread=True)
def holders(
    request: Asked, order: FromPath[str], looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50
) -> Page[HolderShown]:
    """Everybody to whom what is recalled went, and what they said."""
    return part_of(looking.holders(actor_of(request), order), cursor, most, _holder, _spot, (str, str, str))


@get("/orders/{order:str}/items", sync_to_thread=True)
def reached(request: Asked, order: FromPath[str], obeying: NamedDependency[Obeying], cursor: Cursor = None, most: Most = 50) -> Page[str]:
    """What an order of another party is about, by identifiers here."""
    return part_of(obeying.reached(actor_of(request), order), cursor, most, str, lambda one: (one,))


@post("/orders/{order:str}/destruction", status_code=201, sync_to_thread=True)
def destroy(request: Asked, order: FromPath[str], data: JSONBody[ObeyingForm], obeying: NamedDependency[Obeying]) -> ObeyedShown:
    """Destroy what was recalled, with everything derived from it, and tell who recalled it."""
    return _obeyed(obeying.destroy(actor_of(request), order, data.how, witness=data.witness))


@post("/orders/{order:str}/heeding", status_code=201, sync_to_thread=True)
def heed(request: Asked, order: FromPath[str], data: JSONBody[OrderAnswerForm], obeying: NamedDependency[Obeying]) -> ObeyedShown:
    """Say that a correction was made known here, or that what is quarantined stays so."""
    return _obeyed(obeying.heed(actor_of(request), order, data.says))


@post("/orders/{order:str}/refusal", status_code=201, sync_to_thread=True)
def refuse(request: Asked, order: FromPath[str], data: JSONBody[OrderAnswerForm], obeying: NamedDependency[Obeying]) -> ObeyedShown:
    """Refuse an order, with a reason that who gave it reads."""
    return _obeyed(obeying.refuse(actor_of(request), order, data.says))


ROUTES: list[HTTPRouteHandler] = [orders, holders, reached, destroy, heed, refuse]


def _obeyed(one: Obeyed) -> ObeyedShown:
    return ObeyedShown(order=one.order, items=list(one.items), certificates=[certificate_of(each) for each in one.certificates])


def _spot(one: Holding) -> tuple[str, str, str]:
    """The place of a holder: what others say of theirs may name one twice."""
    return one.party, one.through, one.outcome


def _holder(one: Holding) -> HolderShown:
    return HolderShown(party=one.party, through=one.through, outcome=one.outcome, answered=one.answered)
