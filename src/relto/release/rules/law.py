"""Rules `purpose`, `national-law` and `assessment`."""

from collections.abc import Iterator

from relto.agreements import NationalRule, Purpose
from relto.labels import UNNAMED_SOURCE
from relto.release import wording
from relto.release.model import Outcome, Reason
from relto.release.rules.carrying import level_at_holder
from relto.release.rules.case import Case
from relto.release.rules.provenance import BrokenChain, chain


def purpose(case: Case) -> Iterator[Reason]:
    """Consent of the originator for another purpose than the information was provided for, or than the instrument serves."""
    if case.purpose is None or case.goes_home:
        return
    for originator in case.foreign:
        if case.purpose == case.item.provided_for:
            continue
        try:
            agreement = chain(case, originator)[-1].agreement
        except BrokenChain:
            yield wording.other_purpose(originator, case.purpose, case.item.provided_for, None, None)
            continue
        clause = next((clause for clause, _ in agreement.clauses_of(Purpose)), None)
        yield wording.other_purpose(originator, case.purpose, case.item.provided_for, agreement, clause)
    if case.instrument is None:
        return
    for clause, effect in case.instrument.clauses_of(Purpose):
        if effect.purposes and case.purpose not in effect.purposes:
            for originator in case.originators:
                if originator not in (case.recipient, UNNAMED_SOURCE):
                    yield wording.outside_purposes(case.instrument, clause, case.purpose, originator)


def applying(case: Case, kind: str) -> Iterator[NationalRule]:
    """The holder's national rules of one kind that speak here (whatever they say of kinds of information)."""
    for rule in case.network.national_rules:
        if rule.rule == kind and rule.party == case.holder and case.at in rule.period and _situation(case, rule):
            yield rule


def _situation(case: Case, rule: NationalRule) -> bool:
    when = rule.when
    carried = case.label.controls | {one.name for one in case.label.exclusions}
    return (
        (not when.foreign or case.is_foreign)
        and (not when.unlisted or not case.on_list)
        and (not when.controls or not when.controls.isdisjoint(carried))
        and (not when.recipients or case.recipient in case.network.reach(when.recipients, case.at, case.at))
        and (not when.kinds or not case.item.kinds or not when.kinds.isdisjoint(case.item.kinds))
        and _at_level(case, when.from_level)
    )


def _at_level(case: Case, threshold: str | None) -> bool:
    scheme = case.network.home_scheme(case.holder)
    level = level_at_holder(case)
    if threshold is None or scheme is None or level is None:
        return True
    return scheme.protects(level, threshold)


def kind_unsaid(case: Case, rule: NationalRule) -> bool:
    """Whether a rule on kinds of information meets a question that does not say the kind."""
    return bool(rule.when.kinds) and not case.item.kinds


def national_law(case: Case) -> Iterator[Reason]:
    """The holder's own statutes: deny, or consent of an authority."""
    for rule in applying(case, "national-law"):
        if kind_unsaid(case, rule) or rule.effect == "obligation":
            continue
        if rule.effect == "deny":
            yield wording.national(rule, Outcome.DENY)
        elif rule.authority == "originator":
            for originator in case.foreign:
                if originator != UNNAMED_SOURCE:
                    yield wording.national(rule, Outcome.CONSENT, originator)
        else:
            yield wording.national(rule, Outcome.CONSENT, rule.authority)


def assessment(case: Case) -> Iterator[Reason]:
    """Consent of the assessing authority where an assessment is asked for and none valid is recorded."""
    for rule in applying(case, "assessment"):
        if kind_unsaid(case, rule):
            continue
        recorded = any(
            one.rule == rule.id
            and one.recipient == case.recipient
            and case.at in one.period
            and (not one.kinds or (bool(case.item.kinds) and case.item.kinds <= one.kinds))
            for one in case.network.assessments
        )
        yield wording.assessed(rule, case.recipient) if recorded else wording.national(rule, Outcome.CONSENT, rule.authority)
