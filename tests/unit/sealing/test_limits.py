"""Whatever a sealed file says, it is refused, or read, within the memory and time that `docs/reference/limits.md` states."""

import io
import json
import os
import resource
import signal
import zipfile

import pytest
from tests.unit.sealing import sealed as s
from tests.unit.sealing.test_tampering import archive, entry

from relto.primitives import BrokenSeal
from relto.primitives.limits import SEAL_MANIFEST_BYTES
from relto.sealing import examine

MEGABYTES, SECONDS = 512, 10
"""As stated; seconds of the processor."""
MOST = SEAL_MANIFEST_BYTES - 64
FILE = s.sealed()


def reason_within(work):
    """Why some work was refused, done in a process that has no more memory and time; nothing where it was not refused."""
    said, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            size = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: PTH123, SIM115 -- nothing more is read
            resource.setrlimit(resource.RLIMIT_AS, (size + MEGABYTES * 2**20,) * 2)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            try:
                work()
            except BrokenSeal as refused:
                text = str(refused)
                os.write(telling, f"{refused.reason} {len(text)}".encode())
        finally:
            os._exit(0)
    os.close(telling)
    with os.fdopen(said, "rb") as opened:
        told = opened.read().decode().split()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) != -signal.SIGXCPU, "it took longer than is stated"
    assert told, "it was taken, or took more memory than is stated"
    assert int(told[1]) < 2_000, "what is said is as long as what was read"
    return told[0]


def filled(piece, begin=b'{"a":[', end=b"0]}"):
    return begin + piece * ((MOST - len(begin) - len(end)) // len(piece)) + end


def names(last):
    made = b",".join(b'"%07x":0' % number for number in range((MOST - 100) // 12))
    return b"{" + made + b',"' + last + b'":0}'


SEGMENT = b'{"hash":"","segmentSize":1,"encryptedSegmentSize":29},'
MANIFESTS = {
    "lists": filled(b"[],"),
    "lists apart": filled(b"[]," + b" " * 38),
    "objects": filled(b"{},"),
    "objects in members": filled(b'{"a":{}},' + b" " * 80),
    "numbers": filled(b"1.5,"),
    "numbers apart": filled(b"1.5,         "),
    "one number": filled(b"9", b"", b""),
    "texts": filled(b'"ab",       '),
    "one text": filled(b"x", b'{"schemaVersion":"', b'"}'),
    "one name": filled(b"x", b'{"', b'":0}'),
    "a text without end": filled(b'\\"', b"[" * 20 + b'"', b""),
    "characters by number": filled(b"\\u0041", b'["', b'"]'),
    "halves of characters": filled(b"\\ud800", b'["', b'"]'),
    "a name twice at the end": names(b"%07x" % 5),
    "many names": names(b"last"),
    "deep": b"[" * MOST,
    "deep and closed": b"[" * (MOST // 2) + b"]" * (MOST // 2),
    "spaces": b" " * MOST,
    "too large": b" " * (SEAL_MANIFEST_BYTES + 1),
    "segments": json.dumps(s.manifest_of(FILE)).encode().replace(b'"segments": [', b'"segments": [' + SEGMENT * 290_000),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_hostile_manifest_is_refused_within_the_memory_and_time_stated(name):
    file = s.rebuilt(FILE, MANIFESTS[name])
    found = reason_within(lambda: examine(io.BytesIO(file), s.trust(require="nothing")))
    assert found == {"too large": "container", "segments": "sizes"}.get(name, "manifest")


def bomb():
    content, manifest = (entry(name, compress_type=zipfile.ZIP_DEFLATED) for name in ("0.payload", "0.manifest.json"))
    return archive((content, bytes(10**8)), (manifest, b" " * 10**8))


def fields():
    """Every field of the archive that says a size, a place or a number of entries: where it stands, and its width."""
    central = [at for at in range(len(FILE) - 4) if FILE[at : at + 4] == b"PK\x01\x02"]
    local = [at for at in range(len(FILE) - 4) if FILE[at : at + 4] == b"PK\x03\x04"]
    end = FILE.rindex(b"PK\x05\x06")
    found = [(at + more, width) for at in local for more, width in ((18, 4), (22, 4), (26, 2), (28, 2))]
    found += [(at + more, width) for at in central for more, width in ((20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (34, 2), (42, 4))]
    return found + [(end + more, width) for more, width in ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2))]


def test_every_forged_length_and_place_is_refused_within_the_memory_and_time_stated():
    places = fields()
    assert len(places) == 2 * 4 + 2 * 7 + 7
    passed = []

    def all_of_them():
        for at, width in places:
            good = FILE[at : at + width]
            for value in {0, 1, 2, 29, 2 ** (8 * width - 1) - 1, 2 ** (8 * width - 1), 2 ** (8 * width) - 2, 2 ** (8 * width) - 1}:
                forged = value.to_bytes(width, "little")
                if forged != good:
                    try:
                        examine(io.BytesIO(FILE[:at] + forged + FILE[at + width :]), s.trust())
                    except BrokenSeal:
                        continue
                    passed.append((at, value))
        assert not passed
        raise BrokenSeal("all were refused", reason="all")

    assert reason_within(all_of_them) == "all"


@pytest.mark.parametrize("size", [2**31, 2**40, 2**63 - 1, 2**64 - 1])
def test_sizes_of_64_bits_that_are_forged_are_refused(size):
    """The manifest says them too, so that nothing but the file itself tells that there is no such content."""
    manifest = s.manifest_of(FILE)
    segments = manifest["encryptionInformation"]["integrityInformation"]["segments"]
    segments[0] |= {"segmentSize": size - 28, "encryptedSegmentSize": size}
    bare = s.rebuilt(FILE, manifest)
    at = bare.rindex(b"PK\x05\x06")
    extra = b"\x01\x00\x10\x00" + size.to_bytes(8, "little") * 2
    where = bare.index(b"PK\x01\x02")
    forged = bytearray(bare[:where] + bare[where : where + 46 + 9] + extra + bare[where + 46 + 9 :])
    forged[where + 20 : where + 28] = b"\xff" * 8
    forged[where + 30 : where + 32] = len(extra).to_bytes(2, "little")
    grown = int.from_bytes(forged[at + len(extra) + 12 : at + len(extra) + 16], "little") + len(extra)
    forged[at + len(extra) + 12 : at + len(extra) + 16] = grown.to_bytes(4, "little")
    for require in ("seal", "nothing"):
        assert reason_within(lambda: examine(io.BytesIO(bytes(forged)), s.trust(require=require))) in {"container", "sizes", "manifest"}  # noqa: B023 -- called at once


def test_a_zip_bomb_is_not_unpacked():
    data = bomb()
    assert len(data) < 500_000
    assert reason_within(lambda: examine(io.BytesIO(data), s.trust())) == "container"
