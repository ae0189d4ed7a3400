"""Asks the decision about the portions of a document."""

from datetime import date

from attrs import field, frozen

from relto.agreements import Network
from relto.documents import Portion
from relto.labels import Label
from relto.primitives import AgreementId, PartyId
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
        originators: who originated the portions whose marks name nobody; empty: the owner of the scheme, or the holder.
        under: the agreement under which the holder got it, or ``None``.
        marked_on: the day of the marking, or ``None`` for the day of the question.
    """

    network: Network
    holder: PartyId
    at: date
    purpose: str | None = field(default=None, kw_only=True)
    channel: str | None = field(default=None, kw_only=True)
    kinds: frozenset[str] = field(default=frozenset(), kw_only=True)
    originators: frozenset[PartyId] = field(default=frozenset(), kw_only=True)
    under: AgreementId | None = field(default=None, kw_only=True)
    marked_on: date | None = field(default=None, kw_only=True)
    _engine: Engine = field(init=False)

    @_engine.default
    def _make_engine(self) -> Engine:
        return Engine(self.network, self.at)

    def decide(self, portion: Portion, recipient: PartyId) -> Decision:
        """Whether a portion may go to a recipient; one without a label may go to nobody."""
        if portion.label is None:
            return Decision.unreadable()
        item = self._item(portion.label)
        return self._engine.decide(item, holder=self.holder, recipient=recipient, purpose=self.purpose, channel=self.channel)

    def originators_of(self, portion: Portion) -> tuple[PartyId, ...]:
        """Who originated a portion, in order of code."""
        return () if portion.label is None else originators_of(self._item(portion.label), self.holder)

    def _item(self, label: Label) -> Item:
        return Item(label, originators=self.originators, kinds=self.kinds, under=self.under, marked_on=self.marked_on)

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
