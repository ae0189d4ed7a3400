"""The classification authority block of a document: lines that belong to no portion and go out with none."""

import re

from relto.documents._marks import Marks
from relto.documents.model import Document, Problem
from relto.markings import MarkingError, system

_LEAST = 2
"""Fewest lines that make a block; a single one may be anything."""


def take_block(lines: list[str], marks: Marks) -> tuple[str | None, list[Problem]]:
    """Takes the first block out of a classified document's lines and says what is wrong with it.

    A further one stays where it is, as text without a mark. That a document has none is no problem of reading it: a draft may lack
    one, and a tearline gets its own from whoever releases it.

    Args:
        lines: the document's lines; those of the block become empty.
        marks: its marks; the banner's label is known.

    Returns:
        The block's lines, or ``None``; and what is wrong with them.
    """
    names, banner = marks.system.authority_lines, marks.banner
    if not names or banner is None or banner.level in banner.scheme.public:
        return None, []
    start, text = _find(lines, names)
    if text is None:
        return None, []
    wrong, repairs = marks.system.authority(text, banner, lenient=marks.lenient, source=marks.source)
    for at in range(start, start + text.count("\n") + 1):
        lines[at] = ""
    problems = [Problem("error", one.rule, _told(one), start + (one.place.line or 1), one.place.column) for one in wrong]
    return text, problems + [Problem("note", one.rule, one.message, start + 1) for one in repairs]


def authority_missing(document: Document) -> tuple[Problem, ...]:
    """The warning for a document that should have a block and has none."""
    if document.authority is not None:
        return ()
    wrong, _ = system(document.system).authority(None, document.banner, lenient=False, source=document.source)
    return tuple(Problem("warning", one.rule, one.message) for one in wrong)


def _told(one: MarkingError) -> str:
    """What is wrong, without the line as it should be: a problem holds none of a document's text."""
    return one.message if one.expected is None or one.expected.startswith("`") else f"{one.message}; expected {one.expected}"


def _find(lines: list[str], names: tuple[str, ...]) -> tuple[int, str | None]:
    """Where the first block begins, counted from 0, and its lines."""
    said = "|".join(r"[ \t]+".join(map(re.escape, name.split())) for name in names)
    begins = re.compile(rf"[ \t]*(?:{said})[ \t]*:", re.IGNORECASE)
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and begins.match(lines[end]):
            end += 1
        if end - start >= _LEAST:
            return start, "\n".join(line.strip() for line in lines[start:end])
        start = end + 1
    return 0, None
