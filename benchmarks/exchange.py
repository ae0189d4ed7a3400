"""Two nodes end to end, each a process on SQLite with full durability, over mutual TLS on loopback: sealed messages of 10 kB, receipts.

What is measured is what a node does from an approved draft on: asked for the release over its interface, decided again, sealed, kept,
logged, carried, verified, opened, held, logged, receipted, receipt verified and kept. The drafts are written and approved by two people
beforehand, since that is people's work. For the rate, a request releases :data:`TOGETHER` drafts, each by itself, and
:data:`AT_ONCE` requests run at once; for the waiting, at half of :data:`ASKED`, a request releases one. The same is measured again when
both nodes hold many items, and, where a server of PostgreSQL is at hand, with both nodes on it and four processes for each.

Beside it stands what the machine can do at all: the durable commit and the cryptography of one message, and nothing else.
"""

import os
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import httpx
from attrs import evolve, frozen
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import create_engine
from tests import postgresql
from tests.pairs import Kept, Party, pair, until

from benchmarks.machine import seconds_each
from benchmarks.report import Figure
from relto.node.authorising import Role
from relto.parties import Person
from relto.primitives import PartyId

ASKED = 200
"""Messages a second that two nodes are asked to keep up; the waiting is measured at half that rate, whatever they can do."""
AT_ONCE = 4
TOGETHER = 20
SIZE = 10_000
WARMED = 20
"""Releases after the start of the processes that are not measured."""
SIGNED = 5
"""Signatures of one message: three in the seal, the envelope's, the receipt's; each is checked once."""
_PASSWORD = "a password of measurements"  # noqa: S105 - of nodes that live for minutes
_HOLD = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :count)
INSERT INTO item ({names}) SELECT {values} FROM counted, (SELECT * FROM item ORDER BY number DESC LIMIT 1) AS one
"""


@frozen
class Measured:
    """One run of so many messages.

    Args:
        rate: messages a second, receipts included.
        sender: milliseconds of processor time of a message, of the sender's processes.
        recipient: the same, of the recipient's.
        waited: milliseconds until each receipt at half of :data:`ASKED`, sorted.
        server: milliseconds of processor time of a message, of the database's server.
    """

    rate: float
    sender: float
    recipient: float
    waited: list[float]
    server: float


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of two nodes end to end, and of the machine.

    Args:
        folder: an empty one, on the medium to be measured.
        quick: few messages; the figures mean nothing.
    """
    folder.mkdir()
    count, held = (40, 20_000) if quick else (1_000, 1_000_000)
    yield from _limits(folder, 20 if quick else 500)
    with pair(folder / "pair") as (sender, recipient):
        _allow(sender)
        drafts = [sender.approved(sender.record(os.urandom(SIZE)), recipient.code) for _ in range(4 * count + 2 * WARMED)]
        first = yield from _run("nothing held before", sender, recipient, drafts[: 2 * count + WARMED])
        for one in (sender, recipient):
            _hold(one, held)
        second = yield from _run(f"{held:,} items held", sender, recipient, drafts[2 * count + WARMED :])
        both = (first.sender + first.recipient), (second.sender + second.recipient)
        yield Figure("exchange: processor time with many items held, to without", both[1] / both[0], "times", "< 1.25")
    if postgresql.binaries() is not None:
        yield from _on_postgresql(folder / "postgresql", count, 2 if quick else 4, first.rate)


def _on_postgresql(folder: Path, count: int, processes: int, rate: float) -> Iterator[Figure]:
    """The same on PostgreSQL, with several processes for each node."""
    with postgresql.failing("fsync=on", "synchronous_commit=on") as server:

        def kept(code: str) -> Kept:
            owner = create_engine(f"{server.url}postgres", isolation_level="AUTOCOMMIT")
            with owner.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {code.lower()}")
            owner.dispose()
            return Kept(f"{server.url}{code.lower()}")

        with pair(folder, kept) as both:
            _allow(both[0])
            drafts = [both[0].approved(both[0].record(os.urandom(SIZE)), both[1].code) for _ in range(2 * count + WARMED)]
            more = [evolve(one, process=None) for one in both for _ in range(processes - 1)]
            for one in more:
                one.start()
            try:
                found = yield from _run(f"PostgreSQL, {processes} processes each", *both, drafts, more, server.seconds, 2 * ASKED)
            finally:
                for one in more:
                    one.kill()
            yield Figure("exchange: processor time of a message, PostgreSQL's own", found.server, "ms")
            whole, cores = found.sender + found.recipient + found.server, len(os.sched_getaffinity(0))
            yield Figure(f"exchange: what {cores} cores could do, if each of them were always at it", cores * 1_000 / whole, "a second")
            yield Figure(f"exchange: cores that {2 * ASKED} a second would take at least", 2 * ASKED * whole / 1_000, "cores")
            yield Figure(f"exchange: PostgreSQL with {processes} processes each, to SQLite", found.rate / rate, "times")


def _run(
    name: str,
    sender: Party,
    recipient: Party,
    drafts: list[str],
    more: Sequence[Party] = (),
    server: Callable[[], float] = lambda: 0.0,
    asked: int = ASKED,
) -> Generator[Figure, None, Measured]:
    for one in (sender, recipient):
        one.start()
    for one in (sender, recipient):
        count = 1 + sum(other.code == one.code for other in more)
        until(f"{count} processes of {one.code}", lambda one=one, count=count: _said(one, "serving") - _said(one, "stopped") >= count)  # type: ignore[misc]
    sleep(2)
    for one in (sender, recipient):
        yield Figure(f"exchange: idle memory, {one.code}, {name}", _memory(one), "MB", "< 200")
    begin = receipted(sender)
    released(sender, drafts[:WARMED], rate=None)
    until("every receipt", lambda: receipted(sender) >= begin + WARMED, 600)
    half = (len(drafts) - WARMED) // 2
    found = measured(sender, recipient, (drafts[WARMED : WARMED + half], drafts[WARMED + half :]), more, server)
    yield from shown(name, found, asked)
    for one in (sender, recipient):
        one.stop()
    return found


def shown(name: str, found: Measured, asked: int) -> Iterator[Figure]:
    """The figures of a run."""
    yield Figure(f"exchange: approved drafts to receipts, {name}", found.rate, "a second", f">= {asked}")
    yield Figure(f"exchange: processor time of a message, both, {name}", found.sender + found.recipient, "ms", "< 10")
    yield Figure("exchange: of it the sender's", found.sender, "ms")
    yield Figure("exchange: of it the recipient's", found.recipient, "ms")
    yield Figure(f"exchange: accepted at {ASKED // 2} a second, median", median(found.waited), "ms")
    yield Figure(f"exchange: accepted at {ASKED // 2} a second, p99", found.waited[int(len(found.waited) * 0.99)], "ms", "< 100")


def measured(
    sender: Party, recipient: Party, drafts: tuple[list[str], list[str]], more: Sequence[Party], server: Callable[[], float]
) -> Measured:
    """One run between nodes that are served.

    Args:
        sender: the sender's node.
        recipient: the recipient's.
        drafts: those that are released as fast as can be, and those that are released at half of :data:`ASKED`.
        more: further processes of the two.
        server: processor seconds of the database's server.
    """
    first, second = drafts
    processes = [[one, *(other for other in more if other.code == one.code)] for one in (sender, recipient)]
    before = receipted(sender), *map(_seconds, processes), server()
    begin = perf_counter()
    released(sender, first, rate=None)
    until("every receipt", lambda: receipted(sender) >= before[0] + len(first), 600)
    rate = len(first) / (perf_counter() - begin)
    used = [now - then for now, then in zip((*map(_seconds, processes), server()), before[1:], strict=True)]
    released(sender, second, rate=ASKED / 2)
    until("every receipt", lambda: receipted(sender) >= before[0] + len(first) + len(second), 600)
    each = [one / len(first) * 1_000 for one in used]
    return Measured(rate, each[0], each[1], _waited(sender, second), each[2])


def _limits(folder: Path, rounds: int) -> Iterator[Figure]:
    """What the machine can do at all."""
    content = os.urandom(SIZE)
    signing, opening = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
    chosen = ec.ECDSA(hashes.SHA256())
    signature = signing.sign(content, chosen)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    wrapped, cipher = opening.public_key().encrypt(bytes(32), oaep), AESGCM(bytes(32))
    bare = sqlite3.connect(folder / "bare.sqlite")
    for setting in ("journal_mode=WAL", "synchronous=FULL"):
        bare.execute(f"PRAGMA {setting}")
    bare.execute("CREATE TABLE message (data BLOB)")

    def commit() -> None:
        with bare:
            bare.execute("INSERT INTO message VALUES (?)", (content,))

    each = {
        "10 kB committed durably (bare SQLite)": (seconds_each(commit, rounds), 1),
        "10 kB encrypted (AES-256-GCM)": (seconds_each(lambda: cipher.encrypt(bytes(12), content, None), rounds), 2),
        "signed (ES256)": (seconds_each(lambda: signing.sign(content, chosen), rounds), SIGNED),
        "signature checked (ES256)": (seconds_each(lambda: signing.public_key().verify(signature, content, chosen), rounds), SIGNED),
        "key unwrapped (RSA-2048)": (seconds_each(lambda: opening.decrypt(wrapped, oaep), rounds), 1),
    }
    bare.close()
    for name, (took, times) in each.items():
        yield Figure(f"machine: {name}, {times} of a message", took * 1_000, "ms")
    whole = sum(took * times for took, times in each.values())
    yield Figure("machine: messages, if there were nothing else to do", 1 / whole, "a second")


def _hold(party: Party, count: int) -> None:
    """Hold many more like the newest item of a node that does not run, straight in the tables."""
    database = sqlite3.connect(party.folder / "node.sqlite")
    database.execute("PRAGMA synchronous=OFF")
    begin = database.execute("SELECT max(number) FROM item").fetchone()[0]
    names = [row[1] for row in database.execute("PRAGMA table_info(item)")]
    digest = f"printf('%064x', {begin} + n)"
    name = f"printf('item-%026d', {begin} + n)"
    own = {"number": f"{begin} + n", "id": name, "known_as": name, "object": digest}
    with database:
        database.execute(
            _HOLD.format(names=", ".join(names), values=", ".join(own.get(one, f"one.{one}") for one in names)), {"count": count}
        )
        given = (begin,)
        database.execute("INSERT INTO content SELECT object, randomblob(100) FROM item WHERE number > ?", given)
        words = "SELECT DISTINCT token FROM item_word WHERE number = (SELECT max(number) FROM item_word)"
        database.execute(f"INSERT INTO item_word SELECT token, shelf, number FROM item, ({words}) WHERE number > ?", given)  # noqa: S608
    database.close()


def _allow(party: Party) -> None:
    """Give the one who sends an account with a password."""
    roles = frozenset({Role.RELEASING_AUTHORITY})
    made = party.node.people.add(party.people["admin"], "sender", "Sender", roles, _PASSWORD)
    person = Person(PartyId(party.code), frozenset({PartyId(party.code)}), "TOP SECRET", need_to_know=True)
    party.node.people.clear(party.people["security"], made.id, person)


def released(party: Party, drafts: list[str], *, rate: float | None) -> None:
    """Ask for releases over the interface: as fast as it answers, or so many a second."""
    with httpx.Client(base_url=f"{party.node.settings.web_url}/api", trust_env=False, timeout=120) as client:
        answer = client.post("/session", json={"login": "sender", "password": _PASSWORD})
        client.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"

        def send(draft: str) -> None:
            client.post(f"/drafts/{draft}/release").raise_for_status()

        def send_many(some: list[str]) -> None:
            for one in client.post("/releases", json={"drafts": some}).raise_for_status().json():
                if one["problem"] is not None:
                    raise SystemExit(f"a draft was not released, and the figure is void: {one['problem']}")

        with ThreadPoolExecutor(AT_ONCE if rate is None else 4 * AT_ONCE) as threads:
            begin, asked = perf_counter(), []
            if rate is None:
                asked += [threads.submit(send_many, drafts[at : at + TOGETHER]) for at in range(0, len(drafts), TOGETHER)]
            for number, draft in enumerate(drafts if rate is not None else ()):
                sleep(max(0.0, begin + number / (rate or 1) - perf_counter()))
                asked.append(threads.submit(send, draft))
            for one in asked:
                one.result()


def _said(party: Party, event: str) -> int:
    """How often the processes of a node said so in their log."""
    return (party.folder.parent / f"{party.code}.log").read_text(encoding="utf-8").count(f'"event": "{event}"')


def receipted(party: Party) -> int:
    """How many of its releases were accepted."""
    with party.node.surroundings.store.read() as work:
        asked = "SELECT count(*) FROM outgoing WHERE kind = 'release' AND state = 'accepted'"
        found: int = work.connection.exec_driver_sql(asked).scalar_one()  # type: ignore[attr-defined]
        return found


def _waited(party: Party, drafts: list[str]) -> list[float]:
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


def _seconds(parties: Sequence[Party]) -> float:
    """Processor seconds of their processes so far."""
    found = 0
    for one in parties:
        assert one.process is not None
        fields = Path(f"/proc/{one.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        found += int(fields[11]) + int(fields[12])
    return found / os.sysconf("SC_CLK_TCK")
