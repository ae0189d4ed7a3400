"""Two parties' nodes in folders of their own, as `relto init` makes them and `relto serve` serves them: processes that can be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from attrs import define, field, frozen

from relto.adapters.configuration import S3, Files, Peer, Settings, Web
from relto.agreements.loader import library_path
from relto.bootstrap.counterparts import carry, free_ports
from relto.bootstrap.nodes import Node, make_node, open_node
from relto.node import Actor
from relto.node.authorising import Role
from relto.node.holdings import Given
from relto.node.introducing import fingerprint_of
from relto.node.records.releasing import Sent
from relto.primitives import PartyId
from relto.protocols.peer import Schedule, Terms
from tests.people import office
from tests.releasing import DISCLOSURE

PASSPHRASE = b"a passphrase of tests"
RELTO = str(Path(sys.executable).parent / "relto")
TERMS = Terms(schedule=Schedule(first=1, growth=100, longest=1, tries=600))
_OFFICES = {
    "drafter": Role.DRAFTER,
    "authority": Role.RELEASING_AUTHORITY,
    "second": Role.SECOND_APPROVER,
    "analyst": Role.ANALYST,
    "security": Role.SECURITY_OFFICER,
    "negotiator": Role.NEGOTIATOR,
    "overseer": Role.OVERSEER,
    "admin": Role.ADMINISTRATOR,
}


@define
class Party:
    """A party's node: its folder, the node put together in this process, and the process that serves it."""

    folder: Path
    node: Node
    people: dict[str, Actor]
    environment: dict[str, str] = field(factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def code(self) -> str:
        """Whose node it is."""
        return self.node.settings.party

    def record(self, content: bytes) -> str:
        """Something held whole that may go to the other."""
        given = Given("A record")
        made = self.node.holdings.hold_record(
            self.people["drafter"],
            content,
            given,
            media_type="application/octet-stream",
            scheme="nz",
            marking="CONFIDENTIAL//REL TO NZL, JPN",
        )
        return made.held.id

    def approved(self, item: str, recipient: str) -> str:
        """A draft of a release, approved by two people."""
        drafting, drafter = self.node.drafting, self.people["drafter"]
        draft = drafting.begin(drafter, item, PartyId(recipient))
        drafting.disclose(drafter, draft.id, DISCLOSURE)
        fixed = drafting.submit(drafter, draft.id)
        for name in ("authority", "second"):
            self.node.approving.approve(self.people[name], draft.id, fixed.manifest_sha256 or "")
        return draft.id

    def send(self, draft: str) -> Sent:
        """Release it."""
        return self.node.sending.send(self.people["authority"], draft)

    def start(self, *, wait: bool = True) -> None:
        """Serve it in a process of its own."""
        environment = {**os.environ, **self.environment, "RELTO_PASSPHRASE": PASSPHRASE.decode()}
        with (self.folder.parent / f"{self.code}.log").open("ab") as log:
            command = [RELTO, "serve", str(self.folder)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        if wait:
            self.await_listening()

    def await_listening(self, seconds: float = 60) -> None:
        """Wait until its process takes connections of counterparts."""
        peer = self.node.settings.peer
        until(f"{self.code} listens", lambda: self._listens(peer.address, peer.port), seconds)

    def kill(self) -> None:
        """End its process with no chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Tell its process to end."""
        self._end(signal.SIGTERM)

    def said(self) -> str:
        """The end of what its processes wrote."""
        return (self.folder.parent / f"{self.code}.log").read_text(encoding="utf-8", errors="replace")[-3_000:]

    def open_again(self) -> None:
        """Put the node together anew in this process, as its folder is now."""
        self.node.close()
        self.node = open_node(self.folder, PASSPHRASE)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.process = None

    def _listens(self, address: str, port: int) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"the process of {self.code} ended with {self.process.returncode}: {self.said()}")
        with contextlib.suppress(OSError), socket.create_connection((address, port), timeout=1):
            return True
        return False


@frozen
class Kept:
    """Where a node keeps what it knows.

    Args:
        database: its address; ``None``: SQLite in the folder.
        objects: where content is.
        environment: what its process is told beside that.
    """

    database: str | None = None
    objects: Files | S3 = field(factory=Files)
    environment: dict[str, str] = field(factory=dict)


def made(folder: Path, code: str, kept: Kept | None = None) -> Party:
    """A party's node, made, with somebody in every office."""
    kept = kept or Kept()
    web, peer = free_ports(2)
    settings = Settings(
        party=code,
        log=f"node.{code.lower()}.invalid/log",
        web=Web(port=web),
        peer=Peer(port=peer, networks=("127.0.0.0/8",)),
        objects=kept.objects,
        assume=("jpn-nzl-2025",),
    )
    if kept.database is not None:
        settings = msgspec.structs.replace(settings, database=kept.database)
    make_node(folder, settings, PASSPHRASE)
    with told(kept.environment):
        node = open_node(folder, PASSPHRASE)
    people = {name: office(node.surroundings, name, role) for name, role in _OFFICES.items()}
    return Party(folder, node, people, kept.environment)


def introduced(one: Party, other: Party) -> None:
    """Each knows the other by its card, and both signed the same text of the agreement between them."""
    for giver, taker in ((one, other), (other, one)):
        give_card(giver, taker)
    name = "jpn-nzl-2025"
    text = (library_path() / name / "agreement.yaml").read_bytes()
    pact = one.node.exchange.agreeing.propose(one.people["negotiator"], other.code, name, text, TERMS)
    carried(one, other)
    for this, that in ((one, other), (other, one)):
        this.node.exchange.agreeing.sign(this.people["authority"], that.code, pact.sha256)
    carried(one, other)


def give_card(giver: Party, taker: Party) -> None:
    """One party's security officer takes the other's card."""
    card = giver.node.card()
    taker.node.introducing.take(taker.people["security"], card, fingerprint_of(card))


def carried(*parties: Party) -> int:
    """Carry what is due between nodes in this process, with no network, until nothing is; how many messages."""
    return carry(*(one.node for one in parties))


@contextlib.contextmanager
def pair(folder: Path, kept: Callable[[str], Kept] | None = None) -> Iterator[tuple[Party, Party]]:
    """New Zealand's node and Japan's, introduced, under the agreement between them; not served yet."""
    with contextlib.ExitStack() as ending:
        both = []
        for code in ("NZL", "JPN"):
            party = made(folder / code.lower(), code, kept(code) if kept else None)
            ending.callback(_ended, party)
            both.append(party)
        introduced(*both)
        yield both[0], both[1]


def _ended(party: Party) -> None:
    party.kill()
    party.node.close()


@contextlib.contextmanager
def told(environment: dict[str, str]) -> Iterator[None]:
    """Have variables in the environment for a while."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def until(what: str, ready: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} seconds")
        time.sleep(0.05)
