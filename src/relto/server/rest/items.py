"""Routes of what is held: bringing, finding, reading; the dossiers."""

import base64
import binascii
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from relto.node.holdings import Dossiers, Given, Holdings, OpenDossier, Shown, Source
from relto.node.holdings import Page as Found
from relto.primitives import AgreementId, Malformed, PartyId, Place
from relto.primitives.limits import DOCUMENT_BYTES
from relto.release import Provenance
from relto.server import etags
from relto.server.etags import IfMatch
from relto.server.paging import Page, cursor_of, paged, text_of
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Code, Cursor, Form, Instant, Most, Says, Short, Title

Asked = Request[Any, Any, Any]
_BODY = DOCUMENT_BYTES * 4 // 3 + 64 * 1024
Words = Annotated[str, QueryParameter(description="words that must all stand in it", min_length=1, max_length=500)]


class SourceForm(Form):
    """What something was derived from; ``labels``: which of its distinct labels were used, by their places, none for all."""

    item: str
    labels: list[int] = msgspec.field(default_factory=list)


class GivenForm(Form, kw_only=True):
    """What is said of something that is to be held, besides itself."""

    title: Title | None = None
    dossier: Short | None = None
    kinds: list[Short] = msgspec.field(default_factory=list)
    originators: list[Code] = msgspec.field(default_factory=list)
    under: Short | None = None
    marked_on: date | None = None
    sources: list[SourceForm] = msgspec.field(default_factory=list)


class DocumentForm(GivenForm, kw_only=True):
    """A portion-marked document that is to be held."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=DOCUMENT_BYTES)]
    system: Short | None = None
    withhold_unreadable: bool = False


class RecordForm(GivenForm, kw_only=True):
    """Something that is given whole or not at all; its content in base64."""

    content: Annotated[str, msgspec.Meta(max_length=DOCUMENT_BYTES * 4 // 3 + 4)]
    media_type: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}$")]
    scheme: Short
    marking: Title


class MoveForm(Form):
    """Into which dossier; ``null``: out of any."""

    dossier: Short | None


class ActionForm(Form):
    """What was done about it, or why nothing will be; who sent it reads it."""

    says: Says
    declined: bool = False


class Item(Form):
    """Something held, as a list shows it to who may see it."""

    id: str
    kind: str
    title: str
    marking: str
    scheme: str
    media_type: str
    held_at: Instant
    held_by: str
    known_as: str
    derived_from: list[str]
    dossier: str | None
    provider: str | None
    instrument: str | None
    retain_until: date | None
    destroy_by: date | None
    legal_hold: bool


class DossierForm(Form):
    """A dossier that is to be opened."""

    title: Title


class DossierShown(Form):
    """A dossier as its members see it."""

    id: str
    title: str
    opened: Instant
    members: list[str]


@get("/items", sync_to_thread=True)
def page(request: Asked, holdings: NamedDependency[Holdings], cursor: Cursor = None, most: Most = 50) -> Page[Item]:
    """What one may see, the newest first."""
    return _page(holdings.page(actor_of(request), after=text_of(cursor), most=most))


@get("/items/search", sync_to_thread=True)
def search(request: Asked, holdings: NamedDependency[Holdings], words: Words, cursor: Cursor = None, most: Most = 50) -> Page[Item]:
    """What one may see that has all of some words, the newest first."""
    return _page(holdings.search(actor_of(request), words, after=text_of(cursor), most=most))


@post("/items", status_code=201, request_max_body_size=_BODY, sync_to_thread=True)
def hold_document(request: Asked, data: JSONBody[DocumentForm], holdings: NamedDependency[Holdings]) -> Item:
    """Hold a portion-marked document."""
    made = holdings.hold_document(
        actor_of(request), data.text, _given(data), system=data.system, withhold_unreadable=data.withhold_unreadable, sources=_sources(data)
    )
    return item_of(made)


@post("/records", status_code=201, request_max_body_size=_BODY, sync_to_thread=True)
def hold_record(request: Asked, data: JSONBody[RecordForm], holdings: NamedDependency[Holdings]) -> Item:
    """Hold something that is given whole or not at all."""
    try:
        content = base64.b64decode(data.content, validate=True)
    except binascii.Error:
        raise Malformed("the content is no base64", place=Place("content")) from None
    made = holdings.hold_record(
        actor_of(request),
        content,
        _given(data),
        media_type=data.media_type,
        scheme=data.scheme,
        marking=data.marking,
        marked_on=data.marked_on,
        sources=_sources(data),
    )
    return item_of(made)


@get("/items/{item:str}", sync_to_thread=True)
def show(request: Asked, item: FromPath[str], holdings: NamedDependency[Holdings]) -> Response[Item]:
    """What is known of something held, without its content."""
    return etags.tagged(item_of(holdings.show(actor_of(request), item)))


@get("/items/{item:str}/content", media_type="application/octet-stream", sync_to_thread=True)
def read(request: Asked, item: FromPath[str], holdings: NamedDependency[Holdings]) -> Response[bytes]:
    """Open something held; that stands in the journal."""
    found = holdings.read(actor_of(request), item)
    kind = found.shown.held.media_type
    headers = {"Content-Disposition": "attachment", "Content-Type": "application/octet-stream", "X-Relto-Media-Type": kind}
    return etags.with_tag(request, Response(found.content, headers=headers))


@post("/items/{item:str}/action", status_code=204, sync_to_thread=True)
def act(request: Asked, item: FromPath[str], data: JSONBody[ActionForm], holdings: NamedDependency[Holdings]) -> None:
    """Tell who sent something that it was acted on, or that it will not be."""
    holdings.act(actor_of(request), item, data.says, declined=data.declined)


@put("/items/{item:str}/dossier", sync_to_thread=True)
def move(
    request: Asked, item: FromPath[str], data: JSONBody[MoveForm], holdings: NamedDependency[Holdings], match: IfMatch = None
) -> Response[Item]:
    """Put something into a dossier, or take it out of one."""
    return etags.tagged(item_of(holdings.move(actor_of(request), item, data.dossier, etags.expecting(match, item_of))))


@get("/dossiers", sync_to_thread=True)
def dossiers_of(request: Asked, dossiers: NamedDependency[Dossiers], cursor: Cursor = None, most: Most = 50) -> Page[DossierShown]:
    """The dossiers of which one is a member."""
    return paged(dossiers.mine(actor_of(request), after=text_of(cursor), most=most), most, _dossier, lambda one: (one.id,))


@post("/dossiers", status_code=201, sync_to_thread=True)
def open_dossier(request: Asked, data: JSONBody[DossierForm], dossiers: NamedDependency[Dossiers]) -> DossierShown:
    """Open a dossier, with oneself as its first member."""
    return _dossier(dossiers.open(actor_of(request), data.title))


@put("/dossiers/{dossier:str}/members/{person:str}", status_code=204, sync_to_thread=True)
def admit(request: Asked, dossier: FromPath[str], person: FromPath[str], dossiers: NamedDependency[Dossiers]) -> None:
    """Take somebody into a dossier."""
    dossiers.admit(actor_of(request), dossier, person)


@delete("/dossiers/{dossier:str}/members/{person:str}", sync_to_thread=True)
def dismiss(request: Asked, dossier: FromPath[str], person: FromPath[str], dossiers: NamedDependency[Dossiers]) -> None:
    """Let somebody go from a dossier."""
    dossiers.dismiss(actor_of(request), dossier, person)


ROUTES: list[HTTPRouteHandler] = [
    page,
    search,
    hold_document,
    hold_record,
    show,
    read,
    act,
    move,
    dossiers_of,
    open_dossier,
    admit,
    dismiss,
]


def item_of(shown: Shown) -> Item:
    """Something held, as the interface tells it."""
    held = shown.held
    return Item(
        id=held.id,
        kind=held.kind,
        title=shown.title,
        marking=shown.marking,
        scheme=held.label.scheme.id,
        media_type=held.media_type,
        held_at=held.held_at,
        held_by=held.held_by,
        known_as=held.known_as,
        derived_from=list(held.derived_from),
        dossier=held.dossier,
        provider=None if held.received is None else held.received.sender,
        instrument=None if held.received is None else held.received.instrument,
        retain_until=held.retain_until,
        destroy_by=held.destroy_by,
        legal_hold=held.legal_hold is not None,
    )


def _page(found: Found) -> Page[Item]:
    return Page([item_of(one) for one in found.entries], None if found.after is None else cursor_of([found.after]))


def _given(data: GivenForm) -> Given:
    under = None if data.under is None else AgreementId(data.under)
    provenance = Provenance(frozenset(map(PartyId, data.originators)), under, marked_on=data.marked_on)
    return Given(data.title, data.dossier, frozenset(data.kinds), provenance)


def _sources(data: GivenForm) -> list[Source]:
    return [Source(one.item, tuple(one.labels)) for one in data.sources]


def _dossier(one: OpenDossier) -> DossierShown:
    return DossierShown(id=one.id, title=one.title, opened=one.opened, members=sorted(one.members))
