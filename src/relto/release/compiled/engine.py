"""The compiled engine: the network of one day, ready to answer about a million times a second.

It answers exactly what the reference engine answers, in the same words, and shares nothing with it but the value objects
and the wording; tests compare the two on generated networks and questions.

What makes it quick is what it keeps, each keyed by everything its value depends on: what there is between two parties
(*pairs*), what one agreement does with one level between them (*parts*), what a label says apart from its list, exclusions
and compartments (*cores*), and the answers themselves. Where neither law nor consent looks at them, exclusions and
compartments only add to what is decided without them. An engine grows with the distinct labels it is asked about; make a new one to forget.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from relto.agreements import Consent, Network
from relto.primitives import AgreementId, Malformed, PartyId, Place
from relto.release import wording
from relto.release.compiled.asking import Asked, Caveats, Core, Said
from relto.release.compiled.facts import Facts, Pair
from relto.release.compiled.parts import Part
from relto.release.compiled.rows import OutcomeRow, keep, warm
from relto.release.compiled.weighing import Scales
from relto.release.model import Decision, Item, Obligation, Outcome, Reason

_DENY, _CONSENT, _PERMIT = Outcome.DENY, Outcome.CONSENT, Outcome.PERMIT
Taken: TypeAlias = tuple[Core, Caveats | None, frozenset[str] | None, Sequence[frozenset[PartyId]]]
"""What an item says: its core, its exclusions and compartments (``None``: it has neither), the codes of its list (``None``: no list), and
the parties that each community on it reaches."""

_BARE = 5
"""How many parts the key of a core has that says nothing but level, originators, controls and epoch, and is not public."""

_NONE: Caveats = (frozenset(), frozenset())

_NOBODY: dict[PartyId, Pair] = {}  # with whom a holder not asked about yet has met; never written to


class Engine:
    """Answers questions of one day over one network.

    Args:
        network: the facts.
        at: the day.

    Attributes:
        outcome: of an item, a holder and a recipient: the outcome alone, from the row of the item.

    Raises:
        Malformed: ``at`` is no day.
    """

    def __init__(self, network: Network, at: date) -> None:
        if type(at) is not date:
            raise Malformed("the day of the question is no day", place=Place("at"), found=repr(at), expected="a datetime.date")
        self.network = network
        self.at = at
        self._facts = Facts(network, at)
        self._now = self._facts.epoch(at)
        self._scales = Scales(self._facts)
        self._pairs: dict[PartyId, dict[PartyId, Pair]] = {}
        self._cores: dict[object, Core] = {}
        self._items: dict[Item, Taken] = {}
        self._taken: dict[int, Taken] = {}
        self._outlines: dict[tuple[tuple[PartyId, ...], int], int] = {}
        self._rows: dict[Item, dict[PartyId, bytes]] = {}
        self._numbers = {party: number for number, party in enumerate(network.everyone)}
        self._items_named = any(consent.items for consent in network.consents)
        self._consents = sorted(network.consents, key=lambda consent: consent.id)
        self._marks: dict[PartyId, object] = {}
        self.outcome = warm(self._marks, self._recalled)

    def decide(
        self, item: Item, *, holder: PartyId, recipient: PartyId, purpose: str | None = None, channel: str | None = None
    ) -> Decision:
        """Whether the holder may release the item to the recipient; see :func:`relto.decide`."""
        core, caveats, codes, groups = self._taken.get(id(item)) or self._items.get(item) or self._take_in(item)
        pair = self._pairs.get(holder, _NOBODY).get(recipient) or self._meet(holder, recipient)
        on_list = None if codes is None else recipient in codes or (bool(groups) and _in_group(groups, recipient))
        situation: object = 3 * (core.number if pair.level_counts else core.outline) + (2 if on_list is None else on_list)
        if purpose is not None or channel is not None:
            situation = (situation, purpose, channel)
        if caveats is not None:
            situation = (situation, caveats)
        answer = pair.answers.get(situation)
        if answer is None:
            answer = pair.answers[situation] = self._answer(core, caveats, pair, (on_list, purpose, channel))
        return answer

    def kind_of(self, item: Item) -> object:
        """What every answer about an item rests on; items of one kind get the same answers from this engine."""
        core, caveats, codes, _ = self._items.get(item) or self._take_in(item)
        return core.number, caveats, codes

    def standing(self, item: Item, holder: PartyId, heeds: Callable[[str], bool] | None = None) -> object:
        """What of a holder's having an item the outcomes rest on.

        Items that differ only in their chains get the same outcomes from two chains of one standing, and so does whatever is
        released further from there on.

        Args:
            item: the item.
            holder: who holds it.
            heeds: whether it matters that an authority is asked; left out, each does. With it, chains of one standing get the
                same outcomes but for which of the others are asked. Whoever gave a recorded consent matters.
        """
        core, *_ = self._items.get(item) or self._take_in(item)
        return self._scales.standing(core, holder, heeds)

    def partners(self, holder: PartyId) -> tuple[PartyId, ...]:
        """The parties with which a holder has an agreement in force: what is not public goes to nobody else, but to its originator."""
        return self._facts.partners(holder)

    def row(self, item: Item, holder: PartyId) -> OutcomeRow:
        """The outcomes of one item for every party of the network but the holder; no purpose and no channel said."""
        rows = self._rows.get(item)
        if rows is None:
            rows = self._rows[item] = {}
        codes = rows.get(holder)
        if codes is None:
            codes = rows[holder] = bytes(self._severity(item, holder, party) for party in self._numbers)
        return OutcomeRow(codes, self._numbers)

    def _recalled(self, item: Item, holder: PartyId, recipient: PartyId) -> Outcome:
        """An outcome that was not asked before, kept where it is found in a few steps."""
        found = self.row(item, holder).of(recipient)
        if recipient in self._numbers:
            keep(self._marks.setdefault(holder, object()), item, recipient, found)
        return found

    @property
    def facts(self) -> Facts:
        """The network of the day, compiled."""
        return self._facts

    def apart(self, item: Item, holder: PartyId, recipient: PartyId) -> tuple[int, int]:
        """The severities off and on the list, without what exclusions and compartments say, for an item that is not public.

        Items that differ in nothing but their lists, exclusions and compartments share them. A network with consents, or with law on
        exclusions by name, tells more of them apart. Where there is no list the two are one.

        Args:
            item: the item.
            holder: who holds it.
            recipient: who would get it.
        """
        core, caveats, listed, _ = self._items.get(item) or self._take_in(item)
        pair = self._pairs.get(holder, _NOBODY).get(recipient) or self._meet(holder, recipient)
        asked = Asked(core, caveats or _NONE, pair, (None if listed is None else False, None, None))
        off = on = self._fixed(asked)
        if listed is not None and pair.law:
            on = self._fixed(Asked(core, caveats or _NONE, pair, (True, None, None)))
        if asked.goes_home:
            return off, on
        best_off = best_on = _DENY.severity
        for agreement in pair.serving:
            if listed is None or self._consents:
                part = self._scales.part(asked, agreement)
                terms = self._worst(asked, self._scales.terms(asked, part))
            else:
                part, terms = None, self._scales.cover(asked, agreement).severity
            best_on = min(best_on, terms)
            if terms < best_off:
                best_off = min(best_off, max(terms, self._worst(asked, self._scales.releasability(asked, part))))
        off = max(off, best_off)
        return off, off if listed is None else max(on, best_on)

    def _fixed(self, asked: Asked) -> int:
        reasons = list(asked.pair.embargoes)
        self._scales.fixed(asked, reasons)
        return self._worst(asked, [one for one in reasons if one.rule != "compartment"])

    def _worst(self, asked: Asked, reasons: list[Reason]) -> int:
        if self._consents:
            reasons, _ = self._consented(asked, reasons)
        worst = _PERMIT.severity
        for one in reasons:
            effect = one.effect
            if effect is _DENY:
                return _DENY.severity
            if effect is _CONSENT:
                worst = _CONSENT.severity
        return worst

    def _severity(self, item: Item, holder: PartyId, recipient: PartyId) -> int:
        """One byte of a row; the decision behind it is not kept, so that rows stay small."""
        if recipient == holder:
            return Outcome.DENY.severity
        core, caveats, codes, groups = self._taken.get(id(item)) or self._items.get(item) or self._take_in(item)
        pair = self._pairs.get(holder, _NOBODY).get(recipient) or self._meet(holder, recipient)
        on_list = None if codes is None else recipient in codes or (bool(groups) and _in_group(groups, recipient))
        said = (on_list, None, None)
        answer = self._bare(core, pair, said) if caveats is None else self._answer(core, caveats, pair, said)
        return answer.outcome.severity

    def _take_in(self, item: Item) -> Taken:
        label = item.label
        scheme = label.scheme
        marked_on = label.marked_on or item.marked_on or self.at
        epoch = self._now if marked_on is self.at else self._facts.epoch(marked_on)
        key: tuple[object, ...] = (scheme.id, label.level, label.originators, label.controls, epoch)
        if item.originators or item.kinds or item.under or item.chain or item.provided_for or self._items_named:
            key = (*key, item.originators, item.kinds, item.under, item.chain, item.provided_for, item.id if self._items_named else None)
        public = label.level in scheme.public and label.is_public
        if public:
            key = (*key, "public")
        core = self._cores.get(key)
        if core is None:
            core = self._cores[key] = Core(len(self._cores), item, marked_on, epoch, public=public)
            if len(key) == _BARE and not label.controls:
                core.outline = -1 - self._outlines.setdefault((core.named, epoch), len(self._outlines))
        codes = label.releasable_to
        caveats = (label.exclusions, label.compartments) if label.exclusions or label.compartments else None
        taken = self._items[item] = (core, caveats, codes, () if codes is None else self._facts.groups(codes, epoch))
        self._taken[id(item)] = taken  # `_items` keeps the item, so nothing else can take its identity
        return taken

    def _meet(self, holder: PartyId, recipient: PartyId) -> Pair:
        if holder == recipient:
            raise Malformed("holder and recipient are the same party: nothing is released", found=holder, expected="two parties")
        pair = Pair(self._facts, holder, recipient)
        self._pairs.setdefault(holder, {})[recipient] = pair
        return pair

    def _answer(self, core: Core, caveats: Caveats | None, pair: Pair, said: Said) -> Decision:
        if caveats is not None and pair.plain and core.named != pair.just_recipient:
            return self._caveated(core, caveats, pair, said)
        asked = Asked(core, caveats or _NONE, pair, said)
        reasons = [*pair.embargoes, *self._scales.excluded(asked.exclusions, core, asked.recipient)]
        if core.public:
            return Decision(_DENY if reasons else _PERMIT, reasons=_in_order([wording.public(), *reasons]))
        self._scales.fixed(asked, reasons)
        if asked.goes_home:
            return self._conclude(asked, reasons, None)
        if not pair.serving:
            return self._conclude(asked, [*self._scales.releasability(asked, None), pair.no_instrument, *reasons], None)
        if len(pair.serving) == 1:
            part = self._scales.part(asked, pair.serving[0])
            return self._conclude(asked, self._scales.covering(asked, part) + reasons, part)
        parts = [self._scales.part(asked, agreement) for agreement in pair.serving]
        decided = [(part, self._conclude(asked, self._scales.covering(asked, part) + reasons, part)) for part in parts]
        return min(decided, key=lambda pair: (pair[1].outcome.severity, -pair[0].height, pair[0].agreement.id))[1]

    def _bare(self, core: Core, pair: Pair, said: Said) -> Decision:
        """What is decided without exclusions and compartments; kept where nothing is said but list, level and whose it is."""
        on_list, purpose, channel = said
        if core.outline >= 0 or purpose is not None or channel is not None:
            return self._answer(core, None, pair, said)
        situation = 3 * (core.number if pair.level_counts else core.outline) + (2 if on_list is None else on_list)
        answer = pair.answers.get(situation)
        if answer is None:
            answer = pair.answers[situation] = self._answer(core, None, pair, said)
        return answer

    def _caveated(self, core: Core, caveats: Caveats, pair: Pair, said: Said) -> Decision:
        """What is decided without exclusions and compartments, and what they add to it."""
        exclusions, compartments = caveats
        base = self._bare(core, pair, said)
        outside = self._scales.excluded(exclusions, core, pair.recipient) if exclusions else ()
        more, shut = pair.compartments(compartments) if compartments else ((), False)
        if not outside and not more:
            return base
        reasons = base.reasons + more
        if outside or more[0].order < base.reasons[-1].order:
            reasons = _in_order([*outside, *reasons])
        if outside or shut:
            return Decision(_DENY, base.consent_from, reasons, (), None, base.instrument, base.assumed)
        return Decision(base.outcome, base.consent_from, reasons, base.obligations, base.marking, base.instrument, base.assumed)

    def _conclude(self, asked: Asked, reasons: list[Reason], part: Part | None) -> Decision:
        conditions: list[Obligation] = []
        if self._consents:
            reasons, conditions = self._consented(asked, reasons)
        outcome = _PERMIT
        missing: list[str] = []
        for reason in reasons:
            effect = reason.effect
            if effect is _DENY:
                outcome = _DENY
            elif effect is _CONSENT:
                if outcome is _PERMIT:
                    outcome = _CONSENT
                if reason.consent_of is not None:
                    missing.append(reason.consent_of)
        denied = outcome is _DENY
        return Decision(
            outcome,
            tuple(sorted(set(missing))) if missing else (),
            _in_order(reasons),
            () if denied else self._duties(asked, part, conditions),
            None if denied or part is None else part.marking,
            None if part is None else part.agreement.id,
            () if asked.own and part is None else self._assumed(asked, part),
        )

    def _duties(self, asked: Asked, part: Part | None, conditions: list[Obligation]) -> tuple[Obligation, ...]:
        kinds = asked.core.item.kinds
        more = list(conditions)
        for rule in asked.law:
            if rule.when.kinds and not kinds:
                more.append(wording.national_duty(rule, sorted(rule.when.kinds)))
            elif rule.effect == "obligation":
                more.append(wording.national_duty(rule))
        own: tuple[Obligation, ...] = ()
        if part is not None:
            own = part.unsaid(purpose=asked.purpose is None, kinds=not kinds, channel=asked.channel is None)
        return tuple(sorted({*own, *more}, key=wording.obligation_order)) if more else own

    def _assumed(self, asked: Asked, part: Part | None) -> tuple[AgreementId, ...]:
        assumed = {part.agreement.id} if part is not None and part.assumed else set()
        if not asked.own:
            for one in asked.originators:
                if one != asked.holder:
                    assumed |= self._scales.custody(asked.core, one, asked.holder).assumed
        return tuple(sorted(assumed)) if assumed else ()

    def _consented(self, asked: Asked, reasons: list[Reason]) -> tuple[list[Reason], list[Obligation]]:
        left: list[Reason] = []
        used: dict[str, tuple[Consent, set[str]]] = {}
        usable = [consent for consent in self._consents if self._usable(asked, consent)]
        for reason in reasons:
            answer = None
            if reason.effect is _CONSENT:
                answer = next((c for c in usable if c.by == reason.consent_of and (c.written or reason.form != "prior-written")), None)
            if answer is None:
                left.append(reason)
            else:
                used.setdefault(answer.id, (answer, set()))[1].add(reason.rule)
        left += [wording.consented(consent.by, consent.id, sorted(rules)) for consent, rules in used.values()]
        return left, [wording.condition(consent.by, consent.id, text) for consent, _ in used.values() for text in consent.conditions]

    def _usable(self, asked: Asked, consent: Consent) -> bool:
        label = asked.label
        if asked.recipient not in consent.recipients or (consent.holders and asked.holder not in consent.holders):
            return False
        if consent.items and asked.core.item.id not in consent.items:
            return False
        if consent.purposes and asked.purpose not in consent.purposes:
            return False
        if consent.given_on > self.at or self.at not in consent.period or not asked.compartments <= consent.compartments:
            return False
        same = consent.scheme == label.scheme.id and consent.up_to in label.scheme.levels
        return same and label.scheme.protects(consent.up_to, label.level)


def _in_group(groups: Sequence[frozenset[PartyId]], recipient: PartyId) -> bool:
    for group in groups:  # noqa: SIM110 - plainer and quicker than a generator, and asked for every label never seen
        if recipient in group:
            return True
    return False


def _in_order(reasons: list[Reason]) -> tuple[Reason, ...]:
    """The reasons in their order, each once."""
    before: tuple[object, ...] = ()
    for one in reasons:
        if one.order <= before:
            break
        before = one.order
    else:
        return tuple(reasons)  # they stood so, as they mostly do
    reasons.sort(key=wording.reason_order)
    last: Reason | None = None
    once: list[Reason] = []
    for one in reasons:
        if last is None or one.order != last.order or one != last:
            once.append(one)
        last = one
    return tuple(once)
