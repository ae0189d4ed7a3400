"""Routes of consents asked and answered, and of the rules that answer without a person."""

from datetime import date
from typing import Any, Literal

import msgspec
from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, SkipValidation

from relto.node.exchange import Exchange
from relto.node.exchange.looking import Looking
from relto.node.records.settling import Asked, ConsentRule
from relto.node.surroundings import Surroundings
from relto.server.paging import Page, instant_of, paged, part_of, text_of
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Code, Cursor, Form, Instant, Most, Says, Short

Incoming = Request[Any, Any, Any]


class AnswerForm(Form):
    """An answer: given, until when and on which conditions; or refused; and why."""

    outcome: Literal["given", "refused"]
    says: Says
    until: date | None = None
    conditions: list[Says] = msgspec.field(default_factory=list)


class RelayForm(Form):
    """To whom a request is passed on."""

    of: Code


class WithdrawalForm(Form):
    """From which day a consent may not be used any more, and why."""

    from_: date = msgspec.field(name="from")
    says: Says


class RuleForm(Form):
    """A class of requests that are answered without asking a person."""

    answer: Literal["given", "refused"]
    scheme: Short
    up_to: Short
    recipients: list[Code]
    says: Says
    days: int
    holders: list[Code] = msgspec.field(default_factory=list)
    purposes: list[Short] = msgspec.field(default_factory=list)
    conditions: list[Says] = msgspec.field(default_factory=list)


class RequestShown(Form):
    """A request of consent, and what became of it."""

    id: str
    item: str
    system: str
    marking: str
    originators: list[str]
    recipients: list[str]
    purpose: str | None
    says: str
    answer_by: Instant | None
    relayed: list[str]
    asked_by: str
    asked_of: str
    at: Instant
    state: str
    answer: str | None
    consent: str | None


class RuleShown(Form):
    """A rule by which requests are answered."""

    id: str
    answer: str
    scheme: str
    up_to: str
    recipients: list[str]
    holders: list[str]
    purposes: list[str]
    days: int
    conditions: list[str]
    says: str
    made: Instant
    withdrawn: Instant | None


@get("/consent-requests", sync_to_thread=True)
def requests(request: Incoming, looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50) -> Page[RequestShown]:
    """The requests that wait for an answer."""
    some = looking.requests(actor_of(request), after=text_of(cursor), most=most)
    return paged(some, most, request_of, lambda one: (one.request.request,))


@get("/consent-requests/{asked:str}", sync_to_thread=True)
def show(request: Incoming, asked: FromPath[str], looking: NamedDependency[Looking]) -> RequestShown:
    """A request, and what became of it."""
    return request_of(looking.request(actor_of(request), asked))


@post("/consent-requests/{asked:str}/answer", status_code=201, sync_to_thread=True)
def answer(
    request: Incoming,
    asked: FromPath[str],
    data: JSONBody[AnswerForm],
    exchange: NamedDependency[Exchange],
    looking: NamedDependency[Looking],
    surroundings: NamedDependency[SkipValidation[Surroundings]],
) -> RequestShown:
    """Answer a request; what is given is the narrowest consent that was asked for."""
    actor = actor_of(request)
    consent = None
    if data.outcome == "given":
        on = surroundings.clock.now().date()
        consent = exchange.consents.terms(looking.request(actor, asked), on, data.until, data.conditions)
    return request_of(exchange.consents.answer(actor, asked, consent, data.says))


@post("/consent-requests/{asked:str}/relay", status_code=201, sync_to_thread=True)
def relay(request: Incoming, asked: FromPath[str], data: JSONBody[RelayForm], exchange: NamedDependency[Exchange]) -> RequestShown:
    """Pass a request on to the originator; the answer goes back by itself."""
    return request_of(exchange.consents.pass_on(actor_of(request), asked, data.of))


@post("/consents/{consent:str}/withdrawal", status_code=204, sync_to_thread=True)
def withdraw(request: Incoming, consent: FromPath[str], data: JSONBody[WithdrawalForm], exchange: NamedDependency[Exchange]) -> None:
    """Withdraw a consent of this party's."""
    exchange.consents.withdraw(actor_of(request), consent, data.from_, data.says)


@get("/consent-rules", sync_to_thread=True)
def rules(request: Incoming, looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50) -> Page[RuleShown]:
    """The rules by which requests are answered, the oldest first."""
    return part_of(looking.rules(actor_of(request)), cursor, most, _rule, lambda one: (instant_of(one.made), one.id), (str, str))


@post("/consent-rules", status_code=201, sync_to_thread=True)
def make_rule(
    request: Incoming,
    data: JSONBody[RuleForm],
    exchange: NamedDependency[Exchange],
    surroundings: NamedDependency[SkipValidation[Surroundings]],
) -> RuleShown:
    """Let a class of requests be answered without asking a person."""
    actor = actor_of(request)
    made = ConsentRule(
        "",
        data.answer,
        data.scheme,
        data.up_to,
        frozenset(data.recipients),
        frozenset(data.holders),
        frozenset(data.purposes),
        data.days,
        tuple(data.conditions),
        data.says,
        surroundings.clock.now(),
        actor.id,
    )
    return _rule(exchange.consents.make_rule(actor, made))


@delete("/consent-rules/{rule:str}", status_code=200, sync_to_thread=True)
def withdraw_rule(request: Incoming, rule: FromPath[str], exchange: NamedDependency[Exchange]) -> RuleShown:
    """Let a rule answer nothing any more."""
    return _rule(exchange.consents.withdraw_rule(actor_of(request), rule))


ROUTES: list[HTTPRouteHandler] = [
    requests,
    show,
    answer,
    relay,
    withdraw,
    rules,
    make_rule,
    withdraw_rule,
]


def request_of(one: Asked) -> RequestShown:
    """A request as the interface tells it."""
    asked, given = one.request, one.answer
    return RequestShown(
        id=asked.request,
        item=asked.item,
        system=asked.marked.system,
        marking=asked.marked.text,
        originators=list(asked.originators),
        recipients=list(asked.recipients),
        purpose=asked.purpose,
        says=asked.says,
        answer_by=asked.answer_by,
        relayed=list(asked.relayed),
        asked_by=one.asked_by,
        asked_of=one.asked_of,
        at=one.at,
        state=one.state,
        answer=None if given is None else given.says,
        consent=None if given is None or given.consent is None else given.consent.id,
    )


def _rule(one: ConsentRule) -> RuleShown:
    return RuleShown(
        id=one.id,
        answer=one.answer,
        scheme=one.scheme,
        up_to=one.up_to,
        recipients=sorted(one.recipients),
        holders=sorted(one.holders),
        purposes=sorted(one.purposes),
        days=one.days,
        conditions=list(one.conditions),
        says=one.says,
        made=one.made,
        withdrawn=one.withdrawn,
    )
