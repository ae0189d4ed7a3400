"""Feed every reader bad input: `python -m tests.fuzz [--seed N] [--seconds S] [--target NAME] [--number N]`."""

import argparse
import sys

from tests.fuzz import TARGETS
from tests.fuzz.running import run, save


def main() -> int:
    """Run the targets; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--target", choices=[target.name for target in TARGETS])
    parser.add_argument("--number", type=int, help="only this input of the target")
    asked = parser.parse_args()
    failed = 0
    for target in TARGETS:
        if asked.target not in {None, target.name}:
            continue
        done = run(target, seed=asked.seed, seconds=asked.seconds, only=asked.number, told=lambda line: print(line, file=sys.stderr))
        print(done.line())
        if done.failure is not None:
            failed += 1
            print(done.failure.told())
            print(f"input: {done.failure.given!r}"[:2_000])
            print(f"saved: {save(done.failure)}")
            print(f"again: python -m tests.fuzz --seed {asked.seed} --target {target.name} --number {done.failure.number}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
