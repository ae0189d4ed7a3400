"""The journal and its Merkle log, in the database."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from relto.adapters.logs.files import front
from relto.adapters.storage.tables.journal import evidence as evidence_table
from relto.adapters.storage.tables.journal import line, subject
from relto.adapters.storage.tables.journal import note as note_table
from relto.adapters.storage.tables.journal import tile as tile_table
from relto.audit import Opening, Tile
from relto.node.records.journal import Leaf
from relto.primitives import Conflict, Unavailable
from relto.primitives.limits import KEPT_EVIDENCE


class JournalRows:
    """Lines of the journal; a :class:`~relto.node.records.journal.JournalRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kind: str, at: datetime, actor: str, subjects: Sequence[str], entry: bytes, opening: Opening) -> int:
        """See the port."""
        values = {"kind": kind, "at": at, "actor": actor, "entry": entry, "salt": opening.salt, "content": opening.content}
        key = self._connection.execute(insert(line).values(values)).inserted_primary_key
        assert key is not None
        number = int(key[0])
        if subjects:
            self._connection.execute(insert(subject), [{"subject": one, "number": number} for one in dict.fromkeys(subjects)])
        return number

    def pending(self, most: int) -> Sequence[Leaf]:
        """See the port."""
        asked = select(line.c.number, line.c.entry).where(line.c.place.is_(None)).order_by(line.c.number).limit(most)
        return [Leaf(row.number, row.entry) for row in self._connection.execute(asked)]

    def placed(self, numbers: Sequence[int], first: int) -> None:
        """See the port."""
        changed = update(line).where(line.c.number == bindparam("of")).values(place=bindparam("at_place"))
        self._connection.execute(changed, [{"of": number, "at_place": first + at} for at, number in enumerate(numbers)])

    def opening(self, number: int) -> Opening | None:
        """See the port."""
        row = self._connection.execute(select(line.c.salt, line.c.content).where(line.c.number == number)).first()
        return None if row is None or row.salt is None else Opening(row.salt, row.content)

    def leaf(self, number: int) -> Leaf | None:
        """See the port."""
        row = self._connection.execute(select(line.c.number, line.c.entry, line.c.place).where(line.c.number == number)).first()
        return None if row is None else Leaf(row.number, row.entry, row.place)

    def found(self, *, kinds: Sequence[str] = (), subject: str | None = None, before: int | None = None, most: int = 100) -> Sequence[Leaf]:
        """See the port."""
        asked = select(line.c.number, line.c.entry, line.c.place).order_by(line.c.number.desc()).limit(most)
        if kinds:
            asked = asked.where(line.c.kind.in_(kinds))
        if before is not None:
            asked = asked.where(line.c.number < before)
        if subject is not None:
            asked = asked.join(_subject, _subject.c.number == line.c.number).where(_subject.c.subject == subject)
        return [Leaf(row.number, row.entry, row.place) for row in self._connection.execute(asked)]

    def erase(self, number: int) -> None:
        """See the port."""
        self._connection.execute(update(line).where(line.c.number == number).values(salt=None, content=None))


_subject = subject


class LogRows:
    """The Merkle log; a :class:`~relto.audit.LogStore`. What is written is durable when its transaction has ended well.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, tile: Tile) -> bytes:
        """See the port; of a tile that has grown, the front."""
        row = self._connection.execute(select(tile_table.c.width, tile_table.c.data).where(*_at(tile))).first()
        if row is None or row.width < tile.width:
            raise Unavailable(f"{tile.path}: is not there")
        return bytes(row.data) if row.width == tile.width else front(tile, row.data)

    def published(self) -> bytes | None:
        """See the port."""
        return self._note("published")

    def head(self) -> bytes | None:
        """See the port."""
        return self._note("head")

    def write(self, resources: Sequence[tuple[Tile, bytes]]) -> None:
        """See the port."""
        for tile, data in resources:
            changed = update(tile_table).where(*_at(tile), tile_table.c.width <= tile.width).values(width=tile.width, data=data)
            if self._connection.execute(changed).rowcount == 0:
                values = {"level": tile.level, "index": tile.index, "width": tile.width, "data": data}
                self._connection.execute(insert(tile_table).values(values))

    def advance(self, before: bytes | None, head: bytes) -> None:
        """See the port."""
        if self.head() != before:
            raise Conflict("another checkpoint was signed last than the one this log was opened at")
        self._put("head", head)

    def publish(self, note: bytes) -> None:
        """See the port."""
        self._put("published", note)

    def tidy(self, tiles: Sequence[Tile]) -> None:
        """See the port: a tile takes the place of its partial forms when it is written."""

    def keep(self, evidence: bytes) -> None:
        """See the port."""
        digest = sha256(evidence).hexdigest()
        if self._connection.execute(select(evidence_table.c.digest).where(evidence_table.c.digest == digest)).first() is not None:
            return
        if self._connection.execute(select(func.count()).select_from(evidence_table)).scalar_one() >= KEPT_EVIDENCE:
            raise Unavailable(f"{KEPT_EVIDENCE:,} pieces of evidence are kept already; look at them and move them away")
        self._connection.execute(insert(evidence_table).values(digest=digest, data=evidence))

    def freeze(self, why: str) -> None:
        """See the port."""
        self._put("frozen", why.encode())

    def frozen(self) -> str | None:
        """See the port."""
        data = self._note("frozen")
        return None if data is None else data.decode("utf-8", "replace")

    def _note(self, name: str) -> bytes | None:
        row = self._connection.execute(select(note_table.c.data).where(note_table.c.name == name)).first()
        return None if row is None else bytes(row.data)

    def _put(self, name: str, data: bytes) -> None:
        self._connection.execute(delete(note_table).where(note_table.c.name == name))
        self._connection.execute(insert(note_table).values(name=name, data=data))


def _at(tile: Tile) -> tuple[Any, Any]:
    return tile_table.c.level == tile.level, tile_table.c.index == tile.index
