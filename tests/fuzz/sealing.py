"""Sealed files: damaged ones are refused, and what is not refused is the content that was sealed."""

import io
import random
from functools import cache

from relto.primitives import BrokenSeal
from relto.sealing import examine, open_sealed
from relto.sealing.container import read_container
from tests.fuzz import damage
from tests.fuzz.running import Guided, Target
from tests.unit.sealing import sealed as s


@cache
def _files() -> tuple[bytes, ...]:
    """Sealed files, which are the same in all inputs of a run alone: their keys are made anew."""
    small = s.sealed(the=s.terms(segment=7))
    bare = s.manifest_of(small)
    bare.pop("assertions")
    return (s.sealed(), small, s.sealed(the=s.terms(bound_by="content-key", forms=s.FORMS)), s.rebuilt(small, bare))


def make(rng: random.Random, number: int) -> tuple[int, list[tuple[int, bytes, int]]]:
    """Which file, and what is written over what: a place in it, bytes, and how many are taken out."""
    edits = []
    for _ in range(rng.randint(0, 3)):
        what = rng.randbytes(rng.randint(0, 6)) if rng.random() < 0.6 else rng.choice(_WORDS)
        edits.append((rng.randint(0, 6_000), what, rng.choice((0, 1, len(what), rng.randint(0, 400)))))
    return number % 16, edits


_WORDS = (
    b'"GMAC"',
    b'"isEncrypted":false',
    b"null",
    b"{}",
    b"[",
    b'"schemaVersion":"4.3.0",',
    b"PK\x05\x06",
    b"PK\x01\x02",
    b"0.payload",
    b"\xff" * 4,
)


def edited(given: tuple[int, list[tuple[int, bytes, int]]]) -> bytes:
    """The file after its edits: of the archive for every fourth input, else of the manifest in it."""
    whole = _files()[given[0] % 4]
    if not given[1]:
        return whole
    is_archive = given[0] // 4 % 4 == 0
    data = whole if is_archive else read_container(io.BytesIO(whole)).manifest
    for place, what, out in given[1]:
        at = place % (len(data) + 1)
        data = data[:at] + what + data[at + out :]
    return data if is_archive else s.rebuilt(whole, data)


def check(given: tuple[int, list[tuple[int, bytes, int]]]) -> str:
    """Opens it under every demand."""
    return " ".join(_opened(edited(given), require) for require in ("seal", "label", "nothing"))


def check_bytes(data: bytes) -> str:
    """Opens any bytes."""
    return " ".join(_opened(data, require) for require in ("seal", "nothing"))


def _opened(data: bytes, require: str) -> str:
    file, sink = io.BytesIO(data), io.BytesIO()
    try:
        open_sealed(file, examine(file, s.trust(require=require)), sink, unwrap=s.opener())
    except BrokenSeal as refused:
        return refused.reason
    assert require != "seal" or data in _files(), "a seal held over something else"
    assert sink.getvalue() == s.TEXT, "something else was opened than was sealed"
    return "opened"


def make_bytes(rng: random.Random, number: int) -> bytes:
    """A damaged file."""
    return edited(make(rng, number))


def change_bytes(rng: random.Random, data: bytes) -> bytes:
    """A file changed further."""
    return damage.octets(rng, data)


TARGETS = (
    Target("sealed", make, check),
    Target("sealed-bytes", make_bytes, check_bytes, guided=Guided(bytes, bytes, change_bytes, most=8_000)),
)
