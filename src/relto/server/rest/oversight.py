"""Routes of oversight: the node's log as files that others verify."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.node.showing import Showing
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Form

Asked = Request[Any, Any, Any]


class LogKeys(Form):
    """The public keys of the log."""

    keys: list[str]


@get("/log/keys", sync_to_thread=True)
def keys(showing: NamedDependency[Showing]) -> LogKeys:
    """The public keys of the log."""
    return LogKeys(keys=list(showing.keys()))


@get("/log/checkpoint", sync_to_thread=True)
def checkpoint(request: Asked, showing: NamedDependency[Showing]) -> Response[bytes]:
    """The log's checkpoint, a signed note."""
    return Response(showing.checkpoint(actor_of(request)), headers={"Content-Type": "text/plain; charset=utf-8"})


@get("/log/files/{file:path}", sync_to_thread=True)
def resource(request: Asked, file: FromPath[str], showing: NamedDependency[Showing]) -> Response[bytes]:
    """A tile of the log, or a bundle of its entries."""
    return Response(showing.resource(actor_of(request), file.removeprefix("/")), headers={"Content-Type": "application/octet-stream"})


ROUTES: list[HTTPRouteHandler] = [keys, checkpoint, resource]
