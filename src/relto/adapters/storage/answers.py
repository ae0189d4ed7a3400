"""Answers that are given again, in the database."""

from datetime import datetime

from attrs import asdict
from sqlalchemy import Connection, delete, insert, select

from relto.adapters.storage.tables.answers import answer as table
from relto.node.records.answers import Kept


class AnswerRows:
    """Answers; an :class:`~relto.node.records.answers.Answers`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: str) -> Kept | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(table).where(table.c.id == id)).mappings().first()
        return None if row is None else Kept(**{**row, "answer": bytes(row["answer"])})

    def put(self, kept: Kept) -> None:
        """See the port."""
        self.remove(kept.id)
        self._connection.execute(insert(table).values(asdict(kept)))

    def remove(self, id: str) -> None:  # noqa: A002 -- as above
        """See the port."""
        self._connection.execute(delete(table).where(table.c.id == id))

    def forget(self, before: datetime) -> None:
        """See the port."""
        self._connection.execute(delete(table).where(table.c.at < before))
