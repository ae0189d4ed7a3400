"""Coverage-guided fuzzing: inputs that reach new code are kept, and changed further.

A process for each target and core: the instrumented code stays out of the process that tells what happened. A failing input is
told and saved as :mod:`tests.fuzz` does it.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.fuzz.running import Failure, Run, Target, attempt, save, source

SEEDS = 3_000
"""Good and damaged inputs that a process starts from."""

_OWN = 0.75
"""Share of the changes that are the target's own; the others are libFuzzer's, which know nothing of the input's form."""

_FAILED = 3
_EVERY = 10.0


def guide(target: Target, seed: int, inputs: int) -> int:
    """Runs a target in this process, which it ends: 0 where all inputs passed.

    Args:
        target: the target, whose code was imported under instrumentation.
        seed: the seed.
        inputs: how many inputs.
    """
    import atheris  # noqa: PLC0415 - patches the interpreter: only here

    form = target.guided
    if form is None:
        raise ValueError(target.name)
    target.prepare()
    done, begin, shown = Run(f"{target.name}*"), time.monotonic(), [time.monotonic()]

    def one(data: bytes) -> None:
        given = form.decode(data)
        before = time.monotonic()
        outcome = attempt(target, done.inputs, given)
        now = time.monotonic()
        done.inputs += 1
        done.spent = now - begin
        done.slowest = max(done.slowest, (now - before, done.inputs))
        if isinstance(outcome, Failure):
            print(f"{done.line()}\n{outcome.told()}\ninput: {given!a}"[:6_000] + f"\nsaved: {save(outcome)}", flush=True)
            os._exit(_FAILED)
        done.became[outcome] += 1
        if now - shown[0] > _EVERY:
            print(done.line(), flush=True)
            shown[0] = now
        if done.inputs == inputs:
            print(done.line(), flush=True)
            os._exit(0)  # the fuzzer takes every other end of the process for a failure

    def change(data: bytes, most: int, number: int) -> bytes:
        rng = random.Random(number)
        changed = form.encode(form.change(rng, form.decode(data))) if rng.random() < _OWN else atheris.Mutate(data, most)
        return bytes(changed[:most])

    with tempfile.TemporaryDirectory(prefix="relto-fuzz-") as folder:
        for number in range(SEEDS):
            given = target.make(source(seed, target.name, number), number)
            (Path(folder) / f"{number:05}").write_bytes(form.encode(given)[: form.most])
        options = [
            f"-seed={seed % 2**31 or 1}",
            f"-max_len={form.most}",
            "-timeout=60",
            "-rss_limit_mb=3000",
            "-mutate_depth=2",
            "-print_final_stats=0",
        ]
        atheris.Setup(["relto", *options, "-verbosity=0", f"-artifact_prefix={folder}/", folder], one, custom_mutator=change)
        atheris.Fuzz()
    return 0


def here() -> bool:
    """Whether this machine has the fuzzer; there are builds of it for Linux on x86-64 alone."""
    return find_spec("atheris") is not None


def run(name: str, *, seed: int, inputs: int, processes: int) -> int:
    """Runs a target by name in processes of their own, which share the inputs and tell how they get on.

    Returns:
        How many of them found an input that fails.

    Raises:
        RuntimeError: a process ended otherwise than by its last input or by such an input.
    """
    share = -(-inputs // processes)
    command = [sys.executable, "-m", "tests.fuzz.guided", "--target", name, "--inputs", str(share)]
    with tempfile.TemporaryFile() as beside:
        started = [subprocess.Popen([*command, "--seed", str(seed + number)], stderr=beside) for number in range(processes)]
        ended = [process.wait() for process in started]
        if set(ended) - {0, _FAILED}:
            beside.seek(0)
            raise RuntimeError(f"the fuzzer of {name} ended with {ended}: {beside.read()[-4_000:].decode(errors='replace')}")
    return sum(code == _FAILED for code in ended)


def _target(name: str) -> Target:
    """A target by name, imported so that its code tells which of its branches were taken."""
    import atheris  # noqa: PLC0415

    with atheris.instrument_imports(include=["relto"], enable_loader_override=False):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415
    return next(target for target in TARGETS if target.name == name)


def main() -> int:
    """Run one target in this process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--inputs", type=int, required=True)
    parser.add_argument("--target", required=True)
    asked: Any = parser.parse_args()
    return guide(_target(asked.target), asked.seed, asked.inputs)


if __name__ == "__main__":
    sys.exit(main())
