"""Rounds of kill -9: two nodes load each other, one of them is killed at a random moment and started again, and so on."""

import random
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from tests.faults.invariants import check, check_log, waiting
from tests.faults.serving import acknowledged, context, killed, served, stopped
from tests.pairs import Party, pair, until

LONGEST = 0.8
"""Seconds of a node's life at most, from when it takes connections."""


def rounds(
    folder: Path,
    count: int,
    seed: int,
    every: int = 100,
    told: Callable[[int, Counter[str]], None] = lambda _, __: None,
    enough: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """So many kills of either node, and every invariant after.

    Args:
        folder: an empty one.
        count: how many kills.
        seed: of whom and when.
        every: after so many kills it is checked in between: what came since the last time; in the end, all of it.
        told: after each check, how many kills there were, and the counts.
        enough: asked after each kill: whether this is to be the last.
    """
    chance, kills, counts = random.Random(seed), Counter[str](), Counter[str]()
    with pair(folder) as both:
        of, found = context(*both), {one.code: frozenset[str]() for one in both}
        running = {one.code: served(of, one, to) for one, to in _ways(both)}
        try:
            for number in range(1, count + 1):
                one, to = chance.choice(list(_ways(both)))
                one.await_listening()
                time.sleep(chance.uniform(0.0, LONGEST))
                killed(running[one.code])
                kills[f"kills of {one.code}"] += 1
                running[one.code] = served(of, one, to)
                last = number == count or enough()
                if number % every == 0 or last:
                    _ended(running)
                    counts = kills + _checked(of, both, {} if last else found)
                    told(number, counts)
                    if last:
                        break
                    running = {one.code: served(of, one, to) for one, to in _ways(both)}
        finally:
            _ended(running)
    return counts


def _ended(running: dict[str, ForkServerProcess]) -> None:
    while running:
        killed(running.popitem()[1])


def _checked(of: ForkServerContext, both: tuple[Party, Party], found: dict[str, frozenset[str]]) -> Counter[str]:
    """Let everything arrive, end the nodes, and look; by sender, what was found in order before is not looked at again."""
    healing = [served(of, one, None) for one in both]
    for one in both:
        until(f"everything of {one.code} has arrived", lambda one=one: not waiting(one, 1), 180)  # type: ignore[misc]
    for process in healing:
        stopped(process)
    counts = Counter[str]()
    for sender, recipient in (both, both[::-1]):
        found[sender.code] = check(sender, recipient, acknowledged(sender), counts, found.get(sender.code, frozenset()))
        check_log(sender, counts)
    return counts


def _ways(both: tuple[Party, Party]) -> tuple[tuple[Party, str], tuple[Party, str]]:
    return (both[0], both[1].code), (both[1], both[0].code)
