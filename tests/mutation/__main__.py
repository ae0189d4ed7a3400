"""Mutate the library: `python -m tests.mutation [AGREEMENT …] [--least SHARE] [--suggest]`.

Prints the survivors and the share that cases caught; with `--suggest` also cases that would catch them, to be held against the text.
"""

import argparse
import sys
from collections import Counter

from relto.agreements import library
from tests.mutation.running import Tried, try_agreement
from tests.mutation.suggesting import suggest, written


def main() -> int:
    """Try the mutants; 1 where fewer are caught than asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("agreement", nargs="*", help="left out: all of them")
    parser.add_argument("--least", type=float, default=95.0, help="the share in percent below which it fails")
    parser.add_argument("--suggest", action="store_true", help="print cases that would catch the survivors")
    asked = parser.parse_args()
    network = library()
    done = [try_agreement(network, one) for one in asked.agreement or sorted(network.agreements)]
    for one in done:
        _print(one)
        if asked.suggest and one.survivors:
            made, _ = suggest(network, network.agreements[one.agreement], list(one.survivors))
            print("".join(map(written, made)), end="")
    tried, caught = sum(one.tried for one in done), sum(one.caught for one in done)
    survivors = Counter(mutant.kind for one in done for mutant in one.survivors)
    share = 100 * caught / tried if tried else 100.0
    print(f"\n{len(done)} agreements, {tried} mutants, {caught} caught by their own cases: {share:.1f} %")
    print(f"survivors by kind: {', '.join(f'{kind} {number}' for kind, number in sorted(survivors.items())) or 'none'}")
    print(f"{sum(one.recorded for one in done)} clauses are recorded and decide nothing: no case can miss them")
    return int(share < asked.least)


def _print(one: Tried) -> None:
    print(f"{one.agreement}: {one.caught} of {one.tried} caught")
    for mutant in one.survivors:
        print(f"  survives: {mutant.kind}: {mutant.says}")


if __name__ == "__main__":
    sys.exit(main())
