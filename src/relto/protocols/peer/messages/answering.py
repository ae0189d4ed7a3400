"""Receipts, what did not happen, and what is asked for again."""

from typing import Annotated

from msgspec import Meta

from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.terms import Level
from relto.protocols.peer.writing import Hex, Id, Instant, Number, Slug, Text, Wire


class Receipt(Wire, frozen=True):
    """What was received, how far it has come, or why it was refused.

    Args:
        message: the message; ``None`` where it could not even be read.
        digest: of its signed header, or of all its bytes where the header could not be read.
        body_sha256: of its body as it was received.
        attachment_sha256: of its attachment as it was received; ``None`` for none.
        level: how far it has come.
        refused: why it was refused, by name; ``None`` where it was not.
        says: the same in words, or what was done.
        again: whether the sender may try again by its schedule.
        at: when.
    """

    message: Id | None
    digest: Hex
    body_sha256: Hex
    attachment_sha256: Hex | None
    level: Level
    refused: Slug | None
    says: Text | None
    again: bool
    at: Instant


class NonDelivery(Wire, frozen=True):
    """What did not happen: a message was given up, or a level was not reached in time.

    Args:
        message: the message.
        digest: of its signed header.
        stream: its row.
        sequence: its number; it will not come any more where ``level`` is ``accepted``.
        level: which level was not reached.
        tries: how often it was tried.
        since: from when it was waited.
        at: when it was given up.
        says: why, in words.
    """

    message: Id
    digest: Hex
    stream: Id
    sequence: Number
    level: Level
    tries: Annotated[int, Meta(ge=0)]
    since: Instant
    at: Instant
    says: Text


class Gap(Wire, frozen=True):
    """Numbers that have not come, both ends among them."""

    first: Number
    last: Number


class BackfillRequest(Wire, frozen=True):
    """Send these again; they have not come.

    Args:
        stream: the row.
        gaps: the numbers.
        highest: the highest number that has come.
    """

    stream: Id
    gaps: Annotated[list[Gap], Meta(min_length=1, max_length=1_000)]
    highest: Annotated[int, Meta(ge=0)]


def check_gaps(request: BackfillRequest) -> None:
    """Hold the gaps of a request against each other.

    Raises:
        BrokenSeal: they are none, or not in order (``message``).
    """
    before = 0
    for number, gap in enumerate(request.gaps):
        if not before < gap.first <= gap.last:
            raise refuse(
                Fault.MESSAGE, "gaps that are none, or not in order", path=f"gaps[{number}]", expected="each behind the one before"
            )
        before = gap.last
