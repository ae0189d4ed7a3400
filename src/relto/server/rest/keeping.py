"""Routes of copies, retention, destruction, recall and correction."""

from datetime import date
from typing import Annotated, Any, Literal

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from relto.node.holdings import Keeping
from relto.node.records.holdings import Certificate, Copy
from relto.node.records.settling import Order
from relto.node.releasing import Asking
from relto.server import etags
from relto.server.etags import IfMatch
from relto.server.paging import Page, instant_of, paged, part_of
from relto.server.places import due_behind, place_of_due
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Cursor, Form, Instant, Most, Says, Short, Title
from relto.server.rest.items import Item, item_of

Asked = Request[Any, Any, Any]
By = Annotated[date, QueryParameter(description="the day")]


class CopyForm(Form):
    """Who gets a copy: an office, a safe."""

    holder: Title


class ReturnForm(Form):
    """A copy that came back, or how it was destroyed and who saw it."""

    destroyed: Title | None = None
    witness: Title | None = None


class RetentionForm(Form):
    """The first day on which it may be destroyed, and the day by which it must be."""

    until: date | None
    destroy_by: date | None


class HoldForm(Form):
    """Why it must not be destroyed."""

    why: Says


class DestructionForm(Form):
    """How it is destroyed, on which ground, and who sees it."""

    how: Title
    why: Literal["retention", "recall", "emergency", "order"] = "retention"
    witness: Title | None = None


class RecallForm(Form):
    """What those who have it must do, why, and until when they are to answer."""

    duty: Literal["destroy", "return", "quarantine"]
    says: Says
    answer_by: Instant


class CorrectionForm(Form, kw_only=True):
    """What is wrong, what takes its place, and until when an answer is expected."""

    says: Says
    replaced_by: Short | None = None
    answer_by: Instant


class CopyShown(Form):
    """A numbered copy."""

    id: str
    number: int
    holder: str
    made: Instant
    returned: Instant | None
    certificate: str | None


class CertificateShown(Form):
    """That something was destroyed."""

    id: str
    item: str
    known_as: str
    at: Instant
    by: str
    witness: str | None
    how: str
    why: str


class OrderShown(Form):
    """A recall or a correction."""

    id: str
    item: str
    kind: str
    duty: str | None
    by: str
    giver: str
    at: Instant
    says: str
    answer_by: Instant
    outcome: str


@get("/items/{item:str}/copies", sync_to_thread=True)
def copies(
    request: Asked, item: FromPath[str], keeping: NamedDependency[Keeping], cursor: Cursor = None, most: Most = 50
) -> Page[CopyShown]:
    """The copies of something that is registered, in order of number."""
    return part_of(keeping.copies(actor_of(request), item), cursor, most, _copy, lambda one: (one.number,), (int,))


@post("/items/{item:str}/copies", status_code=201, sync_to_thread=True)
def copy(request: Asked, item: FromPath[str], data: JSONBody[CopyForm], keeping: NamedDependency[Keeping]) -> CopyShown:
    """Record a copy."""
    return _copy(keeping.copy(actor_of(request), item, data.holder))


@put("/items/{item:str}/copies/{copy:str}/return", sync_to_thread=True)
def returned(
    request: Asked, item: FromPath[str], copy: FromPath[str], data: JSONBody[ReturnForm], keeping: NamedDependency[Keeping]
) -> CopyShown:
    """Record that a copy came back, or was destroyed."""
    return _copy(keeping.returned(actor_of(request), item, copy, destroyed=data.destroyed, witness=data.witness))


@put("/items/{item:str}/retention", sync_to_thread=True)
def keep(
    request: Asked, item: FromPath[str], data: JSONBody[RetentionForm], keeping: NamedDependency[Keeping], match: IfMatch = None
) -> Response[Item]:
    """Say how long something is kept."""
    expects = etags.expecting(match, item_of)
    return etags.tagged(item_of(keeping.keep(actor_of(request), item, until=data.until, destroy_by=data.destroy_by, expects=expects)))


@put("/items/{item:str}/legal-hold", sync_to_thread=True)
def hold(request: Asked, item: FromPath[str], data: JSONBody[HoldForm], keeping: NamedDependency[Keeping]) -> Item:
    """Keep something from being destroyed."""
    return item_of(keeping.hold(actor_of(request), item, data.why))


@delete("/items/{item:str}/legal-hold", status_code=200, sync_to_thread=True)
def lift(request: Asked, item: FromPath[str], keeping: NamedDependency[Keeping]) -> Item:
    """Let go what was kept from being destroyed."""
    return item_of(keeping.lift(actor_of(request), item))


@get("/due", sync_to_thread=True)
def due(request: Asked, by: By, keeping: NamedDependency[Keeping], cursor: Cursor = None, most: Most = 50) -> Page[Item]:
    """What must be destroyed by a day, the longest due first."""
    return paged(keeping.due(actor_of(request), by, after=due_behind(cursor), most=most), most, item_of, place_of_due)


@post("/items/{item:str}/destruction", status_code=201, sync_to_thread=True)
def destroy(request: Asked, item: FromPath[str], data: JSONBody[DestructionForm], keeping: NamedDependency[Keeping]) -> CertificateShown:
    """Destroy something; its content is gone for good."""
    return certificate_of(keeping.destroy(actor_of(request), item, data.how, why=data.why, witness=data.witness))


@get("/items/{item:str}/certificates", sync_to_thread=True)
def certificates(
    request: Asked, item: FromPath[str], keeping: NamedDependency[Keeping], cursor: Cursor = None, most: Most = 50
) -> Page[CertificateShown]:
    """The certificates of destruction of something, the oldest first."""
    some = keeping.certificates(actor_of(request), item)
    return part_of(some, cursor, most, certificate_of, lambda one: (instant_of(one.at), one.id), (str, str))


@post("/items/{item:str}/recall", status_code=201, sync_to_thread=True)
def recall(request: Asked, item: FromPath[str], data: JSONBody[RecallForm], asking: NamedDependency[Asking]) -> OrderShown:
    """Recall something from everybody to whom it went."""
    return order_of(asking.recall(actor_of(request), item, duty=data.duty, says=data.says, answer_by=data.answer_by))


@post("/items/{item:str}/correction", status_code=201, sync_to_thread=True)
def correct(request: Asked, item: FromPath[str], data: JSONBody[CorrectionForm], asking: NamedDependency[Asking]) -> OrderShown:
    """Tell everybody to whom something went that it is wrong."""
    made = asking.correct(actor_of(request), item, replaced_by=data.replaced_by, says=data.says, answer_by=data.answer_by)
    return order_of(made)


ROUTES: list[HTTPRouteHandler] = [copies, copy, returned, keep, hold, lift, due, destroy, certificates, recall, correct]


def order_of(one: Order) -> OrderShown:
    """An order as the interface tells it."""
    order = one.order
    duty = getattr(order, "duty", None)
    return OrderShown(
        id=order.order,
        item=order.item,
        kind="correction" if duty is None else "recall",
        duty=duty,
        by=order.by,
        giver=one.giver,
        at=one.at,
        says=order.says,
        answer_by=order.answer_by,
        outcome=one.outcome,
    )


def _copy(one: Copy) -> CopyShown:
    return CopyShown(id=one.id, number=one.number, holder=one.holder, made=one.made, returned=one.returned, certificate=one.certificate)


def certificate_of(one: Certificate) -> CertificateShown:
    """A certificate as the interface tells it."""
    return CertificateShown(
        id=one.id, item=one.item, known_as=one.known_as, at=one.at, by=one.by, witness=one.witness, how=one.how, why=one.why
    )
