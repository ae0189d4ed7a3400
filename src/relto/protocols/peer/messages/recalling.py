"""Orders that follow what was released: recall and correction, and what became of them down the chain."""

from typing import Annotated, Literal

from msgspec import Meta

from relto.protocols.peer.writing import Code, Hex, Id, Instant, Text, Wire


class Recall(Wire, frozen=True):
    """Give it back, or destroy it, and have everybody do so to whom it went.

    Args:
        order: the order, the same all the way down the chain.
        item: the item, by the identifier under which the sender gave it.
        message: the message it was given in.
        duty: what must be done.
        by: the party whose order it is.
        says: why.
        answer_by: until when an answer is expected.
    """

    order: Id
    item: Id
    message: Id
    duty: Literal["destroy", "return", "quarantine"]
    by: Code
    says: Text
    answer_by: Instant


class Correction(Wire, frozen=True):
    """It is wrong: what must be known wherever it went.

    Args:
        order: the order, the same all the way down the chain.
        item: the item, by the identifier under which the sender gave it.
        message: the message it was given in.
        replaced_by: the item that takes its place, which comes as a release of its own; ``None`` where nothing does.
        by: the party whose correction it is.
        says: what is wrong.
        answer_by: until when an answer is expected.
    """

    order: Id
    item: Id
    message: Id
    replaced_by: Id | None
    by: Code
    says: Text
    answer_by: Instant


Outcome = Literal["pending", "done", "refused", "not-held"]
"""What a holder says of an order."""


class Holding(Wire, frozen=True):
    """What a holder further down the chain has said of an order.

    Args:
        party: the holder.
        through: who gave it to them.
        outcome: what they said; ``pending`` where they have not answered.
        answered: when.
    """

    party: Code
    through: Code
    outcome: Outcome
    answered: Instant | None


class RecallAnswer(Wire, frozen=True):
    """What became of an order: here, and down the chain as far as it is known.

    Args:
        order: the order.
        outcome: here.
        certificate_sha256: of the certificate of destruction, where there is one.
        onward: everybody to whom it went from here.
        says: in words.
        at: when.
    """

    order: Id
    outcome: Outcome
    certificate_sha256: Hex | None
    onward: Annotated[list[Holding], Meta(max_length=5_000)]
    says: Text | None
    at: Instant
