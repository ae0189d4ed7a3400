"""Answers that are given again to whoever repeats a request under the same key, and where they are kept."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen


@frozen
class Kept:
    """A request under a key, and what it was answered.

    Args:
        id: SHA-256 of account and key, hexadecimal.
        request: SHA-256 of method, address and body; empty while it runs.
        at: when it began.
        status: of the answer; ``None`` while it runs, and where nobody knows what became of it.
        answer: headers and body, sealed under the vault key.
    """

    id: str
    request: str
    at: datetime
    status: int | None = None
    answer: bytes = field(default=b"", repr=False)


class Answers(Protocol):
    """Answers, in one unit of work."""

    def get(self, id: str) -> Kept | None:  # noqa: A002 -- the word of the field
        """What is kept under a key."""

    def put(self, kept: Kept) -> None:
        """Keep it in the place of what was there."""

    def remove(self, id: str) -> None:  # noqa: A002 -- as above
        """Forget it."""

    def forget(self, before: datetime) -> None:
        """Forget what began before an instant."""
