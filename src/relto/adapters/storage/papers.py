"""Papers, in the database."""

from collections.abc import Sequence

from attrs import asdict
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from relto.adapters.storage.tables.papers import paper as table
from relto.node.records.papers import Paper


class PaperRows:
    """The papers; a :class:`~relto.node.records.papers.PaperRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, paper: Paper) -> None:
        """See the port."""
        self._connection.execute(insert(table).values(asdict(paper)))

    def get(self, id: str) -> Paper | None:  # noqa: A002 -- the word of the port
        """See the port."""
        return next(iter(self._found(table.c.id == id, lock=False)), None)

    def lock(self, id: str) -> Paper | None:  # noqa: A002 -- the word of the port
        """See the port; SQLite has one writer anyhow."""
        return next(iter(self._found(table.c.id == id, lock=True)), None)

    def replace(self, paper: Paper) -> None:
        """See the port."""
        self._connection.execute(update(table).where(table.c.id == paper.id).values(asdict(paper)))

    def remove(self, id: str) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        self._connection.execute(delete(table).where(table.c.id == id))

    def of(self, account: str) -> Sequence[Paper]:
        """See the port."""
        return self._found(table.c.by == account, lock=False)

    def _found(self, which: ColumnElement[bool], *, lock: bool) -> list[Paper]:
        asked = select(table).where(which).order_by(table.c.changed.desc(), table.c.id)
        return [Paper(**row._mapping) for row in self._connection.execute(asked.with_for_update() if lock else asked)]  # noqa: SLF001 -- the public name of a row as a mapping
