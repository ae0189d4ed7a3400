"""Papers: reports while they are written, each its author's alone; and where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import field, frozen


@frozen
class Paper:
    """A report while it is written.

    Args:
        id: identifier.
        by: whose: an account's identifier.
        system: id of the marking system of its marks.
        created: when it was begun.
        changed: when it was last written to.
        version: goes up with every change.
        sealed: its text, encrypted with its data key.
        wrapped: that key, wrapped under the vault key.
    """

    id: str
    by: str
    system: str
    created: datetime
    changed: datetime
    version: int
    sealed: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)


class PaperRecords(Protocol):
    """The papers, in one unit of work."""

    def add(self, paper: Paper) -> None:
        """Keep a new one."""

    def get(self, id: str) -> Paper | None:  # noqa: A002 -- the word of the field
        """The paper of an identifier."""

    def lock(self, id: str) -> Paper | None:  # noqa: A002 -- the word of the field
        """The same; nobody else changes it until the unit of work is done."""

    def replace(self, paper: Paper) -> None:
        """Keep a paper in the place of what was known of it."""

    def remove(self, id: str) -> None:  # noqa: A002 -- the word of the field
        """Forget a paper with its key, which erases it."""

    def of(self, account: str) -> Sequence[Paper]:
        """The papers of somebody, the last written first."""
