"""What a request may cost before anybody knows who sends it: length of its address and headers, size, time, and how many at once.

Stands outside everything else, so that nothing is parsed or authenticated beyond the limits.
"""

import asyncio
from collections import Counter

from attrs import field, frozen
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Receive, Scope, Send

from relto.server.problems import MEDIA_TYPE, problem


@frozen
class Limits:
    """How much a request may cost.

    Args:
        address: longest path with query, in bytes.
        headers: most headers.
        header_bytes: most bytes of headers, names included.
        body: largest body, in bytes, where a route says no other.
        seconds: longest time until the answer begins.
        at_once: most requests at once.
        at_once_each: most requests at once from one address.
        account_burst: most requests of one account in a row.
        account_rate: how many more of them a second.
    """

    address: int = 8 * 1024
    headers: int = 64
    header_bytes: int = 32 * 1024
    body: int = 2 * 1024 * 1024
    seconds: float = 30.0
    at_once: int = 512
    at_once_each: int = 128
    account_burst: int = 1_000
    account_rate: float = 100.0


@frozen(eq=False)
class Limited:
    """An application held to limits.

    Args:
        app: the application.
        limits: the limits; the size of bodies is held by the application, route by route.
    """

    app: ASGIApp
    limits: Limits
    _running: Counter[str] = field(factory=Counter, init=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        kind: str = scope["type"]
        if kind == ScopeType.WEBSOCKET:
            await send({"type": "websocket.close", "code": 1008, "reason": None})
        elif scope["type"] == ScopeType.HTTP and kind == ScopeType.HTTP:
            await self._served(scope, receive, send)
        else:  # what an application is told of its beginning and end
            await self.app(scope, receive, send)

    async def _served(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        refused = self._refusal(scope)
        if refused is not None:
            await _refuse(send, *refused)
            return
        await self._counted(scope, receive, send)

    def _refusal(self, scope: HTTPScope) -> tuple[int, int | None] | None:
        """The status of a refusal, and for how many seconds to wait."""
        limits = self.limits
        given = list(scope["headers"])
        if len(scope["raw_path"]) + len(scope["query_string"]) > limits.address:
            return 414, None
        if len(given) > limits.headers or sum(len(name) + len(value) for name, value in given) > limits.header_bytes:
            return 431, None
        if self._running.total() >= limits.at_once:
            return 503, 1
        return (429, 1) if self._running[_address(scope)] >= limits.at_once_each else None

    async def _counted(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: "HTTPResponseStartEvent") -> None:
            nonlocal started
            started = True
            deadline.reschedule(None)
            await send(message)

        address = _address(scope)
        self._running[address] += 1
        try:
            async with asyncio.timeout(self.limits.seconds) as deadline:
                await self.app(scope, receive, sending)  # type: ignore[arg-type]
        except TimeoutError:
            if started or not deadline.expired():
                raise
            await _refuse(send, 408, None)
        finally:
            self._running[address] -= 1
            if not self._running[address]:
                del self._running[address]


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


async def _refuse(send: Send, status: int, wait: int | None) -> None:
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"connection", b"close")]
    if wait is not None:
        headers.append((b"retry-after", str(wait).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": problem(status), "more_body": False})
