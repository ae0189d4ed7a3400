"""Reading Markdown into blocks, with markdown-it-py (CommonMark and tables).

What differs from CommonMark, and why:

* indented code is read as a paragraph: page banners are indented, and a marked paragraph must not turn into code;
* ``[^1]: …`` is a footnote, never a link definition, so that no footnote is swallowed;
* raw HTML is recognised only to be refused;
* every line that is not blank must have gone into a block: what the parser gave up on (nesting) is an error.
"""

import re
from typing import Any

from attrs import define, field
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from relto.documents._blocks import Block
from relto.primitives import Malformed, Place

_NESTING = 60
_MARKERS = re.compile(r"(?:[ \t]|[-+*>#]|[0-9]{1,9}[.)])*")


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser calls it so
    at = state.bMarks[start] + state.tShift[start]
    return not state.src.startswith("[^", at) and reference(state, start, end, silent)


def markdown_parser() -> MarkdownIt:
    """The parser, set as the module says; blocks only, inline text is parsed piece by piece."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _NESTING, "store_labels": True}).enable("table")
    parser.disable("code")
    parser.block.ruler.at("reference", _reference)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@define
class _Walker:
    lines: list[str]
    blocks: list[Block] = field(factory=list)
    covered: set[int] = field(factory=set)
    items: list[int] = field(factory=list)
    count: int = 0
    numbers: dict[int, tuple[bool, int | None, str]] = field(factory=dict)
    fresh: set[int] = field(factory=set)
    tables: int = 0
    alignment: tuple[str, ...] = ()
    header: bool = False
    heading: int = 0
    cells: list[str] | None = None
    row_line: int = 0

    def take(self, token: Token) -> None:
        """Takes one token of the parser."""
        if token.type == "list_item_close":
            self.items.pop()
        elif token.type == "heading_close":
            self.heading = 0
        elif token.type == "tr_close":
            self._row()
        elif (method := getattr(self, f"_{token.type}", None)) is not None:
            method(token)
        elif token.map is not None and token.type in {"hr", "paragraph_open"}:
            self._cover(token)

    def _cover(self, token: Token) -> int:
        first, end = token.map or (0, 0)
        self.covered.update(range(first, end))
        return first + 1

    def _list_item_open(self, token: Token) -> None:
        self.count += 1
        self.items.append(self.count)
        ordered = token.markup in {".", ")"}
        self.numbers[self.count] = ordered, int(token.info) if token.info.isdecimal() else None, token.markup
        self.fresh.add(self.count)

    def _heading_open(self, token: Token) -> None:
        self._cover(token)
        self.heading = int(token.tag[1:])

    def _table_open(self, token: Token) -> None:
        self.tables += 1
        self.alignment = ()
        first, _ = token.map or (0, 0)
        self.covered.add(first + 1)

    def _tr_open(self, token: Token) -> None:
        self.cells = []
        self.row_line = self._cover(token)

    def _th_open(self, token: Token) -> None:
        style = str(token.attrs.get("style", ""))
        self.header = True
        self.alignment = (*self.alignment, style.removeprefix("text-align:"))

    def _row(self) -> None:
        raw = self.lines[self.row_line - 1]
        cells, self.cells = tuple(self.cells or ()), None
        self.blocks.append(
            Block(
                "table-row",
                self.row_line,
                raw,
                items=tuple(self.items),
                table=self.tables,
                header=self.header,
                cells=cells,
                alignment=self.alignment,
                lost=len(_written_cells(raw)) > len(cells),
            )
        )
        self.header = False

    def _inline(self, token: Token) -> None:
        if self.cells is not None:
            self.cells.append(token.content)
            return
        line = self._cover(token)
        around = tuple(self.items)
        if self.heading:
            self.blocks.append(Block("heading", line, token.content, level=self.heading, items=around))
        elif self.items and self.items[-1] in self.fresh:
            self.fresh.discard(self.items[-1])
            ordered, typed, close = self.numbers[self.items[-1]]
            self.blocks.append(Block("list-item", line, token.content, ordered=ordered, typed=typed, close=close, items=around))
        else:
            self.blocks.append(Block("paragraph", line, token.content, items=around))

    def _fence(self, token: Token) -> None:
        self.blocks.append(Block("code", self._cover(token), token.content, items=tuple(self.items)))

    def _html_block(self, token: Token) -> None:
        self.blocks.append(Block("foreign", self._cover(token), token.content, items=tuple(self.items)))


def _written_cells(raw: str) -> list[str]:
    """The cells of a row as they were typed, as the parser splits them."""
    cells = escapedSplit(raw.strip().lstrip("> \t"))
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return cells


def markdown_blocks(lines: list[str], source: str) -> tuple[list[Block], dict[str, Any]]:
    """The blocks of a Markdown text, and the parser's environment with the link definitions.

    Args:
        lines: its lines, with the banner lines blanked.
        source: name of the document, for errors.

    Raises:
        Malformed: it is nested so deeply that the parser left something out.
    """
    env: dict[str, Any] = {}
    tokens = markdown_parser().parse("\n".join(lines), env)
    walker = _Walker(lines)
    for token in tokens:
        walker.take(token)
    for one in (*env.get("references", {}).values(), *env.get("duplicate_refs", ())):
        first, end = one["map"]
        walker.covered.update(range(first, end))
    for at, line in enumerate(lines):
        if at not in walker.covered and line and not _MARKERS.fullmatch(line):
            place = Place(source, at + 1)
            raise Malformed(
                "this line is nested too deeply to be read",
                place=place,
                expected=f"at most {_NESTING // 2 - 1} lists or {_NESTING - 1} quotations inside one another",
            )
    return walker.blocks, env
