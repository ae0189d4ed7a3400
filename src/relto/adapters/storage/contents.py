"""Small ciphertexts, in the database."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from relto.adapters.storage.tables.contents import content
from relto.adapters.storage.tables.holdings import item
from relto.adapters.storage.tables.releasing import draft

# Run for every message: built once.
_PUT = insert(content)
_GET = select(content.c.data).where(content.c.digest == bindparam("name"))
_GET_ALL = select(content).where(content.c.digest.in_(bindparam("names", expanding=True)))
_DELETE = delete(content).where(content.c.digest == bindparam("name"))

_HELD = select(item.c.object).where(item.c.object.is_not(None)).execution_options(yield_per=1_000)
_DRAFTS = select(draft.c.draft).execution_options(yield_per=1_000)


class _Draft(msgspec.Struct):
    """What names a ciphertext in a draft."""

    content: str | None = None


class ContentRows:
    """Small ciphertexts; a :class:`~relto.node.records.contents.Contents`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, bytes] = {}

    def put(self, digest: str, data: bytes) -> None:
        """See the port."""
        self._connection.execute(_PUT, {"digest": digest, "data": data})

    def get(self, digest: str) -> bytes | None:
        """See the port."""
        if (known := self._read.pop(digest, None)) is not None:
            return known
        found = self._connection.execute(_GET, {"name": digest}).first()
        return None if found is None else bytes(found.data)

    def ahead(self, digests: Sequence[str]) -> None:
        """See the port."""
        self._read.update((row.digest, bytes(row.data)) for row in self._connection.execute(_GET_ALL, {"names": list(digests)}))

    def named(self, digests: Sequence[str]) -> frozenset[str]:
        """See the port."""
        wanted = frozenset(digests)  # gone through once for all of them: who asks is a sweep, and an index for it would slow every message
        found = {one for one in self._connection.execute(_HELD).scalars() if one in wanted}
        left = wanted - found
        if left:
            drafts = (msgspec.json.decode(one, type=_Draft).content for one in self._connection.execute(_DRAFTS).scalars())
            found.update(one for one in drafts if one in left)
        return frozenset(found)

    def delete(self, digest: str) -> None:
        """See the port."""
        self._read.pop(digest, None)
        self._connection.execute(_DELETE, {"name": digest})
