"""Routes of incidents, of what recipients promised, and of what waits for somebody."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from relto.node.oversight import Assurances, Broken, Incidents, OpenIncident, Waiting, WorkList
from relto.node.records.incidents import Assurance
from relto.primitives import PartyId
from relto.server.paging import Page, paged, text_of
from relto.server.places import place_of_waiting, waiting_behind
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Code, Cursor, Form, Instant, Most, Says, Short

Asked = Request[Any, Any, Any]
Story = Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]
Promise = Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
Of = Annotated[str | None, QueryParameter(name="party", description="only of this party", max_length=32)]


class ReportForm(Form):
    """What happened, known or suspected, and what it is about."""

    kind: Literal["loss", "compromise", "procedure"]
    says: Story
    items: Annotated[list[Short], msgspec.Meta(max_length=1_000)] = msgspec.field(default_factory=list)


class ToldForm(Form):
    """Which party was told, and what."""

    party: Code
    says: Story


class FoundForm(Form):
    """What was found, or done."""

    says: Story


class AssuranceForm(Form):
    """What a party promised, in its words, and from when on it must be confirmed again."""

    party: Code
    says: Promise
    until: Instant


class ConfirmationForm(Form):
    """From when on it must be confirmed again."""

    until: Instant


class BreachForm(Form):
    """How it was broken."""

    says: Says


class ReportShown(Form):
    """The identifier of a report."""

    id: str


class StepShown(Form):
    """What was done about an incident."""

    at: Instant
    by: str
    kind: str
    says: str
    party: str | None


class IncidentShown(Form):
    """An incident, as those see it who handle or oversee it; `untold`: who is still to be told."""

    id: str
    kind: str
    items: list[str]
    reported: Instant
    by: str
    state: str
    due: Instant | None
    steps: list[StepShown]
    untold: list[str]


class AssuranceShown(Form):
    """What a party promised."""

    id: str
    party: str
    says: str
    given: Instant
    until: Instant
    breached: Instant | None


class BrokenShown(Form):
    """A promise that was broken, and the messages in which something was released on it."""

    assurance: AssuranceShown
    messages: list[str]


class WaitingShown(Form):
    """Something that waits for somebody."""

    kind: str
    about: str
    since: Instant
    due: Instant | None
    party: str | None


@get("/work", sync_to_thread=True)
def work(request: Asked, waiting: NamedDependency[WorkList], cursor: Cursor = None, most: Most = 50) -> Page[WaitingShown]:
    """What waits for oneself: what is due first, then what waits longest."""
    return paged(waiting.mine(actor_of(request), after=waiting_behind(cursor), most=most), most, _waiting, place_of_waiting)


@post("/incidents", status_code=201, sync_to_thread=True)
def report(request: Asked, data: JSONBody[ReportForm], incidents: NamedDependency[Incidents]) -> ReportShown:
    """Report a loss, a compromise, or an error of procedure, which goes to overseers alone."""
    return ReportShown(id=incidents.report(actor_of(request), data.kind, data.says, data.items))


@get("/incidents", sync_to_thread=True)
def page(request: Asked, incidents: NamedDependency[Incidents], cursor: Cursor = None, most: Most = 50) -> Page[IncidentShown]:
    """The incidents that one handles or oversees, the latest first."""
    some = incidents.page(actor_of(request), after=text_of(cursor), most=most)
    return paged(some, most, _incident, lambda one: (one.incident.id,))


@get("/incidents/{incident:str}", sync_to_thread=True)
def show(request: Asked, incident: FromPath[str], incidents: NamedDependency[Incidents]) -> IncidentShown:
    """An incident."""
    return _incident(incidents.get(actor_of(request), incident))


@post("/incidents/{incident:str}/notifications", status_code=201, sync_to_thread=True)
def notify(request: Asked, incident: FromPath[str], data: JSONBody[ToldForm], incidents: NamedDependency[Incidents]) -> IncidentShown:
    """Record that a party was told."""
    return _incident(incidents.notified(actor_of(request), incident, PartyId(data.party), data.says))


@post("/incidents/{incident:str}/findings", status_code=201, sync_to_thread=True)
def investigate(request: Asked, incident: FromPath[str], data: JSONBody[FoundForm], incidents: NamedDependency[Incidents]) -> IncidentShown:
    """Record what was found."""
    return _incident(incidents.investigated(actor_of(request), incident, data.says))


@post("/incidents/{incident:str}/closing", status_code=201, sync_to_thread=True)
def close(request: Asked, incident: FromPath[str], data: JSONBody[FoundForm], incidents: NamedDependency[Incidents]) -> IncidentShown:
    """Close an incident, once every party that must be told was."""
    return _incident(incidents.close(actor_of(request), incident, data.says))


@get("/assurances", sync_to_thread=True)
def promised(
    request: Asked, promises: NamedDependency[Assurances], party: Of = None, cursor: Cursor = None, most: Most = 50
) -> Page[AssuranceShown]:
    """What recipients promised, in order of identifier."""
    some = promises.list(actor_of(request), None if party is None else PartyId(party), after=text_of(cursor), most=most)
    return paged(some, most, _assurance, lambda one: (one.id,))


@post("/assurances", status_code=201, sync_to_thread=True)
def record(request: Asked, data: JSONBody[AssuranceForm], promises: NamedDependency[Assurances]) -> AssuranceShown:
    """Record what a party promised."""
    return _assurance(promises.record(actor_of(request), PartyId(data.party), data.says, data.until))


@put("/assurances/{assurance:str}/confirmation", sync_to_thread=True)
def confirm(
    request: Asked, assurance: FromPath[str], data: JSONBody[ConfirmationForm], promises: NamedDependency[Assurances]
) -> AssuranceShown:
    """Record that a party confirmed what it promised."""
    return _assurance(promises.confirm(actor_of(request), assurance, data.until))


@put("/assurances/{assurance:str}/breach", sync_to_thread=True)
def broken(request: Asked, assurance: FromPath[str], data: JSONBody[BreachForm], promises: NamedDependency[Assurances]) -> BrokenShown:
    """Record that a promise was broken: nothing more is released on it, and what was is named."""
    found: Broken = promises.broken(actor_of(request), assurance, data.says)
    return BrokenShown(assurance=_assurance(found.assurance), messages=list(found.messages))


ROUTES: list[HTTPRouteHandler] = [work, report, page, show, notify, investigate, close, promised, record, confirm, broken]


def _waiting(one: Waiting) -> WaitingShown:
    return WaitingShown(kind=one.kind, about=one.about, since=one.since, due=one.due, party=one.party)


def _incident(one: OpenIncident) -> IncidentShown:
    known = one.incident
    steps = [StepShown(at=each.at, by=each.by, kind=each.kind, says=each.says, party=each.party) for each in one.steps]
    return IncidentShown(
        id=known.id,
        kind=known.kind,
        items=list(known.items),
        reported=known.reported,
        by=known.by,
        state=known.state,
        due=known.due,
        steps=steps,
        untold=list(one.untold),
    )


def _assurance(one: Assurance) -> AssuranceShown:
    return AssuranceShown(id=one.id, party=one.party, says=one.says, given=one.given, until=one.until, breached=one.breached)
