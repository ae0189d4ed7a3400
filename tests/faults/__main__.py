"""Kill nodes, and part them: `python -m tests.faults [--rounds N] [--seed S] [--every N] [--backlog N]`; prints the counts.

Told to end (SIGINT, SIGTERM) it kills no more, or lets no more pile up, looks at everything, and says how many there were.
"""

import argparse
import signal
import sys
import time
from collections import Counter
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

    def told(what: str, counts: Counter[str]) -> None:
        print(f"faults: {what}, {time.monotonic() - begin:.0f} s; {dict(sorted(counts.items()))}", flush=True)

    def killed(done: int, counts: Counter[str]) -> None:
        told(f"{done} of {asked.rounds} kills, none lost, none twice", counts)

    ended: list[int] = []
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda number, _: ended.append(number))
    if asked.rounds:
        with TemporaryDirectory() as name:
            rounds(Path(name), asked.rounds, asked.seed, asked.every, killed, lambda: bool(ended))
    if asked.backlog and not ended:
        with TemporaryDirectory() as name:
            counts = backlog(Path(name), asked.backlog, told, lambda: bool(ended))
        told(f"{counts['released']} of {asked.backlog} messages of backlog, none lost, none twice", counts)
    if ended:
        print("faults: broken off: the rest was NOT run")
    return int(bool(ended))


if __name__ == "__main__":
    sys.exit(main())
