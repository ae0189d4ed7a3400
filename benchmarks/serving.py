"""Two nodes end to end, each a process on SQLite with full durability, over mutual TLS on loopback: sealed messages and receipts.

What is measured is what a node does from an approved draft on: decided again, sealed, kept, logged, carried, verified, opened, held,
logged, receipted, receipt verified and kept. The drafts are made and approved beforehand through the node's services, since drafting is
people's work. Releases are asked for over the node's own interface, by as many requests at once as :data:`AT_ONCE`.

Beside it stand the signatures, checks of signatures and unwrappings that the machine can make at all; durable commits and files stand
beside the same exchange without servers (`benchmarks/exchange.py`).
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
    yield from limits(20 if quick else 500)
    with pair(folder) as (sender, recipient):
        yield from _measured(sender, recipient, count)


def limits(rounds: int) -> Iterator[Figure]:
    """What the cryptography of the machine can do at all."""
    content = os.urandom(SIZE)
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
        yield Figure(f"served: idle memory, {one.code}", _memory(one), "MB", "< 200")
    before = _seconds(sender), _seconds(recipient)
    begin = perf_counter()
    _released(sender, drafts[:count], rate=None)
    until("every receipt", lambda: _receipted(sender) >= count, 600)
    took = perf_counter() - begin
    used = _seconds(sender) - before[0], _seconds(recipient) - before[1]
    yield Figure("served: sealed 10 kB sustained, receipts included, SQLite", count / took, "a second", ">= 200")
    yield Figure("served: processor time of a message, sender", used[0] / count * 1_000, "ms")
    yield Figure("served: processor time of a message, recipient", used[1] / count * 1_000, "ms")
    _released(sender, drafts[count:], rate=count / took / 2)
    until("every receipt", lambda: _receipted(sender) >= 2 * count, 600)
    some = _latencies(sender, drafts[count:])
    yield Figure("served: to the signed receipt at half that rate, median", median(some), "ms")
    yield Figure("served: to the signed receipt at half that rate, p99", some[int(len(some) * 0.99)], "ms", "< 100")


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
