"""The network of a day as this node knows it: what it was given, and what was signed, suspended, consented to and assessed since."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date

from attrs import evolve

from relto.agreements import Agreement, Basis, Event, Network, with_agreement_text
from relto.node.ports import Work
from relto.node.records.arrangement import Turn
from relto.primitives import AgreementId
from relto.release import Engine

_KEPT = 4
"""Networks that are kept: today's, yesterday's around midnight, and those of two questions about other days."""


class Arrangement:
    """The networks of a node.

    Args:
        base: the network of a day before anything that is recorded here.
    """

    def __init__(self, base: Callable[[date], Network]) -> None:
        self._base = base
        self._engines: OrderedDict[tuple[int, date], Engine] = OrderedDict()
        self._lock = threading.Lock()

    def network(self, work: Work, at: date) -> Network:
        """The network of a day, as it is known within a unit of work."""
        return self.engine(work, at).network

    def engine(self, work: Work, at: date) -> Engine:
        """The same, ready to answer; one object for as long as nothing was recorded.

        What a work recorded that has not ended yet counts in that work alone.
        """
        if work.arrangement.is_changed():
            return Engine(_recorded(work, self._base(at)), at)
        key = work.arrangement.version(), at
        with self._lock:
            found = self._engines.get(key)
            if found is not None:
                self._engines.move_to_end(key)
                return found
        made = Engine(_recorded(work, self._base(at)), at)
        with self._lock:
            made = self._engines.setdefault(key, made)
            while len(self._engines) > _KEPT:
                self._engines.popitem(last=False)
        return made


def _recorded(work: Work, base: Network) -> Network:
    for one in work.arrangement.agreements():
        base = with_agreement_text(base, one.id, one.text)
    agreements: dict[AgreementId, Agreement] = dict(base.agreements)
    for turn in work.arrangement.turns():
        known = agreements.get(turn.agreement)
        if known is not None:
            agreements[turn.agreement] = evolve(known, events=(*known.events, _event(turn)))
    consents = tuple(one.consent for one in work.arrangement.consents() if one.withdrawn is None)
    assessments = tuple(one.assessment for one in work.arrangement.assessments() if one.withdrawn is None)
    return evolve(base, agreements=agreements, consents=(*base.consents, *consents), assessments=(*base.assessments, *assessments))


def _event(turn: Turn) -> Event:
    return Event(turn.on, turn.kind, turn.says, Basis.TEXT, f"recorded by {turn.by}, {turn.recorded.isoformat()}", turn.takes_effect)
