"""Running a target: seeded inputs, a watchdog over each, and the first failure with what is needed to see it again."""

import ast
import faulthandler
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

SECONDS = 5.0
"""Longest time that one input may take."""

_STUCK = 6 * SECONDS
_SMALLER = 20.0
_LEAST = 0.05


class Hangs(BaseException):
    """An input took longer than it may; no handler of the code under test may swallow it."""


@frozen
class Guided:
    """How a target's inputs stand as bytes, which a coverage-guided fuzzer changes.

    Args:
        encode: an input as bytes.
        decode: the input that any bytes are.
        change: an input changed so that it stays near its form.
        most: most bytes.
        weight: its share of the inputs beside other targets.
    """

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]
    change: Callable[[random.Random, Any], Any]
    most: int = 400
    weight: int = 1


@frozen
class Target:
    """A reader under test.

    Args:
        name: its name on the command line.
        make: an input made with a source of randomness and the input's number; anything that `ast.literal_eval` reads back.
        check: reads an input, says in a word what became of it, and raises where something does not hold.
        count: how many inputs there are, for a target that has a list of them; else ``None``.
        seconds: longest time that one input may take.
        guided: how its inputs stand as bytes, where it can be guided by coverage.
        prepare: makes ready what the checks share, before any input is timed.
    """

    name: str
    make: Callable[[random.Random, int], Any]
    check: Callable[[Any], str]
    count: int | None = None
    seconds: float = SECONDS
    guided: Guided | None = None
    prepare: Callable[[], object] = lambda: None


@frozen
class Failure:
    """An input for which something does not hold."""

    target: str
    number: int
    given: Any
    error: BaseException

    @property
    def kind(self) -> tuple[str, str]:
        """What went wrong, coarsely, so that a smaller input can be told to fail alike."""
        frames = traceback.extract_tb(self.error.__traceback__)
        return type(self.error).__name__, str(self.error).partition(":")[0] if isinstance(self.error, AssertionError) else frames[-1].name

    def told(self) -> str:
        """The traceback."""
        return "".join(traceback.format_exception(self.error))


@define
class Run:
    """What a target has been through."""

    name: str
    inputs: int = 0
    spent: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)
    became: Counter[str] = field(factory=Counter)
    failure: Failure | None = None

    def line(self) -> str:
        """The figures on one line."""
        shares = ", ".join(f"{word} {count / self.inputs:.1%}" for word, count in sorted(self.became.items())) if self.inputs else "nothing"
        rate = self.inputs / self.spent if self.spent else 0.0
        slow = f"slowest {self.slowest[0]:.2f} s (input {self.slowest[1]})"
        return f"{self.name:<14} {self.inputs:>8} inputs {rate:>8.0f}/s  {shares}; {slow}"


@contextmanager
def watched(seconds: float):
    """Raises `Hangs` after some seconds of the processor's time: a busy machine is no hang."""

    def late(signum, frame):
        raise Hangs(f"more than {seconds:.0f} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def source(seed: int, target: str, number: int) -> random.Random:
    """The randomness of one input: it depends on nothing that ran before."""
    return random.Random(f"{seed} {target} {number}")


def attempt(target: Target, number: int, given: Any) -> str | Failure:
    """Checks one input."""
    try:
        with watched(target.seconds):
            return target.check(given)
    except (Exception, Hangs) as error:
        return Failure(target.name, number, given, error)


def run(
    target: Target,
    *,
    seed: int,
    seconds: float,
    most: int | None = None,
    only: int | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Run:
    """Runs a target until its time is over, its list is at its end, or something fails.

    Args:
        target: the target.
        seed: the seed.
        seconds: how long; a target with a list of inputs runs to its end.
        most: how many inputs at most; ``None``: as many as there is time for.
        only: the one input to run.
        told: takes lines of progress.
    """
    done = Run(target.name)
    target.prepare()
    begin = shown = time.monotonic()
    number = only or 0
    while done.failure is None:
        _against_stuck()
        _one(target, number, seed, done)
        now = time.monotonic()
        done.spent = now - begin
        if now - shown > 5:
            told(done.line())
            shown = now
        number += 1
        over = done.spent >= seconds or number == most if target.count is None else number >= target.count
        if over or only is not None:
            break
    faulthandler.cancel_dump_traceback_later()
    return done


_armed = [0.0]


def _against_stuck() -> None:
    """Code that never comes back to the interpreter hears no signal; then the process ends with a traceback."""
    now = time.monotonic()
    if now - _armed[0] > 1:
        with suppress(ValueError, OSError):  # no real standard error to write to, as under a test runner
            faulthandler.dump_traceback_later(_STUCK, exit=True, file=sys.__stderr__)
        _armed[0] = now


def _one(target: Target, number: int, seed: int, done: Run) -> None:
    given = target.make(source(seed, target.name, number), number)
    begin = time.monotonic()
    outcome = attempt(target, number, given)
    spent = time.monotonic() - begin
    done.inputs += 1
    done.slowest = max(done.slowest, (spent, number))
    if isinstance(outcome, Failure):
        done.failure = outcome
    else:
        done.became[outcome] += 1


def smaller(target: Target, failure: Failure) -> Failure:
    """A smaller input that fails alike, as far as one is found in a short time, by cutting pieces out of its longest text."""
    until, best = time.monotonic() + _SMALLER, failure
    size = _longest(best.given)[1] // 2
    while size and time.monotonic() < until:
        at = 0
        while at < _longest(best.given)[1] and time.monotonic() < until:
            found = attempt(target, failure.number, _without(best.given, at, size))
            if isinstance(found, Failure) and found.kind == failure.kind:
                best = found
            else:
                at += size
        size //= 2
    return best


def _longest(given: Any) -> tuple[int | None, int]:
    """Which part of an input is its longest text, and how long it is."""
    if isinstance(given, str | bytes):
        return None, len(given)
    if not isinstance(given, tuple):
        return None, 0
    sizes = [(len(part) if isinstance(part, str | bytes) else 0, at) for at, part in enumerate(given)]
    size, at = max(sizes)
    return at, size


def _without(given: Any, at: int, size: int) -> Any:
    part, _ = _longest(given)
    if part is None:
        return given[:at] + given[at + size :]
    return (*given[:part], given[part][:at] + given[part][at + size :], *given[part + 1 :])


def save(failure: Failure) -> Path:
    """Writes a failing input to a file, from which it can be replayed."""
    with tempfile.NamedTemporaryFile("w", prefix=f"relto-fuzz-{failure.target}-", suffix=".txt", delete=False, encoding="ascii") as file:
        file.write(ascii(failure.given) + "\n")
    return Path(file.name)


def saved(path: Path) -> Any:
    """A failing input out of its file."""
    return ast.literal_eval(path.read_text(encoding="ascii"))
