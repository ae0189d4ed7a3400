"""What is tried in vain is counted, so that nobody comes in by trying.

A try is counted before it is judged, by what is tried and by whence, in the database and by the node's one clock: after five in vain each
further one waits, twice as long each time, up to a quarter of an hour. How a login is written, and from which process, is of no matter.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from attrs import frozen

from relto.node.records.sessions import Tries
from relto.node.surroundings import Surroundings
from relto.primitives import ReltoError

FROM_ONE_ADDRESS = 100
"""Tries in vain from one address that wait for nothing: many people can stand behind one."""

_FREE = 5
_FIRST = 15
_LONGEST = timedelta(minutes=15)


class Unauthenticated(ReltoError):
    """Nobody is known by what was shown."""

    def __init__(self) -> None:
        super().__init__("nobody is known by what was shown")


class Wait(ReltoError):
    """Too much was tried in vain.

    Args:
        seconds: for how long nothing more is looked at.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("too many tries; wait")


@frozen
class Tried:
    """What is tried.

    Args:
        kind: of what kind it is: a login, an address.
        what: which one.
        free: how many tries in vain wait for nothing.
    """

    kind: str
    what: str
    free: int = _FREE

    @property
    def about(self) -> str:
        """Under which name it is counted: a digest, so that no list of logins is kept."""
        return sha256(f"{self.kind}\0{self.what}".encode()).hexdigest()


def count(node: Surroundings, some: Sequence[Tried], at: datetime) -> None:
    """Count a try, before it is judged.

    Raises:
        Wait: it is not to be looked at, and is not counted.
    """
    with node.store.write() as work:
        work.exclusively("tries")
        before = [work.sessions.tries(one.about) for one in some]
        longest = max(_wait(known, one.free, at) for known, one in zip(before, some, strict=True))
        if longest <= timedelta(0):
            for known, one in zip(before, some, strict=True):
                work.sessions.tried(Tries(one.about, 1 if known is None else known.count + 1, at))
    if longest > timedelta(0):
        raise Wait(int(longest.total_seconds()) + 1)


def _wait(tries: Tries | None, free: int, at: datetime) -> timedelta:
    """For how long nothing more is looked at; a clock that was set back does not shorten it."""
    if tries is None or tries.count < free:
        return timedelta(0)
    pause = min(_LONGEST, timedelta(seconds=_FIRST * 2 ** min(tries.count - free, 10)))
    return pause if tries.last > at else tries.last + pause - at
