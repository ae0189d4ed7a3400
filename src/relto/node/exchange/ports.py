"""What the exchange asks of the rest of the node, in the unit of work in which a message is taken or sent."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from attrs import frozen

from relto.node.journal import Entry
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Pact
from relto.protocols.peer import Consented, Correction, Envelope, Header, Message, Recall, Release
from relto.protocols.peer.messages import Outcome


@frozen
class Came:
    """A message that came in and is what its sender signed.

    Args:
        envelope: as it came.
        message: what it says.
        counterpart: who sent it.
        at: when it came.
        examined: what was found of a release (:data:`Examine`); ``None`` for other kinds.
    """

    envelope: Envelope
    message: Message
    counterpart: Counterpart
    at: datetime
    examined: Any = None

    @property
    def header(self) -> Header:
        """Its header."""
        return self.envelope.header


Examine = Callable[[Header, Release, bytes], Any]
"""Looks at a release before any unit of work is open: labels, disclosure record, seal, and that the content is what was approved.

Gives whatever :meth:`Received.keep` needs. Raises BrokenSeal where it is not to be held, for the reason it names (``label``,
``disclosure``, ``seal``, ``manifest``), and Unavailable where it cannot be looked at now."""


class Received(Protocol):
    """Holdings, as far as the exchange needs them."""

    def examining(self, sender: str, at: datetime) -> Examine:
        """What looks at the releases of one batch: all of them over the network of that instant."""

    def keep(self, work: Work, came: Came) -> Sequence[Entry]:
        """Hold what was examined; in the unit of work of its receipt.

        Returns:
            What the journal says of it: written with the lines of the batch.

        Raises:
            BrokenSeal: it is not to be held.
        """

    def withheld(self, work: Work, release: Release, at: datetime) -> str | None:
        """Why a release that was not delivered yet may not go any more, decided anew; ``None`` where it may."""

    def ordered(self, work: Work, order: Recall | Correction, at: datetime) -> Outcome:
        """Take an order to heart: nobody reads what is recalled until people have done what it asks.

        Returns:
            ``not-held`` where nothing of it is here, else ``pending``.
        """

    def went_on_as(self, work: Work, item: str) -> frozenset[str]:
        """The identifiers under which an item, and what was derived from it, went on from here; the item's own among them."""


class Recorded(Protocol):
    """The arrangement, as far as messages change it."""

    def consented(self, work: Work, consent: Consented, party: str, message: str, at: datetime) -> None:
        """A consent came, or was given, and may be used from now on."""

    def withdrawn(self, work: Work, consent: str, party: str, at: datetime) -> bool:
        """A consent may not be used any more; whether it was the party's and is known."""

    def signed(self, work: Work, pact: Pact, at: datetime) -> None:
        """Both signed an agreement."""

    def turned(self, work: Work, pact: Pact, kind: str, by: str, says: str, at: datetime, takes_effect: date | None = None) -> None:
        """An agreement was suspended, resumed or terminated, or notice was given."""
