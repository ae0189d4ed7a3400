"""What is known of keys, as key stores write it into their files, and the reading of such a file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from relto.primitives import Malformed, Place, Unavailable
from relto.primitives.limits import KEYSTORE_BYTES
from relto.sealing import KeyRecord, KeyUse, Oaep


class RecordForm(msgspec.Struct, forbid_unknown_fields=True):
    """A record as it is written; see :class:`~relto.sealing.KeyRecord`."""

    kid: str
    use: KeyUse
    algorithm: str
    public: str
    valid_from: datetime
    valid_until: datetime
    oaep: Oaep
    revoked: datetime | None = None


def written(records: Mapping[str, KeyRecord]) -> list[RecordForm]:
    """Records as they are written, in order of identifier."""
    some = (records[kid] for kid in sorted(records))
    return [RecordForm(one.kid, one.use, one.algorithm, one.public, one.valid_from, one.valid_until, one.oaep, one.revoked) for one in some]


def read(forms: Iterable[RecordForm]) -> dict[str, KeyRecord]:
    """Records from what was written, by identifier."""
    return {one.kid: KeyRecord(**{name: getattr(one, name) for name in one.__struct_fields__}) for one in forms}


def is_device_file(path: Path) -> bool:
    """Whether a key store's file is one that stands beside a device.

    Raises:
        Unavailable: it cannot be read.
        Malformed: it is too large.
    """
    try:
        found = msgspec.json.decode(file_bytes(path))
    except msgspec.MsgspecError:
        return False
    return isinstance(found, dict) and "device" in found


def file_bytes(path: Path) -> bytes:
    """The bytes of a key store's file.

    Raises:
        Unavailable: it cannot be read.
        Malformed: it is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(KEYSTORE_BYTES + 1)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > KEYSTORE_BYTES:
        raise Malformed("no key store", place=Place(str(path)), expected=f"{KEYSTORE_BYTES} bytes at most")
    return data
