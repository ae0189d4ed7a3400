"""A node served: the web application, the listener for counterparts, and the runner, in one process.

Several processes of one node share a database of PostgreSQL, and on one machine its ports: all of them answer people and counterparts,
and one of them leads. On a folder with SQLite a second process is refused.
"""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import structlog
from attrs import frozen
from litestar.types import ASGIApp, ControllerRouterHandler, Message, Receive, Scope, Send

from relto.adapters.configuration import Settings, load_settings
from relto.adapters.folders import alone
from relto.adapters.transport.https import Https
from relto.adapters.transport.pinning import PeerPin, Pins
from relto.bootstrap import entropy
from relto.bootstrap.nodes import Node, open_node
from relto.node import new_id
from relto.node.opening import Opening
from relto.primitives import Conflict
from relto.sealing.access import KeyAccessServer
from relto.server.app import Served, create_app, metrics
from relto.server.deciding import KeyDecision, NodeTokens
from relto.server.keyaccess import KeyAccess, router
from relto.server.limits import Limits
from relto.server.logs import log_to
from relto.server.pages import Desk, pages
from relto.server.peer import Listener
from relto.server.rates import Rates
from relto.server.rest import rest
from relto.server.rest.access import access
from relto.server.rest.routes import may_measure
from relto.server.runner import Runner
from relto.server.serving import Place, serve
from relto.server.watching import Figures

_SOON = 0.05
"""Seconds until a process that leads looks for what others have written."""
_SAFE = ("GET", "HEAD", "OPTIONS")
_WORD = 16
_log = structlog.get_logger("relto.node")


def application(node: Node, limits: Limits | None = None, word: str | None = None) -> ASGIApp:
    """The web application of a node.

    Args:
        node: the node.
        limits: of requests.
        word: what is typed to make the first account by a page; ``None``: no page makes it.
    """
    figures, limits = Figures(), limits or Limits()
    parties = sorted(node.surroundings.base_network(node.surroundings.clock.now().date()).parties)
    rates = Rates(limits)
    keys = KeyAccess(
        KeyAccessServer(node.surroundings.keys, KeyDecision(Opening(node.surroundings), node.at_source), entropy),
        NodeTokens(node.entrance, node.machines, node.vouching, node.surroundings.vault),
        node.settings.web_url,
        node.surroundings.clock.now,
        tuple(parties),
        rates.take,
    )
    guarded = metrics(figures, may_measure, [access(node.entrance)])
    routes: list[ControllerRouterHandler] = [rest(node, rates), router(keys), guarded, pages(Desk(node, word), rates)]
    return create_app(Served(routes, lambda: new_id("request", entropy), limits, figures))


def settle(node: Node) -> None:
    """Have today's arrangement ready, and keep what lives as long as the process out of the collector's way.

    Network and engine are a million objects that nobody lets go; looking through them again and again stops every request for a sixth
    of a second.
    """
    with node.surroundings.store.read() as work:
        node.surroundings.arrangement.engine(work, node.surroundings.clock.now().date())
    gc.collect()
    gc.freeze()


def run(folder: Path, passphrase: bytes, ready: Callable[[str, str | None], None] = lambda _, __: None) -> None:
    """Serve the node of a folder until the process is told to stop (SIGTERM, SIGINT).

    Args:
        folder: the folder.
        passphrase: of its keys.
        ready: called when it answers, with the address of its pages and, where nobody has an account yet, the word by which the first is
            made there.

    Raises:
        Conflict: another process serves it.
        ReltoError: it cannot be put together.
    """
    log_to(sys.stderr)
    with alone(folder) if _is_on_sqlite(load_settings(folder)) else contextlib.nullcontext():
        node = open_node(folder, passphrase)
        try:
            _check_log(node)
            settle(node)
            asyncio.run(_serve(node, ready))
        finally:
            node.close()


def first_word(node: Node) -> str | None:
    """A fresh word by which the first account is made; ``None`` where there are accounts."""
    with node.surroundings.store.read() as work:
        if work.accounts.page(None, 1):
            return None
    made = new_id("word", entropy).partition("-")[2][:_WORD].upper()
    return "-".join(made[at : at + 4] for at in range(0, _WORD, 4))


def _check_log(node: Node) -> None:
    """A node whose log may sign nothing more does not run: what it did would stand nowhere."""
    with node.surroundings.store.read() as work:
        why = work.log.frozen()
    if why is not None:
        raise Conflict(f"the log of this node is frozen ({why}); another must succeed it: relto succession")


def _is_on_sqlite(settings: Settings) -> bool:
    return settings.database.partition(":")[0] == "sqlite"


async def _serve(node: Node, ready: Callable[[str, str | None], None]) -> None:
    loop, stop, limits = asyncio.get_running_loop(), asyncio.Event(), Limits()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    settings, pins, word = node.settings, Pins(), first_word(node)
    leading = node.database.leading()
    many = not _is_on_sqlite(settings)
    address = settings.peer.address, settings.peer.port
    with Https(node.identity, settings.networks) as https, socket.create_server(address, reuse_port=many) as sock:
        runner = Runner(node, https, pins, leading if settings.run == "all" else lambda: False, _SOON if many else 1.0)
        listener = Listener(node.identity, pins, _Receive(node, lambda: loop.call_soon_threadsafe(runner.wake)))
        await listener.open(sock)
        place = Place(settings.web.address, settings.web.port, *_tls(node))
        web = asyncio.ensure_future(serve(_Waking(application(node, limits, word), runner.wake), place, limits, stop))
        running = asyncio.ensure_future(runner.run(stop))
        loop.call_later(0.2, ready, settings.web_url, word)
        _log.info("serving", party=settings.party, web=settings.web_url, peer=settings.peer_url)
        done, _ = await asyncio.wait({web, running}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(web, running)
        await listener.close()
        leading.end()
        for task in done:
            task.result()
        _log.info("stopped", party=settings.party)


def _tls(node: Node) -> tuple[Path | None, Path | None]:
    web = node.settings.web
    return (None, None) if web.certificate is None or web.key is None else (node.folder / web.certificate, node.folder / web.key)


@frozen
class _Receive:
    """Takes messages, and wakes the runner."""

    node: Node
    wake: Callable[[], object]

    def __call__(self, pin: PeerPin, data: bytes) -> bytes:
        answer = self.node.exchange.incoming(pin.party, data)
        self.wake()
        return answer


@frozen
class _Waking:
    """An application that wakes the runner when something may have been written."""

    app: ASGIApp
    wake: Callable[[], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start" and scope.get("method") not in _SAFE:
                self.wake()

        await self.app(scope, receive, sending)
