"""Run worlds: `python -m tests.simulation [--seeds N] [--first S] [--seed S --told] [--processes P]`; prints the counts."""

import argparse
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter

from tests.simulation.invariants import check
from tests.simulation.whole import WholeWorld
from tests.simulation.world import World

EACH = 10
"""Every tenth world is one of whole nodes."""


def one(seed, told=lambda _: None):
    """Run one world and check it; its counts."""
    world = (WholeWorld if seed % EACH == EACH - 1 else World)(seed, told)
    world.counts["whole nodes"] = int(isinstance(world, WholeWorld))
    healing = world.run()
    check(world)
    world.counts["slowest healing (s)"] = round(healing)
    return world.counts


def _guarded(seed):
    try:
        return seed, one(seed), None
    except Exception:
        return seed, Counter(), traceback.format_exc()


def together(counts, more):
    """Counts of two runs."""
    slowest = max(counts["slowest healing (s)"], more["slowest healing (s)"])
    made = counts + more
    made["slowest healing (s)"] = slowest
    return made


def main():
    """Run them; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--told", action="store_true")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if asked.seed is not None:
        print(dict(one(asked.seed, print if asked.told else lambda _: None)))
        return 0
    begin, counts, failed = time.monotonic(), Counter(), []
    with multiprocessing.get_context("fork").Pool(asked.processes) as pool:
        for number, (seed, more, error) in enumerate(pool.imap_unordered(_guarded, range(asked.first, asked.first + asked.seeds)), 1):
            counts = together(counts, more)
            if error is not None:
                failed.append(seed)
                print(f"seed {seed}:\n{error}", file=sys.stderr)
            if number % 100 == 0:
                print(f"{number} seeds, {len(failed)} failed, {time.monotonic() - begin:.0f} s", file=sys.stderr)
    print(f"simulation: {asked.seeds} seeds, {len(failed)} failed, {time.monotonic() - begin:.0f} s; {dict(sorted(counts.items()))}")
    for seed in failed[:20]:
        print(f"again: python -m tests.simulation --seed {seed} --told")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
