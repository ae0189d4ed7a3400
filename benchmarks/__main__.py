"""Run the benchmarks: `python -m benchmarks [--quick] [TOPIC]...`. Exits 1 where a target is not met (not with --quick)."""

import argparse
import gc
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import (
    audit,
    decision,
    exchange,
    holdings,
    holdings_elsewhere,
    machine,
    markings,
    node,
    pages,
    process,
    proving,
    sealing,
    spif,
    world,
)
from benchmarks.report import Figure
from relto.agreements import Network

TOPICS = (
    "decision",
    "holdings",
    "elsewhere",
    "proving",
    "markings",
    "spif",
    "process",
    "audit",
    "sealing",
    "node",
    "exchange",
    "pages",
)


def _topics(loaded: Network, network: Path, folder: Path, *, quick: bool) -> Mapping[str, Callable[[], Iterator[Figure]]]:
    """What measures each topic, in the order of the report."""
    runs: tuple[Callable[[], Iterator[Figure]], ...] = (
        lambda: decision.figures(loaded, quick=quick),
        lambda: holdings.figures(loaded, network, quick=quick),
        lambda: holdings_elsewhere.figures(loaded, folder, quick=quick),
        lambda: proving.figures(loaded, folder, quick=quick),
        lambda: markings.figures(quick=quick),
        lambda: spif.figures(quick=quick),
        lambda: process.figures(network, folder, quick=quick),
        lambda: audit.figures(folder, quick=quick),
        lambda: sealing.figures(quick=quick),
        lambda: node.figures(folder / "node", quick=quick),
        lambda: exchange.figures(folder / "exchange", quick=quick),
        lambda: pages.figures(folder / "pages", quick=quick),
    )
    return dict(zip(TOPICS, runs, strict=True))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs; the figures mean nothing")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"only these: {', '.join(TOPICS)}")
    asked = parser.parse_args()
    if unknown := set(asked.topics) - set(TOPICS):
        parser.error(f"no topic: {', '.join(sorted(unknown))}; there are {', '.join(TOPICS)}")
    print(f"Python {platform.python_version()} on {platform.machine()}, one process, one core; medians of several rounds")
    if asked.quick:
        print("QUICK: small sizes, the figures mean nothing")
    for figure in machine.figures(quick=asked.quick):
        print(figure)
    missed = 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        network = folder / "network"
        network.mkdir()
        world.write(network)
        runs = _topics(world.load(network), network, folder, quick=asked.quick)
        for topic in asked.topics or TOPICS:
            for figure in runs[topic]():
                print(figure, flush=True)
                missed += figure.met is False
    gc.unfreeze()  # so that every engine can clear up after itself
    return int(bool(missed) and not asked.quick)


sys.exit(main())
