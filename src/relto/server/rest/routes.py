"""The routes together, and what they are given."""

from collections.abc import Mapping
from typing import Any

from attrs import fields, frozen
from litestar import Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

from relto.bootstrap.nodes import Node
from relto.node.authorising import Action, authorise
from relto.node.entering import Entrance
from relto.node.machines import Machines
from relto.node.people import People
from relto.server.rest import people, sessions
from relto.server.rest.access import Asking, access


@frozen
class Services:
    """The services of a node that routes call."""

    entrance: Entrance
    machines: Machines
    people: People


def services_of(node: Node) -> Services:
    """The services of a node."""
    return Services(**{one.name: getattr(node, one.name) for one in fields(Services)})


def rest(services: Services) -> Router:
    """The routes."""
    return Router(
        "/api",
        route_handlers=[*sessions.ROUTES, *people.ROUTES],
        dependencies=_dependencies(services),
        middleware=[access(services.entrance)],
        security=[{"token": []}],
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
    asking = connection.scope.get("user")
    assert isinstance(asking, Asking)
    authorise(asking.there.account.actor, Action.KEEP_KEYS)
