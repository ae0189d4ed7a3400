"""Dossiers, copies and certificates, in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from relto.adapters.storage.arrangement import written
from relto.adapters.storage.faults import once
from relto.adapters.storage.tables import holdings as tables
from relto.node.records.holdings import Certificate, Copy, Dossier

_OF = select(tables.member.c.dossier).where(tables.member.c.account == bindparam("name"))
"""Runs for every reading: built once."""


class DossierRows:
    """The dossiers; a :class:`~relto.node.records.holdings.DossierRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, dossier: Dossier) -> None:
        """See the port."""
        values = {"id": dossier.id, "title": dossier.title, "opened": dossier.opened, "by": dossier.by}
        with once("a dossier of this identifier"):
            self._connection.execute(insert(tables.dossier).values(**values))

    def get(self, id: str) -> Dossier | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.dossier).where(tables.dossier.c.id == id)).first()
        return None if row is None else Dossier(row.id, bytes(row.title), row.opened, row.by)

    def all(self) -> Sequence[Dossier]:
        """See the port."""
        rows = self._connection.execute(select(tables.dossier).order_by(tables.dossier.c.id))
        return [Dossier(row.id, bytes(row.title), row.opened, row.by) for row in rows]

    def of(self, account: str) -> frozenset[str]:
        """See the port."""
        rows = self._connection.execute(_OF, {"name": account})
        return frozenset(row.dossier for row in rows)

    def members(self, id: str) -> Mapping[str, datetime]:  # noqa: A002 -- the word of the port
        """See the port."""
        table = tables.member
        rows = self._connection.execute(select(table.c.account, table.c.since).where(table.c.dossier == id).order_by(table.c.account))
        return {row.account: row.since for row in rows}

    def admit(self, id: str, account: str, at: datetime) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        if account not in self.members(id):
            with once("this member of the dossier"):
                self._connection.execute(insert(tables.member).values(account=account, dossier=id, since=at))

    def dismiss(self, id: str, account: str) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        self._connection.execute(delete(tables.member).where(tables.member.c.dossier == id, tables.member.c.account == account))


class CopyRows:
    """The register of copies; a :class:`~relto.node.records.holdings.CopyRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, copy: Copy) -> None:
        """See the port."""
        with once("a copy of this number"):
            self._connection.execute(insert(tables.copy).values(id=copy.id, item=copy.item, number=copy.number, copy=written(copy)))

    def of(self, item: str) -> Sequence[Copy]:
        """See the port."""
        rows = self._connection.execute(select(tables.copy.c.copy).where(tables.copy.c.item == item).order_by(tables.copy.c.number))
        return [msgspec.json.decode(row.copy, type=Copy) for row in rows]

    def replace(self, copy: Copy) -> None:
        """See the port."""
        self._connection.execute(update(tables.copy).where(tables.copy.c.id == copy.id).values(copy=written(copy)))

    def certify(self, certificate: Certificate) -> None:
        """See the port."""
        values = {"id": certificate.id, "item": certificate.item, "at": certificate.at, "certificate": written(certificate)}
        with once("a certificate of this identifier"):
            self._connection.execute(insert(tables.certificate).values(**values))

    def certificate(self, id: str) -> Certificate | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.certificate.c.certificate).where(tables.certificate.c.id == id)).first()
        return None if row is None else msgspec.json.decode(row.certificate, type=Certificate)

    def certificates(self, item: str) -> Sequence[Certificate]:
        """See the port."""
        table = tables.certificate
        rows = self._connection.execute(select(table.c.certificate).where(table.c.item == item).order_by(table.c.at, table.c.id))
        return [msgspec.json.decode(row.certificate, type=Certificate) for row in rows]
