"""What the machine does at all on this day: the same program takes twice as long where it is slow to wake a process or to give memory.

These stand before every report, so that the figures of two days, or of two machines, can be set beside one another.
"""

import mmap
import subprocess
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks.report import Figure

_ROUNDS = 5
_TURNS = 2_000
_PAGES = 20_000


def figures(*, quick: bool) -> Iterator[Figure]:
    """Figures of the machine alone.

    Args:
        quick: few rounds.
    """
    rounds = 1 if quick else _ROUNDS
    yield Figure("machine: a million additions in a bare loop", median(_additions() for _ in range(rounds)) * 1_000, "ms")
    yield Figure("machine: a byte to another process and back", median(_word() for _ in range(rounds)) * 1_000_000, "us")
    yield Figure("machine: a page of memory touched first", median(_memory() for _ in range(rounds)) * 1_000_000, "us")


def _additions() -> float:
    begin, whole = perf_counter(), 0
    for number in range(1_000_000):
        whole += number
    return perf_counter() - begin


def _word() -> float:
    """Seconds that one byte takes through `cat`, which sleeps until it comes."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as other:  # noqa: S607 - of any system
        there, back = other.stdin, other.stdout
        assert there is not None
        assert back is not None

        def turn() -> None:
            there.write(b"x")
            back.read(1)

        took = seconds_each(turn, _TURNS)
        there.close()
    return took


def _memory() -> float:
    with mmap.mmap(-1, _PAGES * mmap.PAGESIZE) as fresh:
        places = iter(range(0, len(fresh), mmap.PAGESIZE))

        def touch() -> None:
            fresh[next(places)] = 1

        return seconds_each(touch, _PAGES)


def seconds_each(call: Callable[[], object], rounds: int) -> float:
    """Seconds that one of so many calls takes."""
    begin = perf_counter()
    for _ in range(rounds):
        call()
    return (perf_counter() - begin) / rounds
