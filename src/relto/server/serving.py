"""An application served on an address until it is told to stop."""

import asyncio
import logging
from pathlib import Path

from attrs import frozen
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server.embed import Server
from litestar.types import ASGIApp

from relto.server.limits import Limits


@frozen
class Place:
    """Where an application is served.

    Args:
        address: the address to listen on.
        port: the port.
        certificate: PEM of the server's certificate; ``None``: without TLS, for loopback and behind a proxy.
        key: PEM of its key.
        passphrase: of the key.
    """

    address: str
    port: int
    certificate: Path | None = None
    key: Path | None = None
    passphrase: str | None = None


async def serve(app: ASGIApp, place: Place, limits: Limits, stop: asyncio.Event) -> None:
    """Serve until told to stop; requests that run are answered first."""
    logging.getLogger("granian").setLevel(logging.WARNING)
    server = Server(
        target=app,
        address=place.address,
        port=place.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.auto,
        websockets=False,
        backlog=1024,
        backpressure=limits.at_once * 2,
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=limits.header_bytes + limits.address + 8192),
        http2_settings=HTTP2Settings(max_concurrent_streams=limits.at_once_each, max_headers_size=limits.header_bytes + limits.address),
        log_enabled=False,
        ssl_cert=place.certificate,
        ssl_key=place.key,
        ssl_key_password=place.passphrase,
    )
    running = asyncio.ensure_future(server.serve())
    waiting = asyncio.ensure_future(stop.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    waiting.cancel()
    await running
