"""What a node holds: lists and searches among a million items for people who see much, little and only what is old; authorised reads.

The same for who may read some portions of a document and not others.

Beside each figure stands what the same database does without any of it: fifty rows by their keys, one durable commit.
"""

import hashlib
import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from attrs import evolve
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.report import Figure
from relto.adapters.passwords import Argon2Passwords
from relto.adapters.storage import Database
from relto.adapters.storage.holdings_rows import row_of
from relto.agreements import library
from relto.audit import Kind, PrivateKeySigner
from relto.node import Actor, Journal, Surroundings
from relto.node.authorising import Role
from relto.node.holdings import Dossiers, Given, Holdings
from relto.parties import Person
from relto.primitives import PartyId

NZL = PartyId("NZL")
_WORDS = ("vessel", "harbour", "trawlers", "fuel", "drums", "ashore", "by night", "under cover of rain", "a long way off", "unseen")
START = datetime(2026, 11, 23, tzinfo=UTC)
MARKINGS = ("RESTRICTED", "CONFIDENTIAL", "SECRET", "SECRET//NZEO", "TOP SECRET")
_MATTERS = 200


class _Files:
    """Ciphertexts as files, each under its digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        (self._folder / digest).write_bytes(data)
        return digest

    def get(self, digest: str) -> bytes:
        return (self._folder / digest).read_bytes()

    def delete(self, digest: str) -> None:
        (self._folder / digest).unlink(missing_ok=True)


class _Clock:
    def now(self) -> datetime:
        return START


def _node(folder: Path) -> Surroundings:
    store = Database(f"sqlite:///{folder / 'node.sqlite'}")
    store.migrate()
    journal = Journal(store, "nzl.example/log", [PrivateKeySigner("nzl.example/log", Kind.ED25519, Ed25519PrivateKey.generate())])
    journal.begin(START)
    network = library()
    return Surroundings(
        NZL,
        store,
        _Files(folder / "objects"),
        _Clock(),
        os.urandom,
        Argon2Passwords(memory=64, passes=1),
        None,
        os.urandom(32),
        journal,  # type: ignore[arg-type]
        lambda _: network,
    )


def _officer(name: str, *, clearance: str = "TOP SECRET", need_to_know: bool = True) -> Actor:
    person = Person(NZL, frozenset({NZL}), clearance, need_to_know=need_to_know)
    return Actor(f"person-{name}", frozenset({Role.DRAFTER, Role.ANALYST}), person)


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of what a node holds.

    Args:
        folder: an empty one, on the medium to be measured.
        quick: small sizes; the figures mean nothing.
    """
    count, rounds = (2_000, 5) if quick else (1_000_000, 200)
    folder.mkdir()
    node = _node(folder)
    much, few, old = _officer("much"), _officer("few", clearance="CONFIDENTIAL"), _officer("old", need_to_know=False)
    _fill(node, folder / "node.sqlite", much, few, old, count)
    yield from _lists(node, {"all of it": much, "a hundredth of it": few, "only the oldest": old}, count, rounds)
    yield from _bare(folder / "node.sqlite", count, rounds)
    yield from _reads(node, much, rounds)
    yield from _in_part(node, much, _officer("part", clearance="RESTRICTED"), count, rounds)
    node.store.close()  # type: ignore[attr-defined]


def _fill(node: Surroundings, file: Path, much: Actor, few: Actor, old: Actor, count: int) -> None:
    """Hold one of each shelf by the service, then many more like them, straight into the tables."""
    holdings, dossiers = Holdings(node), Dossiers(node)
    patterns = []
    for matter in range(_MATTERS):
        dossier = dossiers.open(much, f"Matter {matter}").id if matter else None
        if dossier is not None and matter in (1, 2):
            with node.store.write() as work:
                work.dossiers.admit(dossier, {1: few.id, 2: old.id}[matter], START)
        for marking in MARKINGS:
            given = Given("A record", dossier)
            made = holdings.hold_record(much, b"something of it", given, media_type="text/plain", scheme="nz", marking=marking)
            patterns.append((*stands(node, made.held.id), matter))
    newer = [one for one in patterns if one[2] != 2]
    copies(node, file, newer, count)


def stands(node: Surroundings, item: str) -> tuple[object, int]:
    """Something held, with the shelf kind it stands on."""
    with node.store.read() as work:
        held = work.items.get(item)
        assert held is not None
        kind = work.connection.exec_driver_sql("SELECT kind FROM item WHERE number = ?", (held.number,)).scalar()  # type: ignore[attr-defined]
    return held, kind


def copies(node: Surroundings, file: Path, patterns: list[tuple[object, int, int]], count: int) -> None:
    """Many more items like some that are held, straight into the tables, each with a title and a key of its own.

    Args:
        node: the node.
        file: its database.
        patterns: things held, each with the kind of its shelf and the number of its matter.
        count: how many.
    """
    token = node.vault.tokens(["record"])[0]
    chance = random.Random(1)
    database = sqlite3.connect(file)
    database.execute("PRAGMA synchronous=OFF")

    def rows() -> Iterator[dict[str, object]]:
        for number in range(count):
            held, kind, _ = chance.choice(patterns)
            name = f"item-{number:026d}"
            key, wrapped = node.vault.new_key()
            title = node.vault.close(key, f"Record {number}".encode(), f"{name} title")
            vaulted = evolve(held.vaulted, wrapped=wrapped, title=title)  # type: ignore[attr-defined]
            row = known[id(held)] | {"id": name, "known_as": name, "wrapped": vaulted.wrapped, "title": vaulted.title, "kind": kind}
            yield row | {"held_at": first + number, "number": begin + number}

    known = {id(held): row_of(held) | {"quarantined": False, "destroyed": None} for held, _, _ in patterns}  # type: ignore[arg-type]
    first = int((START + timedelta(seconds=1)).timestamp() * 1_000_000)
    begin = 1 + database.execute("SELECT max(number) FROM item").fetchone()[0]
    names = [*next(rows())]
    chance.seed(1)
    statement = f"INSERT INTO item ({', '.join(names)}) VALUES ({', '.join(':' + one for one in names)})"  # noqa: S608 -- names of columns
    with database:
        database.executemany(statement, rows())
        database.execute("INSERT INTO item_word SELECT ?, shelf, number FROM item WHERE number >= ?", (token, begin))
    database.execute("ANALYZE")
    database.close()


def _milliseconds(call: Callable[[], object], rounds: int) -> list[float]:
    call()
    took = []
    for _ in range(rounds):
        begin = perf_counter()
        call()
        took.append((perf_counter() - begin) * 1_000)
    return sorted(took)


def _processor(call: Callable[[], object], rounds: int) -> float:
    """Milliseconds of the processor for each call: what a machine that is busy with other things does not change."""
    began = process_time()
    for _ in range(rounds):
        call()
    return (process_time() - began) / rounds * 1_000


def _lists(node: Surroundings, people: dict[str, Actor], count: int, rounds: int) -> Iterator[Figure]:
    holdings = Holdings(node)
    for sees, actor in people.items():
        page = holdings.page(actor)
        took = _milliseconds(lambda actor=actor: holdings.page(actor), rounds)  # type: ignore[misc]
        name = f"held: list {len(page.entries)} of {count:,}, who sees {sees}"
        yield Figure(f"{name}, median", median(took), "ms", "< 50")
        yield Figure(f"{name}, p99", took[int(len(took) * 0.99)], "ms")
        took = _milliseconds(lambda actor=actor: holdings.search(actor, "record"), rounds)  # type: ignore[misc]
        yield Figure(f"held: search of {count:,}, who sees {sees}, median", median(took), "ms", "< 50")


def _bare(file: Path, count: int, rounds: int) -> Iterator[Figure]:
    database = sqlite3.connect(file)
    chance = random.Random(2)

    def fifty() -> list[object]:
        some = [chance.randrange(1, count) for _ in range(50)]
        return database.execute(f"SELECT * FROM item WHERE number IN ({','.join('?' * 50)})", some).fetchall()  # noqa: S608 -- question marks

    yield Figure("held: 50 rows by their keys, bare SQLite, median", median(_milliseconds(fifty, rounds)), "ms")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE bare (at REAL)")

    def commit() -> None:
        with database:
            database.execute("INSERT INTO bare VALUES (?)", (perf_counter(),))

    yield Figure("held: one durable commit, bare SQLite, median", median(_milliseconds(commit, rounds)), "ms")
    database.close()


def _reads(node: Surroundings, actor: Actor, rounds: int) -> Iterator[Figure]:
    holdings = Holdings(node)
    made = [
        holdings.hold_record(
            actor, os.urandom(10_000), Given(f"Read {n}"), media_type="application/octet-stream", scheme="nz", marking="SECRET"
        )
        for n in range(20)
    ]
    chance = random.Random(3)
    took = _milliseconds(lambda: holdings.read(actor, chance.choice(made).held.id), rounds)
    yield Figure("held: authorised read of 10 kB, noted durably, median", median(took), "ms", "< 5")
    yield Figure("held: authorised read of 10 kB, noted durably, p99", took[int(len(took) * 0.99)], "ms")


def _report(chance: random.Random) -> str:
    """A report of about 10 kB in 37 portions, half of which who is cleared for the lowest level may read."""
    lines = ["SECRET", "# (U) A report on the harbour"]
    for section in range(5):
        lines.append(f"## (R) What was seen, part {section + 1}")
        for _ in range(6):
            words = " ".join(chance.choice(_WORDS) for _ in range(36))
            lines.append(f"({chance.choice('RRCS')}) {words.capitalize()}.")
    return "\n\n".join([*lines, "(S) The end.", "SECRET"]) + "\n"


def _in_part(node: Surroundings, author: Actor, reader: Actor, count: int, rounds: int) -> Iterator[Figure]:
    holdings, chance = Holdings(node), random.Random(4)
    began = process_time()
    made = [holdings.hold_document(author, _report(chance)).held.id for _ in range(60)]
    yield Figure("held: document of 10 kB taken in, processor time", (process_time() - began) / len(made) * 1_000, "ms")
    assert not holdings.read(reader, made[0]).shown.whole
    took = _milliseconds(lambda: holdings.read(reader, chance.choice(made)), rounds)
    yield Figure("held: authorised read of a part of 10 kB, noted durably, median", median(took), "ms", "< 5")
    yield Figure("held: authorised read of a part of 10 kB, noted durably, p99", took[int(len(took) * 0.99)], "ms")
    used = _processor(lambda: holdings.read(reader, chance.choice(made)), rounds)
    yield Figure("held: authorised read of a part of 10 kB, processor time", used, "ms")
    assert not any(one.whole for one in holdings.page(reader).entries)
    took = _milliseconds(lambda: holdings.page(reader), rounds)
    yield Figure(f"held: list 50 of {count:,}, of each a part, median", median(took), "ms", "< 50")
    yield Figure(f"held: list 50 of {count:,}, of each a part, p99", took[int(len(took) * 0.99)], "ms")
    yield Figure(f"held: list 50 of {count:,}, of each a part, processor time", _processor(lambda: holdings.page(reader), rounds), "ms")
    yield Figure(f"held: list 50 of {count:,}, of each all, processor time", _processor(lambda: holdings.page(author), rounds), "ms")
    took = _milliseconds(lambda: holdings.search(reader, "harbour trawlers"), rounds)
    yield Figure(f"held: search of {count:,}, of each a part, median", median(took), "ms", "< 50")
