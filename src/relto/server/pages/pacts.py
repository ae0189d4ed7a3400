"""Agreements between nodes: proposed, read clause by clause beside their effect, signed, suspended, resumed, terminated."""

from typing import Any, cast

import msgspec
import msgspec.inspect
from attrs import evolve, frozen
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.agreements import Agreement, library_path, with_agreement_text
from relto.node.authorising import Action, authorise
from relto.node.records.exchange import Pact
from relto.primitives import AgreementId, Conflict, Malformed, Place
from relto.primitives.limits import STRUCTURED_BYTES
from relto.protocols.peer import Schedule, Terms
from relto.server.pages.agreements import provisions
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.counterparts import show as counterpart
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.instants import read_day
from relto.server.pages.refusals import shown_on
from relto.server.pages.visiting import Visitor
from relto.server.pages.wrongs import Wrong, wrong_of

_NAME = 100
_BOUNDS = {
    one.encode_name: (one.type.ge, one.type.le)
    for one in cast("msgspec.inspect.StructType", msgspec.inspect.type_info(Schedule)).fields
    if isinstance(one.type, msgspec.inspect.IntType)
}


@frozen
class Text:
    """A text, read as far as it can be.

    Args:
        agreement: the agreement; ``None`` where it is none.
        wrong: why it is none; ``None`` where it is one.
        apart: who of the two parties does not adhere to it on the day: it could be signed, and would not decide.
    """

    agreement: Agreement | None
    wrong: Wrong | None = None
    apart: tuple[str, ...] = ()


def agreement_of(desk: Desk, visitor: Visitor, name: str, text: bytes) -> Agreement:
    """The agreement of a text.

    Raises:
        Malformed: it is none that this node can decide by, with the line.
    """
    try:
        found = with_agreement_text(desk.node.surroundings.base_network(visitor.at.date()), name, text).agreements.get(AgreementId(name))
    except Malformed as error:
        place = evolve(error.place, source="file")
        raise Malformed(error.message, place=place, found=error.found, expected=error.expected) from error
    except Conflict as error:
        raise Malformed(str(error), place=Place("file")) from error
    if found is None:
        raise Malformed("the text holds no agreement of this name", place=Place("agreement"), found=name)
    return found


def read_text(desk: Desk, visitor: Visitor, party: str, name: str, text: bytes) -> Text:
    """A text as it would decide between the two, read as far as it can be."""
    try:
        found = agreement_of(desk, visitor, name, text)
    except Malformed as error:
        return Text(None, wrong_of(error))
    members = found.members(visitor.at.date())
    return Text(found, apart=tuple(one for one in (desk.party, party) if one not in members))


def packaged(desk: Desk, name: str) -> bytes:
    """The text of an agreement of the arrangement, as its file has it.

    Raises:
        Malformed: there is none of this name.
    """
    settings = desk.node.settings
    folder = library_path() if settings.agreements is None else desk.node.folder / settings.agreements
    known = desk.node.surroundings.base_network(desk.now().date()).agreements
    file = folder / name / "agreement.yaml"
    if AgreementId(name) not in known or not file.is_file():
        raise Malformed("no text of this agreement is here", place=Place("agreement"), found=name, expected="one of the list, or a file")
    return file.read_bytes()


def _proposed(desk: Desk, form: Form) -> tuple[str, bytes]:
    name = form.line("agreement", _NAME)
    given = form.file("file")
    text = form.text("agreement_text").encode() or (given[1] if given is not None else packaged(desk, name))
    if len(text) > STRUCTURED_BYTES:
        raise Malformed("the text is too long", place=Place("file"), expected=f"{STRUCTURED_BYTES} bytes at most")
    return name, text


def _terms(form: Form) -> Terms:
    said = {name: form.line(name, 10) for name in ("first", "growth", "longest", "tries")}
    for name, value in said.items():
        try:
            msgspec.convert({name: int(value) if value.isdecimal() else -1}, Schedule)
        except msgspec.ValidationError as error:
            least, most = _BOUNDS[name]
            raise Malformed("no whole number that it may be", place=Place(name), found=value, expected=f"{least} to {most}") from error
    return Terms(schedule=msgspec.convert({name: int(value) for name, value in said.items()}, Schedule))


@post("/counterparts/{party:str}/propose", sync_to_thread=True, request_max_body_size=4 * STRUCTURED_BYTES)
@shown_on(counterpart, {"agreement_text": "file"})
def propose(request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromPath[str], form: WithForm) -> Response[Any]:
    """Propose an agreement's text: first its clauses are shown beside their effect, then it goes out."""
    authorise(visitor.actor, Action.AGREE)
    desk.node.looking.peer(visitor.actor, party)
    name, text = _proposed(desk, form)
    terms, says = _terms(form), form.text("says").strip() or None
    agreement_of(desk, visitor, name, text)
    read = read_text(desk, visitor, party, name, text)
    if sure(form):
        made = desk.node.exchange.agreeing.propose(visitor.actor, party, name, text, terms, says)
        return to(f"/counterparts/{party}/agreements/{made.sha256}")
    fields = [(key, value) for key, value in form.fields if key not in ("agreement_text", "sure")]
    return desk.shell.page(
        request,
        visitor,
        "proposal.html",
        party=party,
        name=name,
        text=text.decode("utf-8", "replace"),
        read=read,
        provisions=[] if read.agreement is None else provisions(read.agreement),
        terms=terms,
        says=says,
        fields=fields,
    )


@get("/counterparts/{party:str}/agreements/{sha256:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromPath[str], sha256: FromPath[str]) -> Response[Any]:
    """An agreement with a counterpart: what would be signed, clause by clause."""
    pact = desk.node.looking.pact(visitor.actor, party, sha256)
    read = read_text(desk, visitor, party, pact.agreement, pact.text)
    return desk.shell.page(
        request,
        visitor,
        "pact.html",
        pact=pact,
        party=party,
        read=read,
        provisions=[] if read.agreement is None else provisions(read.agreement),
        speaking=desk.node.looking.peer(visitor.actor, party).counterpart.pact == sha256,
        known=pact.agreement in desk.node.surroundings.base_network(visitor.at.date()).agreements,
    )


@get("/counterparts/{party:str}/agreements/{sha256:str}/text", sync_to_thread=True)
def text_of(visitor: ForVisitor, desk: AtDesk, party: FromPath[str], sha256: FromPath[str]) -> Response[Any]:
    """The text that is signed, byte for byte."""
    pact = desk.node.looking.pact(visitor.actor, party, sha256)
    headers = {"content-disposition": 'attachment; filename="agreement.yaml"'}
    return guarded(Response(pact.text, media_type="application/octet-stream", headers=headers))


def _current(desk: Desk, visitor: Visitor, party: str, sha256: str) -> Pact:
    """The pact of an address, where it is the one under which the two speak: only that is suspended, resumed and terminated.

    Raises:
        Absent: there is none.
        Conflict: the two speak under another one.
    """
    pact = desk.node.looking.pact(visitor.actor, party, sha256)
    if desk.node.looking.peer(visitor.actor, party).counterpart.pact != sha256:
        raise Conflict("the two speak under another agreement by now: open that one")
    return pact


@post("/counterparts/{party:str}/agreements/{sha256:str}/{step:str}", sync_to_thread=True)
@shown_on(show)
def turn(
    request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromPath[str], sha256: FromPath[str], step: FromPath[str], form: WithForm
) -> Response[Any]:
    """Sign, suspend, resume or terminate, each after a page of confirmation but for resuming."""
    back, agreeing, actor = f"/counterparts/{party}/agreements/{sha256}", desk.node.exchange.agreeing, visitor.actor
    authorise(actor, Action.SIGN_AGREEMENT)
    pact = desk.node.looking.pact(actor, party, sha256) if step == "sign" else _current(desk, visitor, party, sha256)
    says = form.text("says").strip()
    if step in ("suspend", "terminate") and not says:
        raise Malformed("nothing is said why", place=Place("says"), expected="why, in words that the counterpart reads")
    facts = [("agreement", pact.agreement), ("party", party), ("sha256", sha256)] + ([("says", says)] if says else [])
    if step == "sign":
        if not sure(form):
            return confirm(request, visitor, desk, form, "sign", back, facts)
        agreeing.sign(actor, party, sha256)
    elif step == "suspend":
        if not sure(form):
            return confirm(request, visitor, desk, form, "suspend", back, facts)
        agreeing.suspend(actor, party, says)
    elif step == "resume":
        agreeing.resume(actor, party, says or "resumed")
    elif step == "terminate":
        day = read_day(form.line("takes_effect", 40), place="takes_effect")
        if not sure(form):
            return confirm(request, visitor, desk, form, "terminate", back, [*facts, ("takes_effect", day.isoformat())])
        agreeing.terminate(actor, party, day, says)
    else:
        raise Malformed("nothing that is done with an agreement", place=Place("step"), expected="sign, suspend, resume or terminate")
    return to(back)


ROUTES: tuple[HTTPRouteHandler, ...] = (propose, show, text_of, turn)
