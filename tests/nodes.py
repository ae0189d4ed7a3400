"""Nodes of the tests' own: in memory or on a real database, with a clock that the test sets."""

import functools
import hashlib
import itertools
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from relto.adapters.keystore.file import FileKeyStore
from relto.adapters.passwords import Argon2Passwords
from relto.adapters.storage import Database
from relto.adapters.storage.tables import contents
from relto.agreements import Network, library
from relto.audit import Kind, PrivateKeySigner
from relto.node import Journal, Surroundings
from relto.primitives import PartyId
from tests import postgresql, stores
from tests.stores import DATABASES, database

__all__ = ["DATABASES", "database", "postgresql"]
START = datetime(2026, 11, 23, 12, tzinfo=UTC)
NETWORK = library()
PASSPHRASE = b"a passphrase of tests"


class SetClock:
    """A clock that goes when it is told to."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


def ciphertexts(node):
    """Every ciphertext that a node keeps, by digest: those of its database, and its objects."""
    with node.store.read() as work:
        small = {row.digest: bytes(row.data) for row in work.connection.execute(sqlalchemy.select(contents.content))}
    return small | node.objects.kept


def seeded(seed: str):
    """Bytes that look random and are the same for the same seed."""
    counter = itertools.count()

    def entropy(length: int) -> bytes:
        return hashlib.shake_256(f"{seed}/{next(counter)}".encode()).digest(length)

    return entropy


@functools.cache
def _keys(seed: str) -> FileKeyStore:
    """A key store made once for a process: deriving its key is slow on purpose."""
    keys = FileKeyStore.create(Path(tempfile.mkdtemp()) / "keys", PASSPHRASE, seeded(f"keys {seed}"))
    for use in ("open", "sign"):
        keys.new(f"{seed}-{use}", use, "ec:secp256r1", valid_from=START - timedelta(days=1), valid_until=START + timedelta(days=365))
    return keys


def key_store(folder: Path, seed: str) -> FileKeyStore:
    """A key store with a key to open and one to sign."""
    made = _keys(seed)
    return FileKeyStore(
        folder / f"{seed}.keys", dict(made._records), dict(made._keys), (made._salt, made._key), seeded(f"more keys {seed}")
    )


def surroundings(
    party: str, store: Database, folder: Path, *, clock: SetClock | None = None, network: Network | None = None
) -> Surroundings:
    """A node's surroundings, its log begun."""
    clock = clock or SetClock()
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(party.encode()).digest())
    origin = f"{party.lower()}.example/log"
    journal = Journal(store, origin, [PrivateKeySigner(origin, Kind.ED25519, private)])
    journal.begin(clock.now())
    return Surroundings(
        party=PartyId(party),
        store=store,
        objects=stores.objects(),
        clock=clock,
        entropy=seeded(party),
        passwords=Argon2Passwords(memory=64, passes=1),
        keys=key_store(folder, party.lower()),
        vault_key=hashlib.sha256(f"vault {party}".encode()).digest(),
        journal=journal,
        base_network=lambda _: network or NETWORK,
    )


def person(account, **said):
    """The person of an account, with something else said of them."""
    return evolve(account.person, **said)
