"""The routes together, and what they are given."""

from typing import Any

from attrs import fields
from litestar import Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi import ResponseSpec

from relto.bootstrap.nodes import Node
from relto.node.authorising import Action, authorise
from relto.node.repeating import Repeating
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


SERVICES = tuple(one.name for one in fields(Node) if one.type.__module__.startswith("relto.node."))
"""What of a node routes are given by name, beside the node itself as ``whole``: its services and what they stand on."""

_TOLD = {
    status: ResponseSpec(problems.Problem, description=kind.title, media_type=problems.MEDIA_TYPE, generate_examples=False)
    for status, kind in problems.KINDS.items()
    if status in (400, 401, 403, 404, 408, 409, 413, 414, 422, 429, 431, 503)
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


def rest(node: Node | None, rates: Rates | None = None) -> Router:
    """The routes.

    Args:
        node: whose; ``None``: they are described, and nobody calls them.
        rates: of accounts.
    """
    given: dict[str, Any] = {name: getattr(node, name, None) for name in SERVICES} | {"whole": node}
    return Router(
        "/api",
        route_handlers=[_described(one) for topic in _TOPICS for one in topic.ROUTES],
        dependencies={name: _provided(one) for name, one in given.items()},
        middleware=[access(given["entrance"]), paced(rates or Rates(Limits()), account_of), repeats(Repeating(given["surroundings"]))],
        security=[{"token": []}],
        request_class=Strict,
    )


def _provided(service: Any) -> Provide:
    return Provide(lambda: service, sync_to_thread=False, use_cache=True)


def may_measure(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The guard of the figures: for who keeps people or keys.

    Raises:
        Forbidden: this is for other roles.
    """
    authorise(asking_of(connection).there.account.actor, Action.KEEP_KEYS)
