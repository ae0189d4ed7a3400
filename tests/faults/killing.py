"""Rounds of kill -9: two nodes load each other, one of them is killed at a random moment and started again, and so on."""

import random
import time
from collections import Counter
from pathlib import Path

from tests.faults.invariants import check, check_log, waiting
from tests.faults.serving import acknowledged, context, killed, served, stopped
from tests.pairs import Party, pair, until

LONGEST = 0.8
"""Seconds of a node's life at most, from when it takes connections."""


def rounds(folder: Path, count: int, seed: int, every: int = 100) -> Counter[str]:
    """So many kills of either node, and every invariant after.

    Args:
        folder: an empty one.
        count: how many kills.
        seed: of whom and when.
        every: after so many kills it is checked in between.
    """
    chance, counts, of = random.Random(seed), Counter[str](), context()
    with pair(folder) as both:
        running = {one.code: served(of, one, to) for one, to in _ways(both)}
        try:
            for number in range(count):
                one, to = chance.choice(list(_ways(both)))
                one.await_listening()
                time.sleep(chance.uniform(0.0, LONGEST))
                killed(running[one.code])
                counts[f"kills of {one.code}"] += 1
                running[one.code] = served(of, one, to)
                if (number + 1) % every == 0 or number + 1 == count:
                    found = _checked(of, both, running)
                    running.clear()
                    counts = Counter({name: times for name, times in counts.items() if name.startswith("kills")}) + found
                    if number + 1 < count:
                        running = {one.code: served(of, one, to) for one, to in _ways(both)}
        finally:
            for process in running.values():
                killed(process)
    return counts


def _checked(of: object, both: tuple[Party, Party], running: dict[str, object]) -> Counter[str]:
    """End the load, let everything arrive, end the nodes, and look."""
    for process in running.values():
        killed(process)  # type: ignore[arg-type]
    healing = [served(of, one, None) for one in both]  # type: ignore[arg-type]
    for one in both:
        until(f"everything of {one.code} has arrived", lambda one=one: not waiting(one), 180)  # type: ignore[misc]
    for process in healing:
        stopped(process)
    counts = Counter[str]()
    for sender, recipient in (both, both[::-1]):
        check(sender, recipient, acknowledged(sender), counts)
        check_log(sender, counts)
    return counts


def _ways(both: tuple[Party, Party]) -> tuple[tuple[Party, str], tuple[Party, str]]:
    return (both[0], both[1].code), (both[1], both[0].code)
