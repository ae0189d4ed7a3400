"""A report's text taken apart into blocks with a mark each, for writing; put together again it is the same text, letter for letter.

A block is a paragraph, a heading, an item of a list, or anything else that stands between blank lines (a table, code), which keeps its
marks inside. What looks like a mark at its beginning is taken for one, whether or not a marking system reads it: the reader of the
report says what is wrong with it.
"""

import re
from collections.abc import Sequence

from attrs import frozen

_START = r"(?P<front>(?:#{1,6} +|[-*+] +|\d+[.)] +)?)"
_MARK = r"(?P<mark>\((?=[^a-z]{1,160}?\))[^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|（[^（）\n]{1,160}）)"
_BEGINNING = re.compile(_START + _MARK + r"(?: +|$)")
_FRONT = re.compile(r"#{1,6} +|[-*+] +")
_ITEM = re.compile(r"[-*+] +")


@frozen
class Block:
    """A block.

    Args:
        front: what makes it a heading or an item (``## ``, ``- ``); empty for a paragraph.
        mark: its mark as written, with the parentheses; empty where it begins with none.
        text: the rest.
        tight: whether it follows the block before it without a blank line.
    """

    front: str = ""
    mark: str = ""
    text: str = ""
    tight: bool = False

    def to_text(self) -> str:
        """The block as it stands in the report."""
        return f"{self.front}{self.mark}{' ' if self.mark and self.text else ''}{self.text}"


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text."""
    found: list[Block] = []
    for chunk in re.split(r"\n[ \t]*\n\s*", text.strip("\n")):
        if not chunk.strip():
            continue
        for place, part in enumerate(_items(chunk)):
            found.append(_block(part, tight=place > 0))
    return tuple(found)


def text_of(blocks: Sequence[Block]) -> str:
    """The text of blocks; those with nothing in them are left out."""
    text = ""
    for block in blocks:
        said = block.to_text()
        if said.strip():
            between = "" if not text else "\n" if block.tight else "\n\n"
            text += between + said
    return text


def _items(chunk: str) -> list[str]:
    """The items of a list that stands without blank lines, each with the lines that belong to it; anything else whole."""
    lines = chunk.split("\n")
    if not _ITEM.match(lines[0]):
        return [chunk]
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append(line)
        else:
            items[-1] += f"\n{line}"
    return items


def _block(part: str, *, tight: bool) -> Block:
    found = _BEGINNING.match(part)
    if found is not None:
        return Block(found["front"], found["mark"], part[found.end() :], tight)
    front = _FRONT.match(part)
    return Block(part[: front.end()], "", part[front.end() :], tight) if front is not None else Block("", "", part, tight)
