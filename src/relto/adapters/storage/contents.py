"""Small ciphertexts, in the database."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from relto.adapters.storage.tables.contents import content

# Run for every message: built once.
_PUT = insert(content)
_GET = select(content.c.data).where(content.c.digest == bindparam("name"))
_DELETE = delete(content).where(content.c.digest == bindparam("name"))


class ContentRows:
    """Small ciphertexts; a :class:`~relto.node.records.contents.Contents`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, digest: str, data: bytes) -> None:
        """See the port."""
        self._connection.execute(_PUT, {"digest": digest, "data": data})

    def get(self, digest: str) -> bytes | None:
        """See the port."""
        found = self._connection.execute(_GET, {"name": digest}).first()
        return None if found is None else bytes(found.data)

    def delete(self, digest: str) -> None:
        """See the port."""
        self._connection.execute(_DELETE, {"name": digest})
