"""A log, its keys and its stores, as the tests make them. The keys are made from fixed seeds and are worth nothing."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from relto.adapters.logs import MemoryLog
from relto.audit import Edge, Kind, Log, Policy, PrivateKeySigner, leaf_hash, parse_policy

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


def entries(count, first=0):
    return [b"entry %d" % number for number in range(first, first + count)]


def log_of(count, store=None, **given) -> Log:
    """A log with some entries."""
    log = Log.create(MemoryLog() if store is None else store, ORIGIN, [LOG_KEY], time=NOW, **given)
    log.append(entries(count), time=NOW)
    return log


def tiles_of_leaves(some):
    """The edge and the tiles, by path, of a tree of entries."""
    edge, made = Edge().grow([leaf_hash(one) for one in some])
    return edge, {tile.path: data for tile, data in made}
