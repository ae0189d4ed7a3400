"""Where the journal is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from relto.audit import Opening


@frozen
class Leaf:
    """One line of the journal.

    Args:
        number: in the order they were written; there may be gaps.
        entry: what stands in the log: a commitment.
        index: its place in the log, or ``None`` until it is there.
    """

    number: int
    entry: bytes
    index: int | None = None


@frozen
class Line:
    """A line that is to be kept.

    Args:
        kind: what happened.
        at: when.
        actor: who did it.
        subjects: identifiers of what it was done to, by which it is found again.
        entry: the commitment.
        opening: what opens it.
    """

    kind: str
    at: datetime
    actor: str
    subjects: tuple[str, ...]
    entry: bytes
    opening: Opening


@frozen
class Placed:
    """A line at its place in the log, with all that is kept of it.

    Args:
        index: its place.
        kind: what happened, as it is listed.
        at: when, as it is listed.
        actor: who did it, as it is listed.
        entry: the commitment.
        salt: of what opens it; ``None`` where it was erased.
        content: the rest of what opens it.
    """

    index: int
    kind: str
    at: datetime
    actor: str
    entry: bytes
    salt: bytes | None
    content: bytes | None


class JournalRecords(Protocol):
    """Lines of the journal, in the transaction of what they tell of."""

    def add(self, lines: Sequence[Line]) -> None:
        """Keep lines that are not yet in the log, in their order, when the unit of work ends well; whatever is asked here knows them."""

    def pending(self, most: int) -> Sequence[Leaf]:
        """The lines that are not yet in the log, the oldest first."""

    def placed(self, numbers: Sequence[int], first: int) -> None:
        """Note that these lines stand in the log now, one after another from an index on."""

    def opening(self, number: int) -> Opening | None:
        """What opens a line; ``None`` where there is no such line, or where it was erased."""

    def openings(self, numbers: Sequence[int]) -> Mapping[int, Opening]:
        """What opens lines, by their numbers; without those that are not there, or were erased."""

    def leaf(self, number: int) -> Leaf | None:
        """A line; ``None`` where there is none."""

    def at(self, index: int) -> Leaf | None:
        """The line at a place of the log; ``None`` where there is none."""

    def standing(self, first: int, count: int) -> Sequence[Placed]:
        """The lines at some places of the log, from the first on."""

    def found(
        self,
        *,
        kinds: Sequence[str] = (),
        subject: str | None = None,
        before: int | None = None,
        most: int = 100,
    ) -> Sequence[Leaf]:
        """Lines, the newest first.

        Args:
            kinds: only of these kinds; empty: of every kind.
            subject: only about this identifier.
            before: only with a lower number.
            most: this many at most.
        """

    def erase(self, number: int) -> None:
        """Destroy what opens a line; the line stays in the log and every proof of it holds."""
