"""Blocks: what a format's reader finds before anybody looks at marks.

A block is a run of lines that belong together (a paragraph, a heading, a list item's text, a table row, a code block).
One block can hold several portions, each beginning a line of its own; :func:`pieces` takes it apart.
"""

import re
from collections.abc import Callable, Iterator
from typing import Literal

from attrs import evolve, field, frozen

from relto.markings import split_portion_mark

BlockKind = Literal["heading", "paragraph", "list-item", "table-row", "code", "foreign"]

MAX_LINES = 200_000
"""Most lines in one document."""

MAX_BLOCK_CHARS = 100_000
"""Longest block, in characters, so that every portion fits on one line of the file it is written to."""

MAX_BLOCK_MARKUP = 4_000
"""Most characters in one block that could open or close markup."""


@frozen
class Block:
    """A run of lines.

    Args:
        kind: what the format's reader took it for; ``foreign`` is what no portion may be (raw HTML).
        line: its first line, counted from 1.
        raw: its text as the format writes it, with line breaks.
        level: level of a heading.
        ordered: whether a list item counts.
        typed: the number typed before a list item.
        close: what stands behind that number.
        items: the list items around it (and itself, if it is one), by number of the item, outermost first.
        table: number of the table, or 0.
        header: whether it is a header row.
        cells: raw cells of a row.
        alignment: alignment of the table's columns.
        lost: whether the format dropped something of it that cannot be shown (cells beyond the header's).
    """

    kind: BlockKind
    line: int
    raw: str
    level: int = 0
    ordered: bool = False
    typed: int | None = None
    close: str = "."
    items: tuple[int, ...] = ()
    table: int = 0
    header: bool = False
    cells: tuple[str, ...] = ()
    alignment: tuple[str, ...] = field(default=())
    lost: bool = False


_ENUMERATOR = re.compile(
    r"[ \t]*(?:(?P<label>Figure|Fig\.|Table|図|表)[ \t]*(?P<n>[0-9]{1,4})[ \t]*[.:：]?"
    r"|(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,5})(?P<close>[.)]?)"
    r"|(?P<letter>[A-Za-z])(?P<lclose>[.)]))[ \t]+(?=\()"
)
FOOTNOTE = re.compile(r"[ \t]*\[\^([A-Za-z0-9_-]{1,40})\]:[ \t]*")


def match_enumerator(line: str) -> re.Match[str] | None:
    """The short enumerator before a portion mark (``C.``, ``2.1``, ``Figure 1:``), if the line begins with one and a mark follows."""
    match = _ENUMERATOR.match(line)
    return match if match and split_portion_mark(line[match.end() :]) else None


def begins_portion(line: str) -> bool:
    """Whether a line begins with a portion mark, an enumerator and a mark, or a footnote's name."""
    bare = line.lstrip(" \t")
    if bare.startswith("("):
        return split_portion_mark(bare) is not None
    return FOOTNOTE.match(line) is not None or match_enumerator(line) is not None


def pieces(block: Block, furniture: Callable[[str, int], bool]) -> Iterator[Block]:
    """The block's parts, each of which begins a portion; lines that are furniture are handed over and left out.

    Args:
        block: a block.
        furniture: told each line and its number; says whether it is a page banner, which belongs to no portion.
    """
    if block.kind in {"table-row", "code"}:
        yield block
        return
    held: list[str] = []
    first, begun = block.line, False
    for number, line in enumerate(block.raw.split("\n"), block.line):
        banner = furniture(line, number)
        if held and (banner or begins_portion(line)):
            yield _part(block, held, first, later=begun)
            held, begun = [], True
        if banner:
            begun = begun or bool(held)
            continue
        if not held:
            first = number
        held.append(line)
    if any(line.strip() for line in held):
        yield _part(block, held, first, later=begun)


def _part(block: Block, lines: list[str], first: int, *, later: bool) -> Block:
    """One part; only the first part is the heading or the list item, those after it are paragraphs in the same place."""
    part = evolve(block, raw="\n".join(lines), line=first)
    if later and block.kind in {"heading", "list-item"}:
        return evolve(part, kind="paragraph", level=0, ordered=False, typed=None)
    return part
