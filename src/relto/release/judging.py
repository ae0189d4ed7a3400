"""One holder's questions about the portions of what it holds, on one day."""

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import field, frozen

from relto.agreements import Network
from relto.documents import Portion
from relto.labels import Label
from relto.primitives import AgreementId, PartyId
from relto.release import wording
from relto.release.compiled import Engine, originators_of
from relto.release.model import Decision, Item, Link, Obligation, Outcome, Reason


def _parties(codes: Iterable[PartyId]) -> frozenset[PartyId]:
    return frozenset(codes)


@frozen(cache_hash=True)
class Provenance:
    """Where something came from: what an :class:`~relto.release.Item` has besides its label.

    Args:
        originators: those said to have originated it; counts only where the marking names none.
        under: the instrument under which the holder got it.
        chain: the handings-over, originator's first.
        marked_on: the day it was marked, where the label does not say.
        provided_for: the purpose for which the holder got it.
        known_as: identifier by which a consent may name it.
    """

    originators: frozenset[PartyId] = field(default=frozenset(), converter=_parties)
    under: AgreementId | None = None
    chain: tuple[Link, ...] = ()
    marked_on: date | None = None
    provided_for: str | None = None
    known_as: str | None = None

    def item(self, label: Label, kinds: frozenset[str]) -> Item:
        """Something with this provenance and a label."""
        return Item(label, self.originators, kinds, self.under, self.marked_on, self.chain, self.provided_for, self.known_as)


def worst(decisions: Sequence[Decision]) -> Decision:
    """Several decisions as one: the worst outcome, with every reason, missing consent and obligation of all.

    The instrument is the one that all of them rest on, and ``None`` where they rest on several. A marking is given only where all give it.

    Args:
        decisions: one at least.
    """
    if len(decisions) == 1:
        return decisions[0]
    outcome = max((one.outcome for one in decisions), key=lambda each: each.severity)
    reasons: set[Reason] = {reason for one in decisions for reason in one.reasons}
    obligations: set[Obligation] = {duty for one in decisions for duty in one.obligations}
    markings, instruments = {one.marking for one in decisions}, {one.instrument for one in decisions}
    denied = outcome is Outcome.DENY
    return Decision(
        outcome,
        tuple(sorted({who for one in decisions for who in one.consent_from})),
        tuple(sorted(reasons, key=wording.reason_order)),
        () if denied else tuple(sorted(obligations, key=wording.obligation_order)),
        markings.pop() if len(markings) == 1 and not denied else None,
        instruments.pop() if len(instruments) == 1 else None,
        tuple(sorted({name for one in decisions for name in one.assumed})),
    )


_MADE_HERE = (Provenance(),)


@frozen
class Judge:
    """One holder's questions on one day.

    Args:
        network: the facts.
        holder: who holds it.
        at: the day.
        purpose: the purpose, or ``None``.
        channel: the channel, or ``None``.
        kinds: kinds of information.
        provenances: where it came from; of what was derived from several, each, and the worst of them counts.
        engine: the network of the day, compiled; made where it is not given.
    """

    network: Network
    holder: PartyId
    at: date
    purpose: str | None = field(default=None, kw_only=True)
    channel: str | None = field(default=None, kw_only=True)
    kinds: frozenset[str] = field(default=frozenset(), kw_only=True)
    provenances: tuple[Provenance, ...] = field(default=_MADE_HERE, kw_only=True)
    engine: Engine = field(kw_only=True, eq=False, repr=False)

    @engine.default
    def _make_engine(self) -> Engine:
        return Engine(self.network, self.at)

    def decide(self, portion: Portion, recipient: PartyId) -> Decision:
        """Whether a portion may go to a recipient; one without a label may go to nobody."""
        return Decision.unreadable() if portion.label is None else self.decide_label(portion.label, recipient)

    def decide_label(self, label: Label, recipient: PartyId) -> Decision:
        """Whether what has this label may go to a recipient."""
        ask = self.engine.decide
        return worst(
            [ask(item, holder=self.holder, recipient=recipient, purpose=self.purpose, channel=self.channel) for item in self._items(label)]
        )

    def originators_of(self, portion: Portion) -> tuple[PartyId, ...]:
        """Who originated a portion, in order of code."""
        return () if portion.label is None else self.originators_of_label(portion.label)

    def originators_of_label(self, label: Label) -> tuple[PartyId, ...]:
        """Who originated what has this label, in order of code."""
        return tuple(sorted({one for item in self._items(label) for one in originators_of(item, self.holder)}))

    def _items(self, label: Label) -> list[Item]:
        return [one.item(label, self.kinds) for one in self.provenances]

    def partners(self) -> list[PartyId]:
        """The parties with which the holder has an agreement in force on the day."""
        return sorted(self.engine.partners(self.holder))
