"""What two nodes agree on besides the agreement's text: how often is tried again, when silence is an event, how far clocks may differ.

Text and terms together have one digest, which both sign and which stands in every message: a node whose text or terms differ is refused.

Source: the part that P-Modes have in AS4 (OASIS AS4 Profile of ebMS 3.0 Version 1.0, section 5.2).
"""

from hashlib import sha256
from typing import Annotated, Literal

from attrs import frozen
from msgspec import Meta

from relto.protocols.peer.writing import Code, Hex, Seconds, Slug, Wire, write

Level = Literal["accepted", "released", "opened", "acted", "declined"]
"""How far a message has come: taken by the node; given to its holder; opened by a person; acted on, or declined."""


class Schedule(Wire, frozen=True):
    """When a message is tried again.

    Args:
        first: seconds until the second try.
        growth: each wait in per cent of the one before; 100 for always the same.
        longest: the longest wait, in seconds.
        tries: how often it is tried in all; after the last one it is given up, and people are told.
    """

    first: Annotated[int, Meta(ge=1, le=86_400)] = 30
    growth: Annotated[int, Meta(ge=100, le=1_000)] = 200
    longest: Annotated[int, Meta(ge=1, le=30 * 86_400)] = 3_600
    tries: Annotated[int, Meta(ge=1, le=10_000)] = 100


class Timeouts(Wire, frozen=True):
    """After how many seconds a silence is an event, counted from the level before; ``None`` where the level is not waited for.

    Args:
        released: from accepted to given to its holder.
        opened: from given to its holder to opened by a person.
        acted: from opened to acted on or declined.
    """

    released: Seconds | None = 86_400
    opened: Seconds | None = 7 * 86_400
    acted: Seconds | None = None


class Terms(Wire, frozen=True):
    """What two nodes agree on.

    Args:
        schedule: when a message is tried again.
        timeouts: when a silence is an event.
        clocks: by how many seconds a message may come from the future.
        delivery: within how many seconds a message must be delivered, or ``None`` for without end.
    """

    schedule: Schedule = Schedule()
    timeouts: Timeouts = Timeouts()
    clocks: Seconds = 300
    delivery: Seconds | None = None


class Pact(Wire, frozen=True):
    """What both sides sign.

    Args:
        protocol: always ``relto-agreement/1``.
        agreement: the agreement.
        parties: the two, in order.
        text_sha256: of the agreement's text as a file.
        terms: of the exchange.
    """

    protocol: Literal["relto-agreement/1"]
    agreement: Slug
    parties: tuple[Code, Code]
    text_sha256: Hex
    terms: Terms


@frozen
class Pledge:
    """A pact with its digest.

    Args:
        pact: what both sign.
        sha256: its digest, which stands in every message.
    """

    pact: Pact
    sha256: str


def pledge(agreement: str, parties: tuple[str, str], text: bytes, terms: Terms) -> Pledge:
    """What two parties sign of an agreement's text and the terms of the exchange.

    Args:
        agreement: the agreement.
        parties: the two, in any order.
        text: the agreement's text as a file, its bytes.
        terms: of the exchange.
    """
    first, second = sorted(parties)
    pact = Pact(
        protocol="relto-agreement/1", agreement=agreement, parties=(first, second), text_sha256=sha256(text).hexdigest(), terms=terms
    )
    return Pledge(pact, sha256(write(pact)).hexdigest())
