"""Decisions as the interface tells them."""

from relto.node.releasing import Missing, Row
from relto.release import Decision
from relto.server.rest.forms import Form


class ReasonForm(Form):
    """One rule's word."""

    rule: str
    effect: str
    says: str
    agreement: str | None
    article: str | None


class DecisionForm(Form):
    """A decision."""

    outcome: str
    consent_from: list[str]
    reasons: list[ReasonForm]
    obligations: list[str]
    instrument: str | None


class RowForm(Form):
    """A part of something held, against everybody it might go to."""

    part: int
    line: int
    marking: str | None
    decisions: dict[str, DecisionForm]


class MissingForm(Form):
    """A consent that is missing."""

    authority: str
    form: str
    rules: list[str]
    articles: list[str]
    parts: list[int]


def decision_of(one: Decision) -> DecisionForm:
    """A decision as the interface tells it."""
    reasons = [
        ReasonForm(rule=each.rule, effect=str(each.effect), says=each.says, agreement=each.agreement, article=each.article)
        for each in one.reasons
    ]
    return DecisionForm(
        outcome=str(one.outcome),
        consent_from=list(one.consent_from),
        reasons=reasons,
        obligations=[each.says for each in one.obligations],
        instrument=one.instrument,
    )


def row_of(row: Row) -> RowForm:
    """A row as the interface tells it."""
    return RowForm(
        part=row.index, line=row.line, marking=row.marking, decisions={party: decision_of(one) for party, one in row.decisions.items()}
    )


def missing_of(one: Missing) -> MissingForm:
    """A missing consent as the interface tells it."""
    return MissingForm(authority=one.authority, form=one.form, rules=list(one.rules), articles=list(one.articles), parts=list(one.parts))
