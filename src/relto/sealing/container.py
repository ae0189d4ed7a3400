"""The ZIP archive of a sealed file: two stored entries, the content first and the manifest after it, and nothing else.

What is written is determined byte for byte by the content and the manifest (no dates, no names of machines), and a file with a seal
must be just that. Files of other programs may differ in dates, flags and descriptors; what may not differ:

* two entries of these two names, stored, not encrypted, no links, in this order;
* nothing before, between and after them; no comment;
* central and local headers agree;
* sizes within the file and within the limits, before anything is read by them.

The check sum of the content is written and not checked: every byte of it is authenticated by AES-256-GCM.

Source: APPNOTE.TXT 6.3.9 (ZIP), 4.3.7, 4.3.12 to 4.3.16, 4.5.3; OpenTDF 4.3.0 as its clients write it (``0.manifest.json``).
"""

import struct
import zipfile
import zlib
from io import SEEK_END
from typing import BinaryIO

from attrs import frozen

from relto.primitives.limits import SEAL_MANIFEST_BYTES
from relto.sealing.faults import Fault, refuse

PAYLOAD = "0.payload"
MANIFEST = "0.manifest.json"
_LARGE = 2**31 - 1
"""From here on sizes and places are of 64 bits; some clients read 32 bits as a signed number."""

_SENTINEL = 0xFFFFFFFF
_DAY = 0x0021  # 1 January 1980, the first that the format knows
_END = 22
_MOST_DIRECTORY = 4_096
_UNIX = 3
_LINK = 0xA000
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_DESCRIPTOR = 0x8
_MOST_DESCRIPTOR = 24


def local_header(name: str, size: int, crc: int, *, large: bool) -> bytes:
    """The header before an entry."""
    extra = struct.pack("<HHQQ", 1, 16, size, size) if large else b""
    small = _SENTINEL if large else size
    fixed = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45 if large else 20, 0, 0, 0, _DAY, crc, small, small, len(name), len(extra))
    return fixed + name.encode() + extra


def _central(name: str, size: int, crc: int, offset: int, *, large: bool) -> bytes:
    sizes = struct.pack("<QQ", size, size) if large else b""
    far = struct.pack("<Q", offset) if offset > _LARGE else b""
    extra = struct.pack("<HH", 1, len(sizes + far)) + sizes + far if sizes or far else b""
    version = 45 if extra else 20
    small, near = (_SENTINEL if large else size), (_SENTINEL if far else offset)
    fixed = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, version, version, 0, 0, 0, _DAY, crc, small, small, len(name), len(extra), 0, 0, 0, 0, near
    )
    return fixed + name.encode() + extra


def _tail(directory: bytes, offset: int) -> bytes:
    if offset <= _LARGE:
        return directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(directory), offset, 0)
    end = offset + len(directory)
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 2, 2, len(directory), offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    return directory + record + locator + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2, 2, len(directory), _SENTINEL, 0)


def is_large(size: int) -> bool:
    """Whether an entry of this size is written with sizes of 64 bits."""
    return size > _LARGE


def after_payload(size: int, crc: int, manifest: bytes) -> bytes:
    """All that stands behind the content: the manifest and the directory."""
    large = is_large(size)
    begin = len(local_header(PAYLOAD, size, crc, large=large)) + size
    check = zlib.crc32(manifest)
    entry = local_header(MANIFEST, len(manifest), check, large=False) + manifest
    directory = _central(PAYLOAD, size, crc, 0, large=large) + _central(MANIFEST, len(manifest), check, begin, large=False)
    return entry + _tail(directory, begin + len(entry))


@frozen
class Container:
    """An archive that was found to be laid out as a sealed file's is.

    Args:
        payload_at: where the content begins, in bytes.
        payload_size: its size as it is stored.
        manifest: the manifest's bytes.
        is_canonical: whether it is, byte for byte, what Relto writes.
    """

    payload_at: int
    payload_size: int
    manifest: bytes
    is_canonical: bool


def read_container(file: BinaryIO) -> Container:
    """Read the layout of an archive, never more than the limits.

    Args:
        file: the archive, which can be sought in.

    Raises:
        BrokenSeal: it is not laid out as a sealed file's is (``container``).
    """
    size = file.seek(0, SEEK_END)
    directory_at = _directory_at(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if archive.comment or [one.orig_filename for one in entries] != [PAYLOAD, MANIFEST]:
                raise _bad("other entries than a sealed file has", ", ".join(one.filename[:40] for one in entries[:4]))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OverflowError, OSError) as error:
        raise _bad("no archive that can be read", str(error)[:80]) from error
    for one in entries:
        _check_entry(one)
    payload, manifest = entries
    if payload.header_offset != 0:
        raise _bad("something stands before the content", str(payload.header_offset))
    payload_at = _check_local(file, payload, manifest.header_offset)
    manifest_at = _check_local(file, manifest, directory_at)
    if manifest.file_size > SEAL_MANIFEST_BYTES:
        raise _bad("the manifest is too large", f"{manifest.file_size} bytes", f"{SEAL_MANIFEST_BYTES} at most")
    file.seek(manifest_at)
    data = file.read(manifest.file_size)
    if len(data) != manifest.file_size or zlib.crc32(data) != manifest.CRC:
        raise _bad("the manifest is not the one that was stored", "another check sum")
    return Container(payload_at, payload.file_size, data, _is_canonical(file, size, payload, data))


def _bad(message: str, found: str | None = None, expected: str = "an archive of 0.payload and 0.manifest.json alone, stored") -> Exception:
    return refuse(Fault.CONTAINER, message, path="archive", found=found, expected=expected)


def _directory_at(file: BinaryIO, size: int) -> int:
    """Where the directory begins; nobody reads by it before its size is known to be small."""
    file.seek(max(0, size - _END))
    end = file.read(_END)
    if len(end) != _END or end[:4] != b"PK\x05\x06":
        raise _bad("no end of an archive where the file ends", None)
    _, _, _, here, entries, length, offset, comment = struct.unpack("<IHHHHIIH", end)
    stop = size - _END
    if _SENTINEL in (length, offset) or entries == 0xFFFF:  # noqa: PLR2004 - as the format has it
        stop, entries, length, offset = _large_end(file, stop)
        here = entries
    if comment or entries != 2 or here != 2 or length > _MOST_DIRECTORY or offset + length != stop:  # noqa: PLR2004
        raise _bad("a directory of another shape", f"{entries} entries in {length} bytes")
    return int(offset)


def _large_end(file: BinaryIO, stop: int) -> tuple[int, int, int, int]:
    if stop < 76:  # noqa: PLR2004 - locator and record
        raise _bad("no end of a large archive", None)
    file.seek(stop - 20)
    sign, _, at, _ = struct.unpack("<IIQI", file.read(20))
    if sign != 0x07064B50 or at != stop - 76:  # noqa: PLR2004
        raise _bad("no end of a large archive", None)
    file.seek(at)
    sign, _, _, _, _, _, here, entries, length, offset = struct.unpack("<IQHHIIQQQQ", file.read(56))
    if sign != 0x06064B50 or here != entries:  # noqa: PLR2004
        raise _bad("no end of a large archive", None)
    return stop - 76, int(entries), int(length), int(offset)


def _check_entry(one: zipfile.ZipInfo) -> None:
    if one.compress_type != zipfile.ZIP_STORED or one.compress_size != one.file_size:
        raise _bad("a compressed entry", one.filename)
    if one.flag_bits & _ENCRYPTED or one.volume:
        raise _bad("an entry that is encrypted or elsewhere", one.filename)
    if one.create_system == _UNIX and (one.external_attr >> 16) & 0xF000 == _LINK:
        raise _bad("an entry that is a link", one.filename)


def _check_local(file: BinaryIO, one: zipfile.ZipInfo, next_at: int) -> int:
    """Hold a local header against the central one; where its data begins."""
    file.seek(one.header_offset)
    head = file.read(30)
    if len(head) != 30 or head[:4] != b"PK\x03\x04":  # noqa: PLR2004
        raise _bad("no entry where the directory says", one.filename)
    _, _, flags, method, _, _, crc, stored, size, name, extra = struct.unpack("<IHHHHHIIIHH", head)
    rest = file.read(name + extra)
    begin = int(one.header_offset + 30 + name + extra)
    gap = next_at - (begin + one.file_size)
    if rest[: int(name)] != one.filename.encode() or flags != one.flag_bits or method != 0:
        raise _bad("two headers of an entry that differ", one.filename)
    if flags & _DESCRIPTOR:
        if gap not in (0, 12, 16, 20, _MOST_DESCRIPTOR):
            raise _bad("entries that overlap, or something between them", f"{gap} bytes")
        return begin
    if crc != one.CRC or (stored, size) not in ((one.file_size, one.file_size), (_SENTINEL, _SENTINEL)):
        raise _bad("two headers of an entry that differ", one.filename)
    if gap != 0:
        raise _bad("entries that overlap, or something between them", f"{gap} bytes")
    return begin


def _is_canonical(file: BinaryIO, size: int, payload: zipfile.ZipInfo, manifest: bytes) -> bool:
    head = local_header(PAYLOAD, payload.file_size, payload.CRC, large=is_large(payload.file_size))
    tail = after_payload(payload.file_size, payload.CRC, manifest)
    if size != len(head) + payload.file_size + len(tail):
        return False
    file.seek(0)
    if file.read(len(head)) != head:
        return False
    file.seek(size - len(tail))
    return file.read(len(tail)) == tail
