"""The journal, in the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from relto.adapters.storage.tables.journal import line, subject
from relto.audit import Opening
from relto.node.records.journal import Leaf, Line, Placed

_ADD = insert(line).returning(line.c.number, line.c.entry)
_NAME = insert(subject)
_STANDING = (
    select(line.c.place, line.c.kind, line.c.at, line.c.actor, line.c.entry, line.c.salt, line.c.content)
    .where(line.c.place >= bindparam("first"), line.c.place < bindparam("behind"))
    .order_by(line.c.place)
)
_AT_ONCE = 500


class JournalRows:
    """Lines of the journal; a :class:`~relto.node.records.journal.JournalRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[Line] = []

    def add(self, lines: Sequence[Line]) -> None:
        """See the port; they are written together, since a statement for each costs more than its line."""
        self._waiting += lines

    def waiting(self) -> Sequence[Line]:
        """The lines that are not written yet, for :meth:`wait_again`."""
        return tuple(self._waiting)

    def wait_again(self, lines: Sequence[Line]) -> None:
        """Let these lines wait and no others: what came since was undone, with the writing of these if they were written meanwhile."""
        self._waiting = list(lines)

    def write(self) -> None:
        """Write the lines that wait."""
        lines, self._waiting = self._waiting, []
        if not lines:
            return
        values = [
            {
                "kind": one.kind,
                "at": one.at,
                "actor": one.actor,
                "entry": one.entry,
                "salt": one.opening.salt,
                "content": one.opening.content,
            }
            for one in lines
        ]
        given = {bytes(row.entry): row.number for row in self._connection.execute(_ADD, values)}  # each is salted: none is there twice
        named = [{"subject": name, "number": given[one.entry]} for one in lines for name in dict.fromkeys(one.subjects)]
        if named:
            self._connection.execute(_NAME, named)

    def pending(self, most: int) -> Sequence[Leaf]:
        """See the port."""
        self.write()
        asked = select(line.c.number, line.c.entry).where(line.c.place.is_(None)).order_by(line.c.number).limit(most)
        return [Leaf(row.number, row.entry) for row in self._connection.execute(asked)]

    def placed(self, numbers: Sequence[int], first: int) -> None:
        """See the port."""
        self.write()
        changed = update(line).where(line.c.number == bindparam("of")).values(place=bindparam("at_place"))
        self._connection.execute(changed, [{"of": number, "at_place": first + at} for at, number in enumerate(numbers)])

    def opening(self, number: int) -> Opening | None:
        """See the port."""
        self.write()
        row = self._connection.execute(select(line.c.salt, line.c.content).where(line.c.number == number)).first()
        return None if row is None or row.salt is None else Opening(row.salt, row.content)

    def openings(self, numbers: Sequence[int]) -> Mapping[int, Opening]:
        """See the port."""
        self.write()
        found = {}
        for at in range(0, len(numbers), _AT_ONCE):
            some = line.c.number.in_(numbers[at : at + _AT_ONCE])
            rows = self._connection.execute(select(line.c.number, line.c.salt, line.c.content).where(some, line.c.salt.is_not(None)))
            found.update({row.number: Opening(row.salt, row.content) for row in rows})
        return found

    def leaf(self, number: int) -> Leaf | None:
        """See the port."""
        self.write()
        row = self._connection.execute(select(line.c.number, line.c.entry, line.c.place).where(line.c.number == number)).first()
        return None if row is None else Leaf(row.number, row.entry, row.place)

    def at(self, index: int) -> Leaf | None:
        """See the port."""
        self.write()
        row = self._connection.execute(select(line.c.number, line.c.entry, line.c.place).where(line.c.place == index)).first()
        return None if row is None else Leaf(row.number, row.entry, row.place)

    def standing(self, first: int, count: int) -> Sequence[Placed]:
        """See the port."""
        self.write()
        rows = self._connection.execute(_STANDING, {"first": first, "behind": first + count})
        return [
            Placed(place, kind, at, actor, _bytes(entry) or b"", _bytes(salt), _bytes(content))
            for place, kind, at, actor, entry, salt, content in rows
        ]

    def found(self, *, kinds: Sequence[str] = (), subject: str | None = None, before: int | None = None, most: int = 100) -> Sequence[Leaf]:
        """See the port."""
        self.write()
        if len(kinds) <= 1:
            return self._found(kinds, subject, before, most)
        some = [
            leaf for kind in dict.fromkeys(kinds) for leaf in self._found([kind], subject, before, most)
        ]  # each by the index of its kind
        return sorted(some, key=lambda leaf: -leaf.number)[:most]

    def _found(self, kinds: Sequence[str], subject: str | None, before: int | None, most: int) -> list[Leaf]:
        asked, number = select(line.c.number, line.c.entry, line.c.place), line.c.number
        if kinds:
            asked = asked.where(line.c.kind == kinds[0])
        if subject is not None:
            asked = asked.join(_subject, _subject.c.number == line.c.number).where(_subject.c.subject == subject)
            number = _subject.c.number  # in whose order SQLite goes through the subject's few lines, not through all of the kind
        if before is not None:
            asked = asked.where(number < before)
        asked = asked.order_by(number.desc()).limit(most)
        return [Leaf(row.number, row.entry, row.place) for row in self._connection.execute(asked)]

    def erase(self, number: int) -> None:
        """See the port."""
        self.write()
        self._connection.execute(update(line).where(line.c.number == number).values(salt=None, content=None))


def _bytes(value: object) -> bytes | None:
    """Bytes as they are kept; of what somebody wrote there as a text, its bytes: it is for the check to say that they are others."""
    return value if isinstance(value, bytes) or value is None else str(value).encode()


_subject = subject
