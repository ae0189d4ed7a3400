"""Obligations: what must be done if the release happens."""

from collections.abc import Iterator

from relto.agreements import (
    Channel,
    Clause,
    Clearance,
    Contractors,
    Duty,
    Effect,
    Marking,
    Nationality,
    Purpose,
    Scope,
    ThirdParty,
)
from relto.release import wording
from relto.release.model import Obligation
from relto.release.rules.case import Case
from relto.release.rules.covering import speaks_from
from relto.release.rules.law import applying, kind_unsaid

_ALWAYS: dict[type[Effect], str] = {
    Contractors: "contractor",
    Marking: "marking",
    Nationality: "nationality",
    ThirdParty: "third-party",
}


def obligations(case: Case) -> Iterator[Obligation]:
    """Every obligation of the instrument and of the holder's own law."""
    if case.instrument is not None:
        for clause in case.instrument.clauses:
            yield from _of_clause(case, clause)
    for kind in ("national-law", "assessment"):
        for rule in applying(case, kind):
            if kind_unsaid(case, rule):
                yield wording.national_duty(rule, sorted(rule.when.kinds))
            elif rule.effect == "obligation":
                yield wording.national_duty(rule)


def _of_clause(question: Case, clause: Clause) -> Iterator[Obligation]:
    agreement, effect = question.instrument, clause.effect
    if agreement is None or effect is None:
        return
    if type(effect) in _ALWAYS:
        yield wording.duty(_ALWAYS[type(effect)], agreement, clause)
    match effect:
        case Purpose() if question.purpose is None:
            yield wording.duty("purpose", agreement, clause)
        case Scope() if not question.item.kinds:
            yield wording.duty("scope", agreement, clause)
        case Channel(accepts=accepts, from_level=level) if question.channel is None and speaks_from(question, level):
            yield wording.channel_duty(agreement, clause, sorted(accepts))
        case Clearance(from_level=level) if speaks_from(question, level):
            yield wording.duty("clearance", agreement, clause)
        case Duty(from_level=level) if speaks_from(question, level):
            yield wording.duty(clause.topic, agreement, clause)
        case _:
            pass
