"""The question with everything it leaves unsaid filled in, as every rule reads it.

What is left unsaid is filled in one way only (docs/reference/decision.md, "What the question leaves unsaid"):

* originators: those the marking names, else those given, else the owner of the scheme, else the holder;
* marked on: the day of the label, else that of the item, else the day of the question;
* came under: see :mod:`relto.release.rules.provenance`.
"""

from datetime import date
from functools import cached_property

from attrs import frozen

from relto.agreements import Agreement, Authorises, Equivalence, Network
from relto.labels import UNNAMED_SOURCE, Label
from relto.primitives import Malformed, PartyId
from relto.release.model import Item


@frozen(slots=False)
class Case:
    """One question under one instrument.

    Args:
        network: the facts.
        item: what would be released.
        holder: who holds it.
        recipient: who would get it.
        at: the day of the question.
        purpose: the purpose of the release, or ``None`` when not said.
        channel: the channel, or ``None`` when not said.
        instrument: the agreement under which it would go; ``None`` where there is none, or none is needed.
    """

    network: Network
    item: Item
    holder: PartyId
    recipient: PartyId
    at: date
    purpose: str | None = None
    channel: str | None = None
    instrument: Agreement | None = None

    def __attrs_post_init__(self) -> None:
        if self.holder == self.recipient:
            raise Malformed("holder and recipient are the same party: nothing is released", found=self.holder, expected="two parties")

    @property
    def label(self) -> Label:
        """The label of the item."""
        return self.item.label

    @cached_property
    def marked_on(self) -> date:
        """The day of the marking."""
        return self.label.marked_on or self.item.marked_on or self.at

    @cached_property
    def originators(self) -> tuple[PartyId, ...]:
        """Under whose authority it was classified, in order of code."""
        named = self.label.originators
        if UNNAMED_SOURCE in named and self.item.originators:
            named = (named - {UNNAMED_SOURCE}) | self.item.originators
        if not named:
            named = self.item.originators
        if not named and self.label.scheme.owner is not None:
            named = frozenset((self.label.scheme.owner,))
        return tuple(sorted(named or {self.holder}))

    @property
    def foreign(self) -> tuple[PartyId, ...]:
        """The originators whom an onward release concerns: neither the holder nor the recipient."""
        return tuple(o for o in self.originators if o not in (self.holder, self.recipient))

    @property
    def is_foreign(self) -> bool:
        """Whether another party than the holder originated it."""
        return any(one != self.holder for one in self.originators)

    @property
    def goes_home(self) -> bool:
        """Whether the recipient is the sole originator, who gets back what it gave."""
        return self.originators == (self.recipient,)

    @cached_property
    def on_list(self) -> bool | None:
        """Whether the recipient is on the originator's list; ``None`` where the marking has no list."""
        if self.label.releasable_to is None:
            return None
        return self.recipient in self.network.reach(self.label.releasable_to, self.marked_on, self.at)

    @cached_property
    def authorising(self) -> tuple[Agreement, Authorises] | None:
        """The instrument's clause by which the level itself is a release to its parties, if it has one for this case."""
        if self.instrument is None or self.label.releasable_to is not None or not self._is_common(self.instrument):
            return None
        own = self.originators == (self.holder,)
        for _, effect in self.instrument.clauses_of(Authorises):
            if self.label.level in effect.levels and (own or effect.by == "anyone"):
                return self.instrument, effect
        return None

    def _is_common(self, agreement: Agreement) -> bool:
        return any(table.common_scheme == self.label.scheme.id for _, table in agreement.clauses_of(Equivalence))

    def in_force(self, agreement: Agreement, on: date) -> bool:
        """Whether an agreement is in force on a day, or the question assumes it."""
        return agreement.status(on, assumed=self.network.is_assumed(agreement.id)).in_force

    def serving(self) -> tuple[Agreement, ...]:
        """The agreements in force at the day of the question that have holder and recipient as parties."""
        both = {self.holder, self.recipient}
        return tuple(a for _, a in sorted(self.network.agreements.items()) if both <= a.members(self.at) and self.in_force(a, self.at))
