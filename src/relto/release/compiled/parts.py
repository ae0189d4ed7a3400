"""What one agreement does with one level between two parties, worked out once and kept."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import frozen

from relto.agreements import (
    Agreement,
    Authorises,
    Ceiling,
    Channel,
    Clause,
    Clearance,
    Contractors,
    Duty,
    Marking,
    Nationality,
    Purpose,
    Scope,
    ThirdParty,
)
from relto.primitives import AgreementId, PartyId
from relto.release import wording
from relto.release.compiled.facts import Facts
from relto.release.compiled.landing import Step
from relto.release.model import Obligation, Outcome, Reason


@frozen(eq=False)
class Part:
    """One agreement as instrument for one level. What only a full decision needs is worked out when one is asked for.

    Args:
        agreement: the agreement.
        reasons: of the rules `instrument`, `ceiling` and `equivalence`, but for a level that goes case by case.
        step: where the level lands.
        purposes: clauses on purpose.
        scopes: clauses on scope.
        channels: clauses on the channel that speak at this level.
        authorises: the clause by which the level releases to its parties: for anyone's sending, and for the originator's own.
        assumed: whether the agreement is only assumed to be in force.
    """

    agreement: Agreement
    reasons: tuple[Reason, ...]
    step: Step
    purposes: tuple[tuple[Clause, Purpose], ...]
    scopes: tuple[tuple[Clause, Scope], ...]
    channels: tuple[tuple[Clause, Channel], ...]
    authorises: tuple[Clause | None, Clause | None]
    assumed: bool
    _facts: Facts
    _scheme: str
    _holder: PartyId
    _recipient: PartyId
    _at_holder: str | None

    @cached_property
    def height(self) -> int:
        """How high the ceiling stands."""
        return height(self._facts, self.agreement, self._recipient)

    @cached_property
    def marking(self) -> str | None:
        """What the recipient writes on it."""
        return _marking(self._facts, self.agreement, self._scheme, self.step, self._holder, self._recipient)

    @cached_property
    def duties(self) -> tuple[Obligation, ...]:
        """Obligations that hold whatever else is asked."""
        return _duties(self._facts, self.agreement, {self._recipient: self.step.at_home, self._holder: self._at_holder})

    @cached_property
    def _unsaid(self) -> dict[tuple[bool, bool, bool], tuple[Obligation, ...]]:
        return {}

    def unsaid(self, *, purpose: bool, kinds: bool, channel: bool) -> tuple[Obligation, ...]:
        """The obligations, in order, with those that stand in for what the question leaves unsaid."""
        key = (purpose, kinds, channel)
        found = self._unsaid.get(key)
        if found is None:
            duties = set(self.duties)
            if purpose:
                duties |= {wording.duty("purpose", self.agreement, clause) for clause, _ in self.purposes}
            if kinds:
                duties |= {wording.duty("scope", self.agreement, clause) for clause, _ in self.scopes}
            if channel:
                duties |= {wording.channel_duty(self.agreement, clause, sorted(effect.accepts)) for clause, effect in self.channels}
            found = self._unsaid[key] = tuple(sorted(duties, key=wording.obligation_order))
        return found


def landing(
    facts: Facts, agreement: Agreement, scheme: str, level: str, at_holder: str | None, holder: PartyId, recipient: PartyId
) -> Step:
    """Where the level lands with the recipient: unchanged, by the table, or by the holder's own level first."""
    found = _within(facts, agreement, scheme, level, holder, recipient)
    home = facts.scheme_of(holder)
    if found is not None or home is None or home.id == scheme:
        return found or facts.step(agreement.id, scheme, level, holder, recipient)
    if at_holder is None:
        return Step(None, None, lost=True)
    found = _within(facts, agreement, home.id, at_holder, holder, recipient)
    return found or facts.step(agreement.id, home.id, at_holder, holder, recipient)


def _within(facts: Facts, agreement: Agreement, scheme: str, level: str, holder: PartyId, recipient: PartyId) -> Step | None:
    """A level that needs no carrying: of the recipient's own scheme, or of one that all parties take as it is."""
    own = facts.scheme_of(recipient)
    if own is not None and own.id == scheme:
        return Step(level, None, at_home=level)
    if facts.is_common(agreement, scheme):
        return Step(level, None, at_home=facts.step(agreement.id, scheme, level, holder, recipient).level)
    return None


def build(facts: Facts, agreement: Agreement, scheme: str, level: str, at_holder: str | None, holder: PartyId, recipient: PartyId) -> Part:
    """Work one part out."""
    step = landing(facts, agreement, scheme, level, at_holder, holder, recipient)
    channels = facts.clauses(agreement, Channel)
    if channels:
        levels = {recipient: step.at_home, holder: at_holder}
        channels = tuple((clause, effect) for clause, effect in channels if _speaks(facts, effect.from_level, levels))
    status = facts.status(agreement.id, facts.at)
    others = tuple(a.id for a in facts.serving(holder, recipient, facts.at) if a is not agreement)
    said = (agreement.id, level, step.level, step.clause and id(step.clause), step.by_case, step.lost)
    key = (*said, step.at_home, holder if step.lost else "", recipient, others)
    reasons = facts.words.get(key)
    if reasons is None:
        reasons = facts.words[key] = _reasons(facts, agreement, step, level, holder, recipient, others)
    return Part(
        agreement=agreement,
        reasons=reasons,
        step=step,
        purposes=facts.clauses(agreement, Purpose),
        scopes=facts.clauses(agreement, Scope),
        channels=channels,
        authorises=_authorises(agreement, level) if facts.is_common(agreement, scheme) else (None, None),
        assumed=status.assumed,
        facts=facts,
        scheme=scheme,
        holder=holder,
        recipient=recipient,
        at_holder=at_holder,
    )


def fits(facts: Facts, agreement: Agreement, step: Step, recipient: PartyId) -> bool:
    """Whether a level that was carried lies between floor and ceiling."""
    key = (agreement.id, recipient, step.level, step.at_home)
    found = facts.fitting.get(key)
    if found is None:
        found = facts.fitting[key] = all(one.effect == Outcome.PERMIT for one in _ceiling(facts, agreement, step, recipient))
    return found


def _reasons(
    facts: Facts, agreement: Agreement, step: Step, level: str, holder: PartyId, recipient: PartyId, others: Sequence[AgreementId]
) -> tuple[Reason, ...]:
    status = facts.status(agreement.id, facts.at)
    reasons = [wording.instrument(agreement, status.why, assumed=status.assumed, others=list(others))]
    reasons += _ceiling(facts, agreement, step, recipient)
    if step.level is not None:
        reasons.append(wording.carried(agreement, step.clause, level, step.level))
    elif step.lost:
        reasons.append(wording.not_at_holder(agreement, level, holder))
    elif not step.by_case:
        reasons.append(wording.no_row(agreement, step.clause, level, recipient))
    return tuple(reasons)


def _ceiling(facts: Facts, agreement: Agreement, step: Step, recipient: PartyId) -> list[Reason]:
    scheme, level = facts.scheme_of(recipient), step.at_home
    if step.level is None:
        return []
    if level is None or scheme is None:
        return [wording.ceiling_untold(agreement, clause, step.level, recipient) for clause, _ in facts.clauses(agreement, Ceiling)]
    reasons: list[Reason] = []
    for clause, effect in facts.clauses(agreement, Ceiling):
        highest, lowest = effect.highest.get(recipient), effect.lowest.get(recipient)
        if highest is None:
            reasons.append(wording.ceiling_unknown(agreement, clause, recipient))
        elif not scheme.protects(highest, level):
            reasons.append(wording.above_ceiling(agreement, clause, level, highest))
        elif lowest is not None and not scheme.protects(level, lowest):
            reasons.append(wording.below_floor(agreement, clause, level, lowest))
        else:
            reasons.append(wording.under_ceiling(agreement, clause, highest))
    return reasons


def height(facts: Facts, agreement: Agreement, recipient: PartyId) -> int:
    """How high an agreement's ceiling stands for a recipient: of several instruments the highest serves."""
    scheme = facts.scheme_of(recipient)
    if scheme is None:
        return 0
    highs = [effect.highest[recipient] for _, effect in facts.clauses(agreement, Ceiling) if recipient in effect.highest]
    return min((sum(1 for one in scheme.levels if scheme.protects(high, one)) for high in highs), default=0)


def _marking(facts: Facts, agreement: Agreement, scheme: str, step: Step, holder: PartyId, recipient: PartyId) -> str | None:
    level = step.level
    if level is None:
        return None
    own = facts.scheme_of(recipient)
    if own is None or step.at_home != level:
        home = facts.scheme_of(holder)
        own = facts.network.schemes[scheme] if home is None or facts.is_common(agreement, scheme) else home
    named = any(effect.names_provider for _, effect in facts.clauses(agreement, Marking))
    return wording.received_marking(own, level, (holder,) if named else ())


def _speaks(facts: Facts, threshold: Mapping[PartyId, str], levels: Mapping[PartyId, str | None]) -> bool:
    for party, level in levels.items():
        scheme = facts.scheme_of(party)
        if level is not None and scheme is not None and party in threshold:
            return scheme.protects(level, threshold[party])
    return True


def _duties(facts: Facts, agreement: Agreement, levels: Mapping[PartyId, str | None]) -> tuple[Obligation, ...]:
    duties: list[Obligation] = []
    for clause in agreement.clauses:
        match clause.effect:
            case Contractors():
                duties.append(wording.duty("contractor", agreement, clause))
            case Marking():
                duties.append(wording.duty("marking", agreement, clause))
            case Nationality():
                duties.append(wording.duty("nationality", agreement, clause))
            case ThirdParty():
                duties.append(wording.duty("third-party", agreement, clause))
            case Clearance(from_level=threshold) if _speaks(facts, threshold, levels):
                duties.append(wording.duty("clearance", agreement, clause))
            case Duty(from_level=threshold) if _speaks(facts, threshold, levels):
                duties.append(wording.duty(clause.topic, agreement, clause))
            case _:
                pass
    return tuple(duties)


def _authorises(agreement: Agreement, level: str) -> tuple[Clause | None, Clause | None]:
    anyone: Clause | None = None
    own: Clause | None = None
    for clause, effect in agreement.clauses_of(Authorises):
        if level not in effect.levels:
            continue
        own = own or clause
        if effect.by == "anyone":
            anyone = anyone or clause
    return anyone, own
