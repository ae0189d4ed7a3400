"""The certificates of counterparts' nodes, in the database."""

from collections.abc import Sequence

from attrs import asdict
from sqlalchemy import Connection, delete, insert, select

from relto.adapters.storage.faults import once
from relto.adapters.storage.tables.doors import door as table
from relto.node.records.doors import Door


class DoorRows:
    """The certificates; a :class:`~relto.node.records.doors.Doors`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, door: Door) -> None:
        """See the port."""
        self.remove(door.party)
        with once("a party with this key"):
            self._connection.execute(insert(table).values(asdict(door)))

    def all(self) -> Sequence[Door]:
        """See the port."""
        return [Door(**row) for row in self._connection.execute(select(table).order_by(table.c.party)).mappings()]

    def remove(self, party: str) -> bool:
        """See the port."""
        return self._connection.execute(delete(table).where(table.c.party == party)).rowcount > 0
