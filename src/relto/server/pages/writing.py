"""Write to release: portions with their marks on the left, the same as a partner reads it on the right, what is wrong with it below."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from attrs import frozen
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.status_codes import HTTP_409_CONFLICT

from relto import markings
from relto.documents import Document, Problem, decode, read
from relto.labels import Label
from relto.markings import MarkingSystem
from relto.markings.explaining import called
from relto.node import Absent
from relto.node.holdings import Given
from relto.node.papers import Sheet
from relto.primitives import Malformed, PartyId, Place
from relto.release import Engine, Provenance, expansion
from relto.server.pages.blocks import Block, blocks_of, text_of
from relto.server.pages.desk import Desk
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked
from relto.server.pages.languages import Language
from relto.server.pages.matrices import cell_page, matrix_page
from relto.server.pages.refusals import Refused, refusals_of, shown_on
from relto.server.pages.reports import Report, View, judge_for, view
from relto.server.pages.visiting import Visitor
from relto.server.pages.wrongs import Wrong, wrong_of

_QUICK = 9
_TITLE = 90
FRONTS = ("", "# ", "## ", "### ", "- ")


@frozen
class Draft:
    """A paper read as far as it can be.

    Args:
        sheet: the paper.
        system: its marking system.
        blocks: its blocks.
        report: the report; ``None`` where it cannot be read at all.
        banner: the banner that it would have, which is the roll-up of its portions.
        refused: why it cannot be read; ``None`` where it can.
    """

    sheet: Sheet
    system: MarkingSystem
    blocks: tuple[Block, ...]
    report: Report | None
    banner: str
    refused: Wrong | None = None

    @property
    def labels(self) -> list[Label]:
        """The labels of what it shows; as long as something in it cannot be read, the highest level of its system."""
        if self.report is None:
            return [_highest(self.system)] if self.blocks else []
        unread = any(one.label is None for one in self.report.document.portions)
        return [*self.report.labels, *([_highest(self.system)] if unread else [])]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it."""
        return () if self.report is None else self.report.document.problems

    @property
    def title(self) -> str:
        """What it is called in a list of one's own papers."""
        return next((one.text.split("\n")[0][:_TITLE] for one in self.blocks if one.text.strip()), "")

    @property
    def quick(self) -> list[str]:
        """The marks offered at hand: those in the paper, then one for each level."""
        used = [one.mark for one in self.blocks if one.mark]
        ordered = sorted(dict.fromkeys(used), key=lambda mark: -used.count(mark))
        levels = [_rendered(self.system, Label(self.system.scheme, level)) for level in self.system.scheme.levels]
        return list(dict.fromkeys([*ordered, *(one for one in levels if one)]))


def _rendered(system: MarkingSystem, label: Label) -> str:
    try:
        return system.render(label, kind="portion")
    except Malformed:
        return ""


def _highest(system: MarkingSystem) -> Label:
    """The label of a system's highest level, alone."""
    scheme = system.scheme
    top = max(scheme.levels, key=lambda one: sum(scheme.protects(one, other) for other in scheme.levels))
    return Label(scheme, top)


def opened(sheet: Sheet, engine: Engine, party: PartyId) -> Draft:
    """A paper, read."""
    system, blocks = markings.system(sheet.paper.system), blocks_of(sheet.text)
    if not blocks:
        return Draft(sheet, system, blocks, None, "")
    try:
        document, banner = _document(sheet.text, system, engine)
    except Malformed as error:
        return Draft(sheet, system, blocks, None, "", wrong_of(error))
    provenances = (Provenance(),)
    return Draft(sheet, system, blocks, Report(document, judge_for(engine, party, provenances), provenances), banner)


def _document(text: str, system: MarkingSystem, engine: Engine) -> tuple[Document, str]:
    """The document of a text under the banner that its portions roll up to."""
    highest = system.render(_highest(system))
    first = _read(f"{highest}\n\n{text}\n\n{highest}\n", system, engine)
    if first.roll_up is None:
        return first, highest
    banner = system.render(first.roll_up)
    return _read(f"{banner}\n\n{text}\n\n{banner}\n", system, engine), banner


def _read(text: str, system: MarkingSystem, engine: Engine) -> Document:
    return read(
        text,
        source="paper",
        format="markdown",
        system=system.id,
        communities=frozenset(engine.network.communities),
        expand=expansion(engine.network, engine.at),
    )


def whole(draft: Draft) -> str:
    """The paper with its banners, as it is held."""
    return f"{draft.banner}\n\n{draft.sheet.text}\n\n{draft.banner}\n"


def sent_blocks(form: Form) -> list[Block]:
    """The blocks of a form.

    Raises:
        Malformed: its fields do not belong together.
    """
    fronts, marks, texts, tight = form.lines("front"), form.lines("mark"), form.lines("text"), form.lines("tight")
    if not len(fronts) == len(marks) == len(texts) == len(tight):
        raise Malformed("the portions of the form do not belong together")
    found = []
    for front, mark, text, close in zip(fronts, marks, texts, tight, strict=True):
        said = " ".join(mark.split())
        if said and said[0] not in "(（":
            said = f"({said})"
        found.append(
            Block(front if front in FRONTS or front.strip() else "", said, text.strip("\n"), close == "1" and front.strip() == "-")
        )
    return found


def _partners(draft: Draft) -> Sequence[PartyId]:
    return [] if draft.report is None else draft.report.judge.partners()


def _chosen(partners: Sequence[PartyId], wanted: str | None, engine: Engine) -> PartyId | None:
    if wanted and (wanted in partners or wanted in engine.network.everyone):
        return PartyId(wanted)
    return partners[0] if partners else None


def _reading(
    request: Asked, visitor: Visitor, desk: Desk, draft: Draft, wanted: str | None, template: str, *, sketch: bool = False, **more: Any
) -> Response[Any]:
    engine = desk.engine(visitor.at.date())
    partners = _partners(draft)
    reader = _chosen(partners, wanted, engine)
    seen: View | None = None if draft.report is None or reader is None else view(draft.report, reader, sketch=sketch)
    place = partners.index(reader) if reader in partners and reader is not None else -1
    return desk.shell.page(
        request,
        visitor,
        template,
        labels=draft.labels,
        draft=draft,
        partners=partners,
        everyone=[one for one in engine.network.everyone if one != desk.party],
        reader=reader,
        seen=seen,
        before=partners[place - 1] if place > 0 else None,
        after=partners[place + 1] if 0 <= place < len(partners) - 1 else None,
        fronts=FRONTS,
        **more,
    )


@cache
def _systems(language: Language) -> tuple[tuple[str, str], ...]:
    """The marking systems of documents, with their names."""
    return tuple((one, called(markings.system(one), language)) for one in markings.system_ids() if markings.system(one).in_documents)


@get("/write", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """One's papers."""
    engine = desk.engine(visitor.at.date())
    drafts = [opened(one, engine, desk.party) for one in desk.papers.mine(visitor.actor)]
    return desk.shell.page(
        request,
        visitor,
        "papers.html",
        labels=[label for one in drafts for label in one.labels],
        drafts=drafts,
        systems=_systems(visitor.look.language),
        home=engine.network.party(desk.party).scheme,
    )


@post("/write", sync_to_thread=True, request_max_body_size=20 * 1024 * 1024)
@shown_on(index, {"input": "system", "text": "file"})
def begin(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Begin a paper, from nothing or from a file."""
    del request
    system = markings.system(form.line("system", 40))
    given = form.file("file")
    if given is None:
        lowest = system.scheme.levels[0]
        text = f"# {_rendered(system, Label(system.scheme, lowest))} \n\n"
        return to(f"/write/{desk.papers.begin(visitor.actor, system.id, text.strip()).paper.id}")
    text = body_of(decode(given[1], "file"), system, desk.engine(visitor.at.date()))
    return to(f"/write/{desk.papers.begin(visitor.actor, system.id, text).paper.id}")


def body_of(text: str, system: MarkingSystem, engine: Engine) -> str:
    """The text of a file without the banners of its first and last line, where it has them: the paper makes its own."""
    lines = text.replace("\r\n", "\n").strip("\n").split("\n")
    communities = frozenset(engine.network.communities)
    for place in (0, -1):
        if lines and _is_banner(lines[place], system, communities):
            del lines[place]
    return "\n".join(lines).strip("\n")


def _is_banner(line: str, system: MarkingSystem, communities: frozenset[str]) -> bool:
    try:
        markings.parse(line.strip(), system=system.id, communities=communities)
    except Malformed:
        return False
    return True


@get("/write/{paper:str}", sync_to_thread=True)
def edit(
    request: Asked,
    visitor: ForVisitor,
    desk: AtDesk,
    paper: FromPath[str],
    reader: FromQuery[str | None] = None,
    checked: FromQuery[str | None] = None,
) -> Response[Any]:
    """A paper, for writing; the leak check follows by itself, or where it is asked for."""
    draft = opened(desk.papers.open(visitor.actor, paper), desk.engine(visitor.at.date()), desk.party)
    refused = refusals_of(request).refused
    return _reading(request, visitor, desk, draft, reader, "write.html", sketch=checked is None, typed_text=_typed(refused))


def _typed(refused: Refused | None) -> str | None:
    """What was typed and not kept; ``None`` where everything was."""
    if refused is None or refused.status != HTTP_409_CONFLICT:
        return None
    try:
        return text_of(sent_blocks(refused.form))
    except Malformed:
        return "\n\n".join(refused.form.lines("text"))


@post("/write/{paper:str}", sync_to_thread=True)
@shown_on(edit)
def keep(request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str], form: WithForm) -> Response[Any]:
    """Keep what was written; by htmx the reader's view comes back alone, else the page."""
    blocks = sent_blocks(form)
    _edit(blocks, form)
    sheet = _written(desk, visitor, paper, form, blocks)
    structural = any(name in form for name in ("add", "remove", "up"))
    reader = form.line("reader", 40)
    if request.headers.get("hx-request") == "true":
        draft = opened(sheet, desk.engine(visitor.at.date()), desk.party)
        template = "write.html" if structural else "write_part.html"
        return _reading(request, visitor, desk, draft, reader, template, sketch=True, typed_text=None)
    return to(f"/write/{paper}?reader={reader}" if reader.isalnum() else f"/write/{paper}")


@post("/write/{paper:str}/last", sync_to_thread=True)
@shown_on(edit)
def keep_last(request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str], form: WithForm) -> Response[Any]:
    """Keep the last words of a page that is closed: what took the place of a piece of what was kept.

    A browser sends little for a page that goes, and a paper may be long.
    """
    del request
    sheet = desk.papers.open(visitor.actor, paper)
    first, last = form.line("from", 8), form.line("to", 8)
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= len(sheet.text)):
        raise Malformed("no piece of the paper", place=Place("from"), expected=f"0 to {len(sheet.text)}")
    text = sheet.text[: int(first)] + form.text("with") + sheet.text[int(last) :]
    desk.papers.write(visitor.actor, paper, text, _version(form))
    return to(f"/write/{paper}")


def _version(form: Form) -> int:
    """The version of a paper that a form was made from; one that none has where it says none."""
    version = form.line("version", 12)
    return int(version) if version.isdecimal() else 0


def _written(desk: Desk, visitor: Visitor, paper: str, form: Form, blocks: Sequence[Block]) -> Sheet:
    """A paper with other blocks than before.

    Raises:
        Conflict: it was written in another window since the form was shown.
    """
    return desk.papers.write(visitor.actor, paper, text_of(blocks), _version(form))


def _edit(blocks: list[Block], form: Form) -> None:
    """Put in, take out or move a block, as a button said."""
    for name in ("add", "remove", "up"):
        said = form.line(name, 8)
        if not said.isdecimal() or not 0 <= int(said) <= len(blocks):
            continue
        place = int(said)
        if name == "add":
            before = blocks[place - 1] if place else Block()
            blocks.insert(place, Block(before.front if before.front.strip() == "-" else "", before.mark, "…", before.front.strip() == "-"))
        elif name == "remove" and place < len(blocks):
            del blocks[place]
        elif name == "up" and 0 < place < len(blocks):
            blocks[place - 1], blocks[place] = blocks[place], blocks[place - 1]


@get("/write/{paper:str}/check", sync_to_thread=True)
def check(request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str], reader: FromQuery[str | None] = None) -> Response[Any]:
    """What is wrong with a paper, with the leak check of one partner's version."""
    draft = opened(desk.papers.open(visitor.actor, paper), desk.engine(visitor.at.date()), desk.party)
    return _reading(request, visitor, desk, draft, reader, "check_part.html")


@post("/write/{paper:str}/give-up", sync_to_thread=True)
@shown_on(index)
def give_up(request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str]) -> Response[Any]:
    """Destroy a paper."""
    del request
    desk.papers.give_up(visitor.actor, paper)
    return to("/write")


@post("/write/{paper:str}/hold", sync_to_thread=True)
@shown_on(edit)
def hold(request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str], form: WithForm) -> Response[Any]:
    """Hold a paper as it was sent with this: it becomes something that can be released, and is written no more."""
    del request
    sheet = _written(desk, visitor, paper, form, sent_blocks(form)) if "text" in form else desk.papers.open(visitor.actor, paper)
    draft = opened(sheet, desk.engine(visitor.at.date()), desk.party)
    if draft.refused is not None:
        raise Malformed(draft.refused.says, found=draft.refused.found or None, expected=draft.refused.expected or None)
    if draft.report is None:
        raise Malformed("there is nothing in it yet")
    shown = desk.node.holdings.hold_document(visitor.actor, whole(draft), Given(), system=draft.system.id)
    desk.papers.give_up(visitor.actor, paper)
    return to(f"/holdings/{shown.held.id}")


@get("/write/{paper:str}/matrix", sync_to_thread=True)
def paper_matrix(request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str]) -> Response[Any]:
    """The matrix of a paper."""
    draft = opened(desk.papers.open(visitor.actor, paper), desk.engine(visitor.at.date()), desk.party)
    if draft.report is None:
        return to(f"/write/{paper}")
    return matrix_page(request, visitor, desk, draft.report, f"/write/{paper}", labels=draft.labels)


@get("/write/{paper:str}/matrix/{portion:int}/{party:str}", sync_to_thread=True)
def paper_cell(
    request: Asked, visitor: ForVisitor, desk: AtDesk, paper: FromPath[str], portion: FromPath[int], party: FromPath[str]
) -> Response[Any]:
    """One cell of a paper's matrix, with its reasons."""
    draft = opened(desk.papers.open(visitor.actor, paper), desk.engine(visitor.at.date()), desk.party)
    if draft.report is None:
        raise Absent
    return cell_page(request, visitor, desk, draft.report, f"/write/{paper}", portion, party, labels=draft.labels)


ROUTES: tuple[HTTPRouteHandler, ...] = (index, begin, edit, keep, keep_last, check, give_up, hold, paper_matrix, paper_cell)
