"""Kill nodes, and part them: `python -m tests.faults [--rounds N] [--seed S] [--every N] [--backlog N]`; prints the counts."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.backlog import backlog
from tests.faults.killing import rounds


def main() -> int:
    """Run them; what does not hold ends it with an error."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--rounds", type=int, default=100, help="kills")
    parser.add_argument("--seed", type=int, default=0, help="of whom and when")
    parser.add_argument("--every", type=int, default=100, help="after so many kills everything is checked in between")
    parser.add_argument("--backlog", type=int, default=0, help="messages that pile up while a counterpart cannot be reached")
    asked = parser.parse_args()
    begin = time.monotonic()
    with TemporaryDirectory() as name:
        counts = rounds(Path(name), asked.rounds, asked.seed, asked.every)
    print(f"faults: {asked.rounds} kills, none lost, none twice, {time.monotonic() - begin:.0f} s; {dict(sorted(counts.items()))}")
    if asked.backlog:
        with TemporaryDirectory() as name:
            counts = backlog(Path(name), asked.backlog)
        print(f"faults: {asked.backlog} messages of backlog, none lost, none twice; {dict(sorted(counts.items()))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
