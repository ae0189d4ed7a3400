"""How far a message has come by its receipts, and which silences are events.

* A receipt counts only for the message whose signed header, body and attachment it names by their digests.
* Levels come in any order, since receipts do; a higher level says that the lower ones were reached, at the latest then.
* The first receipt of a level stands; another one of that level changes nothing.
* A refusal that lets the sender try again changes nothing; a final one ends the message.
* A silence is an event once, per level, counted from the level before.

Source: the evidences of ETSI EN 319 522-1 (submission, relay, delivery, retrieval, and the absence of each) were the model; not read in
the text.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import evolve, frozen

from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.messages.answering import Receipt
from relto.protocols.peer.terms import Level, Timeouts

REACHED: tuple[Level, ...] = ("accepted", "released", "opened", "acted")
"""The levels in their order; ``declined`` stands in the place of ``acted``."""


@frozen
class Progress:
    """How far a message has come; ``None`` is not yet.

    Args:
        accepted: taken by the node.
        released: given to its holder.
        opened: opened by a person.
        acted: acted on, or declined.
        declined: whether it was declined.
        refused: refused for good.
        reason: why, by name.
    """

    accepted: datetime | None = None
    released: datetime | None = None
    opened: datetime | None = None
    acted: datetime | None = None
    declined: bool = False
    refused: datetime | None = None
    reason: str | None = None

    @property
    def level(self) -> Level | None:
        """The highest level reached."""
        if self.acted is not None:
            return "declined" if self.declined else "acted"
        return next((name for name in reversed(REACHED[:3]) if getattr(self, name) is not None), None)


@frozen
class Went:
    """What went, as a receipt must name it.

    Args:
        message: the message.
        digest: of its signed header.
        body_sha256: of its body.
        attachment_sha256: of its attachment; ``None`` for none.
    """

    message: str
    digest: str
    body_sha256: str
    attachment_sha256: str | None


def verify_receipt(receipt: Receipt, went: Went) -> Receipt:
    """The receipt, where it is for this message as it was sent.

    Args:
        receipt: the receipt, out of a verified envelope of the recipient.
        went: what was sent.

    Raises:
        BrokenSeal: it is for another message (``unknown``), or for other bytes than were sent (``body``, ``attachment``).
    """
    if (receipt.message, receipt.digest) != (went.message, went.digest):
        raise refuse(Fault.UNKNOWN, "a receipt for another message", path="digest", found=receipt.digest, expected=went.digest)
    if receipt.body_sha256 != went.body_sha256:
        raise refuse(Fault.BODY, "a receipt for another body", path="body_sha256", found=receipt.body_sha256, expected=went.body_sha256)
    if receipt.attachment_sha256 != went.attachment_sha256:
        found, expected = receipt.attachment_sha256 or "none", went.attachment_sha256 or "none"
        raise refuse(Fault.ATTACHMENT, "a receipt for another attachment", path="attachment_sha256", found=found, expected=expected)
    return receipt


def advanced(progress: Progress, receipt: Receipt) -> Progress:
    """The progress of a message after a receipt of it."""
    if receipt.refused is not None:
        if receipt.again or progress.accepted is not None or progress.refused is not None:
            return progress
        return evolve(progress, refused=receipt.at, reason=receipt.refused)
    level: Level = "acted" if receipt.level == "declined" else receipt.level
    made = progress
    for name in REACHED[: REACHED.index(level) + 1]:
        if getattr(made, name) is None:
            made = _reached(made, name, receipt.at)
    if progress.acted is None and receipt.level == "declined":
        made = evolve(made, declined=True)
    return made


def _reached(progress: Progress, level: Level, at: datetime) -> Progress:
    match level:
        case "accepted":
            return evolve(progress, accepted=at)
        case "released":
            return evolve(progress, released=at)
        case "opened":
            return evolve(progress, opened=at)
        case _:
            return evolve(progress, acted=at)


def silences(progress: Progress, timeouts: Timeouts) -> Iterator[tuple[Level, datetime]]:
    """The levels that are waited for, each with the instant from which on its silence is an event.

    Only the next level of an accepted message is waited for: the clock of a level runs from the one before.
    """
    waits: tuple[tuple[Level, datetime | None, int | None], ...] = (
        ("released", progress.accepted, timeouts.released),
        ("opened", progress.released, timeouts.opened),
        ("acted", progress.opened, timeouts.acted),
    )
    for level, since, seconds in waits:
        if since is not None and seconds is not None and getattr(progress, level) is None:
            yield level, since + timedelta(seconds=seconds)
