"""Key access over HTTP: the methods of Connect, the configuration, and tokens for clients."""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen
from litestar import Request, Response, Router, get, post
from litestar.handlers import HTTPRouteHandler

from relto.node.trying import Wait
from relto.primitives.limits import REWRAP_BYTES
from relto.sealing.access import KeyAccessServer, Refused
from relto.server.keyaccess.attributes import attribute_values
from relto.server.keyaccess.messages import METHODS, Form, Method, read_request, write_reply
from relto.server.keyaccess.proofs import Asked, Seen, check_proof
from relto.server.keyaccess.tokens import Tokens, caller, credentials

_STATUS: Mapping[str, int] = {"unauthenticated": 401, "not_found": 404, "invalid_argument": 400}
_OPEN = frozenset({"PublicKey", "GetWellKnownConfiguration"})
"""Methods that anybody may call: a public key, and where to get a token."""


def _unpaced(_: str) -> None:
    """Where whoever serves it limits nobody."""


@frozen
class KeyAccess:
    """What the routes stand on.

    Args:
        server: the party's server of keys.
        tokens: those who know accounts.
        url: the address of the server as clients write it, without a path.
        now: the instant, UTC.
        codes: of the parties and communities that lists may name.
        pace: counts a request of whoever makes it; raises :class:`~relto.node.trying.Wait` where they made too many.
    """

    server: KeyAccessServer
    tokens: Tokens
    url: str
    now: Callable[[], datetime]
    codes: tuple[str, ...] = ()
    pace: Callable[[str], None] = _unpaced
    seen: Seen = field(factory=Seen)

    def configuration(self) -> dict[str, Any]:
        """Where a client finds the rest."""
        return {"platform_issuer": self.url, "idp": {"issuer": self.url, "token_endpoint": f"{self.url}/token"}}

    def answer(self, method: Method, given: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        """The reply of a method.

        Raises:
            Refused: the request is refused whole.
            Wait: the caller made too many.
        """
        at, name = self.now(), method.path.rsplit("/", 1)[-1]
        if name == "PublicKey":
            return dict(self.server.public_key(given.get("algorithm", ""), at))
        if name == "GetWellKnownConfiguration":
            return {"configuration": self.configuration()}
        asking = caller(self.tokens, headers, f"{self.url}{method.path}", self.seen, at)
        self.pace(asking.id)
        if name == "Rewrap":
            return self.server.rewrap(given.get("signedRequestToken", ""), asking, at)
        if name == "ListKeyAccessServers":
            return {"keyAccessServers": [{"uri": self.url}]}
        return {"fqnAttributeValues": attribute_values(given.get("fqns", ()), self.server.authority, self.codes)}

    def granted(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """A token for a client.

        Raises:
            Refused: it is not one.
        """
        at = self.now()
        client, secret = credentials(headers.get("authorization"), body)
        proof = headers.get("dpop")
        key = None if proof is None else check_proof(proof, Asked("POST", f"{self.url}/token", None), self.seen, at).thumbprint
        grant = self.tokens.grant(client, secret, key, at)
        return {"access_token": grant.token, "token_type": "DPoP" if key else "Bearer", "expires_in": grant.seconds}


def router(access: KeyAccess) -> Router:
    """The routes of key access."""

    @get(["/.well-known/opentdf-configuration", "/.well-known/openid-configuration"], sync_to_thread=False)
    def configuration() -> dict[str, Any]:
        """Where a client finds the token endpoint."""
        return {**access.configuration(), "issuer": access.url, "token_endpoint": f"{access.url}/token"}

    @post("/token")
    async def token(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
        """A token for a client: grant ``client_credentials``."""
        try:
            found = await asyncio.to_thread(access.granted, request.headers, await request.body())
        except Refused as refused:
            status = 401 if refused.code == "unauthenticated" else 400
            return Response({"error": "invalid_client" if status == 401 else "invalid_request"}, status_code=status)  # noqa: PLR2004
        return Response(found, status_code=200, headers={"Cache-Control": "no-store"})

    handlers: list[HTTPRouteHandler] = [configuration, token, *(_handler(access, one) for one in METHODS)]
    return Router("/", route_handlers=handlers, include_in_schema=False)


def _handler(access: KeyAccess, method: Method) -> HTTPRouteHandler:
    @post(method.path, name=method.path)
    async def call(request: Request[Any, Any, Any]) -> Response[bytes]:
        """One method of key access."""
        form: Form = "application/proto" if request.headers.get("content-type", "").startswith("application/proto") else "application/json"
        try:
            data = _unpacked(await request.body(), request.headers.get("content-encoding"))
            reply = await asyncio.to_thread(access.answer, method, read_request(method, data, form), request.headers)
        except Refused as refused:
            return _refusal(refused)
        except Wait as wait:
            return _waiting(wait)
        return Response(write_reply(method, reply, form), status_code=200, media_type=form)

    return call


def _waiting(wait: Wait) -> Response[Any]:
    told = {"code": "resource_exhausted", "message": "too many requests"}
    return Response(told, status_code=429, headers={"Retry-After": str(wait.seconds)})


def _refusal(refused: Refused) -> Response[Any]:
    return Response({"code": refused.code, "message": refused.message}, status_code=_STATUS[refused.code])


def _unpacked(body: bytes, encoding: str | None) -> bytes:
    """A body as it was before it was packed, within the limit.

    Raises:
        Refused: it is packed otherwise, or too large.
    """
    if encoding in (None, "", "identity"):
        return body
    if encoding != "gzip":
        raise Refused("invalid_argument", "no encoding that is read here")
    machine = zlib.decompressobj(wbits=31)
    try:
        data = machine.decompress(body, REWRAP_BYTES + 1)
    except zlib.error:
        raise Refused("invalid_argument", "no message") from None
    if len(data) > REWRAP_BYTES or not machine.eof or machine.unused_data:
        raise Refused("invalid_argument", "the request is too large, or broken")
    return data
