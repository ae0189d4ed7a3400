"""Figures of whole processes: loading a network, the command from a cold start, memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import world
from benchmarks.report import Figure

ROOT = Path(__file__).parent.parent
_LOAD = """
import json, sys, time
from pathlib import Path
start = time.perf_counter()
from benchmarks import world
network = world.load(Path(sys.argv[1]))
from relto.release import Engine
engine = Engine(network, world.AT)
held = world.items(network, 1)
for party in network.everyone:
    if party != held[0][0]:
        engine.decide(held[0][1], holder=held[0][0], recipient=party)
loaded = time.perf_counter() - start
held = world.items(network, int(sys.argv[2]))
for holder, item, recipient in world.questions(network, held, len(held)):
    engine.decide(item, holder=holder, recipient=recipient)
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([loaded, int(peak.split()[1]) / 1024]))
"""


def relto() -> str:
    """The command as installed beside this Python."""
    return str(Path(sys.executable).parent / "relto")


def seconds(command: Sequence[str], rounds: int) -> float:
    """Wall seconds of a command, the median of some cold starts."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
        times.append(perf_counter() - start)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    return median(times)


def figures(network: Path, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of whole processes."""
    rounds = 1 if quick else 5
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, str(network), "200" if quick else "20000"], capture_output=True, check=True, cwd=ROOT, text=True
    )
    loaded, memory = json.loads(done.stdout)
    yield Figure("200 parties, 40 agreements: import, load, first answers", loaded, "seconds", "< 1")
    yield Figure("memory with that network and 20,000 labels asked", memory, "MB", "< 150")
    yield Figure("relto --help", seconds([relto(), "--help"], rounds), "seconds", "< 0.3")
    report = folder / "report.md"
    recipients = write_report(report, 1_000)
    command = [relto(), "matrix", str(report), "--from", "NZL", "--to", ",".join(recipients)]
    yield Figure("matrix, 1,000 portions x 40 recipients, cold start", seconds(command, rounds), "seconds", "< 2")
    yield Figure("the same with --json", seconds([*command, "--json"], rounds), "seconds", "< 2")
    real = os.environ.get("RELTO_REAL_DATA")
    if real:
        manual = str(Path(real) / "markings" / "ic-markings-manual-2016.txt")
        yield Figure(
            "check of the released markings manual (435 kB)", seconds([relto(), "check", manual, "--system", "us"], rounds), "seconds"
        )


def write_report(path: Path, portions: int) -> list[str]:
    """A New Zealand report of so many portions with distinct marks where possible; returns forty recipients."""
    recipients = sorted(set(world.codes()) - {"NZL"})[:35]
    recipients = sorted({*recipients, "AUS", "CAN", "GBR", "JPN", "USA"} | set(sorted(world.codes())[-10:]))[:40]
    lines = ["TOP SECRET", "", "# (U) Generated report", ""]
    for n in range(portions - 1):
        level = ("R", "C", "S", "TS")[n % 4]
        listed = sorted({recipients[(n * 7 + step * 3) % len(recipients)] for step in range(1 + n % 5)})
        lines += [f"({level}//REL TO NZL, {', '.join(listed)}) Sentence number {n} says what it says.", ""]
    path.write_text("\n".join([*lines, "TOP SECRET", ""]), encoding="utf-8")
    return recipients
