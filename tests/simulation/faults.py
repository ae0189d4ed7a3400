"""What goes wrong: a store that crashes before or after it has kept something, or has no room; clocks that jump."""

from contextlib import contextmanager
from datetime import timedelta

from relto.primitives import Unavailable
from tests.nodes import START


class Crash(Exception):
    """The process ended."""


class FaultyStore:
    """A store in which units of work end as the fates will; a `Store`."""

    def __init__(self, inner):
        self._inner = inner
        self.fate = lambda: None

    @contextmanager
    def write(self):
        fate = self.fate()
        if fate == "full":
            raise Unavailable("no room on the disk")
        with self._inner.write() as work:
            yield work
            if fate == "before":
                raise Crash
            if fate == "full at the end":
                raise Unavailable("no room on the disk")
        if fate == "after":
            raise Crash

    def read(self):
        return self._inner.read()


class SimClock:
    """A node's clock: the world's time, and by how much it is wrong."""

    def __init__(self, world):
        self._world = world
        self.wrong = timedelta()

    def now(self):
        return START + timedelta(seconds=self._world.time) + self.wrong
