"""Writing portions as a document, the same bytes for the same portions.

Each portion stands on lines of its own, parted by one blank line (table rows stand together); the banner is the first and
the last line. What :func:`write` writes, :func:`relto.documents.read` reads back.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from attrs import define, evolve, field

from relto.documents._blocks import begins_portion
from relto.documents.model import Document, Format, Portion

_SIDES = {"left": ":--", "right": "--:", "center": ":-:", "": "---"}


def write(document: Document) -> str:
    """The whole document, canonically: for showing it and for checks. Nothing is left out, so this is never a tearline."""
    text, banner = write_portions(document.banner_text, document.portions, document.format), f"{document.banner_text}\n"
    return text if document.authority is None else f"{text.removesuffix(banner)}{document.authority}\n\n{banner}"


def write_portions(banner: str, portions: Sequence[Portion], form: Format) -> str:
    """A document's text.

    Args:
        banner: its banner, as the marking system writes banners.
        portions: its portions; ``ancestors`` outside them do not count.
        form: the format to write.

    Returns:
        The text, ending in a line break.
    """
    writer = _Writer(form)
    for _, group in groupby(enumerate(portions), key=lambda one: (one[1].row.table, 0) if one[1].row else (0, one[0] + 1)):
        writer.take([one for _, one in group])
    return "\n\n".join((banner, *writer.blocks, banner)) + "\n"


_BLOCK = re.compile(r"#{1,6}(?:\s|$)|[-+](?:\s|$)|>|~{3}|-[-\s]*$|=+\s*$")
"""What begins a heading, a list item, a quotation, code, a rule, or underlines a title; other signs are escaped wherever they stand.

Source: CommonMark 0.31.2, sections 4 and 5."""

_ORDERED = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)")
"""What begins an item of an ordered list."""

_CLOSING = re.compile(r"(^|[ \t])(#+[ \t]*)$")
"""What ends a heading and is no part of it (CommonMark 0.31.2, section 4.2)."""


@define
class _Writer:
    form: Format
    blocks: list[str] = field(factory=list)
    offsets: dict[int, int] = field(factory=dict)

    def take(self, portions: list[Portion]) -> None:
        """Takes one portion, or the rows of one table."""
        first = portions[0]
        offset = next((self.offsets[index] for index in reversed(first.ancestors) if index in self.offsets), 0)
        lines = self._table(portions) if first.row is not None else self._lines(first, offset)
        indent = " " * offset
        self.blocks.append("\n".join(indent + line if line else line for line in lines))

    def _lines(self, portion: Portion, offset: int) -> list[str]:
        if portion.kind == "code":
            return self._code(portion)
        if portion.kind == "list-item":
            number = portion.number
            marker = number.render() if portion.ordered and number is not None and number.style == "list" else "-"
            self.offsets[portion.index] = offset + len(marker) + 1
            return [f"{marker} {self._paragraph(portion)}"]
        if portion.footnote is not None:
            return [f"[^{portion.footnote}]: {self._paragraph(portion)}"]
        if portion.kind in {"title", "heading"}:
            return ["#" * min(max(portion.level, 1), 6) + " " + self._heading(portion)]
        return [self._paragraph(portion)]

    def _heading(self, portion: Portion) -> str:
        """A heading's line; signs at its end that Markdown would take for the end of the heading are text."""
        text = self._text(portion, portion.content)
        return _CLOSING.sub(r"\1\\\2", text) if self.form == "markdown" else text

    def _paragraph(self, portion: Portion) -> str:
        """A portion's line where Markdown would read the sign of another block in its first characters."""
        text = self._text(portion, portion.content)
        if self.form != "markdown" or portion.mark:
            return text
        return f"\\{text}" if _BLOCK.match(text) else _ORDERED.sub(r"\1\\\2", text)

    def _text(self, portion: Portion, content: str) -> str:
        r"""What stands on a portion's line; a parenthesis in Markdown that is no mark (``\\(a)``) stays none."""
        text = _head(portion, content)
        if self.form == "markdown" and not portion.mark and begins_portion(text):
            return text.replace("(", "\\(", 1)
        return text

    def _code(self, portion: Portion) -> list[str]:
        longest = max((len(run) for run in re.findall(r"`+", portion.content)), default=0)
        fence = "`" * max(3, longest + 1)
        typed = "" if portion.number is None else f"{portion.number.render()} "  # the reader looks for it before the mark only
        return [fence, typed + _head(evolve(portion, number=None), ""), *portion.content.split("\n"), fence]

    def _table(self, portions: list[Portion]) -> list[str]:
        rows = [one.row for one in portions if one.row is not None]
        width = len(rows[0].alignment)
        if self.form == "markdown":
            width = max(width, *(len(row.cells) for row in rows), 1)
        sides = [*rows[0].alignment, *[""] * width][:width]
        delimiter = "| " + " | ".join(_SIDES[side] for side in sides) + " |"
        lines = [self._row(one, width) for one in portions]
        if rows[0].header:
            return [lines[0], delimiter, *lines[1:]]
        return lines if self.form == "text" else ["|" + "  |" * width, delimiter, *lines]

    def _row(self, portion: Portion, width: int) -> str:
        row = portion.row
        cells = list(row.cells if row else ())
        padding = [""] * (width - len(cells)) if self.form == "markdown" else []
        cells = [self._text(portion, cells[0] if cells else ""), *cells[1:], *padding]
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _head(portion: Portion, content: str) -> str:
    """Mark, running number, typed number and text of a portion, each where the reader looks for it."""
    number = portion.number
    typed = "" if number is None or number.style == "list" else number.render()
    before, behind = (typed, "") if number is not None and number.style == "letter" else ("", typed)
    running = "" if portion.running is None else f"[{portion.running}]"
    return " ".join(part for part in (before, portion.mark, running, behind, content) if part)
