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
