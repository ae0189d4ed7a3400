"""What the machine does at all on this day: the same program takes twice as long where it is slow to wake a process or to give memory.

These stand before every report, so that the figures of two days, or of two machines, can be set beside one another.
"""

import mmap
import subprocess
from collections.abc import Iterator
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
        if other.stdin is None or other.stdout is None:
            raise AssertionError("both were asked for")
        begin = perf_counter()
        for _ in range(_TURNS):
            other.stdin.write(b"x")
            other.stdout.read(1)
        took = perf_counter() - begin
        other.stdin.close()
    return took / _TURNS


def _memory() -> float:
    with mmap.mmap(-1, _PAGES * mmap.PAGESIZE) as fresh:
        begin = perf_counter()
        for number in range(_PAGES):
            fresh[number * mmap.PAGESIZE] = 1
        return (perf_counter() - begin) / _PAGES
