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

import structlog
from attrs import define, field

from relto.adapters.transport.https import Https
from relto.adapters.transport.pinning import PeerPin, Pins
from relto.bootstrap.nodes import Node
from relto.node.holdings import Indexing, Progress
from relto.node.sweeping import Sweeping
from relto.primitives import BrokenSeal, PartyId, ReltoError

_EVERY = 1.0
_PAUSE = 0.1
"""What time brings, the journal's sequencing among it, is looked after once in so many seconds, however often something is written."""
_DAY = 86_400.0
_WAITING = 0.5
"""Seconds until a process that does not lead asks again whether it may."""
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
    _busy: dict[str, asyncio.Task[None]] = field(factory=dict, init=False)
    _ticked: float = field(default=float("-inf"), init=False)
    _wait: float = field(default=_PAUSE, init=False)
    _led: bool = field(default=False, init=False)
    _swept: float | None = field(default=None, init=False)
    _known: Mapping[str, PeerPin] = field(factory=dict, init=False)

    def wake(self) -> None:
        """Say that something was written; from the loop's own thread."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Run."""
        stopping = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            self._woken.clear()
            self._carry(await asyncio.to_thread(self._look))
            woken = asyncio.ensure_future(self._woken.wait())
            await asyncio.wait({woken, stopping}, timeout=self._wait, return_when=asyncio.FIRST_COMPLETED)
            woken.cancel()
        for task in self._busy.values():
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _look(self) -> Mapping[str, datetime]:
        """See to what time brings, and say what is due."""
        try:
            self._wait = _PAUSE
            if monotonic() - self._ticked >= _PAUSE:
                self._known = self.known()
                self.pins.put(self._known.values())
                if self._is_leader():
                    self.node.exchange.tick()
                    self._sweep()
                self._wait = self.every if self._led else _WAITING
                self._ticked = monotonic()
            return self.node.exchange.due() if self._led else {}
        except ReltoError as error:
            self._wait = _EVERY
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
            running = self._busy.get(party)
            if pin is not None and pin.url and when <= at and (running is None or running.done()):
                self._busy[party] = asyncio.ensure_future(asyncio.to_thread(self._deliver, pin))

    def _deliver(self, pin: PeerPin) -> None:
        """Carry what is due to one counterpart, until nothing is due or it cannot be reached."""
        try:
            while (batch := self.node.exchange.outgoing(pin.party)) is not None:
                answer = self.https.post(pin, batch.data)
                counted = self.node.exchange.answered(pin.party, answer)
                _log.info("carried", party=pin.party, messages=len(batch.ids), receipts=counted)
        except BrokenSeal as error:
            _log.warning("answer refused", party=pin.party, reason=error.reason)
        except ReltoError as error:
            _log.warning("not carried", party=pin.party, error=type(error).__name__)
