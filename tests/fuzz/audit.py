"""Notes, checkpoints, keys, receipts, requests, policies, evidence, bundles and paths of logs put together wrongly.

What is taken is written back byte for byte as it came: there is one way to write each. A checkpoint or receipt that is not the one
that was signed does not verify.
"""

import random

from relto.audit import (
    Checkpoint,
    Disagreement,
    Note,
    Request,
    Succession,
    parse_checkpoint,
    parse_disagreement,
    parse_key,
    parse_note,
    parse_path,
    parse_policy,
    parse_receipt,
    parse_request,
    parse_succession,
    read_bundle,
    sign_text,
    verify_receipt,
    write_bundle,
)
from relto.primitives import Malformed, Unverified
from tests.fuzz import damage
from tests.fuzz.markings import clean
from tests.fuzz.running import Guided, Target
from tests.unit.audit.made import LOG_KEY, NOW, ORIGIN, W1, W2, entries, log_of, policy

Given = tuple[str, bytes]
"""What it is, and its bytes."""

_LOG = log_of(9)
_RECEIPT = _LOG.prove(3).to_bytes()
_NOTE = _LOG.note.to_bytes()
_SUCCESSION = Succession(_LOG.checkpoint, "log.example/2027").text
_POLICY = f"log {LOG_KEY.key}\nwitness w1 {W1.key}\nwitness w2 {W2.key}\ngroup g 1 w1 w2\nquorum g\n".encode()
_GOOD = {
    "note": _NOTE,
    "checkpoint": _LOG.note.text.encode(),
    "key": str(LOG_KEY.key).encode(),
    "receipt": _RECEIPT,
    "request": Request(3, tuple(_LOG.tree.consistency(3)), _LOG.note).to_bytes(),
    "policy": _POLICY,
    "evidence": Disagreement(_LOG.note, _LOG.note).to_bytes(),
    "succession": Note(_SUCCESSION, tuple(sign_text(_SUCCESSION, [LOG_KEY]))).to_bytes(),
    "bundle": write_bundle(entries(3)),
    "path": b"tile/0/x001/234.p/17",
}
_NAMES = tuple(_GOOD)
_PIECES = (
    b"\n", b"\n\n", b"\r\n", "\u2014 ".encode(), b"- ", b"+", b"=", b"==", b"A", b" ", "\u00a0".encode(), b"\t", b"0", b"-1", b"00", b"9" * 30,
    b"18446744073709551616", b"9223372036854775807", b"old ", b"index ", b"extra ", b"extra AAAA\n", b"quorum none\n", b"group h all w1\n", b"#",
    b"c2sp.org/tlog-proof@v1\n", b"relto.disagreement.v1\n", ORIGIN.encode(), b"\xff", b"\0", b"\xff\xff", b"log ", b"witness w3 ", b"A" * 44 + b"\n",
)  # fmt: skip


def make(rng: random.Random, _number: int) -> Given:
    """Something a log is made of, mostly damaged."""
    given = rng.choice(_NAMES), b""
    given = given[0], _GOOD[given[0]]
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        given = change(rng, given)
    return given


def change(rng: random.Random, given: Given) -> Given:
    """Damages bytes, doubles or drops a line, or puts a piece of some form in."""
    name, data = given
    way = rng.random()
    if way < 0.3:
        return name, damage.octets(rng, data)
    at = rng.randint(0, len(data))
    if way < 0.7:
        return name, data[:at] + rng.choice(_PIECES) + data[at + rng.choice((0, 0, 1, 4)) :]
    lines = data.split(b"\n")
    some = rng.randrange(len(lines))
    if way < 0.85:
        lines.insert(rng.randint(0, len(lines)), lines[some])
    else:
        del lines[some]
    return name, b"\n".join(lines)


def check(given: Given) -> str:
    """Reads it; what is taken comes back as it was, and verifies only where nothing that counts was changed."""
    name, data = given
    try:
        return _CHECKS[name](data)
    except Malformed as refused:
        clean(str(refused))
        return "refused"
    except Unverified as refused:
        clean(str(refused))
        return "not verified"


def _note(data: bytes) -> str:
    note = parse_note(data)
    assert note.to_bytes() == data, "a note comes back otherwise"
    head = policy().verify(note, NOW).checkpoint
    assert head == _LOG.checkpoint, "a checkpoint that nobody signed verifies"
    return "taken"


def _checkpoint(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    head = parse_checkpoint(text)
    assert head.text == text, "a checkpoint comes back otherwise"
    assert Checkpoint(head.origin, head.size, head.root) == head
    return "taken"


def _key(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    assert str(parse_key(text)) == text, "a key comes back otherwise"
    return "taken"


def _receipt(data: bytes) -> str:
    receipt = parse_receipt(data)
    assert receipt.to_bytes() == data, "a receipt comes back otherwise"
    verify_receipt(receipt, entries(9)[3], policy(), NOW)
    good = parse_receipt(_RECEIPT)
    assert (receipt.index, receipt.proof, receipt.checkpoint) == (3, good.proof, good.checkpoint), "a receipt that is another verifies"
    return "taken"


def _request(data: bytes) -> str:
    assert parse_request(data).to_bytes() == data, "a request comes back otherwise"
    return "taken"


def _policy(data: bytes) -> str:
    found = parse_policy(data)
    said = [line.split() for line in data.replace(b"\t", b" ").split(b"\n") if line.split() and not line.split()[0].startswith(b"#")]
    assert len(found.logs) == sum(words[0] == b"log" for words in said), "a log is lost or made up"
    assert len(found.witnesses) == sum(words[0] == b"witness" for words in said), "a witness is lost or made up"
    assert len(found.groups) == sum(words[0] == b"group" for words in said), "a group is lost or made up"
    assert found.quorum == "none" or found.quorum in found.witnesses | found.groups, "a quorum of nobody"
    return "taken"


def _evidence(data: bytes) -> str:
    assert parse_disagreement(data).to_bytes() == data, "evidence comes back otherwise"
    return "taken"


def _succession(data: bytes) -> str:
    assert parse_note(data).text == parse_succession(data).text, "a succession comes back otherwise"
    return "taken"


def _bundle(data: bytes) -> str:
    assert write_bundle(read_bundle(data, 3, "bundle")) == data, "a bundle comes back otherwise"
    return "taken"


def _path(data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape")
    assert parse_path(text).path == text, "a path comes back otherwise"
    assert ".." not in text, "a path that leads out of the folder"
    return "taken"


_CHECKS = {
    "note": _note,
    "checkpoint": _checkpoint,
    "key": _key,
    "receipt": _receipt,
    "request": _request,
    "policy": _policy,
    "evidence": _evidence,
    "succession": _succession,
    "bundle": _bundle,
    "path": _path,
}


def _encode(given: Given) -> bytes:
    return bytes([_NAMES.index(given[0])]) + given[1]


def _decode(data: bytes) -> Given:
    return _NAMES[data[0] % len(_NAMES)] if data else "note", data[1:]


TARGETS = (Target("audit", make, check, guided=Guided(_encode, _decode, change, most=6_000)),)
