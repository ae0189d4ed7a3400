"""A release from its draft to its receipts: what goes and what stays, the disclosure record, two approvals, sending."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from attrs import frozen
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from relto.documents import read
from relto.documents.model import Portion
from relto.labels import Label
from relto.markings import read_kept
from relto.node.authorising import Action, may
from relto.node.records.releasing import Approval, Disclosure, Draft
from relto.node.records.settling import Asked as Request
from relto.node.releasing.drafts import OPEN
from relto.primitives import Malformed, PartyId
from relto.release import Decision, expansion
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor

_PAGE = 100


@frozen
class Row:
    """A part of the item with the decision on it.

    Args:
        index: its place.
        label: its label; ``None`` where it cannot be read.
        decision: the decision.
        goes: whether it would go.
        withheld: whether somebody withheld it.
    """

    index: int
    label: Label | None
    decision: Decision
    goes: bool
    withheld: bool


def _label(system: str, text: str | None) -> Label | None:
    return None if text is None else read_kept(system, text, None)


@get("/releases", sync_to_thread=True)
def index(
    request: Asked, visitor: ForVisitor, desk: AtDesk, open_after: FromQuery[str | None] = None, closed_after: FromQuery[str | None] = None
) -> Response[Any]:
    """Releases that are prepared, and those that went."""
    open_ = desk.node.drafting.page(visitor.actor, states=OPEN, after=open_after, most=_PAGE)
    closed = desk.node.drafting.page(visitor.actor, states=("sent", "withdrawn"), after=closed_after, most=_PAGE)
    more = {
        name: desk.node.drafting.place(visitor.actor, some[-1]) if len(some) == _PAGE else None
        for name, some in (("open", open_), ("closed", closed))
    }
    items = {item: desk.node.holdings.show(visitor.actor, item) for item in dict.fromkeys(one.item for one in (*open_, *closed))}
    labels = [one.held.label for one in items.values()]
    return desk.shell.page(request, visitor, "releases.html", labels=labels, open=open_, closed=closed, items=items, more=more)


@get("/releases/{draft:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str]) -> Response[Any]:
    """A release, as far as it is."""
    found = desk.node.drafting.get(visitor.actor, draft)
    item = desk.node.holdings.show(visitor.actor, found.item)
    model: dict[str, Any] = {"draft": found, "item": item, "message": desk.node.sending.message(visitor.actor, draft), "parts": ()}
    labels: list[Label] = [item.held.label]
    if found.state in OPEN:
        preview = desk.node.drafting.preview(visitor.actor, draft)
        system = item.held.label.scheme.id
        rows = [
            Row(
                one.index,
                _label(system, one.marking),
                one.decisions[found.recipient],
                one.index in preview.ready.released,
                one.index in found.without,
            )
            for one in preview.ready.rows
        ]
        labels += [one.label for one in rows if one.label is not None]
        content = desk.node.drafting.content(visitor.actor, draft) if found.state == "submitted" else preview.ready.content
        model |= {"preview": preview, "rows": rows, "parts": _parts(desk, visitor, item.held.media_type, system, content)}
    elif found.state == "sent":
        model["parts"] = _parts(
            desk, visitor, item.held.media_type, item.held.label.scheme.id, desk.node.drafting.content(visitor.actor, draft)
        )
        labels += [one.label for one in model["parts"] if one.label is not None]
    approvals = desk.node.approving.approvals(visitor.actor, draft)
    return desk.shell.page(
        request,
        visitor,
        "release.html",
        labels=labels,
        approvals=approvals,
        lacking=desk.node.approving.lacking(visitor.actor, draft) if found.state == "submitted" else None,
        mine=visitor.actor.id in found.authors,
        gave_word=_gave_word(visitor, found, approvals),
        asked=_asked(desk, visitor, found, item.held.known_as),
        **model,
    )


def _gave_word(visitor: Visitor, draft: Draft, approvals: Sequence[Approval]) -> bool:
    return any(one.person == visitor.actor.id and one.manifest_sha256 == draft.manifest_sha256 for one in approvals)


def _parts(desk: Desk, visitor: Visitor, media_type: str, system: str, content: bytes | None) -> tuple[Portion, ...]:
    if content is None or media_type not in ("text/markdown", "text/plain"):
        return ()
    engine = desk.engine(visitor.at.date())
    try:
        return read(
            content.decode(),
            source="tearline",
            format="markdown" if media_type == "text/markdown" else "text",
            system=system,
            communities=frozenset(engine.network.communities),
            expand=expansion(engine.network, engine.at),
        ).portions
    except Malformed:
        return ()


def _asked(desk: Desk, visitor: Visitor, draft: Draft, item: str) -> list[Request]:
    """The consents that were asked for what it would release, with what became of each."""
    if not any(may(visitor.actor, one) for one in (Action.ASK_CONSENT, Action.ANSWER_CONSENT)):
        return []
    some = desk.node.looking.requests_about(visitor.actor, item, _PAGE)
    return [one for one in some if list(one.request.recipients) == [draft.recipient] and one.request.purpose == draft.purpose]


@post("/releases/{draft:str}/disclosure", sync_to_thread=True)
@shown_on(show)
def disclose(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str], form: WithForm) -> Response[Any]:
    """Write the disclosure record."""
    del request
    desk.node.drafting.disclose(visitor.actor, draft, disclosure_of(form))
    return to(f"/releases/{draft}#disclosure")


def disclosure_of(form: Form) -> Disclosure:
    """The disclosure record of a form; what was not said stays missing."""
    answers = {"yes": True, "no": False}
    return Disclosure(
        legal_basis=form.text("legal_basis").strip(),
        purpose=form.text("purpose").strip(),
        necessity=form.text("necessity").strip(),
        proportionality=form.text("proportionality").strip(),
        reliability=form.text("reliability").strip(),
        personal_data=answers.get(form.line("personal_data", 8)),
        evaluated=answers.get(form.line("evaluated", 8)),
        caveats=tuple(one.strip() for one in form.text("caveats").split("\n") if one.strip()),
        assurances=tuple(one for one in form.line("assurances").split() if one),
    )


@post("/releases/{draft:str}/withhold", sync_to_thread=True)
@shown_on(show)
def withhold(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str], form: WithForm) -> Response[Any]:
    """Withhold parts whatever the decision."""
    del request
    desk.node.drafting.withhold(visitor.actor, draft, [int(one) for one in form.lines("without") if one.isdecimal()])
    return to(f"/releases/{draft}#goes")


@post("/releases/{draft:str}/ask", sync_to_thread=True)
@shown_on(show)
def ask(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str], form: WithForm) -> Response[Any]:
    """Ask for a consent."""
    del request
    until = form.line("answer_by", 40)
    by: datetime | None = None
    if until:
        day = read_day(until, place="answer_by")
        by = visitor.at.replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59, second=0, microsecond=0)
    desk.node.asking.ask(visitor.actor, draft, PartyId(form.line("of", 40)), says=form.line("says"), answer_by=by)
    return to(f"/releases/{draft}#consents")


@post("/releases/{draft:str}/grant", sync_to_thread=True)
@shown_on(show)
def grant(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str], form: WithForm) -> Response[Any]:
    """Give this party's own consent to what it originated."""
    del request
    desk.node.asking.grant(visitor.actor, draft, form.text("says"))
    return to(f"/releases/{draft}#consents")


@post("/releases/{draft:str}/submit", sync_to_thread=True)
@shown_on(show)
def submit(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str]) -> Response[Any]:
    """Hand over for approval."""
    del request
    desk.node.drafting.submit(visitor.actor, draft)
    return to(f"/releases/{draft}")


@post("/releases/{draft:str}/withdraw", sync_to_thread=True)
@shown_on(show)
def withdraw(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str]) -> Response[Any]:
    """Give it up."""
    del request
    desk.node.drafting.withdraw(visitor.actor, draft)
    return to("/releases")


@post("/releases/{draft:str}/approve", sync_to_thread=True)
@shown_on(show)
def approve(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str], form: WithForm) -> Response[Any]:
    """Approve exactly what was looked at, or refuse."""
    del request
    manifest, says = form.line("manifest", 64), form.line("says")
    if form.line("word", 16) == "approve":
        desk.node.approving.approve(visitor.actor, draft, manifest, says)
    else:
        desk.node.approving.decline(visitor.actor, draft, manifest, says)
    return to(f"/releases/{draft}")


@post("/releases/{draft:str}/send", sync_to_thread=True)
@shown_on(show)
def send(request: Asked, visitor: ForVisitor, desk: AtDesk, draft: FromPath[str]) -> Response[Any]:
    """Send it."""
    del request
    desk.node.sending.send(visitor.actor, draft)
    return to(f"/releases/{draft}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, show, disclose, withhold, ask, grant, submit, withdraw, approve, send)
