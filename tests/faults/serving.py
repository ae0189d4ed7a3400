"""A node served by a process of its own that loads it too: it holds, drafts, approves and sends without end, until it is killed.

What it was told was sent stands in a file, one message a line, written when the release returned: that is what must never be lost.
The processes are forks of one that has loaded everything: a thousand rounds would else be a thousand times the loading of a library.
"""

import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.forkserver import ensure_running
from pathlib import Path

from relto.agreements import library
from relto.bootstrap.nodes import open_node
from relto.node import Actor
from relto.primitives import ReltoError
from relto.server.node import run
from tests.pairs import PASSPHRASE, Party, told

FOLDERS = "RELTO_TESTS_FOLDERS"
"""The variable that names the folders whose keys are derived once."""
library()


def context(*parties: Party) -> ForkServerContext:
    """Where processes come from that serve these."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([__name__, "tests.faults.unlocked"])
    with told({FOLDERS: os.pathsep.join(str(one.folder) for one in parties)}):
        ensure_running()
    return made


def served(of: ForkServerContext, party: Party, to: str | None, size: int = 2_000) -> ForkServerProcess:
    """A process that serves a node and, where it is said to whom, sends to it without end."""
    people = {name: party.people[name] for name in ("drafter", "authority", "second")}
    made = of.Process(target=_serve, args=(party.folder, party.code, people, to, size, party.environment), daemon=True)
    made.start()
    return made


def killed(process: ForkServerProcess) -> None:
    """End a process with no chance to tidy up."""
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join(60)


def stopped(process: ForkServerProcess) -> None:
    """Tell a process to end, and see that it does so well."""
    os.kill(process.pid or 0, signal.SIGTERM)
    process.join(60)
    assert process.exitcode == 0, f"it ended with {process.exitcode}"


def acknowledged(party: Party) -> list[str]:
    """The messages that its processes were told were sent."""
    path = _acknowledged(party.folder, party.code)
    return path.read_text(encoding="ascii").splitlines() if path.exists() else []


def _acknowledged(folder: Path, code: str) -> Path:
    return folder.parent / f"{code}.acknowledged"


def _serve(folder: Path, code: str, people: dict[str, Actor], to: str | None, size: int, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    with (folder.parent / f"{code}.log").open("a", encoding="utf-8") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
        os.dup2(log.fileno(), sys.stdout.fileno())
    if to is not None:
        threading.Thread(target=_load, args=(folder, code, people, to, size), daemon=True).start()
    run(folder, PASSPHRASE)


def _load(folder: Path, code: str, people: dict[str, Actor], to: str, size: int) -> None:
    party = Party(folder, open_node(folder, PASSPHRASE, migrate=False), people)
    done = os.open(_acknowledged(folder, code), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    while True:
        try:
            sent = party.send(party.approved(party.record(os.urandom(size)), to))
        except ReltoError as error:  # a store that cannot be written, for a moment: nothing was acknowledged
            print(f"load of {code}: {type(error).__name__}", file=sys.stderr, flush=True)
            continue
        os.write(done, f"{sent.message}\n".encode())
