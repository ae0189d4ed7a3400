"""What a node does by itself: carries what is due, expires what is over, puts the journal into its log.

Of several processes of a node one leads and does it; the others know whom the listener may take messages from, and wait to lead.
Woken by whoever has written something, and by the clock: a message is tried when the schedule of its agreement says so, whatever
became of the last try. Who cannot be reached holds up nobody else.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic, sleep
from typing import Any

import structlog
from attrs import define, field

from relto.adapters.transport.https import Https
from relto.adapters.transport.pinning import PeerPin, Pins
from relto.bootstrap.nodes import Node
from relto.node.holdings import Indexing, Progress
from relto.node.sweeping import Sweeping
from relto.primitives import BrokenSeal, PartyId, ReltoError

_EVERY = 1.0
_PAUSE = 0.2
"""What time brings, the journal's sequencing among it, is looked after once in so many seconds, however often something is written."""
_DAY = 86_400.0
_WAITING = 0.5
"""Seconds until a process that does not lead asks again whether it may."""
_AT_ONCE = 2
"""Batches that are on their way to a counterpart at once: the next is made ready while it takes the last."""
_MOST = 100
"""Messages in a batch: what comes behind them waits for its answer."""
_TOLD = 30.0
"""Seconds between two lines that say how far the indexing has come."""
_log = structlog.get_logger("relto.runner")


@define(eq=False)
class Runner:
    """Runs a node until it is told to stop.

    Args:
        node: the node.
        https: how messages travel.
        pins: whom the listener knows; kept right here.
        leads: whether this process leads.
        every: seconds until it looks again, though nobody woke it.
    """

    node: Node
    https: Https
    pins: Pins
    leads: Callable[[], bool]
    every: float = _EVERY
    _woken: asyncio.Event = field(factory=asyncio.Event, init=False)
    _busy: dict[str, set[asyncio.Task[None]]] = field(factory=dict, init=False)
    _away: set[str] = field(factory=set, init=False)
    _written: asyncio.Event = field(factory=asyncio.Event, init=False)
    _led: bool = field(default=False, init=False)
    _swept: float | None = field(default=None, init=False)
    _known: Mapping[str, PeerPin] = field(factory=dict, init=False)

    def wake(self) -> None:
        """Say that something was written; from the loop's own thread."""
        self._woken.set()
        self._written.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Run."""
        stopping: asyncio.Task[Any] = asyncio.ensure_future(stop.wait())
        await asyncio.gather(self._look_after(stopping), self._carry_on(stopping))
        running = [task for some in self._busy.values() for task in some]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _look_after(self, stopping: asyncio.Task[Any]) -> None:
        """See to what time brings, until it is told to stop."""
        while not stopping.done():
            self._written.clear()
            wait = await asyncio.to_thread(self._tick)
            await _either(stopping, self._written, wait)
            await asyncio.wait({stopping}, timeout=_PAUSE)

    async def _carry_on(self, stopping: asyncio.Task[Any]) -> None:
        """Carry what is due, until it is told to stop."""
        while not stopping.done():
            self._woken.clear()
            self._carry(await asyncio.to_thread(self._due))
            await _either(stopping, self._woken, self.every)

    def _tick(self) -> float:
        """See to what time brings, and say in how many seconds to do it again."""
        try:
            self._known = self.known()
            self.pins.put(self._known.values())
            if self._is_leader():
                self.node.exchange.tick()
                self._sweep()
        except ReltoError as error:
            _log.error("failed", error=type(error).__name__)
            return _EVERY
        return self.every if self._led else _WAITING

    def _due(self) -> Mapping[str, datetime]:
        """What is due."""
        try:
            return self.node.exchange.due() if self._led else {}
        except ReltoError as error:
            _log.error("failed", error=type(error).__name__)
            return {}

    def _sweep(self) -> None:
        """Once a day, beside everything else."""
        if self._swept is not None and monotonic() - self._swept < _DAY:
            return
        self._swept = monotonic()
        threading.Thread(target=self._swept_by, name="sweep", daemon=True).start()

    def _swept_by(self) -> None:
        try:
            found = Sweeping(self.node.surroundings).sweep(self.node.surroundings.clock.now())
        except ReltoError as error:
            _log.warning("not swept", error=type(error).__name__)
        else:
            _log.info("swept", objects=found.objects, messages=found.messages)
        self._index()

    def _index(self) -> None:
        """Index by portion what was held before, no more than half of the time, and as long as this process leads."""
        indexing, progress, told = Indexing(self.node.surroundings), Progress(), monotonic()
        try:
            waiting, began = indexing.waits(), monotonic()
            if waiting:
                _log.info("indexing by portion", waiting=waiting)
            for progress in indexing.run(self.node.surroundings.clock.now()):
                if monotonic() - told >= _TOLD:
                    _log.info("indexing by portion", done=progress.done, left=waiting - progress.done - progress.stayed)
                    told = monotonic()
                if not self._led:
                    break
                sleep(min(monotonic() - began, 1.0))
                began = monotonic()
        except ReltoError as error:
            _log.warning("not indexed by portion", error=type(error).__name__, done=progress.done)
        else:
            if waiting:
                _log.info("indexed by portion", done=progress.done, stayed=progress.stayed, unavailable=progress.unavailable)

    def _is_leader(self) -> bool:
        leads = self.leads()
        if leads != self._led:
            _log.info("leads" if leads else "leads no more", process=os.getpid())
        self._led = leads
        return leads

    def known(self) -> Mapping[str, PeerPin]:
        """The counterparts that may be called and may call, as they are pinned now."""
        with self.node.surroundings.store.read() as work:
            doors = {one.party: one for one in work.doors.all()}
            peers = [one for one in work.exchange.counterparts() if one.party in doors]
            pacts = {one.party: work.exchange.pact(one.party, one.pact) if one.pact else None for one in peers}
        found = {}
        for one in peers:
            pact, door = pacts[one.party], doors[one.party]
            agreement = pact.agreement if pact is not None else "its card"
            found[one.party] = PeerPin(PartyId(one.party), agreement, one.url or "", door.certificate, door.spki)
        return found

    def _carry(self, due: Mapping[str, datetime]) -> None:
        at = self.node.surroundings.clock.now()
        for party, when in due.items():
            pin = self._known.get(party)
            running = self._busy.setdefault(party, set())
            if pin is not None and pin.url and when <= at and len(running) < _AT_ONCE:
                task = asyncio.ensure_future(asyncio.to_thread(self._deliver, pin))
                running.add(task)
                task.add_done_callback(running.discard)

    def _deliver(self, pin: PeerPin) -> None:
        """Carry what is due to one counterpart, until nothing is due or it cannot be reached."""
        exchange, party, ids = self.node.exchange, pin.party, tuple[str, ...]()
        try:
            batch = exchange.outgoing(party, _MOST, frozenset(self._away))
            while batch is not None:
                ids = batch.ids
                self._away.update(ids)
                answer = self.https.post(pin, batch.data)
                self._away.difference_update(ids)
                counted, batch = exchange.go_on(party, answer, _MOST, frozenset(self._away))
                _log.info("carried", party=party, messages=len(ids), receipts=counted)
        except BrokenSeal as error:
            _log.warning("answer refused", party=party, reason=error.reason)
        except ReltoError as error:
            _log.warning("not carried", party=party, error=type(error).__name__)
        finally:
            self._away.difference_update(ids)


async def _either(stopping: asyncio.Task[Any], event: asyncio.Event, seconds: float) -> None:
    """Wait until it is to stop, or something happens, or time has passed."""
    happens = asyncio.ensure_future(event.wait())
    await asyncio.wait({happens, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    happens.cancel()
