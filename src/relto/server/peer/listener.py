"""The listener for counterparts' nodes. Whoever is not pinned by an agreement gets no further than the handshake."""

import asyncio
import socket
from collections import Counter
from typing import Protocol

import structlog
from aiohttp import web
from attrs import field, frozen

from relto.adapters.transport.certificates import Identity
from relto.adapters.transport.pinning import PeerPin, Pins, server_context, spki_of
from relto.primitives import Malformed, ReltoError, Unavailable
from relto.primitives.limits import PEER_BATCH_BYTES
from relto.protocols.peer import MEDIA_TYPE
from relto.server import problems

PATH = "/relto/v1/envelopes"
_log = structlog.get_logger("relto.peer")


class Receive(Protocol):
    """Those who take messages."""

    def __call__(self, pin: PeerPin, data: bytes) -> bytes:
        """The answer to messages, once what they do has been committed.

        Args:
            pin: from whom: the pin that its key was found by.
            data: the messages.

        Raises:
            Malformed: they are no messages.
            Unavailable: they cannot be taken now.
        """


@frozen
class PeerLimits:
    """What one counterpart may cost.

    Args:
        body: most bytes sent at once.
        seconds: longest time for sending them.
        handshake: longest time for the handshake, in seconds.
        at_once: most deliveries at once.
        at_once_each: most deliveries of one counterpart at once.
    """

    body: int = PEER_BATCH_BYTES
    seconds: float = 60.0
    handshake: float = 10.0
    at_once: int = 64
    at_once_each: int = 8


@frozen(eq=False)
class Listener:
    """Takes messages until it is closed.

    Args:
        identity: the node's own certificate and key.
        pins: the counterparts of now.
        receive: those who take messages.
        limits: what one counterpart may cost.
    """

    identity: Identity
    pins: Pins
    receive: Receive
    limits: PeerLimits = field(factory=PeerLimits)
    _running: Counter[str] = field(factory=Counter, init=False)
    _closing: list[object] = field(factory=list, init=False)

    async def open(self, sock: socket.socket) -> None:
        """Listen on a socket."""
        app = web.Application(client_max_size=self.limits.body)
        app.router.add_post(PATH, self._deliver)
        app.on_response_prepare.append(_bare)
        runner = web.AppRunner(app, handle_signals=False, access_log=None, auto_decompress=False, keepalive_timeout=30.0)
        await runner.setup()
        server = runner.server
        if server is None:
            raise Unavailable("the listener could not be set up")
        context = server_context(self.identity, self.pins)
        loop = asyncio.get_running_loop()
        made = await loop.create_server(server, sock=sock, ssl=context, ssl_handshake_timeout=self.limits.handshake)
        self._closing.extend((made, runner))

    async def close(self) -> None:
        """End all connections."""
        for one in self._closing:
            if isinstance(one, asyncio.Server):
                one.close()
            elif isinstance(one, web.AppRunner):
                await one.cleanup()
        self._closing.clear()
        await asyncio.sleep(0.05)  # what closes below TLS does so in the next rounds of the loop

    async def _deliver(self, request: web.Request) -> web.Response:
        transport = request.transport
        spki = spki_of(transport.get_extra_info("ssl_object")) if transport else None
        pin = self.pins.of(spki) if spki else None
        if spki is None or pin is None:  # withdrawn since the handshake
            return _told(403)
        if request.content_type != MEDIA_TYPE or "Content-Encoding" in request.headers:
            return _told(415)
        if self._running.total() >= self.limits.at_once or self._running[spki] >= self.limits.at_once_each:
            return _told(429)
        self._running[spki] += 1
        try:
            return await self._answered(request, pin)
        finally:
            self._running[spki] -= 1

    async def _answered(self, request: web.Request, pin: PeerPin) -> web.Response:
        try:
            async with asyncio.timeout(self.limits.seconds):
                data = await request.read()
            answer = await asyncio.to_thread(self.receive, pin, data)
        except web.HTTPRequestEntityTooLarge:
            return _told(413)
        except TimeoutError:
            return _told(408)
        except Malformed as error:
            return _told(400, str(error))
        except ReltoError as error:
            _log.warning("refused", party=pin.party, error=type(error).__name__)
            return _told(503)
        except Exception as error:  # noqa: BLE001 - told without a word of it, which could hold content
            _log.error("broken", party=pin.party, error=type(error).__name__)
            return _told(500)
        return web.Response(body=answer, content_type=MEDIA_TYPE)


async def _bare(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "relto"
    response.headers["X-Content-Type-Options"] = "nosniff"


def _told(status: int, detail: str | None = None) -> web.Response:
    made = web.Response(status=status, body=problems.problem(status, detail), content_type=problems.MEDIA_TYPE)
    made.force_close()
    return made
