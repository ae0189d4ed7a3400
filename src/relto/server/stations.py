"""A node at its addresses: people and programs come in at one, counterparts at the other; and what it does by itself."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import structlog
from attrs import define, field, frozen
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from relto.adapters.configuration import Settings
from relto.adapters.transport.https import Https
from relto.adapters.transport.pinning import PeerPin, Pins
from relto.bootstrap.nodes import Node
from relto.server.limits import Limits
from relto.server.peer import Listener
from relto.server.runner import Runner
from relto.server.serving import Place, serve

_SOON = 0.05
"""Seconds until a process that leads looks for what others have written."""
_SAFE = ("GET", "HEAD", "OPTIONS")
_log = structlog.get_logger("relto.node")


def is_on_sqlite(settings: Settings) -> bool:
    """Whether a node's database is a file that one process has alone."""
    return settings.database.partition(":")[0] == "sqlite"


@define(eq=False)
class Station:
    """A node at its addresses. Another can take its place while the web server goes on: the same node, put together anew.

    Args:
        node: the node.
        make: makes the web application of a node.
        limits: of requests.
        stop: set when the process is to end; set here too, when something ends by itself.
    """

    node: Node
    make: Callable[[Node], ASGIApp]
    limits: Limits
    stop: asyncio.Event
    _app: ASGIApp | None = field(default=None, init=False)
    _carrying: "_Carrying | None" = field(default=None, init=False)
    _web: "asyncio.Task[None] | None" = field(default=None, init=False)
    _end: asyncio.Event = field(factory=asyncio.Event, init=False)

    async def open(self) -> None:
        """Serve the node.

        Raises:
            OSError: an address is taken.
        """
        settings = self.node.settings
        await self.connect(self.node)
        place = Place(settings.web.address, settings.web.port, *_tls(self.node))
        self._web = asyncio.create_task(serve(self, place, self.limits, self._end))
        self._web.add_done_callback(lambda _: None if self._end.is_set() else self.stop.set())
        _log.info("serving", party=settings.party, web=settings.web_url, peer=settings.peer_url)

    async def connect(self, node: Node) -> None:
        """Answer as this node from now on, and exchange messages with its counterparts."""
        structlog.contextvars.bind_contextvars(node=node.settings.party)
        self.node, self._app = node, self.make(node)
        self._carrying = _Carrying(node, self.stop)
        await self._carrying.open()

    async def disconnect(self) -> None:
        """Exchange nothing with counterparts for a while; people are answered."""
        carrying, self._carrying = self._carrying, None
        if carrying is not None:
            await carrying.close()

    def end(self) -> None:
        """Take no more requests; :meth:`close` waits for those that run."""
        self._end.set()

    async def close(self) -> None:
        """End. What had ended by itself says why."""
        self.end()
        web, carrying = self._web, self._carrying
        try:
            if web is not None:
                await web
        finally:
            await self.disconnect()
        if carrying is not None:
            carrying.check()
        _log.info("stopped", party=self.node.settings.party)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; the runner is woken when something may have been written."""

        async def sending(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start" and scope.get("method") not in _SAFE and self._carrying is not None:
                self._carrying.wake()

        assert self._app is not None
        structlog.contextvars.bind_contextvars(node=self.node.settings.party)
        await self._app(scope, receive, sending)


@define(eq=False)
class _Carrying:
    """The exchange of a node with its counterparts: the listener, and the runner.

    Args:
        node: the node.
        stop: set where it ends by itself.
    """

    node: Node
    stop: asyncio.Event
    _ended: asyncio.Event = field(factory=asyncio.Event, init=False)
    _closing: "list[Callable[[], object]]" = field(factory=list, init=False)
    _listener: Listener | None = field(default=None, init=False)
    _runner: Runner | None = field(default=None, init=False)
    _running: "asyncio.Task[None] | None" = field(default=None, init=False)

    async def open(self) -> None:
        """Begin."""
        node, loop, pins = self.node, asyncio.get_running_loop(), Pins()
        settings, many = node.settings, not is_on_sqlite(node.settings)
        sock = socket.create_server((settings.peer.address, settings.peer.port), reuse_port=many)
        https, leading = Https(node.identity, settings.networks), node.database.leading()
        self._closing += [leading.end, https.close, sock.close]
        self._runner = runner = Runner(node, https, pins, leading if settings.run == "all" else lambda: False, _SOON if many else 1.0)
        self._listener = Listener(node.identity, pins, _Receive(node, lambda: loop.call_soon_threadsafe(runner.wake)))
        await self._listener.open(sock)
        self._running = asyncio.create_task(runner.run(self._ended))
        self._running.add_done_callback(lambda _: None if self._ended.is_set() else self.stop.set())

    def wake(self) -> None:
        """Say that something was written."""
        if self._runner is not None:
            self._runner.wake()

    async def close(self) -> None:
        """End."""
        self._ended.set()
        if self._running is not None:
            await asyncio.wait({self._running})
        if self._listener is not None:
            await self._listener.close()
        for one in self._closing:
            one()

    def check(self) -> None:
        """Raise what made the runner end, if anything did."""
        if self._running is not None:
            self._running.result()


@frozen
class _Receive:
    """Takes messages, and wakes the runner."""

    node: Node
    wake: Callable[[], object]

    def __call__(self, pin: PeerPin, data: bytes) -> bytes:
        answer = self.node.exchange.incoming(pin.party, data)
        self.wake()
        return answer


def _tls(node: Node) -> tuple[Path | None, Path | None]:
    web = node.settings.web
    return (None, None) if web.certificate is None or web.key is None else (node.folder / web.certificate, node.folder / web.key)
