"""What would show that something is missing: headings and header rows with nothing left under them, references to what is not there.

Which of them stay depends on the released portions alone, so what is withheld cannot be told from it.
"""

from collections.abc import Collection

from relto.documents._references import Resolve, find_references, resolver
from relto.documents.model import Document, Portion


def without_orphans(document: Document, allowed: Collection[int]) -> frozenset[int]:
    """The allowed portions without headings and header rows that have nothing released under them.

    A heading of the first level that comes first of what is allowed is the title of it all, whatever stood before it.

    Args:
        document: the whole document.
        allowed: indexes of the portions that may be released.

    Returns:
        The indexes worth releasing; empty where only headings would be left.
    """
    kept: set[int] = set()
    content_under = [False] * 8  # by heading level: whether anything stands before the next heading of that level or above
    rows_of: set[int] = set()
    some = [one for one in document.portions if one.index in allowed]
    for place, portion in reversed(list(enumerate(some))):
        headed = portion.kind in ("title", "heading")
        level = 0 if headed and not place and portion.level == 1 else portion.level
        if content_under[level] if headed else _stays(portion, rows_of):
            kept.add(portion.index)
        if headed:
            content_under[portion.level :] = [False] * (8 - portion.level)
        else:
            content_under = [True] * 8
            if portion.row is not None and not portion.row.header:
                rows_of.add(portion.row.table)
    return frozenset(kept)


def _stays(portion: Portion, rows_of: set[int]) -> bool:
    return portion.row is None or not portion.row.header or portion.row.table in rows_of


def self_contained(document: Document, allowed: Collection[int]) -> frozenset[int]:
    """The allowed portions that stand by themselves: no heading over nothing, and none that names by number what is not among them.

    A releasing officer is shown a reference that dangles and rewrites it; where nobody looks, the portion that has it stays away.

    Args:
        document: the whole document.
        allowed: indexes of the portions that may be shown.
    """
    kept = without_orphans(document, allowed)
    while True:
        some = [one for one in document.portions if one.index in kept]
        resolve = resolver(some)
        whole = frozenset(one.index for one in some if _leads_somewhere(one, resolve))
        if whole == kept:
            return kept
        kept = without_orphans(document, whole)


def _leads_somewhere(portion: Portion, resolve: Resolve) -> bool:
    for reference in find_references(portion.content):
        named = reference.named
        if not reference.outside and (named is None or any(len(resolve(reference.target, one)) != 1 for one in named)):
            return False
    return True
