"""Feed every reader bad input: `python -m tests.fuzz [--seed N] [--seconds S] [--inputs N] [--target NAME] [--number N]`."""

import argparse
import os
import sys

from tests.fuzz import guided
from tests.fuzz.running import Target, run, save
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Run the targets; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--target", choices=[target.name for target in TARGETS])
    parser.add_argument("--number", type=int, help="only this input of the target")
    parser.add_argument("--inputs", type=int, default=0, help="guided by coverage, besides: for all targets together")
    asked = parser.parse_args()
    targets = [target for target in TARGETS if asked.target in {None, target.name}]
    failed = 0
    for target in targets:
        done = run(target, seed=asked.seed, seconds=asked.seconds, only=asked.number, told=lambda line: print(line, file=sys.stderr))
        print(done.line())
        if done.failure is not None:
            failed += 1
            print(done.failure.told())
            print(f"input: {done.failure.given!r}"[:2_000])
            print(f"saved: {save(done.failure)}")
            print(f"again: python -m tests.fuzz --seed {asked.seed} --target {target.name} --number {done.failure.number}")
    if asked.inputs and asked.number is None:
        failed += _guided([target for target in targets if target.guided is not None], asked.seed, asked.inputs)
    return int(failed > 0)


def _guided(targets: list[Target], seed: int, inputs: int) -> int:
    """Runs targets guided by coverage, on every core, each with its share of the inputs; how many processes found a failing one."""
    if not guided.here():
        print("not guided by coverage: there is no build of atheris for this machine", file=sys.stderr)
        return 1
    weight = sum(target.guided.weight for target in targets if target.guided is not None)
    failed = 0
    for target in targets:
        if target.guided is not None:
            share = inputs * target.guided.weight // weight
            failed += guided.run(target.name, seed=seed, inputs=share, processes=os.cpu_count() or 1)
    return failed


if __name__ == "__main__":
    sys.exit(main())
