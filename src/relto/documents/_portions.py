"""From blocks to portions: the mark, the label, the typed numbers, and what is wrong."""

import re
from typing import Any

from attrs import define, evolve, field
from markdown_it import MarkdownIt

from relto.documents._blocks import FOOTNOTE, Block, match_enumerator, pieces
from relto.documents._characters import one_line
from relto.documents._inline import Inline, check_size, escape, inline_parser, markdown_inline, plain_inline
from relto.documents._marks import Marks, repaired
from relto.documents.model import Format, Kind, Portion, Problem, Row, Severity, TypedNumber
from relto.labels import Label, dominates
from relto.markings import looks_like_mark, split_portion_mark
from relto.primitives import Malformed, Place, hidden_characters, limits, visible

_RUNNING = re.compile(r"[ \t]*\[([1-9][0-9]{0,5})\](?=[ \t\n]|\Z)[ \t]*")
_LABELLED = re.compile(r"(?:(Figure|Table) ?|Fig\. ?|(図|表) ?)([0-9]{1,4}) ?[.:：](?: |(?<=：)|\Z)")
_TYPED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,5})([.)])(?: |\Z)")
_SECTION = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){1,5})(?: |\Z)")
_INSIDE = re.compile(r"(?P<start>(?:\A|[.!?:;|•。．！？：])[\"”’)\]*]*\s*)?(?P<mark>\([^()\n]{1,300}\))(?P<after>\s*\S)?")
_CELLS_LOST = "the row has more cells than the table's header, which no reader would see"
_KINDS: dict[str, Kind] = {"heading": "heading", "list-item": "list-item", "table-row": "table-row", "code": "code"}


@define
class _Head:
    """What stands before the text of a portion."""

    rest: str
    mark: str = ""
    footnote: str | None = None
    number: TypedNumber | None = None
    running: int | None = None


def _head(raw: str, *, notes: bool = True) -> _Head:
    """Takes footnote name (where there can be one), enumerator, mark and running number off the front of a portion."""
    footnote = FOOTNOTE.match(raw) if notes else None
    rest = raw[footnote.end() :] if footnote else raw.lstrip(" \t")
    head = _Head(rest, footnote=footnote[1] if footnote else None)
    first, _, more = rest.partition("\n")
    split = _mark_at(first, head)
    if split is None and more and notes and any(sign in first for sign in "(（"):  # a parenthesis that is closed on a later line
        joined = one_line(rest)
        split, more = _mark_at(joined, head), ""
    if split is None:
        return head
    head.mark = split[0]
    head.rest = f"{split[1]}\n{more}" if more else split[1]
    if running := _RUNNING.match(head.rest):
        head.running = int(running[1])
        head.rest = head.rest[running.end() :]
    return head


def _mark_at(text: str, head: _Head) -> tuple[str, str] | None:
    """The mark at the front of a text, behind an enumerator perhaps, and what follows it; notes the enumerator."""
    split = split_portion_mark(text)
    if split is None and head.footnote is None and (match := match_enumerator(text)):
        split = split_portion_mark(text[match.end() :])
        if split is not None:
            head.number = _enumerated(match)
    return split


def _enumerated(match: re.Match[str]) -> TypedNumber:
    if label := match["label"]:
        return _labelled(label, match["n"])
    if letter := match["letter"]:
        return TypedNumber("letter", (ord(letter.upper()) - 64,), match["lclose"], upper=letter.isupper())
    return TypedNumber("typed", tuple(int(n) for n in match["number"].split(".")), match["close"] or ".")


def _labelled(label: str | None, number: str) -> TypedNumber:
    style: Any = "Figure" if label in {None, "Fig."} else label
    return TypedNumber(style, (int(number),), ":")


def _number(content: str, kind: str) -> tuple[TypedNumber, int] | None:
    """The number typed at the front of a text, and how long it is there."""
    if match := _LABELLED.match(content):
        return _labelled(match[1] or match[2], match[3]), match.end()
    if match := _TYPED.match(content):
        style: Any = "heading" if kind == "heading" else "typed"
        return TypedNumber(style, tuple(int(n) for n in match[1].split(".")), match[2]), match.end()
    if kind == "heading" and (match := _SECTION.match(content)):
        return TypedNumber("heading", tuple(int(n) for n in match[1].split(".")), ""), match.end()
    return None


_BULLET = re.compile(r"[ \t]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]+(?=\()")


@define
class Assembler:
    """Makes the portions of one document.

    Args:
        lines: the document's lines.
        format: how it is written.
        marks: its marks; the banner's label is known.
        env: the Markdown parser's environment with the link definitions.
    """

    lines: list[str]
    format: Format
    marks: Marks
    env: dict[str, Any]
    portions: list[Portion] = field(factory=list)
    problems: list[Problem] = field(factory=list)
    used: set[str] = field(factory=set)
    _parser: MarkdownIt = field(factory=inline_parser)
    _items: dict[int, int] = field(factory=dict)

    def take(self, block: Block) -> None:
        """Takes one block apart into portions."""
        check_size(block.raw, Place(self.marks.source, block.line))
        for piece in pieces(block, self._furniture):
            if len(self.portions) >= limits.DOCUMENT_PORTIONS:
                place = Place(self.marks.source, piece.line)
                raise Malformed("too many portions", place=place, expected=f"{limits.DOCUMENT_PORTIONS} at most")
            self._piece(piece)

    def _furniture(self, line: str, number: int) -> bool:
        alone = self.lines[number - 1].strip() == line.strip()
        reading = self.marks.page_banner(line) if alone else None
        banner = self.marks.banner
        if reading is None or banner is None:
            return False
        if not dominates(banner, reading.label):
            self._problem("error", "page-banner", "a page banner stands above the document's banner", (number, 1, None))
        return True

    def _problem(self, severity: Severity, rule: str, message: str, at: tuple[int, int, int | None]) -> None:
        self.problems.append(Problem(severity, rule, message, *at))

    def _inline(self, raw: str) -> Inline:
        if self.format == "text":
            return plain_inline(raw)
        found = markdown_inline(raw, self._parser, self.env)
        self.used.update(found.labels)
        return found

    def _piece(self, piece: Block) -> None:
        row = piece.kind == "table-row"
        if row and not any(cell.strip() for cell in piece.cells):
            if piece.lost:
                self._problem("error", "table-cells-lost", _CELLS_LOST, (piece.line, 1, None))
            return
        head = _head(piece.cells[0] if row else piece.raw, notes=piece.kind not in {"table-row", "code"})
        texts = self._texts(piece, head)
        number, texts = _take_number(piece, head, texts)
        kind = self._kind(piece, head, number)
        index = len(self.portions) + 1
        if piece.kind == "list-item" and piece.items:
            self._items[piece.items[-1]] = index
        around = piece.items[:-1] if piece.kind == "list-item" else piece.items
        cells = tuple(one.content for one in texts)
        portion = Portion(
            index=index,
            kind=kind,
            line=piece.line,
            column=self._column(piece.line, head.mark),
            mark=head.mark,
            label=None,
            content=" | ".join(cells) if row else cells[0],
            text=" | ".join(one.text for one in texts),
            level=piece.level,
            ordered=piece.ordered,
            ancestors=tuple(self._items[item] for item in around if item in self._items),
            number=number,
            running=head.running,
            row=Row(piece.table, piece.header, cells, piece.alignment) if row else None,
            footnote=head.footnote,
        )
        self._label(portion, piece, [one for text in texts for one in text.refused])

    def _texts(self, piece: Block, head: _Head) -> list[Inline]:
        if piece.kind == "code":
            code = "\n".join(line.rstrip() for line in head.rest.split("\n")).strip("\n")
            return [Inline(code, code)]
        if piece.kind == "foreign":
            text = one_line(piece.raw)
            return [Inline(escape(text), text, ("raw HTML",))]
        if piece.kind == "table-row":
            return [self._inline(head.rest), *(self._inline(cell) for cell in piece.cells[1:])]
        return [self._inline(head.rest)]

    def _kind(self, piece: Block, head: _Head, number: TypedNumber | None) -> Kind:
        if head.footnote is not None:
            return "footnote"
        if piece.kind == "heading" and piece.level == 1 and not self.portions:
            return "title"
        if piece.kind == "paragraph" and number is not None and number.style in {"Figure", "Table", "図", "表"}:
            return "caption"
        return _KINDS.get(piece.kind, "paragraph")

    def _column(self, line: int, mark: str) -> int:
        text = self.lines[line - 1]
        at = text.find(mark) if mark else len(text) - len(text.lstrip())
        return max(at, 0) + 1

    def _label(self, portion: Portion, piece: Block, refused: list[str]) -> None:
        """Gives the portion its label, or none and the reason."""
        label = self._marked(portion)
        at = portion.line, portion.column, portion.index
        for one in dict.fromkeys(refused):
            rule = "picture" if one == "a picture" else "raw-html"
            self._problem("error", rule, f"the portion holds {one}, which cannot be released", at)
            label = None
        if piece.lost:
            self._problem("error", "table-cells-lost", _CELLS_LOST, at)
            label = None
        if label is not None and self._marks_inside(portion, label, piece.raw):
            label = None
        if hidden := hidden_characters(portion.text):
            shown = ", ".join(hidden[:5])
            self._problem("error", "hidden-character", f"the portion holds characters that nobody sees: {shown}", at)
        self.portions.append(evolve(portion, label=label))

    def _marked(self, portion: Portion) -> Label | None:
        at = portion.line, portion.column, portion.index
        banner = self.marks.banner
        if not portion.mark:
            if banner is not None and banner.is_public:
                return banner
            self._problem("error", "unmarked-portion", f"this {portion.kind} has no portion mark, so it is withheld", at)
            return None
        try:
            reading = self.marks.portion(portion.mark)
        except Malformed as error:
            column = portion.column + (error.place.column or 1) - 1
            wanted = f"; expected {error.expected}" if error.expected else ""
            says = f"the mark `{visible(portion.mark[: limits.MARKING_CHARS])}` cannot be read: {error.message}{wanted}"
            self._problem("error", "mark-unreadable", says, (portion.line, column, portion.index))
            return None
        if reading.repairs:
            self._problem("note", "mark-repaired", repaired("mark", portion.mark, reading), at)
        return reading.label

    def _marks_inside(self, portion: Portion, label: Label, raw: str) -> bool:
        """Whether a stricter mark begins something inside the portion, which then is two portions in one."""
        if "(" not in portion.text:
            return False
        worst: Severity | None = "error" if any(self._stricter(line, label) for line in raw.split("\n")[1:]) else None
        for match in _INSIDE.finditer(portion.text):
            if not looks_like_mark(match["mark"]):
                continue
            other = self.marks.portion_or_none(match["mark"])
            if other is None or dominates(label, other):
                continue
            if match["start"] is not None and match["after"] is not None:
                worst = "error"
            elif "//" in match["mark"]:
                worst = worst or "warning"
        if worst is not None:
            says = (
                "a mark above the portion's own begins something inside it"
                if worst == "error"
                else "the portion names a mark above its own"
            )
            self._problem(worst, "mark-inside", says, (portion.line, portion.column, portion.index))
        return worst == "error"

    def _stricter(self, line: str, label: Label) -> bool:
        """Whether a line begins, behind a list's sign that counted for none, with a mark above a label."""
        sign = _BULLET.match(line)
        split = split_portion_mark(line[sign.end() :]) if sign else None
        if split is None or not looks_like_mark(split[0]):
            return False
        other = self.marks.portion_or_none(split[0])
        return other is not None and not dominates(label, other)


def _take_number(piece: Block, head: _Head, texts: list[Inline]) -> tuple[TypedNumber | None, list[Inline]]:
    """The typed number of a portion, and its texts without it."""
    if piece.typed is not None:
        return TypedNumber("list", (piece.typed,), piece.close), texts
    if head.number is not None or piece.kind not in {"heading", "paragraph", "list-item"} or head.footnote is not None:
        if head.number is not None and piece.kind == "heading" and head.number.style == "typed":
            return evolve(head.number, style="heading"), texts
        return head.number, texts
    found = _number(texts[0].content, piece.kind)
    if found is None or not texts[0].text.startswith(texts[0].content[: found[1]]):
        return None, texts
    number, length = found
    return number, [evolve(texts[0], content=texts[0].content[length:].lstrip(), text=texts[0].text[length:].lstrip())]
