"""A log, its keys and its stores, as the tests make them. The keys are made from fixed seeds and are worth nothing."""

from hashlib import sha256

from attrs import define, field
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from relto.audit import Edge, Kind, Log, Policy, PrivateKeySigner, Tile, leaf_hash, parse_policy
from relto.primitives import Conflict, Unavailable

ORIGIN = "log.example/2026"
NOW = 1_790_000_000


def ed25519(name, kind=Kind.ED25519):
    return PrivateKeySigner(name, kind, Ed25519PrivateKey.from_private_bytes(sha256(f"{name} {kind}".encode()).digest()))


def ml_dsa(name):
    return PrivateKeySigner(name, Kind.ML_DSA_44, MLDSA44PrivateKey.from_seed_bytes(sha256(name.encode()).digest()))


LOG_KEY = ed25519(ORIGIN)
LOG_ML = ml_dsa(ORIGIN)
W1 = ed25519("witness.example/w1", Kind.COSIGNATURE)
W2 = ml_dsa("witness.example/w2")
STRANGER = ed25519("stranger.example")


def policy(quorum="none", *, oldest=None) -> Policy:
    lines = [
        f"log {LOG_KEY.key}",
        f"log {LOG_ML.key}",
        f"witness w1 {W1.key}",
        f"witness w2 {W2.key}",
        "group both all w1 w2",
        f"quorum {quorum}",
    ]
    return parse_policy("".join(f"{line}\n" for line in lines).encode(), oldest=oldest)


@define
class MemoryStore:
    """A log in memory."""

    tiles: dict[str, bytes] = field(factory=dict)
    signed: bytes | None = None
    shown: bytes | None = None
    evidence: list[bytes] = field(factory=list)
    why: str | None = None

    def read(self, tile: Tile) -> bytes:
        try:
            return self.tiles[tile.path]
        except KeyError:
            raise Unavailable(f"{tile.path}: is not there") from None

    def published(self):
        return self.shown

    def head(self):
        return self.signed

    def write(self, resources):
        self.tiles |= {tile.path: data for tile, data in resources}

    def advance(self, before, head):
        if self.signed != before:
            raise Conflict("another checkpoint")
        self.signed = head

    def publish(self, note):
        self.shown = note

    def tidy(self, tiles):
        pass

    def keep(self, evidence):
        if evidence not in self.evidence:
            self.evidence.append(evidence)

    def freeze(self, why):
        self.why = why

    def frozen(self):
        return self.why


@define
class MemoryWitness:
    """A witness's memory."""

    seen: dict[str, bytes] = field(factory=dict)
    evidence: list[bytes] = field(factory=list)

    def latest(self, origin):
        return self.seen.get(origin)

    def advance(self, origin, before, note):
        if self.seen.get(origin) != before:
            return False
        self.seen[origin] = note
        return True

    def keep(self, evidence):
        self.evidence.append(evidence)


def entries(count, first=0):
    return [b"entry %d" % number for number in range(first, first + count)]


def log_of(count, store=None, **given) -> Log:
    """A log with some entries."""
    log = Log.create(MemoryStore() if store is None else store, ORIGIN, [LOG_KEY], time=NOW, **given)
    log.append(entries(count), time=NOW)
    return log


def tiles_of_leaves(some):
    """The edge and the tiles, by path, of a tree of entries."""
    edge, made = Edge().grow([leaf_hash(one) for one in some])
    return edge, {tile.path: data for tile, data in made}
