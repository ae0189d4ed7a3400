"""Routes of the release workflow: the matrix, drafts, the disclosure record, approvals, sending."""

import base64
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from relto.node.records.releasing import Approval, Disclosure, Draft, Sent
from relto.node.releasing import Approving, Asking, AtSource, Drafting, Sending
from relto.primitives import PartyId
from relto.server import etags
from relto.server.etags import IfMatch
from relto.server.paging import Page, instant_of, paged, part_of, text_of
from relto.server.rest.access import actor_of
from relto.server.rest.consents import RequestShown, request_of
from relto.server.rest.decisions import MissingForm, RowForm, missing_of, row_of
from relto.server.rest.forms import Code, Cursor, Form, Instant, Most, Says, Short

Asked = Request[Any, Any, Any]
State = Literal["drafting", "submitted", "sent", "withdrawn"]
States = Annotated[list[State] | None, QueryParameter(name="state", description="only in these states")]
Recipients = Annotated[list[str] | None, QueryParameter(name="recipient", description="only for these parties")]
Coded = Annotated[str | None, QueryParameter(description="a code", max_length=64)]


class DraftForm(Form):
    """A release that is to be prepared."""

    item: str
    recipient: Code
    purpose: Short | None = None
    channel: Short | None = None
    corrects: Short | None = None


class DisclosureForm(Form):
    """The disclosure record, as far as it goes."""

    legal_basis: Says = ""
    purpose: Says = ""
    necessity: Says = ""
    proportionality: Says = ""
    reliability: Says = ""
    personal_data: bool | None = None
    evaluated: bool | None = None
    caveats: list[Says] = msgspec.field(default_factory=list)
    assurances: list[Short] = msgspec.field(default_factory=list)


class WithheldForm(Form):
    """The parts that are withheld whatever the decision on them."""

    parts: list[int]


class ApprovalForm(Form):
    """One's word on exactly one manifest, by its digest."""

    manifest_sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    approves: bool
    says: Says = ""


class AskForm(Form):
    """Whose consent is asked, why, and until when an answer is of use."""

    of: Code
    says: Says
    answer_by: Instant | None = None


class GrantForm(Form):
    """Why this party consents to the release of what it originated."""

    says: Says


class DraftShown(Form):
    """A release that is prepared."""

    id: str
    item: str
    recipient: str
    state: str
    version: int
    created: Instant
    by: str
    purpose: str | None
    channel: str | None
    corrects: str | None
    withheld: list[int]
    disclosure: DisclosureForm
    manifest_sha256: str | None
    message: str | None
    sent: Instant | None


class GrantedShown(Form):
    """A consent that this party gave, and the first day on which it covers nothing more."""

    id: str
    recipients: list[str]
    until: date | None


class PreviewShown(Form):
    """What would go, and what stands in its way."""

    draft: DraftShown
    content: str | None
    parts: list[int]
    rows: list[RowForm]
    missing: list[MissingForm]
    lacks: list[str]
    leaks: list[str]
    marking: str | None


class ManifestShown(Form):
    """Exactly what is to be approved: its digest, the manifest, and the content in base64."""

    manifest_sha256: str
    manifest: msgspec.Raw
    content: str


class ApprovalShown(Form):
    """One person's word."""

    person: str
    office: str
    at: Instant
    manifest_sha256: str
    approves: bool
    says: str


class SentShown(Form):
    """What was released."""

    message: str
    draft: str
    item: str
    known_as: str
    recipient: str
    instrument: str
    at: Instant
    manifest_sha256: str
    decision_sha256: str
    approvers: list[str]


@get("/items/{item:str}/matrix", sync_to_thread=True)
def matrix(
    request: Asked,
    item: FromPath[str],
    drafting: NamedDependency[Drafting],
    recipients: Recipients = None,
    purpose: Coded = None,
    channel: Coded = None,
    cursor: Cursor = None,
    most: Most = 50,
) -> Page[RowForm]:
    """Every part of something held against every recipient, in order of the parts."""
    asked = None if recipients is None else [PartyId(one) for one in recipients]
    rows = drafting.matrix(actor_of(request), item, asked, purpose=purpose, channel=channel)
    return part_of(rows, cursor, most, row_of, lambda one: (one.index,), (int,))


@post("/drafts", status_code=201, sync_to_thread=True)
def begin(request: Asked, data: JSONBody[DraftForm], drafting: NamedDependency[Drafting]) -> DraftShown:
    """Begin a draft."""
    made = drafting.begin(
        actor_of(request), data.item, PartyId(data.recipient), purpose=data.purpose, channel=data.channel, corrects=data.corrects
    )
    return draft_of(made)


@get("/drafts", sync_to_thread=True)
def page(
    request: Asked, drafting: NamedDependency[Drafting], states: States = None, cursor: Cursor = None, most: Most = 50
) -> Page[DraftShown]:
    """The drafts of what one may see, the newest first."""
    actor = actor_of(request)
    some = drafting.page(actor, states=states or ["drafting", "submitted"], after=text_of(cursor), most=most)
    return paged(some, most, draft_of, lambda one: (drafting.place(actor, one),))


@get("/drafts/{draft:str}", sync_to_thread=True)
def show(request: Asked, draft: FromPath[str], drafting: NamedDependency[Drafting]) -> Response[DraftShown]:
    """A draft."""
    return etags.tagged(draft_of(drafting.get(actor_of(request), draft)))


@put("/drafts/{draft:str}/disclosure", sync_to_thread=True)
def disclose(
    request: Asked, draft: FromPath[str], data: JSONBody[DisclosureForm], drafting: NamedDependency[Drafting], match: IfMatch = None
) -> Response[DraftShown]:
    """Write the disclosure record, as far as it goes."""
    made = Disclosure(
        data.legal_basis,
        data.purpose,
        data.necessity,
        data.proportionality,
        data.reliability,
        data.personal_data,
        data.evaluated,
        tuple(data.caveats),
        tuple(data.assurances),
    )
    return etags.tagged(draft_of(drafting.disclose(actor_of(request), draft, made, etags.expecting(match, draft_of))))


@put("/drafts/{draft:str}/withheld", sync_to_thread=True)
def withhold(
    request: Asked, draft: FromPath[str], data: JSONBody[WithheldForm], drafting: NamedDependency[Drafting], match: IfMatch = None
) -> Response[DraftShown]:
    """Withhold parts whatever the decision on them."""
    return etags.tagged(draft_of(drafting.withhold(actor_of(request), draft, data.parts, etags.expecting(match, draft_of))))


@delete("/drafts/{draft:str}", status_code=200, sync_to_thread=True)
def withdraw(request: Asked, draft: FromPath[str], drafting: NamedDependency[Drafting]) -> DraftShown:
    """Give a draft up."""
    return draft_of(drafting.withdraw(actor_of(request), draft))


@get("/drafts/{draft:str}/preview", sync_to_thread=True)
def preview(request: Asked, draft: FromPath[str], drafting: NamedDependency[Drafting]) -> PreviewShown:
    """What would go now, and what stands in its way."""
    found = drafting.preview(actor_of(request), draft)
    content = found.ready.content
    return PreviewShown(
        draft=draft_of(found.draft),
        content=None if content is None else base64.b64encode(content).decode(),
        parts=list(found.ready.released),
        rows=[row_of(one) for one in found.ready.rows],
        missing=[missing_of(one) for one in found.missing],
        lacks=list(found.lacks),
        leaks=list(found.ready.leaks),
        marking=found.ready.marking,
    )


@post("/drafts/{draft:str}/submission", status_code=200, sync_to_thread=True)
def submit(request: Asked, draft: FromPath[str], drafting: NamedDependency[Drafting]) -> DraftShown:
    """Fix what is to be approved."""
    return draft_of(drafting.submit(actor_of(request), draft))


@get("/drafts/{draft:str}/manifest", sync_to_thread=True)
def manifest(request: Asked, draft: FromPath[str], drafting: NamedDependency[Drafting]) -> ManifestShown:
    """Exactly what is to be approved."""
    actor = actor_of(request)
    content, found = drafting.content(actor, draft), drafting.get(actor, draft)
    return ManifestShown(
        manifest_sha256=found.manifest_sha256 or "",
        manifest=msgspec.Raw(found.manifest or b"null"),
        content=base64.b64encode(content).decode(),
    )


@get("/drafts/{draft:str}/approvals", sync_to_thread=True)
def approvals(
    request: Asked, draft: FromPath[str], approving: NamedDependency[Approving], cursor: Cursor = None, most: Most = 50
) -> Page[ApprovalShown]:
    """What people said of a draft, the oldest first."""
    some = approving.approvals(actor_of(request), draft)
    return part_of(some, cursor, most, _approval, lambda one: (instant_of(one.at), one.person, one.manifest_sha256), (str, str, str))


@post("/drafts/{draft:str}/approvals", status_code=201, sync_to_thread=True)
def approve(request: Asked, draft: FromPath[str], data: JSONBody[ApprovalForm], approving: NamedDependency[Approving]) -> ApprovalShown:
    """Say one's word on exactly what was looked at."""
    say = approving.approve if data.approves else approving.decline
    return _approval(say(actor_of(request), draft, data.manifest_sha256, data.says))


@post("/drafts/{draft:str}/release", status_code=201, sync_to_thread=True)
def send(request: Asked, draft: FromPath[str], sending: NamedDependency[Sending]) -> SentShown:
    """Release what two people approved."""
    return sent_of(sending.send(actor_of(request), draft))


@post("/drafts/{draft:str}/consent-requests", status_code=201, sync_to_thread=True)
def ask(request: Asked, draft: FromPath[str], data: JSONBody[AskForm], asking: NamedDependency[Asking]) -> RequestShown:
    """Ask a party's consent to what a draft would release."""
    return request_of(asking.ask(actor_of(request), draft, data.of, says=data.says, answer_by=data.answer_by))


@post("/drafts/{draft:str}/consent", status_code=201, sync_to_thread=True)
def grant(request: Asked, draft: FromPath[str], data: JSONBody[GrantForm], asking: NamedDependency[Asking]) -> GrantedShown:
    """Give this party's own consent to what a draft would release of it."""
    made = asking.grant(actor_of(request), draft, data.says)
    return GrantedShown(id=made.id, recipients=sorted(made.recipients), until=made.period.end)


@get("/items/{item:str}/releases", sync_to_thread=True)
def released(
    request: Asked, item: FromPath[str], sending: NamedDependency[Sending], cursor: Cursor = None, most: Most = 50
) -> Page[SentShown]:
    """To whom something was released, the latest first."""
    some = sending.released(actor_of(request), item, after=text_of(cursor), most=most)
    return paged(some, most, sent_of, lambda one: (one.message,))


@get("/items/{item:str}/releases/{message:str}/sealed", media_type="application/octet-stream", sync_to_thread=True)
def sealed(request: Asked, item: FromPath[str], message: FromPath[str], at_source: NamedDependency[AtSource]) -> Response[bytes]:
    """A release as a file for the recipient's clients of OpenTDF, whose key this node gives."""
    headers = {"Content-Disposition": "attachment"}
    return Response(at_source.sealed(actor_of(request), item, message), headers=headers, media_type="application/octet-stream")


ROUTES: list[HTTPRouteHandler] = [
    matrix,
    begin,
    page,
    show,
    disclose,
    withhold,
    withdraw,
    preview,
    submit,
    manifest,
    approvals,
    approve,
    send,
    ask,
    grant,
    released,
    sealed,
]


def draft_of(one: Draft) -> DraftShown:
    """A draft as the interface tells it."""
    said = one.disclosure
    disclosure = DisclosureForm(
        legal_basis=said.legal_basis,
        purpose=said.purpose,
        necessity=said.necessity,
        proportionality=said.proportionality,
        reliability=said.reliability,
        personal_data=said.personal_data,
        evaluated=said.evaluated,
        caveats=list(said.caveats),
        assurances=list(said.assurances),
    )
    return DraftShown(
        id=one.id,
        item=one.item,
        recipient=one.recipient,
        state=one.state,
        version=one.version,
        created=one.created,
        by=one.by,
        purpose=one.purpose,
        channel=one.channel,
        corrects=one.corrects,
        withheld=sorted(one.without),
        disclosure=disclosure,
        manifest_sha256=one.manifest_sha256,
        message=one.message,
        sent=one.sent,
    )


def _approval(one: Approval) -> ApprovalShown:
    return ApprovalShown(
        person=one.person, office=one.office, at=one.at, manifest_sha256=one.manifest_sha256, approves=one.approves, says=one.says
    )


def sent_of(one: Sent) -> SentShown:
    """What was released, as the interface tells it."""
    return SentShown(
        message=one.message,
        draft=one.draft,
        item=one.item,
        known_as=one.known_as,
        recipient=one.recipient,
        instrument=one.instrument,
        at=one.at,
        manifest_sha256=one.manifest_sha256,
        decision_sha256=one.decision_sha256,
        approvers=list(one.approvers),
    )
