"""Figures of what a party may have: the index of holdings beside the bare physical limit, in the same run."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks import world
from benchmarks.report import Figure
from relto.agreements import Network
from relto.release.analysis import terminated
from relto.release.analysis.holdings import Bits, Index, Kinds, compiled

ROOT = Path(__file__).parent.parent
_LARGE = """
import json, sys
from pathlib import Path
from benchmarks import holdings, world
network = world.load(Path(sys.argv[1]))
index = holdings.filled(network, 20_000, int(sys.argv[2]))
party = holdings.partner(index)
found = len(index.permitted(party))
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([int(peak.split()[1]) / 1024 ** 2, found]))
"""


def seconds(run: Callable[[], object], rounds: int) -> float:
    """Seconds of one run, the median of several."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)


def beside(ours: Callable[[], object], bare: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Seconds of two runs in turn, so that both see the same machine; the median of each."""
    times: list[tuple[float, float]] = []
    for _ in range(rounds):
        start = perf_counter()
        ours()
        between = perf_counter()
        bare()
        times.append((between - start, perf_counter() - between))
    return median(one for one, _ in times), median(other for _, other in times)


def drawn(kinds: int, many: int, seed: int = world.SEED) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Items: some labels are met very often, most seldom (Zipf, 1.2), in no order."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(kinds)
    made = np.empty(many, dtype=np.int64)
    for start in range(0, many, 10**6):
        size = min(10**6, many - start)
        made[start : start + size] = 1 + order[(rng.zipf(1.2, size=size) - 1) % kinds]
    return made


def filled(network: Network, labels: int, many: int) -> Index:
    """An index of so many items of so many labels."""
    kinds = Kinds()
    for holder, item in world.items(network, labels):
        kinds.take(item, holder)
    index = Index(kinds, network, world.AT)
    index.add(drawn(labels, many))
    return index


def partner(index: Index) -> str:
    """The party that may have most."""
    return max(index.table.columns.parties, key=lambda one: index.count(one).permit)


def figures(network: Network, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of the index."""
    labels, many = (300, 10_000) if quick else (20_000, 10_000_000)
    index = filled(network, labels, many)
    gc.collect()
    gc.freeze()
    yield from _compiling(index, network, quick=quick)
    yield from _asking(index, quick=quick)
    yield from _unshared(index, quick=quick)
    size = 100_000 if quick else 100_000_000
    done = subprocess.run([sys.executable, "-c", _LARGE, str(folder), str(size)], capture_output=True, check=True, cwd=ROOT, text=True)
    memory, found = json.loads(done.stdout)
    yield Figure(f"memory with {size:,} items and {found:,} of them listed", memory, "GB", "< 8")


def _compiling(index: Index, network: Network, *, quick: bool) -> Iterator[Figure]:
    kinds = index.kinds
    name = f"table of {len(kinds) - 1:,} labels x {len(index.table.columns.parties)} parties, compiled"
    yield Figure(name, seconds(lambda: compiled(kinds, network, world.AT), 2 if quick else 15), "seconds", "< 0.2")
    times, touched = [], []
    for code in network.agreements:
        after = terminated(network, code, date(2026, 1, 1))
        start = perf_counter()
        _, delta = compiled(kinds, after, world.AT, index.table)
        times.append(1000 * (perf_counter() - start))
        touched.append(len(delta.kinds))
    yield Figure("one agreement changed, as a delta of labels (median of 40)", median(times), "ms", "< 15")
    yield Figure("the same, the agreement of the forty that takes longest", max(times), "ms")
    yield Figure("labels that such a change makes different", median(touched), "labels")


def _asking(index: Index, *, quick: bool) -> Iterator[Figure]:
    rounds = 3 if quick else 21
    party = partner(index)
    items = index.items
    column = index.column(party) == 0
    narrow = items.astype(np.int32)
    many = len(items)
    ours, bare = beside(lambda: index.permitted(party), lambda: np.flatnonzero(column[narrow]), rounds)
    yield Figure(f"permitted, listed, of {many:,} items", many / ours / 1e6, "million/s")
    yield Figure("limit: a bare numpy gather, listed", many / bare / 1e6, "million/s")
    yield Figure("permitted against that gather", ours / bare, "times as long", "< 1.3")
    ours, bare = beside(lambda: index.mask(party), lambda: column[narrow], rounds)
    yield Figure("permitted as a mask (blocked)", many / ours / 1e6, "million/s")
    yield Figure("limit: a bare numpy gather", many / bare / 1e6, "million/s")
    yield Figure("the mask against half the time of that gather", 2 * ours / bare, "times as long", "< 1.3")
    some = Random(1).sample(index.table.columns.parties, 10)
    yield Figure("counts through the histogram", 100 * seconds(lambda: [index.count(one) for one in some], rounds), "ms", "< 1")
    yield Figure("a page of 1,000", 1000 * seconds(lambda: index.page(party, 1_000), rounds), "ms")
    start = perf_counter()
    index.by_rule(party)
    yield Figure("counts by rule, first time", 1000 * (perf_counter() - start), "ms")
    yield Figure("counts by rule, again", 1000 * seconds(lambda: index.by_rule(party), 3), "ms")
    yield Figure("counts by label", 1000 * seconds(lambda: index.by_label(party), 3), "ms")


def _unshared(index: Index, *, quick: bool) -> Iterator[Figure]:
    bits = Bits.of(index.table, index.items)
    party = partner(index)
    if bits.mask(party).tolist() != index.mask(party).tolist():
        raise SystemExit("the column of bits and the index answer differently")
    row = bits.words[0]
    ours, bare = beside(lambda: bits.mask(party), lambda: (row & np.uint64(8)) != 0, 3 if quick else 21)
    yield Figure("every item a label of its own: the column of bits", len(row) / ours / 1e6, "million/s", ">= 150")
    yield Figure("limit: one bare numpy test of a bit", len(row) / bare / 1e6, "million/s")
