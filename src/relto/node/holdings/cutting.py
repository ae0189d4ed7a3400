"""What is kept of a document so that it can be cut down for a reader without being read anew: its outline and its portions.

* The outline says what lists and searches need: of each portion its label, what decides whether it can stand among others, the title that
  it gives, and the keyed digests of its words. The portions are what the version is written from.
* Both are content: sealed with the data key of the item, and gone with it.
* Nothing is kept of portions that are open with the whole alone, nor of what a tearline says of itself.
* What is kept here, or by which rules, changes with :data:`~relto.node.records.holdings.CUT_FORM`.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec
from attrs import frozen

from relto.documents import Document, Outline, Portion, Row, TypedNumber, outline_of
from relto.labels import Label
from relto.markings import read_kept, write_kept
from relto.primitives import Unavailable

_TITLE = 300
_Target = Literal["paragraph", "item", "point", "portion", "section", "chapter", "part", "annex", "appendix", "Table", "Figure", "footnote"]
_Counted = _Target | Literal["typed", "list", "heading", "letter", "running"]
_Kind = Literal["title", "heading", "paragraph", "list-item", "table-row", "caption", "footnote", "code"]
_Style = Literal["list", "typed", "letter", "heading", "Figure", "Table", "図", "表"]


class _Label(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    scheme: str
    text: str
    on: date | None


class _Line(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A portion in the outline; its label by its place among the labels."""

    index: int
    label: int
    heads: bool
    level: int
    table: int
    header: bool
    numbers: tuple[tuple[_Counted, str], ...]
    refers: tuple[tuple[_Target, tuple[str, ...] | None], ...]
    calls: tuple[_Target, str] | None
    title: str
    tokens: bytes


class _Outline(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    labels: list[_Label]
    lines: list[_Line]


class _Number(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    style: _Style
    parts: tuple[int, ...]
    close: str
    upper: bool


class _Row(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    table: int
    header: bool
    cells: tuple[str, ...]
    alignment: tuple[str, ...]


class _Portion(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A portion without its label; its text where that is another than its content."""

    index: int
    kind: _Kind
    line: int
    column: int
    mark: str
    content: str
    text: str | None
    level: int
    ordered: bool
    ancestors: tuple[int, ...]
    number: _Number | None
    running: int | None
    row: _Row | None
    footnote: str | None


_outlines = msgspec.msgpack.Decoder(_Outline)
_portions = msgspec.msgpack.Decoder(list[_Portion])


@frozen
class Line:
    """A portion as lists and searches know it.

    Args:
        outline: what decides whether it can stand among others.
        label: its label.
        title: the title that it gives; empty where it is no heading.
        tokens: keyed digests of its words, in order.
    """

    outline: Outline
    label: Label
    title: str
    tokens: "array[int]"


def write_outline(some: Iterable[tuple[Portion, Sequence[int]]]) -> bytes:
    """The outline of a document, to be sealed.

    Args:
        some: its portions that may be open to somebody to whom the whole is not, each with the keyed digests of its words.
    """
    labels: dict[Label, int] = {}
    lines = []
    for portion, tokens in some:
        if portion.label is None:  # open with the whole alone
            continue
        one = outline_of(portion)
        title = " ".join(portion.text.split())[:_TITLE] if one.heads else ""
        place = labels.setdefault(portion.label, len(labels))
        words = array("q", tokens).tobytes()
        kept = (one.index, place, one.heads, one.level, one.table, one.header, one.numbers, one.refers, one.calls)
        lines.append(_Line(*kept, title, words))
    return msgspec.msgpack.encode(_Outline([_Label(one.scheme.id, write_kept(one), one.marked_on) for one in labels], lines))


def read_outline(data: bytes, opens: Callable[[Label], bool]) -> list[Line]:
    """Of an outline the portions that are open to somebody, in their order.

    Args:
        data: what :func:`write_outline` gave.
        opens: whether a label is open to them.

    Raises:
        Unavailable: it is none.
    """
    try:
        kept = _outlines.decode(data)
    except msgspec.MsgspecError as error:
        raise Unavailable("an outline that is none") from error
    labels = [read_kept(one.scheme, one.text, one.on) for one in kept.labels]
    opened = [opens(one) for one in labels]
    return [
        Line(
            Outline(one.index, one.heads, one.level, one.table, one.header, one.numbers, one.refers, one.calls),
            labels[one.label],
            one.title,
            array("q", one.tokens),
        )
        for one in kept.lines
        if opened[one.label]
    ]


def write_cut(some: Iterable[Portion]) -> bytes:
    """The portions of a document that may be open to somebody to whom the whole is not, to be sealed."""
    return msgspec.msgpack.encode([_written(one) for one in some if one.label is not None])


def read_cut(data: bytes, lines: Sequence[Line], allowed: Collection[int]) -> tuple[Portion, ...]:
    """Of the portions those that somebody may have, in their order.

    Args:
        data: what :func:`write_cut` gave.
        lines: the outline of the document, as far as it is open to them.
        allowed: indexes of the portions that they may have, each of the outline.

    Raises:
        Unavailable: it is none, or lacks one of them.
    """
    labels = {one.outline.index: one.label for one in lines}
    try:
        found = tuple(_read(one, labels[one.index]) for one in _portions.decode(data) if one.index in allowed)
    except msgspec.MsgspecError as error:
        raise Unavailable("portions that are none") from error
    if len(found) != len(allowed):
        raise Unavailable("portions that are not those of their outline")
    return found


def pieces_of(document: Document, *, received: bool) -> tuple[Portion, ...]:
    """The portions of a document that have a label and can be read apart from it.

    The sentences that a tearline from another party says of itself cannot: they speak of the whole, and stand before its numbered
    portions.

    Args:
        document: the document.
        received: whether it came from another party.
    """
    numbered = next((one.index for one in document.portions if one.running is not None), 1) if received else 1
    return tuple(one for one in document.portions if one.label is not None and one.index >= numbered)


def stands(portion: Portion) -> bool:
    """Whether a portion says something by itself, and is no heading or header row that goes with what is under it."""
    return portion.kind not in ("title", "heading") and (portion.row is None or not portion.row.header)


def _written(portion: Portion) -> _Portion:
    number, row = portion.number, portion.row
    return _Portion(
        portion.index,
        portion.kind,
        portion.line,
        portion.column,
        portion.mark,
        portion.content,
        None if portion.text == portion.content else portion.text,
        portion.level,
        portion.ordered,
        portion.ancestors,
        None if number is None else _Number(number.style, number.parts, number.close, number.upper),
        portion.running,
        None if row is None else _Row(row.table, row.header, row.cells, row.alignment),
        portion.footnote,
    )


def _read(kept: _Portion, label: Label) -> Portion:
    number, row = kept.number, kept.row
    return Portion(
        kept.index,
        kept.kind,
        kept.line,
        kept.column,
        kept.mark,
        label,
        kept.content,
        kept.content if kept.text is None else kept.text,
        kept.level,
        kept.ordered,
        kept.ancestors,
        None if number is None else TypedNumber(number.style, number.parts, number.close, number.upper),
        kept.running,
        None if row is None else Row(row.table, row.header, row.cells, row.alignment),
        kept.footnote,
    )
