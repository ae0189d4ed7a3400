<<<<<<< HEAD
"""Two nodes end to end, each a process on SQLite with full durability, over mutual TLS on loopback: sealed messages and receipts.

What is measured is what a node does from an approved draft on: decided again, sealed, kept, logged, carried, verified, opened, held,
logged, receipted, receipt verified and kept. The drafts are made and approved beforehand through the node's services, since drafting is
people's work. Releases are asked for over the node's own interface, by as many requests at once as :data:`AT_ONCE`.

Beside it stands what the machine can do at all: durable commits of SQLite, RSA unwrappings, signatures and checks of signatures a second.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.pairs import Party, pair, until

from benchmarks.report import Figure
from relto.node.authorising import Role
from relto.parties import Person
from relto.primitives import PartyId

AT_ONCE = 8
SIZE = 10_000
_PASSWORD = "a password of measurements"  # noqa: S105 - of nodes that live for minutes


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of two nodes end to end, and of the machine.

    Args:
        folder: an empty one, on the medium to be measured.
        quick: few messages; the figures mean nothing.
    """
    folder.mkdir()
    count = 20 if quick else 1_000
    yield from limits(folder / "bare.sqlite", rounds=20 if quick else 500)
    with pair(folder) as (sender, recipient):
        yield from _measured(sender, recipient, count)


def limits(file: Path, rounds: int) -> Iterator[Figure]:
    """What the machine can do at all."""
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE bare (data BLOB)")
    content = os.urandom(SIZE)
    yield _rate("durable commits of 10 kB, bare SQLite", lambda: database.execute("INSERT INTO bare VALUES (?)", (content,)), rounds)
    database.close()
    signing, opening = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    signature = signing.sign(content, ec.ECDSA(hashes.SHA256()))
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    wrapped, cipher = opening.public_key().encrypt(bytes(32), oaep), AESGCM(bytes(32))
    yield _rate("signatures (ES256)", lambda: signing.sign(content, ec.ECDSA(hashes.SHA256())), rounds)
    yield _rate("signatures checked (ES256)", lambda: signing.public_key().verify(signature, content, ec.ECDSA(hashes.SHA256())), rounds)
    yield _rate("keys unwrapped (RSA-2048)", lambda: opening.decrypt(wrapped, oaep), rounds)
    yield _rate("10 kB encrypted (AES-256-GCM)", lambda: cipher.encrypt(bytes(12), content, None), rounds)


def _rate(name: str, call: Callable[[], object], rounds: int) -> Figure:
    begin = perf_counter()
    for _ in range(rounds):
        call()
    return Figure(f"machine: {name}", rounds / (perf_counter() - begin), "a second")


def _measured(sender: Party, recipient: Party, count: int) -> Iterator[Figure]:
    drafts = [sender.approved(sender.record(os.urandom(SIZE)), recipient.code) for _ in range(2 * count)]
    _allow(sender)
    for one in (sender, recipient):
        one.start()
    sleep(3)
    for one in (sender, recipient):
        yield Figure(f"node: idle memory, {one.code}", _memory(one), "MB", "< 200")
    before = _seconds(sender), _seconds(recipient)
    begin = perf_counter()
    _released(sender, drafts[:count], rate=None)
    until("every receipt", lambda: _receipted(sender) >= count, 600)
    took = perf_counter() - begin
    used = _seconds(sender) - before[0], _seconds(recipient) - before[1]
    yield Figure("node: sealed 10 kB sustained, receipts included, SQLite", count / took, "a second", ">= 200")
    yield Figure("node: processor time of a message, sender", used[0] / count * 1_000, "ms")
    yield Figure("node: processor time of a message, recipient", used[1] / count * 1_000, "ms")
    _released(sender, drafts[count:], rate=count / took / 2)
    until("every receipt", lambda: _receipted(sender) >= 2 * count, 600)
    some = _latencies(sender, drafts[count:])
    yield Figure("node: to the signed receipt at half that rate, median", median(some), "ms")
    yield Figure("node: to the signed receipt at half that rate, p99", some[int(len(some) * 0.99)], "ms", "< 100")


def _allow(party: Party) -> None:
    """Give the one who sends an account with a password."""
    roles = frozenset({Role.RELEASING_AUTHORITY})
    made = party.node.people.add(party.people["admin"], "sender", "Sender", roles, _PASSWORD)
    person = Person(PartyId(party.code), frozenset({PartyId(party.code)}), "TOP SECRET", need_to_know=True)
    party.node.people.clear(party.people["security"], made.id, person)


def _released(party: Party, drafts: list[str], *, rate: float | None) -> None:
    """Ask for releases over the interface: as fast as it answers, or so many a second."""
    with httpx.Client(base_url=f"{party.node.settings.web_url}/api", trust_env=False, timeout=120) as client:
        answer = client.post("/session", json={"login": "sender", "password": _PASSWORD})
        client.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"

        def send(draft: str) -> None:
            client.post(f"/drafts/{draft}/release").raise_for_status()

        with ThreadPoolExecutor(AT_ONCE) as threads:
            begin, asked = perf_counter(), []
            for number, draft in enumerate(drafts):
                if rate is not None:
                    sleep(max(0.0, begin + number / rate - perf_counter()))
                asked.append(threads.submit(send, draft))
            for one in asked:
                one.result()


def _receipted(party: Party) -> int:
    with sqlite3.connect(party.folder / "node.sqlite") as database:
        found: int = database.execute("SELECT count(*) FROM outgoing WHERE kind = 'release' AND state = 'accepted'").fetchone()[0]
        return found


def _latencies(party: Party, drafts: list[str]) -> list[float]:
    """Milliseconds from when the sender was asked for a release to when it took the receipt, sorted."""
    found = []
    with party.node.surroundings.store.read() as work:
        for draft in drafts:
            known = work.drafts.get(draft)
            assert known is not None
            message = work.exchange.outgoing(known.message or "")
            assert message is not None
            receipt = work.exchange.came_about(message.id, "receipt")[0]
            found.append((receipt.received - message.made).total_seconds() * 1_000)
    return sorted(found)


def _memory(party: Party) -> float:
    """Resident memory of its process, in MB."""
    assert party.process is not None
    status = Path(f"/proc/{party.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def _seconds(party: Party) -> float:
    """Processor seconds of its process so far."""
    assert party.process is not None
    fields = Path(f"/proc/{party.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
=======
"""Two nodes, each a process of its own with SQLite and files on the disk at full durability: sealed messages of 10 kB, receipts included.

The sender seals and hands each message over in a transaction of its own, sends batches and takes the receipts; the recipient verifies,
opens, holds, receipts and logs them. Between the two stands a pipe in the place of HTTPS. Beside it stands the physical limit: how many
durable commits, and how many durable files of that size, the same disk makes in a second.
"""

import io
import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time

import msgspec
from tests import exchanging, releasing

from benchmarks.report import Figure
from relto.adapters.objects.files import FileObjects
from relto.adapters.storage import Database
from relto.markings import read_kept
from relto.markings.formats.model import machine
from relto.node.exchange.signing import recipients
from relto.node.releasing.sending import sealing_key
from relto.protocols.peer import Approval, Manifest, Release, content_of, manifest_sha256
from relto.sealing import Terms, seal

_SIZE = 10_000
_AT_ONCE = 50
_ASKED = b"how much processor time"


def _parties(folder: Path) -> dict[str, Path]:
    """Two nodes that know each other, with their databases in files."""
    found = {}
    for node in releasing.parties("NZL", "JPN"):
        path = folder / f"{node.party}.sqlite"
        memory = sqlite3.connect(":memory:")
        memory.deserialize(exchanging.dump(node.database))
        file = sqlite3.connect(path)
        memory.backup(file)
        file.close()
        found[node.party] = path
    return found


def _open(party: str, path: Path, folder: Path) -> releasing.Party:
    made = releasing.Party(party, database=Database(f"sqlite:///{path}"), seed=os.urandom(8).hex())
    made.node = exchanging.evolve(made.node, objects=FileObjects(folder / f"{party} objects"), entropy=os.urandom)
    made.start()
    return made


def _recipient(pipe: Connection, path: Path, folder: Path) -> None:
    node = _open("JPN", path, folder)
    pipe.send_bytes(b"ready")
    ticked = perf_counter()
    while data := pipe.recv_bytes():
        if data == _ASKED:
            pipe.send_bytes(str(process_time()).encode())
            continue
        pipe.send_bytes(node.exchange.incoming("NZL", data))
        if perf_counter() - ticked > 1:
            node.exchange.tick()
            ticked = perf_counter()


class _Sender:
    """New Zealand's node, with one manifest by which all are made."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.node = _open("NZL", path, folder)
        people = self.node.staff()
        item = self.node.record(people, "CONFIDENTIAL//REL TO NZL, JPN")
        self.draft = self.node.submitted(people, item, "JPN")
        self.manifest = msgspec.json.decode(self.draft.manifest or b"", type=Manifest)
        with self.node.store.read() as work:
            self.to = recipients(work, "JPN", self.node.clock.now())

    def release(self) -> None:
        """Seal something new and hand it over."""
        content = os.urandom(_SIZE)
        at = self.node.clock.now()
        item = "item-" + os.urandom(13).hex()
        manifest = msgspec.structs.replace(
            self.manifest, item=item, content=content_of(content, "application/octet-stream", os.urandom(16))
        )
        digest = manifest_sha256(manifest)
        approvals = [Approval(person=one, office="office", at=at, manifest_sha256=digest) for one in ("p-1", "p-2")]
        sealed = self.sealed(manifest, content, at)
        with self.node.store.write() as work:
            message = Release(manifest=manifest, approvals=approvals)
            self.node.exchange.outbox.enqueue(work, at, "JPN", message, sealed, about=item)

    def sealed(self, manifest: Manifest, content: bytes, at: datetime) -> bytes:
        """The content, sealed as the service of releases seals it."""
        banner = read_kept(manifest.banner.system, manifest.banner.text, manifest.banner.on)
        terms = Terms(machine(banner), (self.to,), at.replace(microsecond=0), mime=manifest.content.media_type)
        sink = io.BytesIO()
        kid = sealing_key(self.node.node, at).kid
        seal(
            io.BytesIO(content),
            sink,
            terms,
            size=len(content),
            sign=lambda payload: self.node.keys.sign(kid, payload, at),
            entropy=os.urandom,
        )
        return sink.getvalue()

    def run(self, pipe: Connection, count: int) -> tuple[float, list[float]]:
        """Send so many; the seconds it took, and how long each batch waited for its receipts."""
        begin = ticked = perf_counter()
        waited, accepted, made = [], 0, 0
        while accepted < count:
            batch = self.node.exchange.outgoing("JPN", _AT_ONCE)
            sent = perf_counter()
            if batch is not None:
                pipe.send_bytes(batch.data)
            while made < min(count, accepted + 2 * _AT_ONCE) and not (batch is not None and pipe.poll()):
                self.release()  # while the other node works
                made += 1
            if batch is not None:
                answer = pipe.recv_bytes()
                waited.append(perf_counter() - sent)
                accepted += self.node.exchange.answered("JPN", answer)
            if perf_counter() - ticked > 1:
                self.node.exchange.tick()
                ticked = perf_counter()
        return perf_counter() - begin, sorted(waited)


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of the exchange.

    Args:
        folder: an empty one, on the medium to be measured.
        quick: small sizes; the figures mean nothing.
    """
    folder.mkdir()
    count = 60 if quick else 600
    paths = _parties(folder)
    here, there = multiprocessing.Pipe()
    other = multiprocessing.get_context("spawn").Process(target=_recipient, args=(there, paths["JPN"], folder))
    other.start()
    sender = _Sender(paths["NZL"], folder)
    here.recv_bytes()
    sender.run(here, 20 if quick else 200)
    before = _processor(here)
    took, waited = sender.run(here, count)
    spent = _processor(here) - before
    yield Figure("exchange: sealed messages of 10 kB, receipts included", count / took, "/s", ">= 200")
    yield Figure("exchange: processor time of a message, both nodes", spent / count * 1_000, "ms", "< 10")
    yield Figure(f"exchange: batch of {_AT_ONCE} until its receipts, median", waited[len(waited) // 2] * 1_000, "ms")
    for _ in range(20 if quick else 300):
        _one(sender, here)
    alone = sorted(_one(sender, here) for _ in range(10 if quick else 200))
    yield Figure("exchange: one message until its receipt, median", alone[len(alone) // 2] * 1_000, "ms")
    yield Figure("exchange: one message until its receipt, p99", alone[int(len(alone) * 0.99)] * 1_000, "ms", "< 100")
    here.send_bytes(b"")
    other.join()
    yield from _disk(folder, 50 if quick else 1_000)


def _processor(pipe: Connection) -> float:
    """Processor time of both nodes so far, in seconds."""
    pipe.send_bytes(_ASKED)
    return float(pipe.recv_bytes()) + process_time()


def _one(sender: _Sender, pipe: Connection) -> float:
    sender.release()
    begin = perf_counter()
    batch = sender.node.exchange.outgoing("JPN")
    assert batch is not None
    pipe.send_bytes(batch.data)
    sender.node.exchange.answered("JPN", pipe.recv_bytes())
    return perf_counter() - begin


def _disk(folder: Path, count: int) -> Iterator[Figure]:
    """What the disk does without any of it."""
    bare = sqlite3.connect(folder / "bare.sqlite")
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE message (data BLOB)")
    data = os.urandom(_SIZE)
    begin = perf_counter()
    for _ in range(count):
        with bare:
            bare.execute("INSERT INTO message VALUES (?)", (data,))
    yield Figure("exchange: durable commits of 10 kB, bare SQLite", count / (perf_counter() - begin), "/s")
    objects = FileObjects(folder / "bare objects")
    begin = perf_counter()
    for number in range(count):
        objects.put(data + number.to_bytes(8))
    yield Figure("exchange: durable files of 10 kB", count / (perf_counter() - begin), "/s")
>>>>>>> main
