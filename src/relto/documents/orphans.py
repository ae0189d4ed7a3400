"""What would show that something is missing: headings and header rows with nothing left under them, references to what is not there.

Which of them stay depends on the released portions alone, so what is withheld cannot be told from it. What decides it of a portion is
its :class:`Outline`, which can be kept apart from what the portion says.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from attrs import frozen

from relto.documents._numbers import before, call_of, keys_of
from relto.documents._references import Numbered, Target, find_references, resolver
from relto.documents.model import Document, Portion

Resolve = Callable[[Target, str], tuple[int, ...]]
Dangling = tuple[Target, tuple[str, ...] | None]
"""A reference that dangles: the kind of thing that it names, and the numbers; ``None`` for a range that cannot be written out."""


@frozen
class Outline:
    """What decides whether a portion can stand among some others.

    Args:
        index: its place in the document, counted from 1.
        heads: whether it is a title or a heading.
        level: level of a heading, 1 to 6.
        table: number of the table in which it is a row; 0: it is none.
        header: whether it is a header row.
        numbers: by what numbers a reference can mean it.
        refers: what it refers to in its own document: the kind of thing and its numbers; ``None`` in their place for a range that
            cannot be written out.
        calls: what it calls itself, being a heading.
    """

    index: int
    heads: bool = False
    level: int = 0
    table: int = 0
    header: bool = False
    numbers: tuple[Numbered, ...] = ()
    refers: tuple[Dangling, ...] = ()
    calls: tuple[Target, str] | None = None


def outline_of(portion: Portion) -> Outline:
    """The outline of a portion."""
    row, call = portion.row, call_of(portion)
    refers = [(one.target, one.named) for one in find_references(portion.content) if not one.outside]
    if call is not None:
        del refers[0]
    return Outline(
        portion.index,
        _heads(portion),
        portion.level,
        0 if row is None else row.table,
        row is not None and row.header,
        tuple(keys_of(portion)),
        tuple(dict.fromkeys(refers)),
        call,
    )


def without_orphans(document: Document, allowed: Collection[int]) -> frozenset[int]:
    """The allowed portions without headings and header rows that have nothing released under them.

    A heading of the first level that comes first of what is allowed is the title of it all, whatever stood before it.

    Args:
        document: the whole document.
        allowed: indexes of the portions that may be released.

    Returns:
        The indexes worth releasing; empty where only headings would be left.
    """
    some = (one for one in document.portions if one.index in allowed)
    rows = ((one, 0 if one.row is None else one.row.table, one.row is not None and one.row.header) for one in some)
    return _over_something([Outline(one.index, _heads(one), one.level, table, header) for one, table, header in rows])


def self_contained(allowed: Iterable[Outline]) -> frozenset[int]:
    """Of some portions those that stand by themselves: no heading over nothing, and none that names by number what is not among them.

    A releasing officer is shown a reference that dangles and rewrites it; where nobody looks, the portion that has it stays away.

    Args:
        allowed: the outlines of the portions that may be shown, in their order.

    Returns:
        The indexes of those that stand.
    """
    some = list(allowed)
    while True:
        kept = _over_something(some)
        some = [one for one in some if one.index in kept]
        wrong = dangling(some)
        if not wrong:
            return kept
        some = [one for one in some if one.index not in wrong]


def dangling(some: Sequence[Outline]) -> Mapping[int, tuple[Dangling, ...]]:
    """What dangles in each of some portions, by index: the rule that tearlines and versions for readers share.

    * A reference stands where each number of it means one portion among them, and dangles else.
    * A heading that calls itself by a number ("Annex B") stands where one with the number before it stands ("Annex A").

    Args:
        some: the outlines of the portions, in their order; nothing else counts.

    Returns:
        For each index what it refers to that is not there; for a heading the number before its own, in each way to read it.
    """
    if not any(one.refers or one.calls for one in some):
        return {}
    numbers = {key for one in some for key in one.numbers}
    resolve = resolver((one.index, one.numbers) for one in some)
    found: dict[int, tuple[Dangling, ...]] = {}
    for one in some:
        wrong = [each for each in one.refers if not _is_there(resolve, *each)]
        if one.calls is not None and not _is_in_order(*one.calls, numbers):
            wrong.append((one.calls[0], before(one.calls[1])))
        if wrong:
            found[one.index] = tuple(wrong)
    return found


def _is_there(resolve: Resolve, target: Target, named: tuple[str, ...] | None) -> bool:
    return named is not None and all(len(resolve(target, one)) == 1 for one in named)


def _is_in_order(target: Target, number: str, numbers: Collection[Numbered]) -> bool:
    one_before = before(number)
    return one_before is None or any((target, one) in numbers for one in one_before)


def _heads(portion: Portion) -> bool:
    return portion.kind in ("title", "heading")


def _over_something(some: Sequence[Outline]) -> frozenset[int]:
    kept: set[int] = set()
    content_under = [False] * 8  # by heading level: whether anything stands before the next heading of that level or above
    rows_of: set[int] = set()
    for place in range(len(some) - 1, -1, -1):
        one = some[place]
        level = 0 if one.heads and not place and one.level == 1 else one.level
        if content_under[level] if one.heads else not one.header or one.table in rows_of:
            kept.add(one.index)
        if one.heads:
            content_under[one.level :] = [False] * (8 - one.level)
        else:
            content_under = [True] * 8
            if one.table and not one.header:
                rows_of.add(one.table)
    return frozenset(kept)
