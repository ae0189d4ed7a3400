"""The web application of a node, put together: routes within limits, seen from outside, errors told in one way."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import field, frozen
from litestar import Litestar, Request, Response, get
from litestar.config.app import AppConfig
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp, ControllerRouterHandler, Guard, Middleware
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from relto.primitives import ReltoError
from relto.server import problems
from relto.server.limits import Limited, Limits
from relto.server.watching import Figures, Watched


@frozen
class Served:
    """What an application serves.

    Args:
        routes: its routes.
        name: gives each request an identifier that nobody can guess.
        limits: what a request may cost.
        figures: where requests are counted.
        extend: what is to be set on the application besides (authentication, rates, what routes are given).
        lost: tells that an address or its method is not there; ``None``: as it is told to machines.
    """

    routes: Sequence[ControllerRouterHandler]
    name: Callable[[], str]
    limits: Limits = field(factory=Limits)
    figures: Figures = field(factory=Figures)
    extend: tuple[Callable[[AppConfig], AppConfig], ...] = ()
    lost: Callable[[Request[Any, Any, Any], HTTPException], Response[Any]] | None = None


def create_app(served: Served) -> ASGIApp:
    """The application, with its limits and what is seen of it around it."""
    return Watched(Limited(framework(served), served.limits), served.figures, served.name)


def metrics(figures: Figures, guard: Guard, middleware: Sequence[Middleware] = ()) -> HTTPRouteHandler:
    """The route of the figures, for whom the guard lets in."""

    @get("/metrics", guards=[guard], middleware=middleware, include_in_schema=False, sync_to_thread=True)
    def read() -> Response[bytes]:
        """The figures, as Prometheus reads them."""
        return Response(generate_latest(figures.registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return read


def framework(served: Served) -> Litestar:
    """The application without what stands around it; its description is ``openapi_schema``."""
    return Litestar(
        route_handlers=list(served.routes),
        openapi_config=OpenAPIConfig(
            title="Relto", version="1", path="/api", render_plugins=[JsonRenderPlugin(path="/openapi.json")], use_handler_docstrings=True
        ),
        request_max_body_size=served.limits.body,
        exception_handlers={ReltoError: problems.of_relto, HTTPException: served.lost or problems.of_http, Exception: problems.of_any},
        on_app_init=list(served.extend),
        logging_config=None,
        pdb_on_exception=False,
        debug=False,
    )
