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


def _of_clause(case: Case, clause: Clause) -> Iterator[Obligation]:
    agreement, effect = case.instrument, clause.effect
    if agreement is None or effect is None:
        return
    if type(effect) in _ALWAYS:
        yield wording.duty(_ALWAYS[type(effect)], agreement, clause)
    elif isinstance(effect, Purpose):
        if case.purpose is None:
            yield wording.duty("purpose", agreement, clause)
    elif isinstance(effect, Scope):
        if not case.item.kinds:
            yield wording.duty("scope", agreement, clause)
    elif isinstance(effect, Channel):
        if case.channel is None and speaks_from(case, effect.from_level):
            yield wording.channel_duty(agreement, clause, sorted(effect.accepts))
    elif isinstance(effect, Clearance):
        if speaks_from(case, effect.from_level):
            yield wording.duty("clearance", agreement, clause)
    elif isinstance(effect, Duty) and speaks_from(case, effect.from_level):
        yield wording.duty(clause.topic, agreement, clause)
