"""Run worlds: `python -m tests.simulation [--seeds N] [--first S] [-n P] [--kept FILE]`, or one: `--seed S [--told]`.

It prints the counts as it goes and says at its end, whatever ended it, what was run. With a file to keep them in, what was run is not
run again: a run that was broken off goes on where it was, with the same code or another one, and says how much of it was another.
"""

import argparse
import gc
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path

import relto
from tests.simulation.invariants import check
from tests.simulation.whole import WholeWorld
from tests.simulation.world import World

EACH = 10
"""Every tenth world is one of whole nodes; they are run first, since they find most."""
_OFTEN = 100
_LARGEST = "slowest healing (s)"


def one(seed, told=lambda _: None):
    """Run one world and check it; its counts."""
    world = (WholeWorld if _is_whole(seed) else World)(seed, told)
    world.counts["whole nodes"] = int(isinstance(world, WholeWorld))
    healing = world.run()
    check(world)
    world.counts[_LARGEST] = round(healing)
    return world.counts


def _is_whole(seed):
    return seed % EACH == EACH - 1


def _guarded(seed):
    begin = time.process_time()
    try:
        counts, error = one(seed), None
    except Exception:
        counts, error = Counter(), traceback.format_exc()
    return {"seed": seed, "counts": counts, "error": error, "seconds": round(time.process_time() - begin, 3)}


def together(counts, more):
    """Counts of two runs."""
    slowest = max(counts[_LARGEST], more[_LARGEST])
    made = Counter(counts) + Counter(more)
    made[_LARGEST] = slowest
    return made


def code():
    """What stands for the code that runs: a digest of the program and of these tests."""
    tests = Path(__file__).resolve().parents[1]
    places = [*Path(relto.__file__).parent.rglob("*.py"), *tests.glob("*.py"), *(tests / "simulation").glob("*.py")]
    whole = hashlib.sha256()
    for place in sorted(places):
        whole.update(hashlib.sha256(place.read_bytes()).digest())
    return whole.hexdigest()[:12]


class Tally:
    """What was run of a range, and what came of it.

    Args:
        wanted: the seeds.
        kept: where it is kept, one seed a line; `None`: nowhere.
    """

    def __init__(self, wanted, kept):
        self.wanted, self.kept, self.code = wanted, kept, code()
        self.counts, self.failed, self.done = Counter(), [], set()
        self.elsewhere, self.seconds, self.begin = 0, 0.0, time.monotonic()
        for line in kept.read_text(encoding="utf-8").splitlines(keepends=True) if kept is not None and kept.exists() else ():
            if not line.endswith("\n"):
                raise SystemExit(f"{kept}: its last line is not whole: take it away")
            result = json.loads(line)
            if result["seed"] in wanted and result["seed"] not in self.done and result["error"] is None:
                self._count(result)
        self.before = len(self.done)

    def add(self, result):
        """Count a seed, and keep it."""
        self._count(result | {"code": self.code})
        if self.kept is not None:
            with self.kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result | {"code": self.code}) + "\n")
        if result["error"] is not None:
            print(f"seed {result['seed']}:\n{result['error']}", file=sys.stderr, flush=True)
        if len(self.done) % _OFTEN == 0:
            print(self, flush=True)

    def _count(self, result):
        self.done.add(result["seed"])
        self.counts = together(self.counts, Counter(result["counts"]))
        self.seconds += result["seconds"]
        self.elsewhere += result["code"] != self.code
        if result["error"] is not None:
            self.failed.append(result["seed"])

    def __str__(self):
        of = f"simulation: {len(self.done)} of {len(self.wanted)} seeds from {self.wanted.start}"
        earlier = f", {self.before} of them in an earlier run" if self.before else ""
        other = f", {self.elsewhere} of them with other code" if self.elsewhere else ""
        took = f"{self.seconds:.0f} s of processors, {time.monotonic() - self.begin:.0f} s now"
        return f"{of}{earlier}{other}; {len(self.failed)} failed; {took}; {dict(sorted(self.counts.items()))}"


def _many(tally, processes):
    left = iter(sorted((seed for seed in tally.wanted if seed not in tally.done), key=lambda seed: (not _is_whole(seed), seed)))
    ended = []
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: ended.append(number))
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork"), initializer=_worker) as pool:
        going = set()
        while True:
            while not ended and len(going) < 2 * processes and (seed := next(left, None)) is not None:
                going.add(pool.submit(_guarded, seed))
            if not going:
                return
            done, going = wait(going, return_when=FIRST_COMPLETED)
            for future in done:
                tally.add(future.result())


def _worker():
    """A process that runs worlds: what it began it ends, whatever key was struck; and it does not look at what is there for good."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(100_000)


def main():
    """Run them; 1 where one of them failed, or was not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("-n", "--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kept", type=Path, help="a file in which is kept what was run: it is not run again")
    parser.add_argument("--seed", type=int, help="one world only")
    parser.add_argument("--told", action="store_true", help="say what happens in it")
    asked = parser.parse_args()
    if asked.seed is not None:
        print(dict(one(asked.seed, print if asked.told else lambda _: None)))
        return 0
    tally = Tally(range(asked.first, asked.first + asked.seeds), asked.kept)
    _many(tally, asked.processes)
    print(tally)
    if len(tally.done) < asked.seeds:
        print(f"simulation: {asked.seeds - len(tally.done)} seeds were NOT run")
    for seed in tally.failed[:20]:
        print(f"again: python -m tests.simulation --seed {seed} --told")
    return int(bool(tally.failed) or len(tally.done) < asked.seeds)


if __name__ == "__main__":
    sys.exit(main())
