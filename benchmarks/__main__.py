"""Run every benchmark: `python -m benchmarks [--quick]`. Exits 1 where a target is not met (not with --quick)."""

import argparse
import gc
import platform
import sys
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import (
    audit,
    decision,
    exchange,
    holdings,
    holdings_elsewhere,
    markings,
    node,
    pages,
    process,
    proving,
    sealing,
    spif,
    world,
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that everything runs; the figures mean nothing")
    quick = parser.parse_args().quick
    print(f"Python {platform.python_version()} on {platform.machine()}, one process, one core; medians of several rounds")
    if quick:
        print("QUICK: small sizes, the figures mean nothing")
    missed = 0
    with TemporaryDirectory() as name:
        folder = Path(name)
        network = folder / "network"
        network.mkdir()
        world.write(network)
        loaded = world.load(network)
        for figure in chain(
            decision.figures(loaded, quick=quick),
            holdings.figures(loaded, network, quick=quick),
            holdings_elsewhere.figures(loaded, folder, quick=quick),
            proving.figures(loaded, folder, quick=quick),
            markings.figures(quick=quick),
            spif.figures(quick=quick),
            process.figures(network, folder, quick=quick),
            audit.figures(folder, quick=quick),
            sealing.figures(quick=quick),
            node.figures(folder / "node", quick=quick),
            exchange.figures(folder / "exchange", quick=quick),
            pages.figures(folder / "pages", quick=quick),
        ):
            print(figure, flush=True)
            missed += figure.met is False
    gc.unfreeze()  # so that every engine can clear up after itself
    return int(bool(missed) and not quick)


sys.exit(main())
