"""Headings and header rows with nothing left under them.

A heading over an empty section, or a table with a header row only, would show that something is missing. Which of them
stay depends on the released portions alone, so what is withheld cannot be told from it.
"""

from collections.abc import Collection

from relto.documents.model import Document, Portion


def without_orphans(document: Document, allowed: Collection[int]) -> frozenset[int]:
    """The allowed portions without headings and header rows that have nothing released under them.

    Args:
        document: the whole document.
        allowed: indexes of the portions that may be released.

    Returns:
        The indexes worth releasing; empty where only headings would be left.
    """
    kept: set[int] = set()
    content_under = [False] * 8  # by heading level: whether anything stands before the next heading of that level or above
    rows_of: set[int] = set()
    for portion in reversed([one for one in document.portions if one.index in allowed]):
        if _stays(portion, content_under, rows_of):
            kept.add(portion.index)
        if portion.kind == "heading":
            content_under[portion.level :] = [False] * (8 - portion.level)
        else:
            content_under = [True] * 8
            if portion.row is not None and not portion.row.header:
                rows_of.add(portion.row.table)
    return frozenset(kept)


def _stays(portion: Portion, content_under: list[bool], rows_of: set[int]) -> bool:
    if portion.kind == "heading":
        return content_under[portion.level]
    return portion.row is None or not portion.row.header or portion.row.table in rows_of
