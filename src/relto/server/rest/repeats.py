"""``Idempotency-Key``: a request that changes something and is made again under the same key is done once and answered the same.

The key is the caller's own; the same key with another method, address or body is refused. What was refused is answered the same too;
what could not be tried (503) leaves the key free.
"""

import asyncio
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from relto.node.repeating import Repeating, Said
from relto.primitives import Conflict, Malformed, Place
from relto.server.problems import MEDIA_TYPE, problem
from relto.server.rest.access import Asking

_SAFE = ("GET", "HEAD", "OPTIONS")
_LONGEST = 64
_BYTES = 256 * 1024
_UNAVAILABLE = 503
_BROKEN = 500


def repeats(repeating: Repeating) -> Callable[[ASGIApp], ASGIApp]:
    """The middleware, for an application; stands behind the one that knows who asks."""
    return lambda app: _Repeats(app, repeating)


class _Repeats:
    def __init__(self, app: ASGIApp, repeating: Repeating) -> None:
        self._app, self._repeating = app, repeating

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asking: Any = scope.get("user")
        key = _key(scope) if scope["type"] == ScopeType.HTTP and scope["method"] not in _SAFE else None
        if scope["type"] != ScopeType.HTTP or key is None or not isinstance(asking, Asking):
            await self._app(scope, receive, send)
            return
        await self._keyed(scope, receive, send, (asking.there.account.id, key))

    async def _keyed(self, scope: HTTPScope, receive: Receive, send: Send, key: tuple[str, str]) -> None:
        found = await asyncio.to_thread(self._repeating.claim, *key)
        if found is not None:
            await _again(scope, receive, send, *found)
            return
        run = _Run(scope, receive, send)
        await self._app(scope, run.receive, run.send)
        if run.status == _UNAVAILABLE:
            await asyncio.to_thread(self._repeating.free, *key)
        elif run.status and run.status != _BROKEN:
            await asyncio.to_thread(self._repeating.keep, *key, run.digest, run.said())
        await run.finish()


class _Run:
    """A request that is done: what it was, and what it was answered.

    The end of the answer is held back until the answer is kept: who has it whole and asks again is answered the same.
    """

    def __init__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._state, self._body, self._more = _begun(scope), bytearray(), True
        self._headers: list[tuple[str, str]] = []
        self._held: list[Message] = []
        self.status = 0

    @property
    def digest(self) -> str:
        """The digest of the request."""
        return str(self._state.hexdigest())

    def said(self) -> Said:
        """What was answered; an answer that is too large is not kept, and the second time that is said."""
        if len(self._body) > _BYTES:
            return Said(409, [("content-type", MEDIA_TYPE)], problem(409, "it was done; its answer was too large to be kept"))
        return Said(self.status, self._headers, bytes(self._body))

    async def receive(self) -> Any:
        """The next piece of the request."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._state.update(message["body"])
        return message

    async def send(self, message: Message) -> None:
        """The next piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
        elif message["type"] == "http.response.body" and len(self._body) <= _BYTES:
            self._body += message["body"]
        self._held.append(message)
        if message["type"] == "http.response.body" and message.get("more_body", False):
            await self.finish()

    async def finish(self) -> None:
        """Let go what is held back."""
        while self._held:
            await self._send(self._held.pop(0))


async def _again(scope: HTTPScope, receive: Receive, send: Send, request: str, said: Said) -> None:
    state, more = _begun(scope), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        state.update(message["body"])
        more = message["more_body"]
    if state.hexdigest() != request:
        raise Conflict("this key was used for another request")
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in said.headers]
    await send({"type": "http.response.start", "status": said.status, "headers": [*headers, (b"idempotent-replayed", b"true")]})
    await send({"type": "http.response.body", "body": said.body, "more_body": False})


def _begun(scope: HTTPScope) -> Any:
    return sha256(f"{scope['method']} {scope['path']}?".encode() + scope["query_string"] + b"\n")


def _key(scope: Scope) -> str | None:
    given = [value for name, value in scope["headers"] if name == b"idempotency-key"]
    if not given:
        return None
    key = given[0].decode("latin-1")
    if len(given) > 1 or not 0 < len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
        raise Malformed("no key of a request", place=Place("Idempotency-Key"), expected=f"once, {_LONGEST} visible characters at most")
    return key
