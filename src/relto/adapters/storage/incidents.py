"""Incidents, assurances and duties, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from relto.adapters.storage.arrangement import written
from relto.adapters.storage.faults import once
from relto.adapters.storage.tables import incidents as tables
from relto.node.records.incidents import Assurance, Duty, Incident
from relto.primitives import PartyId


class IncidentRows:
    """Incidents, assurances and duties; an :class:`~relto.node.records.incidents.IncidentRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, incident: Incident) -> None:
        """See the port."""
        with once("an incident of this identifier"):
            self._connection.execute(insert(tables.incident).values(id=incident.id, kind=incident.kind, incident=written(incident)))

    def get(self, id: str) -> Incident | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.incident.c.incident).where(tables.incident.c.id == id)).first()
        return None if row is None else msgspec.json.decode(row.incident, type=Incident)

    def lock(self, id: str) -> Incident | None:  # noqa: A002 -- the word of the port
        """See the port; SQLite has one writer anyhow."""
        row = self._connection.execute(select(tables.incident.c.incident).where(tables.incident.c.id == id).with_for_update()).first()
        return None if row is None else msgspec.json.decode(row.incident, type=Incident)

    def replace(self, incident: Incident) -> None:
        """See the port."""
        self._connection.execute(update(tables.incident).where(tables.incident.c.id == incident.id).values(incident=written(incident)))

    def page(self, kinds: Sequence[str], before: str | None, most: int) -> Sequence[Incident]:
        """See the port."""
        table = tables.incident
        asked = select(table.c.incident).where(table.c.kind.in_(kinds)).order_by(table.c.number.desc()).limit(most)
        if before is not None:
            asked = asked.where(table.c.number < select(table.c.number).where(table.c.id == before).scalar_subquery())
        return [msgspec.json.decode(row.incident, type=Incident) for row in self._connection.execute(asked)]

    def assure(self, assurance: Assurance) -> None:
        """See the port."""
        values = {"id": assurance.id, "party": assurance.party, "assurance": written(assurance)}
        with once("an assurance of this identifier"):
            self._connection.execute(insert(tables.assurance).values(**values))

    def assurance(self, id: str) -> Assurance | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.assurance.c.assurance).where(tables.assurance.c.id == id)).first()
        return None if row is None else msgspec.json.decode(row.assurance, type=Assurance)

    def replace_assurance(self, assurance: Assurance) -> None:
        """See the port."""
        table = tables.assurance
        self._connection.execute(update(table).where(table.c.id == assurance.id).values(assurance=written(assurance)))

    def assurances(self, party: PartyId | None = None, *, after: str | None = None, most: int | None = None) -> Sequence[Assurance]:
        """See the port."""
        asked = select(tables.assurance.c.assurance).order_by(tables.assurance.c.id).limit(most)
        if after is not None:
            asked = asked.where(tables.assurance.c.id > after)
        if party is not None:
            asked = asked.where(tables.assurance.c.party == party)
        return [msgspec.json.decode(row.assurance, type=Assurance) for row in self._connection.execute(asked)]

    def owe(self, duty: Duty) -> None:
        """See the port."""
        values = {name: getattr(duty, name) for name in ("id", "kind", "about", "role", "due", "made", "done", "by")}
        with once("a duty of this identifier"):
            self._connection.execute(insert(tables.duty).values(**values))

    def duty(self, id: str) -> Duty | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.duty).where(tables.duty.c.id == id)).first()
        return None if row is None else _duty(row)

    def fulfil(self, id: str, at: datetime, by: str) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        table = tables.duty
        self._connection.execute(update(table).where(table.c.id == id, table.c.done.is_(None)).values(done=at, by=by))

    def owed(self, roles: Sequence[str]) -> Sequence[Duty]:
        """See the port."""
        table = tables.duty
        asked = select(table).where(table.c.role.in_(roles), table.c.done.is_(None)).order_by(table.c.due, table.c.id)
        return [_duty(row) for row in self._connection.execute(asked)]

    def owed_about(self, about: str) -> Sequence[Duty]:
        """See the port."""
        table = tables.duty
        asked = select(table).where(table.c.about == about, table.c.done.is_(None)).order_by(table.c.due, table.c.id)
        return [_duty(row) for row in self._connection.execute(asked)]


def _duty(row: Row[Any]) -> Duty:
    return Duty(row.id, row.kind, row.about, row.role, row.due, row.made, row.done, row.by)
