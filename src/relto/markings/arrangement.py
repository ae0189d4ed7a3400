"""Whether the markings of one text stand in order, and in company that they keep.

Source: IC Markings System Register and Manual, 31 December 2016, A.6 (order, separators) and the "Relationship(s) to Other
Markings" of each template in H; for other systems their data files.
"""

from collections.abc import Mapping
from itertools import pairwise

from relto.markings.findings import Findings
from relto.markings.head import Head
from relto.markings.pieces import Piece
from relto.markings.rules import company
from relto.markings.vocabulary import Vocabulary
from relto.primitives import PartyId

Entry = tuple[int, tuple[int, str], Piece]
"""Index of its category, its place inside the category, and where it stands."""

_WITHIN, _BETWEEN = 1, 2


def check_arrangement(entries: list[Entry], vocabulary: Vocabulary, findings: Findings) -> None:
    """Categories in order between double slashes, their entries in order between single ones.

    Raises:
        MarkingError: strictly, when they are not.
    """
    if any(one[:2] > other[:2] for one, other in pairwise(entries)):
        _out_of_order(entries, vocabulary, findings)
    previous = -1
    for category, _, piece in entries:
        wanted = _WITHIN if category == previous else _BETWEEN
        if piece.slashes != wanted:
            where = "between markings of one category" if wanted == _WITHIN else "before another category"
            message = f"{'one slash' if wanted == _WITHIN else 'two slashes'} {where} ({vocabulary.categories[category].name})"
            findings.irregular("separator", message, piece.column - piece.slashes, "/" * piece.slashes, "/" * wanted)
        previous = category


def _out_of_order(entries: list[Entry], vocabulary: Vocabulary, findings: Findings) -> None:
    """Tells of the first entry that does not stand in its place."""
    both = zip(entries, sorted(entries, key=lambda entry: entry[:2]), strict=True)
    entry, right = next((entry, right) for entry, right in both if entry[:2] != right[:2])
    names = ", ".join(one.name for one in vocabulary.categories)
    message = f"markings out of order (categories: {names})"
    findings.irregular("category-order", message, entry[2].column, entry[2].text, right[2].text)


def check_company(head: Head, columns: Mapping[str, int], vocabulary: Vocabulary, findings: Findings) -> None:
    """What each marking needs beside it, what it bars, and the levels it stands at.

    Raises:
        MarkingError: in every reading; which of two markings is meant, nobody can tell.
    """
    for name, column in columns.items():
        rule = vocabulary.rules.get(name)
        if rule is None:
            continue
        if rule.levels and head.stamp.level not in rule.levels:
            levels = ", ".join(level for level in vocabulary.scheme.levels if level in rule.levels)
            raise findings.error(
                company(name, "level"),
                f"`{name}` does not stand at this level",
                column,
                found=head.stamp.level,
                expected=f"one of {levels}",
            )
        if rule.owners and head.originators and not rule.owners & head.originators:
            raise findings.error(
                company(name, "owned"),
                f"`{name}` does not stand on this owner's information",
                column,
                found=", ".join(sorted(head.originators)),
                expected=f"information of {', '.join(sorted(rule.owners))}",
            )
        missing = next((other for other in rule.needs if other not in columns), None)
        if missing is not None:
            raise findings.error(
                company(name, "needs"),
                f"`{name}` does not stand without `{missing}`",
                column,
                found=name,
                expected=f"`{missing}` beside it",
            )
        barred = next((other for other in rule.bars if other in columns and not _says_itself(name, other, columns, vocabulary)), None)
        if barred is not None:
            at = max((column, name), (columns[barred], barred))
            raise findings.error(
                company(name, "bars"), f"`{name}` and `{barred}` exclude each other", at[0], found=at[1], expected="one of the two"
            )


def _says_itself(name: str, other: str, columns: Mapping[str, int], vocabulary: Vocabulary) -> bool:
    """Whether another marking is there only because this one implies it (``SBU NOFORN`` and ``NOFORN``)."""
    term = vocabulary.by_name.get(name)
    implied = term is not None and term.exclusion is not None and term.exclusion.name == other
    return implied and columns[name] == columns[other]


def check_joint(owners: frozenset[PartyId], reached: frozenset[str], column: int, vocabulary: Vocabulary, findings: Findings) -> None:
    """A joint marking releases to all its owners, by name or through a community whose members are laid down.

    Source: IC Markings System Register and Manual, 31 December 2016, H.3, JOINT, notes.

    Raises:
        MarkingError: it does not.
    """
    missing = sorted(owner for owner in owners if not vocabulary.codes.reaches(reached, owner))
    if missing:
        found = ", ".join(sorted(reached))
        raise findings.error(
            "joint-release", "a joint marking releases to all its owners", column, found=found, expected=f"{', '.join(missing)} on the list"
        )
