"""The reference engine: small, slow and obvious. It reads like docs/reference/decision.md and is what the compiled engine must equal.

1. Public information is permitted, unless an embargo or an exclusion speaks.
2. Otherwise every rule is asked, under every agreement that could serve.
3. Recorded consents answer what they cover.
4. The outcome is the worst any rule gives; the missing consents and the obligations are united.
5. Of the agreements the best outcome wins; ties go to the higher ceiling, then to the identifier.
"""

from collections.abc import Sequence
from datetime import date

from attrs import evolve

from relto.agreements import Agreement, Ceiling, Network
from relto.primitives import AgreementId, PartyId
from relto.release import wording
from relto.release.model import Decision, Item, Obligation, Outcome
from relto.release.rules import BARRING, RULES, Case
from relto.release.rules.carrying import carry, written_by_recipient
from relto.release.rules.consents import apply_consents
from relto.release.rules.duties import obligations
from relto.release.rules.provenance import BrokenChain, chain


def decide(
    network: Network,
    item: Item,
    *,
    holder: PartyId,
    recipient: PartyId,
    at: date,
    purpose: str | None = None,
    channel: str | None = None,
) -> Decision:
    """Whether the holder may release the item to the recipient on a day; see :func:`relto.decide`."""
    case = _case(network, item, holder, recipient, at, purpose, channel)
    if case.label.is_public:
        return _public(case)
    decided = _under_each(case)
    return _best(case, decided)[1] if decided else _under(case)


def decide_under_each(
    network: Network,
    item: Item,
    *,
    holder: PartyId,
    recipient: PartyId,
    at: date,
    purpose: str | None = None,
    channel: str | None = None,
) -> tuple[tuple[Agreement, Decision], ...]:
    """What is decided under each agreement that could serve, the one that is taken first; none where no agreement is needed or serves.

    Raises:
        Malformed: as :func:`decide`.
    """
    case = _case(network, item, holder, recipient, at, purpose, channel)
    decided = [] if case.label.is_public else _under_each(case)
    if not decided:
        return ()
    best = _best(case, decided)
    return (best, *(one for one in decided if one is not best))


def _case(network: Network, item: Item, holder: PartyId, recipient: PartyId, at: date, purpose: str | None, channel: str | None) -> Case:
    network.party(holder)
    network.party(recipient)
    return Case(network, item, holder, recipient, at, purpose, channel)


def _under_each(case: Case) -> list[tuple[Agreement, Decision]]:
    return [] if case.goes_home else [(agreement, _under(evolve(case, instrument=agreement))) for agreement in case.serving()]


def _best(case: Case, decided: Sequence[tuple[Agreement, Decision]]) -> tuple[Agreement, Decision]:
    return min(decided, key=lambda pair: (pair[1].outcome.severity, -_ceiling_height(case, pair[0]), pair[0].id))


def _public(case: Case) -> Decision:
    barred = [reason for rule in BARRING for reason in rule(case)]
    outcome = Outcome.DENY if barred else Outcome.PERMIT
    return Decision(outcome, reasons=tuple(sorted([wording.public(), *barred], key=wording.reason_order)))


def _under(case: Case) -> Decision:
    """The decision under the instrument of the case."""
    reasons = [reason for rule in RULES for reason in rule(case)]
    reasons, conditions = apply_consents(case, reasons)
    outcome = max((reason.effect for reason in reasons), key=lambda effect: effect.severity, default=Outcome.PERMIT)
    missing = {reason.consent_of for reason in reasons if reason.effect is Outcome.CONSENT and reason.consent_of is not None}
    duties = set() if outcome is Outcome.DENY else {*conditions, *obligations(case)}
    return Decision(
        outcome,
        consent_from=tuple(sorted(missing)),
        reasons=tuple(sorted(set(reasons), key=wording.reason_order)),
        obligations=_sorted(duties),
        marking=None if outcome is Outcome.DENY else _marking(case),
        instrument=case.instrument.id if case.instrument is not None else None,
        assumed=_assumed(case),
    )


def _sorted(duties: set[Obligation]) -> tuple[Obligation, ...]:
    return tuple(sorted(duties, key=wording.obligation_order))


def _ceiling_height(case: Case, agreement: Agreement) -> int:
    """How high an agreement's ceiling stands in the recipient's scheme: the number of levels it covers from above."""
    scheme = case.network.home_scheme(case.recipient)
    heights = [
        sum(scheme.protects(effect.highest[case.recipient], level) for level in scheme.levels)
        for _, effect in agreement.clauses_of(Ceiling)
        if scheme is not None and case.recipient in effect.highest
    ]
    return min(heights, default=0)


def _marking(case: Case) -> str | None:
    """What the recipient writes on it: its own level, with the provider's name where a clause asks for it."""
    if case.instrument is None:
        return None
    level = carry(case).level
    return None if level is None else written_by_recipient(case, case.instrument, level)


def _assumed(case: Case) -> tuple[AgreementId, ...]:
    """The agreements on which the answer rests and which are only assumed to be in force."""
    used: set[AgreementId] = set()
    if case.instrument is not None and case.instrument.status(case.at, assumed=case.network.is_assumed(case.instrument.id)).assumed:
        used.add(case.instrument.id)
    for originator in case.originators:
        if originator == case.holder:
            continue
        try:
            handings = chain(case, originator)
        except BrokenChain:
            continue
        used |= {h.agreement.id for h in handings if h.agreement.status(h.on, assumed=case.network.is_assumed(h.agreement.id)).assumed}
    return tuple(sorted(used))
