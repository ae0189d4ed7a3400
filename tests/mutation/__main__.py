"""Mutate the library: `python -m tests.mutation [AGREEMENT …] [--least SHARE] [--suggest]`.

Prints the survivors and the share that cases caught, of all mutants and of those that make a difference at all; with `--suggest` also cases
that would catch the survivors, to be held against the text.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from relto.agreements import library
from relto.primitives import AgreementId
from tests.mutation.equivalents import without_difference
from tests.mutation.mutants import Mutant
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
    done, same = [], 0
    for agreement in (network.agreements[AgreementId(one)] for one in asked.agreement or sorted(network.agreements)):
        one = try_agreement(network, agreement.id)
        equal = without_difference(network, agreement, one.survivors)
        same += len(equal)
        _print(one, equal)
        done.append(one)
        if asked.suggest and one.survivors:
            made, _ = suggest(network, agreement, list(one.survivors))
            print("".join(map(written, made)), end="")
    tried, caught = sum(one.tried for one in done), sum(one.caught for one in done)
    survivors = Counter(mutant.kind for one in done for mutant in one.survivors)
    share = 100 * caught / (tried - same) if tried > same else 100.0
    print(f"\n{len(done)} agreements, {tried} mutants, {caught} caught by their own cases: {100 * caught / max(tried, 1):.1f} %")
    print(f"survivors by kind: {', '.join(f'{kind} {number}' for kind, number in sorted(survivors.items())) or 'none'}")
    print(f"{same} of them make no difference that any case could see (proved, and asked); of the others {share:.1f} % were caught")
    print(f"{sum(one.recorded for one in done)} clauses are recorded and decide nothing: no case can miss them")
    return int(share < asked.least)


def _print(one: Tried, equal: Sequence[Mutant]) -> None:
    print(f"{one.agreement}: {one.caught} of {one.tried} caught")
    for mutant in one.survivors:
        print(f"  {'makes no difference' if mutant in equal else 'survives'}: {mutant.kind}: {mutant.says}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
