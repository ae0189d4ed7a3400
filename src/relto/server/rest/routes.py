"""The routes together, and what they are given."""

from collections.abc import Mapping
from typing import Any

from attrs import fields, frozen
from litestar import Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi import ResponseSpec

from relto.bootstrap.nodes import Node
from relto.node.authorising import Action, authorise
from relto.node.entering import Entrance
from relto.node.exchange import Exchange
from relto.node.exchange.looking import Looking
from relto.node.holdings import Dossiers, Holdings, Keeping
from relto.node.identities import Identities
from relto.node.introducing import Introducing
from relto.node.machines import Machines
from relto.node.oversight import Assurances, Incidents, Oversight, Sampling, WorkList
from relto.node.people import People
from relto.node.recording import Recording
from relto.node.releasing import Approving, Asking, AtSource, Drafting, Obeying, Sending
from relto.node.repeating import Repeating
from relto.node.showing import Showing
from relto.node.surroundings import Surroundings
from relto.node.urgent import Urgent
from relto.node.vouching import Vouching
from relto.server import problems
from relto.server.etags import IfMatch
from relto.server.limits import Limits
from relto.server.rates import Rates, paced
from relto.server.rest import (
    consents,
    counterparts,
    drafts,
    incidents,
    items,
    keeping,
    orders,
    oversight,
    people,
    recording,
    releases,
    sessions,
)
from relto.server.rest.access import access, account_of, asking_of
from relto.server.rest.reading import Strict
from relto.server.rest.repeats import repeats

_TOPICS = (sessions, people, items, keeping, drafts, releases, consents, orders, recording, counterparts, incidents, oversight)


@frozen
class Services:
    """The services of a node that routes call."""

    whole: Node
    surroundings: Surroundings
    entrance: Entrance
    machines: Machines
    people: People
    holdings: Holdings
    dossiers: Dossiers
    keeping: Keeping
    drafting: Drafting
    approving: Approving
    sending: Sending
    asking: Asking
    recording: Recording
    exchange: Exchange
    looking: Looking
    introducing: Introducing
    showing: Showing
    obeying: Obeying
    oversight: Oversight
    sampling: Sampling
    incidents: Incidents
    promises: Assurances
    waiting: WorkList
    identities: Identities
    urgent: Urgent
    vouching: Vouching
    at_source: AtSource


def services_of(node: Node) -> Services:
    """The services of a node."""
    return Services(whole=node, **{one.name: getattr(node, one.name) for one in fields(Services) if one.name != "whole"})


_TOLD = {
    status: ResponseSpec(problems.Problem, description=kind.title, media_type=problems.MEDIA_TYPE, generate_examples=False)
    for status, kind in problems.KINDS.items()
    if status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}
_CONDITIONAL = {
    status: ResponseSpec(
        problems.Problem, description=problems.KINDS[status].title, media_type=problems.MEDIA_TYPE, generate_examples=False
    )
    for status in (412, 428)
}


def _described(handler: HTTPRouteHandler) -> HTTPRouteHandler:
    """A route whose errors are described as they are told."""
    handler.responses = {**_TOLD, **(handler.responses or {})}
    if IfMatch in handler.fn.__annotations__.values():
        handler.responses = {**handler.responses, **_CONDITIONAL}
    return handler


def rest(services: Services, rates: Rates | None = None) -> Router:
    """The routes."""
    return Router(
        "/api",
        route_handlers=[_described(one) for topic in _TOPICS for one in topic.ROUTES],
        dependencies=_dependencies(services),
        middleware=[access(services.entrance), paced(rates or Rates(Limits()), account_of), repeats(Repeating(services.surroundings))],
        security=[{"token": []}],
        request_class=Strict,
    )


def _dependencies(services: Services) -> Mapping[str, Provide]:
    def provide(given: Any) -> Provide:
        return Provide(lambda: given, sync_to_thread=False, use_cache=True)

    return {one.name: provide(getattr(services, one.name)) for one in fields(Services)}


def may_measure(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The guard of the figures: for who keeps people or keys.

    Raises:
        Forbidden: this is for other roles.
    """
    authorise(asking_of(connection).there.account.actor, Action.KEEP_KEYS)
