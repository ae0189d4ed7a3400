"""The log: appending in memory beside a bare loop of hashes, durable appends in files, proofs from tiles."""

import os
import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.report import Figure
from relto.adapters.logs import FileLog, FileSource, SqliteLog
from relto.audit import Edge, Kind, Log, PrivateKeySigner, TileTree, leaf_hash, leaf_hashes, parse_checkpoint, parse_note, verify_inclusion

ORIGIN = "log.example/benchmark"
_ENTRY = 200
_BATCH = 2_000


def entries(count: int) -> list[bytes]:
    return [b"%0*d" % (_ENTRY, number) for number in range(count)]


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of the log.

    Args:
        folder: an empty one, on the medium to be measured.
        quick: small sizes; the figures mean nothing.
    """
    yield from _in_memory(entries(2_000 if quick else 200_000), rounds=1 if quick else 5)
    yield from _durable(folder / "appended", entries(4_000 if quick else 100_000))
    yield from _proofs(folder / "large", 2_000 if quick else 1_000_000, 500 if quick else 20_000)


def _in_memory(some: list[bytes], rounds: int) -> Iterator[Figure]:
    """The bare loop hashes every entry as a leaf, and keeps the hashes; the log makes all tiles and the root besides."""
    bare, ours = [], []
    for _ in range(rounds):
        begin = perf_counter()
        kept = [sha256(b"\0" + one).digest() for one in some]
        bare.append(perf_counter() - begin)
        begin = perf_counter()
        edge = Edge()
        for at in range(0, len(some), _BATCH):
            edge, _ = edge.grow(leaf_hashes(some[at : at + _BATCH]))
            _ = edge.root
        ours.append(perf_counter() - begin)
        assert len(kept) == edge.size
    yield Figure("log: a bare loop of leaf hashes", len(some) / median(bare), "entries/s")
    yield Figure(f"log: append in memory, batches of {_BATCH:,}", len(some) / median(ours), "entries/s")
    yield Figure("log: time of the append over the bare loop", median(ours) / median(bare), "times", "< 2.5")


def _durable(folder: Path, some: list[bytes]) -> Iterator[Figure]:
    """Every append is on the medium, signed and shown before the next; beside it a bare write and sync of the same bytes."""
    signer = PrivateKeySigner(ORIGIN, Kind.ED25519, Ed25519PrivateKey.generate())
    stores = (("files", lambda: FileLog(folder)), ("SQLite", lambda: SqliteLog(folder.with_suffix(".db"), ORIGIN)))
    yield Figure("limit: bare writes and syncs of the same entries", _BATCH / _bare(folder.with_suffix(".bare"), some), "entries/s")
    for name, opened in stores:
        taken = []
        with opened() as store:
            log = Log.create(store, ORIGIN, [signer], time=0)
            for at in range(0, len(some), _BATCH):
                begin = perf_counter()
                log.append(some[at : at + _BATCH], time=0)
                taken.append(perf_counter() - begin)
        yield Figure(f"log: durable appends in {name}, batches of {_BATCH:,}", _BATCH / median(taken), "entries/s", ">= 10,000")
        yield Figure("log: the slowest such batch", max(taken) * 1_000, "ms")


def _bare(path: Path, some: list[bytes]) -> float:
    taken = []
    with path.open("wb", buffering=0) as file:
        for at in range(0, len(some), _BATCH):
            begin = perf_counter()
            file.write(b"".join(some[at : at + _BATCH]))
            os.fsync(file.fileno())
            taken.append(perf_counter() - begin)
    return median(taken)


def _proofs(folder: Path, size: int, count: int) -> Iterator[Figure]:
    signer = PrivateKeySigner(ORIGIN, Kind.ED25519, Ed25519PrivateKey.generate())
    with FileLog(folder) as store:
        log = Log.create(store, ORIGIN, [signer], time=0)
        for at in range(0, size, 100_000):
            log.append([b"entry %d" % number for number in range(at, min(size, at + 100_000))], time=0)
    source = FileSource(folder)
    head = parse_checkpoint(parse_note(source.published() or b"").text)
    rng = random.Random(1)
    at_random = [rng.randrange(size) for _ in range(count)]
    for name, indices, keep, target in (
        ("any entry", at_random, 4_096, ">= 5,000"),
        ("any entry, 64 tiles kept", at_random[: count // 4], 64, ""),
        ("entries in order", list(range(count)), 64, ""),
    ):
        tree = TileTree(source.read, size, keep=keep)
        begin = perf_counter()
        proofs = [tree.inclusion(index) for index in indices]
        spent = perf_counter() - begin
        verify_inclusion(leaf_hash(b"entry %d" % indices[-1]), indices[-1], size, proofs[-1], head.root)
        yield Figure(f"log: proofs from tiles at {size:,}, {name}", len(indices) / spent, "proofs/s", target)
