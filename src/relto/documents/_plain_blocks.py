"""Reading plain text into blocks.

Blocks are parted by blank lines. A line that begins with a portion mark, a bullet, a typed list number, ``#`` or ``|``
begins a block of its own; what follows without a blank line belongs to it.
"""

import re

from attrs import define, evolve, field

from relto.documents._blocks import MAX_BLOCK_CHARS, Block, begins_portion
from relto.primitives import Malformed, Place

_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(\S.*)")
_BULLET = re.compile(r"([ \t]*)([-*•・])[ \t]+(\S.*)")
_COUNTED = re.compile(r"([ \t]*)([0-9]{1,9})([.)])[ \t]+(\S.*)")
_RULE = re.compile(r"[ \t]*([-=_*])(?:[ \t]*\1){2,}[ \t]*")
_SIDE = re.compile(r":?-+:?")


def split_cells(line: str) -> tuple[str, ...]:
    """The cells of ``| a | b |``; a bar behind a backslash stands for itself."""
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner))


def _alignment(line: str) -> tuple[str, ...]:
    sides = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): ""}
    return tuple(sides[c.startswith(":"), c.endswith(":")] for c in split_cells(line))


@define
class _Reader:
    source: str
    blocks: list[Block] = field(factory=list)
    open: bool = False
    tables: int = 0
    in_table: bool = False
    items: int = 0
    around: list[tuple[int, int]] = field(factory=list)

    def line(self, text: str, number: int) -> None:
        """Takes one line."""
        if not text.strip():
            self.open = self.in_table = False
        elif text.lstrip().startswith("|"):
            self._row(text, number)
        elif _RULE.fullmatch(text):
            self.open = self.in_table = False
        elif heading := _HEADING.fullmatch(text):
            self._begin(Block("heading", number, heading[2], level=len(heading[1])))
            self.open = False
        elif (item := _BULLET.fullmatch(text)) or (item := _COUNTED.fullmatch(text)):
            self._item(item, number)
        elif self.open and not begins_portion(text):
            self._continue(text)
        else:
            self._begin(Block("paragraph", number, text))

    def _continue(self, text: str) -> None:
        last = self.blocks[-1]
        if len(last.raw) + len(text) > MAX_BLOCK_CHARS:
            place = Place(self.source, last.line)
            raise Malformed("a portion is too long", place=place, expected=f"{MAX_BLOCK_CHARS} characters at most")
        self.blocks[-1] = evolve(last, raw=f"{last.raw}\n{text}")

    def _begin(self, block: Block) -> None:
        self.in_table = False
        if block.kind != "list-item":
            self.around.clear()
        self.blocks.append(block)
        self.open = True

    def _item(self, match: re.Match[str], number: int) -> None:
        indent = len(match[1].expandtabs(4))
        while self.around and self.around[-1][0] >= indent:
            self.around.pop()
        self.items += 1
        self.around.append((indent, self.items))
        typed = int(match[2]) if match[2].isdecimal() else None
        close = match[3] if typed is not None else "."
        chain = tuple(item for _, item in self.around)
        self._begin(Block("list-item", number, match[match.re.groups], ordered=typed is not None, typed=typed, close=close, items=chain))

    def _row(self, text: str, number: int) -> None:
        self.around.clear()
        self.open = False
        if not self.in_table:
            self.tables += 1
            self.in_table = True
        cells = split_cells(text)
        if all(_SIDE.fullmatch(cell) for cell in cells):
            self._delimiter(text)
            return
        self.blocks.append(Block("table-row", number, text, table=self.tables, cells=cells))

    def _delimiter(self, text: str) -> None:
        """Makes the row above, if it is the table's only one so far, the header."""
        rows = [at for at in range(len(self.blocks) - 1, max(-1, len(self.blocks) - 3), -1) if self.blocks[at].table == self.tables]
        if len(rows) == 1:
            self.blocks[rows[0]] = evolve(self.blocks[rows[0]], header=True, alignment=_alignment(text))


def plain_blocks(lines: list[str], source: str) -> list[Block]:
    """The blocks of a plain text.

    Args:
        lines: its lines, with the banner lines blanked.
        source: name of the document, for errors.

    Raises:
        Malformed: a block is too long.
    """
    reader = _Reader(source)
    for number, line in enumerate(lines, 1):
        reader.line(line, number)
    return reader.blocks
