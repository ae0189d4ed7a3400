"""What is known of keys, as key stores write it into their files."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

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
