"""Routes of what officers record: consents that came another way, assessments that this party's own law asks for."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, SkipValidation

from relto.agreements import Assessment, Consent
from relto.node.exchange.looking import Looking
from relto.node.recording import Recording
from relto.node.records.arrangement import KeptAssessment, KeptConsent
from relto.node.surroundings import Surroundings
from relto.node.urgent import Urgent
from relto.primitives import Malformed, PartyId, Period, Place
from relto.server.paging import Page, paged, text_of
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Code, Cursor, Form, Instant, Most, Says, Short

Asked = Request[Any, Any, Any]
Findings = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]


class ConsentForm(Form, kw_only=True):
    """A consent that came on paper: whose, for whom, of what, and where the original is."""

    by: Short
    recipients: Annotated[list[Code], msgspec.Meta(min_length=1)]
    scheme: Short
    up_to: Short
    evidence: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    given_on: date
    written: bool = True
    from_: date | None = msgspec.field(name="from", default=None)
    until: date | None = None
    holders: list[Code] = msgspec.field(default_factory=list)
    items: list[Short] = msgspec.field(default_factory=list)
    compartments: list[Short] = msgspec.field(default_factory=list)
    purposes: list[Short] = msgspec.field(default_factory=list)
    conditions: list[Says] = msgspec.field(default_factory=list)


class AssessmentForm(Form, kw_only=True):
    """An assessment: which rule it satisfies, for whom, from when until when, its findings in short."""

    rule: Short
    recipient: Code
    until: date
    says: Findings
    from_: date | None = msgspec.field(name="from", default=None)
    kinds: list[Short] = msgspec.field(default_factory=list)


class EmergencyForm(Form):
    """Which assessment cannot wait, for whom, which danger, and why it cannot."""

    rule: Short
    recipient: Code
    says: Findings


class ReopeningForm(Form):
    """Why it is opened again, or what was found of it."""

    says: Findings


class ConsentShown(Form):
    """A consent that is known here."""

    id: str
    by: str
    recipients: list[str]
    scheme: str
    up_to: str
    given_on: date
    written: bool
    from_: date | None = msgspec.field(name="from")
    until: date | None
    holders: list[str]
    items: list[str]
    compartments: list[str]
    purposes: list[str]
    conditions: list[str]
    recorded: Instant
    recorded_by: str
    evidence: str | None
    withdrawn: Instant | None


class AssessmentShown(Form):
    """An assessment that is recorded."""

    id: str
    rule: str
    recipient: str
    from_: date | None = msgspec.field(name="from")
    until: date | None
    kinds: list[str]
    says: str
    recorded: Instant
    by: str
    withdrawn: Instant | None


@get("/consents", sync_to_thread=True)
def consents(request: Asked, looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50) -> Page[ConsentShown]:
    """The consents that are known here, withdrawn ones too."""
    some = looking.consents(actor_of(request), after=text_of(cursor), most=most)
    return paged(some, most, _consent, lambda one: (one.consent.id,))


@post("/consents", status_code=201, sync_to_thread=True)
def record_consent(request: Asked, data: JSONBody[ConsentForm], recording: NamedDependency[Recording]) -> ConsentShown:
    """Record a consent that came another way than over the exchange."""
    made = Consent(
        "",
        data.by,
        frozenset(map(PartyId, data.recipients)),
        data.given_on,
        data.scheme,
        data.up_to,
        written=data.written,
        period=_period(data.from_ or data.given_on, data.until),
        holders=frozenset(map(PartyId, data.holders)),
        items=frozenset(data.items),
        compartments=frozenset(data.compartments),
        purposes=frozenset(data.purposes),
        conditions=tuple(data.conditions),
    )
    return _consent(recording.consent(actor_of(request), made, data.evidence))


@post("/consents/{consent:str}/end", status_code=204, sync_to_thread=True)
def end_consent(request: Asked, consent: FromPath[str], recording: NamedDependency[Recording]) -> None:
    """Record that a consent that is known here was withdrawn by who gave it."""
    recording.withdraw_consent(actor_of(request), consent)


@get("/assessments", sync_to_thread=True)
def assessments(request: Asked, looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50) -> Page[AssessmentShown]:
    """The assessments that are recorded, withdrawn ones too."""
    return paged(looking.assessments(actor_of(request), after=text_of(cursor), most=most), most, _assessment, lambda one: (one.id,))


@post("/assessments", status_code=201, sync_to_thread=True)
def assess(
    request: Asked,
    data: JSONBody[AssessmentForm],
    recording: NamedDependency[Recording],
    surroundings: NamedDependency[SkipValidation[Surroundings]],
) -> AssessmentShown:
    """Record an assessment that this party's own law asks for before it releases to somebody."""
    period = _period(data.from_ or surroundings.clock.now().date(), data.until)
    made = Assessment(data.rule, PartyId(data.recipient), period, frozenset(data.kinds))
    return _assessment(recording.assess(actor_of(request), made, data.says))


@post("/assessments/{assessment:str}/reopening", status_code=204, sync_to_thread=True)
def reopen(request: Asked, assessment: FromPath[str], data: JSONBody[ReopeningForm], recording: NamedDependency[Recording]) -> None:
    """Open an assessment again: it satisfies nothing until another one is recorded."""
    recording.reopen(actor_of(request), assessment, data.says)


@post("/emergencies", status_code=201, sync_to_thread=True)
def emergency(request: Asked, data: JSONBody[EmergencyForm], urgent: NamedDependency[Urgent]) -> AssessmentShown:
    """Record that an assessment cannot wait: it stands for three days, is owed within them, and overseers are told."""
    return _assessment(urgent.assess(actor_of(request), data.rule, PartyId(data.recipient), data.says))


@post("/emergencies/{assessment:str}/review", status_code=204, sync_to_thread=True)
def review(request: Asked, assessment: FromPath[str], data: JSONBody[ReopeningForm], urgent: NamedDependency[Urgent]) -> None:
    """Say, as an overseer, what was found of an emergency."""
    urgent.reviewed(actor_of(request), assessment, data.says)


ROUTES: list[HTTPRouteHandler] = [consents, record_consent, end_consent, assessments, assess, reopen, emergency, review]


def _period(start: date, end: date | None) -> Period:
    if end is not None and end <= start:
        raise Malformed("over before it begins", place=Place("until"), found=str(end), expected=f"a day after {start}")
    return Period(start, end)


def _consent(one: KeptConsent) -> ConsentShown:
    said = one.consent
    return ConsentShown(
        id=said.id,
        by=said.by,
        recipients=sorted(said.recipients),
        scheme=said.scheme,
        up_to=said.up_to,
        given_on=said.given_on,
        written=said.written,
        from_=said.period.start,
        until=said.period.end,
        holders=sorted(said.holders),
        items=sorted(said.items),
        compartments=sorted(said.compartments),
        purposes=sorted(said.purposes),
        conditions=list(said.conditions),
        recorded=one.recorded,
        recorded_by=one.by,
        evidence=one.evidence,
        withdrawn=one.withdrawn,
    )


def _assessment(one: KeptAssessment) -> AssessmentShown:
    said = one.assessment
    return AssessmentShown(
        id=one.id,
        rule=said.rule,
        recipient=said.recipient,
        from_=said.period.start,
        until=said.period.end,
        kinds=sorted(said.kinds),
        says=one.says,
        recorded=one.recorded,
        by=one.by,
        withdrawn=one.withdrawn,
    )
