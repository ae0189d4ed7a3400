"""What releasing needs of the exchange: somewhere to hand a message to, and the keys that were pinned under agreements."""

from datetime import datetime
from typing import Protocol

from relto.node.ports import Work
from relto.primitives import PartyId
from relto.protocols.peer.messages import Release
from relto.sealing import PinnedSigner, Recipient


class Outbox(Protocol):
    """Where messages to other parties are handed to, in the unit of work of what they tell of."""

    def enqueue(self, work: Work, recipient: PartyId, message: Release, attachment: bytes, at: datetime) -> str:
        """Hand over a message; it goes when the unit of work ends well, and not otherwise.

        Args:
            work: the unit of work.
            recipient: for which party.
            message: its body.
            attachment: the sealed content.
            at: now.

        Returns:
            The message's identifier.

        Raises:
            Forbidden: there is no exchange with that party, or it is suspended.
        """


class Pins(Protocol):
    """The keys of other parties that are pinned under agreements."""

    def openers(self, work: Work, party: PartyId, at: datetime) -> tuple[Recipient, ...]:
        """The keys of a party for which content may be sealed; empty for none."""

    def signers(self, work: Work, party: PartyId, at: datetime) -> tuple[PinnedSigner, ...]:
        """The keys whose signatures are believed as a party's; revoked ones too."""
