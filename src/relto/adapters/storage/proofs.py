"""Evidence of the exchange, in the database."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from attrs import asdict
from sqlalchemy import Connection, Row, insert, select

from relto.adapters.storage.tables import exchange as tables
from relto.node.records.exchange import Proof


class ProofRows:
    """The evidence that was kept; a part of :class:`~relto.node.records.exchange.ExchangeRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def prove(self, proof: Proof) -> None:
        """See the port."""
        digest = sha256(proof.data).hexdigest()
        if self._connection.execute(select(tables.proof.c.place).where(tables.proof.c.sha256 == digest)).first() is None:
            self._connection.execute(insert(tables.proof).values(asdict(proof) | {"sha256": digest}))

    def proofs(self, party: str | None = None, subject: str | None = None) -> Sequence[Proof]:
        """See the port."""
        table = tables.proof
        asked = select(table).order_by(table.c.place)
        if party is not None:
            asked = asked.where(table.c.party == party)
        if subject is not None:
            asked = asked.where(table.c.subject == subject)
        return [_proof(row) for row in self._connection.execute(asked)]

    def proofs_behind(self, party: str | None, after: int | None, most: int) -> Sequence[tuple[int, Proof]]:
        """See the port."""
        table = tables.proof
        asked = select(table).order_by(table.c.place).limit(most)
        if party is not None:
            asked = asked.where(table.c.party == party)
        if after is not None:
            asked = asked.where(table.c.place > after)
        return [(row.place, _proof(row)) for row in self._connection.execute(asked)]

    def proof(self, id: str) -> Proof | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.proof).where(tables.proof.c.id == id).order_by(tables.proof.c.place).limit(1)).first()
        return None if row is None else _proof(row)


def _proof(row: Row[Any]) -> Proof:
    return Proof(row.id, row.kind, row.party, row.subject, row.at, bytes(row.data))
