"""A node served: the web application, the listener for counterparts, and the runner, in one process.

Several processes of one node share a database of PostgreSQL, and on one machine its ports: all of them answer people and counterparts,
and one of them leads. On a folder with SQLite a second process is refused. Where an exercise is played, the same process serves its
counterparts too: they begin and end with the node.
"""

import asyncio
import contextlib
import gc
import hmac
import signal
import sys
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import structlog
from attrs import define, field
from litestar.types import ASGIApp, ControllerRouterHandler

from relto.adapters.configuration import load_settings
from relto.adapters.folders import alone
from relto.bootstrap import counterparts, entropy, exercise
from relto.bootstrap.nodes import Node
from relto.node import new_id
from relto.node.opening import Opening
from relto.primitives import Conflict, ReltoError
from relto.sealing.access import KeyAccessServer
from relto.server.app import Served, create_app, metrics
from relto.server.deciding import KeyDecision, NodeTokens
from relto.server.keyaccess import KeyAccess, router
from relto.server.limits import Limits
from relto.server.logs import log_to
from relto.server.pages import Desk, Stage, State, Telling, pages
from relto.server.rates import Rates
from relto.server.rest import rest
from relto.server.rest.access import access
from relto.server.rest.routes import may_measure
from relto.server.stations import Station, is_on_sqlite
from relto.server.watching import Figures

_WORD = 16
_log = structlog.get_logger("relto.node")


def application(node: Node, limits: Limits | None = None, word: str | None = None, stage: Stage | None = None) -> ASGIApp:
    """The web application of a node.

    Args:
        node: the node.
        limits: of requests.
        word: what is typed to make the first account by a page; ``None``: no page makes it.
        stage: the exercise that it stands in, or may begin; ``None``: neither.
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
    desk = Desk(node, word, stage)
    guarded = metrics(figures, may_measure, [access(node.entrance)])
    routes: list[ControllerRouterHandler] = [rest(node, rates), router(keys), guarded, pages(desk, rates)]
    return create_app(Served(routes, lambda: new_id("request", entropy), limits, figures, lost=Telling(desk).of_lost))


def settle(node: Node) -> None:
    """Have today's arrangement ready, and keep what lives as long as the process out of the collector's way.

    Network and engine are a million objects that nobody lets go; looking through them again and again stops every request for a sixth
    of a second.
    """
    with node.surroundings.store.read() as work:
        node.surroundings.arrangement.engine(work, node.surroundings.clock.now().date())
    gc.collect()
    gc.freeze()


Ready = Callable[[Mapping[str, str], str | None], None]
"""Told when a process answers: the addresses of its pages by party, the node's own first, and the word of the first account, if any."""


def run(folder: Path, passphrase: bytes, ready: Ready = lambda _, __: None) -> None:
    """Serve the node of a folder until the process is told to stop (SIGTERM, SIGINT).

    Args:
        folder: the folder.
        passphrase: of its keys.
        ready: called when it answers; where nobody has an account yet, with the word by which the first is made on its page.

    Raises:
        Conflict: another process serves it.
        ReltoError: it cannot be put together.
    """
    log_to(sys.stderr)
    with contextlib.ExitStack() as held:
        if is_on_sqlite(load_settings(folder)):
            held.enter_context(alone(folder))
        serving = _Serving(folder, passphrase, held, ready)
        nodes = serving.start()
        asyncio.run(serving.run(nodes))


def first_word(node: Node) -> str | None:
    """The word by which the first account is made, the same in every process of the node; ``None`` where there are accounts."""
    with node.surroundings.store.read() as work:
        if work.accounts.page(None, 1):
            return None
    made = b32encode(hmac.digest(node.surroundings.vault_key, f"first account {node.settings.log}".encode(), "sha256")).decode()[:_WORD]
    return "-".join(made[at : at + 4] for at in range(0, _WORD, 4))


def _check_log(node: Node) -> None:
    """A node whose log may sign nothing more does not run: what it did would stand nowhere."""
    with node.surroundings.store.read() as work:
        why = work.log.frozen()
    if why is not None:
        raise Conflict(f"the log of this node is frozen ({why}); another must succeed it: relto succession")


@define(eq=False)
class _Serving:
    """The nodes that a process serves: one, or one with the counterparts of its exercise.

    Args:
        folder: the node's folder.
        passphrase: of its keys.
        held: what is let go of at the end.
        ready: told when it answers, and again when an exercise was begun.
    """

    folder: Path
    passphrase: bytes
    held: contextlib.ExitStack
    ready: Ready
    _limits: Limits = field(factory=Limits, init=False)
    _stop: asyncio.Event = field(factory=asyncio.Event, init=False)
    _stations: list[Station] = field(factory=list, init=False)
    _places: Mapping[str, str] = field(factory=dict, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _state: State = field(default="still", init=False)

    def start(self) -> tuple[Node, ...]:
        """The nodes, put together; without the exercise where one was begun and cannot be made.

        Raises:
            ReltoError: the node itself cannot be put together.
        """
        try:
            nodes = self._put_up(self.held)
        except (ReltoError, OSError) as error:
            settings = load_settings(self.folder)
            if not settings.counterparts or settings.exercise:
                raise
            _log.error("exercise not begun", error=type(error).__name__)
            counterparts.take_back(self.folder)
            nodes = self._put_up(self.held)
        if not nodes[0].settings.counterparts and counterparts.is_broken_off(self.folder):
            self._state = "failed"
        return nodes

    def _put_up(self, held: contextlib.ExitStack) -> tuple[Node, ...]:
        """The nodes, put together, and nobody else's; where that fails, none of them is left open."""
        with contextlib.ExitStack() as opened:
            nodes = counterparts.put_up(self.folder, self.passphrase)
            for one in nodes:
                opened.callback(one.close)
            for one in nodes[1:]:
                opened.enter_context(alone(one.folder))
            for one in nodes:
                _check_log(one)
                settle(one)
            held.push(opened.pop_all())
        return nodes

    async def run(self, nodes: tuple[Node, ...]) -> None:
        """Serve them until the process is told to stop."""
        self._loop = loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self._stop.set)
        word = first_word(nodes[0])
        self._know(nodes)
        try:
            for node in nodes:
                await self._open(node)
            loop.call_later(0.2, self.ready, self._places, word)
            await self._stop.wait()
        finally:
            self._stop.set()
            for one in self._stations:
                one.end()
            for one in self._stations:
                await one.close()

    def begin(self) -> None:
        """Begin an exercise in the node, and serve its counterparts as soon as they are made; for the thread of a request."""
        assert self._loop is not None
        self._state = "making"
        asyncio.run_coroutine_threadsafe(self._begin(), self._loop)

    async def _begin(self) -> None:
        first, before = self._stations[0], self._stations[0].node
        await first.disconnect()  # whom it is to know is not served yet
        with contextlib.ExitStack() as held:
            try:
                await asyncio.to_thread(counterparts.begin, before)
                nodes = await asyncio.to_thread(self._put_up, held)
                self._know(nodes)
                for node in nodes[1:]:
                    await self._open(node)
                await first.connect(nodes[0])
            except Exception as error:  # noqa: BLE001 -- told by its kind, since the words of one could hold content
                _log.error("exercise not begun", error=type(error).__name__)
                await self._take_back(before)
                return
            self.held.push(held.pop_all())
        await asyncio.to_thread(before.close)
        self.ready(self._places, None)

    async def _take_back(self, before: Node) -> None:
        """Serve the node as before an exercise was begun in it, which could not be made, and its counterparts no more."""
        first, *others = self._stations
        self._stations = [first]
        for one in others:
            with contextlib.suppress(Exception):  # what made it fail was told
                await one.close()
        await first.disconnect()
        if counterparts.is_broken_off(self.folder):
            await asyncio.to_thread(counterparts.take_back, self.folder)
        self._know([before])
        self._state = "failed"
        await first.connect(before)

    def _know(self, nodes: Iterable[Node]) -> None:
        self._places = {one.settings.party: one.settings.web_url for one in nodes}

    async def _open(self, node: Node) -> None:
        station = Station(node, self._made, self._limits, self._stop)
        self._stations.append(station)
        await asyncio.create_task(station.open())  # in a context of its own, which says in the log whose node it is

    def _made(self, node: Node) -> ASGIApp:
        if len(self._places) > 1:
            return application(node, self._limits, stage=Stage(self._places))
        begin = self.begin if exercise.offered(node.settings) else None
        stage = Stage(self._places, begin, lambda: self._state)  # to the end: what it is asked late is answered by the one that follows
        return application(node, self._limits, first_word(node), stage)
