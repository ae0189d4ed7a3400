"""The words of the decision: how each rule's reason and obligation reads.

These functions decide nothing. They only turn what an engine has found into the value that people and programs read, so
that the two engines answer in the same words.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from relto.agreements import Agreement, Basis, Clause, Form, NationalRule
from relto.labels import Scheme
from relto.markings import system, system_ids
from relto.primitives import Malformed
from relto.release.model import Obligation, Outcome, Reason

_CONSENT = re.compile(r"gave consent `([^`]*)`")
_REMEMBERED = 65_536
"""How many sentences are kept of each rule whose words depend on names alone."""


reason_order = attrgetter("order")
"""The place of a reason among others."""


def obligation_order(obligation: Obligation) -> tuple[str, str, str, str]:
    """The place of an obligation among others."""
    return (obligation.rule, obligation.agreement or "", obligation.article or "", obligation.says)


def _by(clause: Clause | None) -> dict[str, object]:
    return {"article": clause.article, "basis": clause.basis} if clause is not None else {}


def _written(form: Form) -> str:
    return {"any": "consent", "prior": "prior consent", "prior-written": "prior written consent"}[form]


def public() -> Reason:
    return Reason("public", Outcome.PERMIT, "the information needs no protection")


@lru_cache(maxsize=_REMEMBERED)
def no_instrument_of_receipt(originator: str, holder: str) -> Reason:
    return Reason(
        "provenance",
        Outcome.DENY,
        f"no agreement in force between {originator} and {holder} when it was marked: how {holder} came by it is not known",
    )


def unnamed_source() -> Reason:
    return Reason("provenance", Outcome.DENY, "the marking conceals its foreign source: say whose information it is")


def unknown_instrument(under: str) -> Reason:
    return Reason("provenance", Outcome.DENY, f"`{under}`, under which it is said to have come, is not in the network")


def handed_to_itself(party: str) -> Reason:
    return Reason("provenance", Outcome.DENY, f"the chain has {party} hand it to itself")


def two_instruments(under: str, named: str) -> Reason:
    return Reason("provenance", Outcome.DENY, f"it is said to have come under `{under}`, and by its chain under `{named}`")


def not_under(agreement: Agreement, why: str) -> Reason:
    return Reason("provenance", Outcome.DENY, f"it cannot have come under {agreement.id}: {why}", agreement.id)


def embargo(rule: NationalRule, recipient: str) -> Reason:
    return Reason("embargo", Outcome.DENY, f"{rule.party} bars {recipient}: {rule.says}", None, rule.citation, rule.basis)


@lru_cache(maxsize=_REMEMBERED)
def exclusion(name: str, only: frozenset[str], recipient: str) -> Reason:
    return Reason(
        "exclusion",
        Outcome.DENY,
        f"{name} shuts out {recipient}: only {', '.join(sorted(only))}; no consent lifts it, the originator must re-mark",
    )


@lru_cache(maxsize=_REMEMBERED)
def on_list(recipient: str) -> Reason:
    return Reason("releasability", Outcome.PERMIT, f"{recipient} is on the originator's list")


def authorised(recipient: str, level: str, agreement: Agreement, clause: Clause) -> Reason:
    return Reason(
        "releasability",
        Outcome.PERMIT,
        f"{level} itself releases to {recipient}: {clause.says}",
        agreement.id,
        clause.article,
        clause.basis,
    )


@lru_cache(maxsize=_REMEMBERED)
def off_own_list(holder: str, recipient: str) -> Reason:
    return Reason("releasability", Outcome.DENY, f"{recipient} is not on the list of {holder}, who originated it: re-mark first")


@lru_cache(maxsize=_REMEMBERED)
def off_list(originator: str, recipient: str) -> Reason:
    return Reason("releasability", Outcome.CONSENT, f"{recipient} is not on the list of {originator}", consent_of=originator)


@lru_cache(maxsize=_REMEMBERED)
def no_list(originator: str) -> Reason:
    return Reason(
        "releasability",
        Outcome.CONSENT,
        f"the marking has no list: the releasing authority of {originator} must approve",
        consent_of=originator,
    )


def third_party(agreement: Agreement, clause: Clause | None, authority: str, form: Form, recipient: str) -> Reason:
    if clause is None:
        asked = f"{recipient} is a third party, {_written(form)} of {authority} needed"
        says = f"no third-party clause of {agreement.id} is recorded, so the strictest is taken: {asked}"
        return Reason("third-party", Outcome.CONSENT, says, agreement.id, None, Basis.MODELLED, authority, form)
    says = f"{recipient} is a third party: {_written(form)} of {authority} needed"
    return Reason("third-party", Outcome.CONSENT, says, agreement.id, clause.article, clause.basis, authority, form)


def not_third(agreement: Agreement, clause: Clause | None, recipient: str) -> Reason:
    return Reason("third-party", Outcome.PERMIT, f"{recipient} is no third party to {agreement.id}", agreement.id, **_by(clause))  # type: ignore[arg-type]


def needs_agreement(agreement: Agreement, clause: Clause, originator: str, recipient: str) -> Reason:
    says = f"beside consent, {originator} must have an agreement in force with {recipient}: none is"
    return Reason("third-party", Outcome.DENY, says, agreement.id, clause.article, clause.basis)


@lru_cache(maxsize=_REMEMBERED)
def orcon(originator: str) -> Reason:
    return Reason(
        "orcon", Outcome.CONSENT, f"originator controlled: every onward release needs consent of {originator}", consent_of=originator
    )


def instrument(agreement: Agreement, why: str, *, assumed: bool, others: Sequence[str]) -> Reason:
    also = f"; also in force between them: {', '.join(others)}" if others else ""
    return Reason(
        "instrument",
        Outcome.PERMIT,
        f"{agreement.id} {'is ' if assumed else ''}{why}{also}",
        agreement.id,
        None,
        Basis.MODELLED if assumed else agreement.in_force_basis,
    )


def no_instrument(holder: str, recipient: str, others: Sequence[tuple[Agreement, str]]) -> Reason:
    seen = f" ({'; '.join(f'{a.id}: {why}' for a, why in others)})" if others else ""
    cited = others[0][0].id if len(others) == 1 else None
    return Reason("instrument", Outcome.DENY, f"no agreement in force between {holder} and {recipient}{seen}", cited)


def above_ceiling(agreement: Agreement, clause: Clause, level: str, highest: str) -> Reason:
    return Reason(
        "ceiling", Outcome.DENY, f"{level} is above {highest}, the highest level covered", agreement.id, clause.article, clause.basis
    )


def below_floor(agreement: Agreement, clause: Clause, level: str, lowest: str) -> Reason:
    return Reason(
        "ceiling",
        Outcome.DENY,
        f"{level} is below {lowest}, the lowest level covered: no legal basis",
        agreement.id,
        clause.article,
        clause.basis,
    )


def under_ceiling(agreement: Agreement, clause: Clause, highest: str) -> Reason:
    return Reason("ceiling", Outcome.PERMIT, f"within {highest}, the highest level covered", agreement.id, clause.article, clause.basis)


def ceiling_unknown(agreement: Agreement, clause: Clause, recipient: str) -> Reason:
    return Reason(
        "ceiling", Outcome.DENY, f"the highest level covered is not given for {recipient}", agreement.id, clause.article, clause.basis
    )


def ceiling_untold(agreement: Agreement, clause: Clause, level: str, recipient: str) -> Reason:
    says = f"what {level} is in {recipient}'s own scheme, in which the highest level covered is given, is not known"
    return Reason("ceiling", Outcome.DENY, says, agreement.id, clause.article, clause.basis)


@lru_cache(maxsize=_REMEMBERED)
def goes_home(recipient: str) -> Reason:
    return Reason("third-party", Outcome.PERMIT, f"{recipient} is the sole originator: it gets back what it gave")


def carried(agreement: Agreement, clause: Clause | None, level: str, target: str) -> Reason:
    return Reason("equivalence", Outcome.PERMIT, f"{level} is carried as {target}", agreement.id, **_by(clause))  # type: ignore[arg-type]


def by_case(agreement: Agreement, clause: Clause, level: str, authority: str) -> Reason:
    return Reason(
        "equivalence",
        Outcome.CONSENT,
        f"{level} goes across only case by case: consent of {authority} needed",
        agreement.id,
        clause.article,
        clause.basis,
        authority,
    )


def not_at_holder(agreement: Agreement, level: str, holder: str) -> Reason:
    says = f"how {level} stands in {holder}'s own scheme is not known from the agreements under which it came"
    return Reason("equivalence", Outcome.DENY, says, agreement.id)


def no_row(agreement: Agreement, clause: Clause | None, level: str, recipient: str) -> Reason:
    return Reason("equivalence", Outcome.DENY, f"{agreement.id} carries {level} to no level of {recipient}", agreement.id, **_by(clause))  # type: ignore[arg-type]


def out_of_scope(agreement: Agreement, clause: Clause, kind: str) -> Reason:
    return Reason("scope", Outcome.DENY, f"{kind} information is outside: {clause.says}", agreement.id, clause.article, clause.basis)


@lru_cache(maxsize=_REMEMBERED)
def closed_compartment(compartment: str, recipient: str) -> Reason:
    return Reason("compartment", Outcome.DENY, f"compartment {compartment} is not open to {recipient}")


def open_compartment(compartment: str, agreement: Agreement, clause: Clause) -> Reason:
    return Reason(
        "compartment", Outcome.PERMIT, f"compartment {compartment} is open under {agreement.id}", agreement.id, clause.article, clause.basis
    )


def other_purpose(originator: str, purpose: str, provided_for: str | None, agreement: Agreement | None, clause: Clause | None) -> Reason:
    given = f"provided for {provided_for}" if provided_for else "the purpose it was provided for is not recorded"
    says = f"{purpose}: {given}; consent of {originator} needed"
    cited = agreement.id if agreement is not None else None
    return Reason("purpose", Outcome.CONSENT, says, cited, consent_of=originator, **_by(clause))  # type: ignore[arg-type]


def outside_purposes(agreement: Agreement, clause: Clause, purpose: str, originator: str) -> Reason:
    says = f"{purpose} is none of the purposes of {agreement.id}: consent of {originator} needed"
    return Reason("purpose", Outcome.CONSENT, says, agreement.id, clause.article, clause.basis, originator)


def national(rule: NationalRule, effect: Outcome, authority: str | None = None) -> Reason:
    return Reason(rule.rule, effect, f"{rule.party}: {rule.says}", None, rule.citation, rule.basis, authority, rule.form)


def assessed(rule: NationalRule, recipient: str) -> Reason:
    return Reason(
        "assessment", Outcome.PERMIT, f"{rule.party}: a valid assessment of {recipient} is recorded", None, rule.citation, rule.basis
    )


def wrong_channel(agreement: Agreement, clause: Clause, channel: str, accepts: Sequence[str]) -> Reason:
    return Reason("channel", Outcome.DENY, f"{channel} does not do: {', '.join(accepts)} would", agreement.id, clause.article, clause.basis)


def consented(authority: str, consent: str, rules: Sequence[str]) -> Reason:
    return Reason("consent", Outcome.PERMIT, f"{authority} gave consent `{consent}` ({', '.join(rules)})")


def consents_in(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The identifiers of the consents that some reasons rest on, in order."""
    named = (_CONSENT.search(one.says) for one in reasons if one.rule == "consent")
    return tuple(sorted({found[1] for found in named if found is not None}))


def condition(authority: str, consent: str, text: str) -> Obligation:
    return Obligation("consent", f"{text} (condition of {authority}, consent `{consent}`)")


def duty(rule: str, agreement: Agreement, clause: Clause) -> Obligation:
    return Obligation(rule, clause.says, agreement.id, clause.article)


def channel_duty(agreement: Agreement, clause: Clause, accepts: Sequence[str]) -> Obligation:
    return Obligation("channel", f"send by {', '.join(accepts)}: {clause.says}", agreement.id, clause.article)


def national_duty(rule: NationalRule, kinds: Sequence[str] = ()) -> Obligation:
    asks = f"if it is {' or '.join(kinds)} information: " if kinds else ""
    return Obligation(rule.rule, f"{rule.party}: {asks}{rule.says}", None, rule.citation)


def received_marking(scheme: Scheme, level: str, providers: tuple[str, ...]) -> str | None:
    """What a recipient writes on information of one of its own levels, with the providers' names where they are to stand there.

    A joined level is written as the lowest single level above it; where there is none, nothing can be written.
    """
    if scheme.is_joined(level):
        try:
            level = scheme.least_single(level)
        except Malformed:
            return None
    if scheme.id in system_ids():
        return system(scheme.id).received(level, providers)
    return f"{level} ({'/'.join(providers)})" if providers else level
