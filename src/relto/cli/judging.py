"""Asks the decision about the portions of a document."""

from datetime import date

from attrs import field, frozen

from relto.agreements import Network
from relto.documents import Portion
from relto.primitives import PartyId
from relto.release import Decision, Engine, Item, originators_of


@frozen
class Judge:
    """One holder's questions about a document on one day.

    Args:
        network: the facts.
        holder: who holds the document.
        at: the day.
        purpose: the purpose, or ``None``.
        channel: the channel, or ``None``.
        kinds: kinds of information.
    """

    network: Network
    holder: PartyId
    at: date
    purpose: str | None = field(default=None, kw_only=True)
    channel: str | None = field(default=None, kw_only=True)
    kinds: frozenset[str] = field(default=frozenset(), kw_only=True)
    _engine: Engine = field(init=False)

    @_engine.default
    def _make_engine(self) -> Engine:
        return Engine(self.network, self.at)

    def decide(self, portion: Portion, recipient: PartyId) -> Decision:
        """Whether a portion may go to a recipient; one without a label may go to nobody."""
        if portion.label is None:
            return Decision.unreadable()
        return self._engine.decide(
            Item(portion.label, kinds=self.kinds), holder=self.holder, recipient=recipient, purpose=self.purpose, channel=self.channel
        )

    def originators(self, portion: Portion) -> tuple[PartyId, ...]:
        """Who originated a portion, in order of code."""
        return () if portion.label is None else originators_of(Item(portion.label), self.holder)

    def partners(self) -> list[PartyId]:
        """The parties with which the holder has an agreement in force on the day."""
        found = {
            party
            for agreement in self.network.agreements.values()
            if agreement.status(self.at, assumed=self.network.is_assumed(agreement.id)).in_force
            and self.holder in agreement.members(self.at)
            for party in agreement.members(self.at)
        }
        return sorted(found - {self.holder})
