"""Who makes a request: the token of its header, looked at before anything of its body is read.

Every route asks for a token, but for those that say ``open``. A token in a cookie or an address is none, so that no page of another
site can act for anybody.
"""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from attrs import frozen
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import ASGIApp

from relto.node.authorising import Actor
from relto.node.entering import Entrance, Present
from relto.node.trying import Unauthenticated

OPEN = {"open": True}
"""What a route that anybody may call carries."""

WAITING = {"waiting": True}
"""What a route carries that is for sessions whose second factor is still to be shown, too."""

_LONGEST = 100


@frozen
class Asking:
    """Somebody who makes a request.

    Args:
        token: their token.
        there: who they are.
    """

    token: str
    there: Present


class Access(AbstractAuthenticationMiddleware):
    """Looks at the token of each request.

    Args:
        app: what it stands before.
        entrance: the way into the node.
    """

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        super().__init__(app, exclude_from_auth_key="open", exclude_http_methods=[], scopes={ScopeType.HTTP})
        self._entrance = entrance

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """See the framework.

        Raises:
            Unauthenticated: there is no token, or nobody has it now.
        """
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not 0 < len(token) <= _LONGEST:
            raise Unauthenticated
        waiting = bool(connection.route_handler.opt.get("waiting"))
        there = await asyncio.to_thread(self._entrance.present, token, waiting=waiting)
        if there.session.thumbprint is not None:  # bound to a key, which only key access asks a proof of
            raise Unauthenticated
        return AuthenticationResult(user=Asking(token, there), auth=there.session)


def access(entrance: Entrance) -> Callable[[ASGIApp], ASGIApp]:
    """The middleware, for an application; a function, because the framework copies what it is given."""
    return lambda app: Access(app, entrance)


def asking_of(request: ASGIConnection[Any, Any, Any, Any]) -> Asking:
    """Who makes a request."""
    if not isinstance(request.scope.get("user"), Asking):
        raise NotAuthorizedException
    return cast("Asking", request.scope["user"])


def account_of(user: Any) -> str | None:
    """The account of who makes a request, where that is known."""
    return user.there.account.id if isinstance(user, Asking) else None


def actor_of(request: Request[Any, Any, Any]) -> Actor:
    """Who makes a request, as somebody who does something."""
    return asking_of(request).there.account.actor


def origin_of(request: Request[Any, Any, Any]) -> str:
    """The address from which a request comes."""
    return request.client.host if request.client else ""
