"""Messages between nodes, batches and files of them, put together wrongly.

What verifies is what was signed, whatever was done to it on the way; what is read comes back byte for byte.
"""

import random

from relto.primitives import BrokenSeal, Malformed
from relto.protocols.peer import (
    Fault,
    Slip,
    parse_batch,
    parse_bundle,
    parse_envelope,
    parse_message,
    parse_row,
    verify_envelope,
    write,
    write_batch,
    write_bundle,
    write_row,
)
from relto.protocols.peer.messages import ATTACHED
from tests.fuzz import damage
from tests.fuzz.markings import clean
from tests.fuzz.running import Guided, Target
from tests.unit.protocols.peer.made import KINDS, MESSAGES, NOW, NZL, PINS, envelope, named

Given = tuple[str, bytes]
"""What it is, and its bytes."""

_ENVELOPES = [envelope(one, id=named("message", number), sequence=number) for number, one in enumerate(MESSAGES, 1)]
_SENT = {one.digest: one for one in _ENVELOPES}
_BYTES = [one.to_bytes() for one in _ENVELOPES]
_GOOD: dict[str, list[bytes]] = {
    "envelope": _BYTES,
    "batch": [write_batch(_BYTES[:3])],
    "bundle": [
        write_bundle(
            lambda messages, digest: Slip(
                protocol="relto-bundle/1", id=named("bundle"), sender="NZL", recipient="JPN", made_at=NOW, messages=messages, sha256=digest
            ),
            _BYTES[:2],
            NZL.sign,
        )
    ],
    "row": [b"1-7,9,12-40"],
} | {KINDS[type(one)]: [write(one)] for one in MESSAGES}
_NAMES = tuple(_GOOD)
_PIECES = (
    b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1", b".", b"..", b"=", b"-", b"_", b"A", b"eyJhbGciOiJub25lIn0", b'"', b"{", b"}", b"[" * 40, b",", b":", b" ",
    b"null", b"true", b"1", b"0", b"-1", b"1.0", b"1e3", b"9" * 400, b"\\u0000", b"\\ud800", "\u202e".encode(), "\u200b".encode(), b"\xff", b"Z", b"+00:00",
    b"relto-peer/1", b"relto-peer/2", b"relto-envelopes/1\n", b"NZL", b"USA", b"release", b'"more":1,', b'"sender":"USA",',
)  # fmt: skip


def make(rng: random.Random, _number: int) -> Given:
    """Something that goes between nodes, mostly damaged."""
    name = rng.choice(_NAMES)
    given = name, rng.choice(_GOOD[name])
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        given = change(rng, given)
    return given


def change(rng: random.Random, given: Given) -> Given:
    """Damages bytes, puts a piece in, or doubles or cuts out a stretch."""
    name, data = given
    way = rng.random()
    if way < 0.4:
        return name, damage.octets(rng, data)
    at = rng.randint(0, len(data))
    if way < 0.8:
        return name, data[:at] + rng.choice(_PIECES) + data[at + rng.choice((0, 0, 1, 4)) :]
    end = rng.randint(at, min(len(data), at + 200))
    return name, data[:end] + (data[at:end] if way < 0.9 else b"") + data[end if way < 0.9 else at :]


def check(given: Given) -> str:
    """Reads it; what verifies is what was signed."""
    name, data = given
    try:
        return _CHECKS.get(name, _body)(name, data)
    except BrokenSeal as refused:
        clean(str(refused))
        return str(Fault(refused.reason))
    except Malformed as refused:
        clean(str(refused))
        return "refused"


def _envelope(_name: str, data: bytes) -> str:
    came = parse_envelope(data)
    assert came.to_bytes() == data, "an envelope comes back otherwise"
    verify_envelope(came, PINS, "JPN")
    sent = _SENT.get(came.digest)
    assert sent is not None, "an envelope that nobody sent verifies"
    assert (came.header, came.body, came.attachment) == (sent.header, sent.body, sent.attachment), "what verifies is not what was sent"
    parse_message(came.header.kind, came.body, attached=bool(came.attachment))
    return "verified"


def _batch(_name: str, data: bytes) -> str:
    assert write_batch(parse_batch(data)) == data, "a batch comes back otherwise"
    return "read"


def _bundle(_name: str, data: bytes) -> str:
    assert list(parse_bundle(data, PINS, "JPN").envelopes) == _BYTES[:2], "a file that nobody signed is taken"
    return "verified"


def _row(_name: str, data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    assert write_row(parse_row(text)) == text, "a row comes back otherwise"
    return "read"


def _body(name: str, data: bytes) -> str:
    made = parse_message(name, data, attached=name in ATTACHED)
    assert write(made) == data, "a body comes back otherwise"
    return "read"


_CHECKS = {"envelope": _envelope, "batch": _batch, "bundle": _bundle, "row": _row}


def _encode(given: Given) -> bytes:
    return bytes([_NAMES.index(given[0])]) + given[1]


def _decode(data: bytes) -> Given:
    return _NAMES[data[0] % len(_NAMES)] if data else "envelope", data[1:]


TARGETS = (Target("peer", make, check, guided=Guided(_encode, _decode, change, most=8_000)),)
