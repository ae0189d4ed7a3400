"""Messages sent by HTTPS to counterparts whose key and address an agreement pins, and nowhere else.

No redirect is followed, no proxy asked, no cookie kept; answers are cut off at a limit and must be of the type of messages.
"""

import asyncio
import ssl
from collections.abc import Coroutine, Iterable
from concurrent.futures import CancelledError
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from relto.adapters.transport.addresses import Network, check_url
from relto.adapters.transport.certificates import Identity
from relto.adapters.transport.pinning import PeerPin, client_context
from relto.adapters.transport.resolving import CheckedResolver
from relto.primitives import ReltoError, Unavailable, Unverified
from relto.primitives.limits import PEER_ANSWER_BYTES
from relto.protocols.peer import MEDIA_TYPE

_KEPT = 256
T = TypeVar("T")


class Https:
    """Sends messages; safe to call from several threads.

    Args:
        identity: the node's own certificate and key.
        networks: networks that are open beside the addresses of the world (the inner network of a ministry, loopback in a demonstration).
        seconds: longest time for one exchange.
    """

    def __init__(self, identity: Identity, networks: Iterable[Network] = (), *, seconds: float = 60.0) -> None:
        self._identity = identity
        self._networks = tuple(networks)
        self._seconds = seconds
        self._contexts: dict[PeerPin, ssl.SSLContext] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="relto-https", daemon=True)
        self._thread.start()
        self._session = self._run(self._opened())

    def post(self, pin: PeerPin, data: bytes) -> bytes:
        """Send messages and take the answer.

        Args:
            pin: to whom.
            data: the messages.

        Raises:
            Malformed: the address is none that may be called.
            Unverified: the other side is not the one that is pinned.
            Unavailable: it cannot be reached, or gave no answer of messages: whether it has taken them is unknown.
        """
        check_url(pin.url, self._networks)
        return self._run(self._post(pin, data))

    def close(self) -> None:
        """End all connections."""
        if self._loop.is_closed():
            return
        self._run(self._closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _opened(self) -> ClientSession:
        connector = TCPConnector(resolver=CheckedResolver(self._networks), use_dns_cache=False, limit_per_host=8)
        timeout = ClientTimeout(total=self._seconds, sock_connect=min(10.0, self._seconds))
        return ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=timeout, trust_env=False, auto_decompress=False)

    async def _closed(self) -> None:
        await self._session.close()
        await asyncio.sleep(0.05)  # what closes below TLS does so in the next rounds of the loop

    async def _post(self, pin: PeerPin, data: bytes) -> bytes:
        headers = {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, "User-Agent": "relto"}
        try:
            async with self._session.post(pin.url, data=data, headers=headers, ssl=self._context(pin), allow_redirects=False) as answer:
                if answer.status != 200 or answer.content_type != MEDIA_TYPE:  # noqa: PLR2004
                    raise Unavailable(f"{pin.party}: answered {answer.status}, no messages")
                found = bytearray()
                async for piece in answer.content.iter_chunked(64 * 1024):
                    found += piece
                    if len(found) > PEER_ANSWER_BYTES:
                        raise Unavailable(f"{pin.party}: answered more than {PEER_ANSWER_BYTES} bytes")
                return bytes(found)
        except (ClientError, OSError, TimeoutError, CancelledError) as error:
            raise _told(pin, error) from error

    def _context(self, pin: PeerPin) -> ssl.SSLContext:
        if pin not in self._contexts:
            if len(self._contexts) >= _KEPT:
                self._contexts.clear()
            self._contexts[pin] = client_context(self._identity, pin)
        return self._contexts[pin]


def _told(pin: PeerPin, error: BaseException) -> ReltoError:
    causes = [error, error.__cause__, getattr(error, "os_error", None), getattr(error, "certificate_error", None)]
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes):
        return Unverified(f"{pin.party}: the node that answers is not the one that {pin.agreement} pins")
    return Unavailable(f"{pin.party}: cannot be reached: {type(error).__name__}")
