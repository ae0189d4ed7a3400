"""What is recorded of the arrangement, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, Table, insert, select, update

from relto.adapters.storage.faults import once
from relto.adapters.storage.tables import arrangement as tables
from relto.agreements import Assessment, Consent
from relto.node.records.arrangement import KeptAssessment, KeptConsent, SignedAgreement, Turn
from relto.primitives import AgreementId

# Run for every message: built once.
_VERSION = select(tables.version.c.number)
_HELD = _VERSION.with_for_update(read=True)


def written(value: object) -> str:
    """A value as JSON, the same for equal values."""
    return msgspec.json.encode(value, order="deterministic").decode()


class ArrangementRows:
    """What is recorded of the arrangement; an :class:`~relto.node.records.arrangement.ArrangementRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_changed = False

    def is_changed(self) -> bool:
        """See the port."""
        return self._is_changed

    def version(self) -> int:
        """See the port."""
        return int(self._connection.execute(_VERSION).scalar_one())

    def hold(self) -> None:
        """See the port; SQLite has one writer anyhow."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HELD)

    def consents(self, *, after: str | None = None, most: int | None = None) -> Sequence[KeptConsent]:
        """See the port."""
        return [_consent(row) for row in self._connection.execute(_behind(tables.consent, after, most))]

    def consent(self, id: str) -> KeptConsent | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(select(tables.consent).where(tables.consent.c.id == id)).first()
        return None if row is None else _consent(row)

    def add_consent(self, kept: KeptConsent) -> None:
        """See the port."""
        values = {"id": kept.consent.id, "consent": written(kept.consent), "recorded": kept.recorded, "by": kept.by}
        with once("a consent of this identifier"):
            self._connection.execute(insert(tables.consent).values(**values, evidence=kept.evidence, withdrawn=kept.withdrawn))
        self._changed()

    def withdraw_consent(self, id: str, at: datetime) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        table = tables.consent
        self._connection.execute(update(table).where(table.c.id == id, table.c.withdrawn.is_(None)).values(withdrawn=at))
        self._changed()

    def assessments(self, *, after: str | None = None, most: int | None = None) -> Sequence[KeptAssessment]:
        """See the port."""
        return [
            KeptAssessment(row.id, msgspec.json.decode(row.assessment, type=Assessment), row.recorded, row.by, row.says, row.withdrawn)
            for row in self._connection.execute(_behind(tables.assessment, after, most))
        ]

    def add_assessment(self, kept: KeptAssessment) -> None:
        """See the port."""
        values = {"id": kept.id, "assessment": written(kept.assessment), "recorded": kept.recorded, "by": kept.by, "says": kept.says}
        with once("an assessment of this identifier"):
            self._connection.execute(insert(tables.assessment).values(**values, withdrawn=kept.withdrawn))
        self._changed()

    def withdraw_assessment(self, id: str, at: datetime) -> None:  # noqa: A002 -- the word of the port
        """See the port."""
        table = tables.assessment
        self._connection.execute(update(table).where(table.c.id == id, table.c.withdrawn.is_(None)).values(withdrawn=at))
        self._changed()

    def turns(self) -> Sequence[Turn]:
        """See the port."""
        rows = self._connection.execute(select(tables.turn.c.turn).order_by(tables.turn.c.number))
        return [msgspec.json.decode(row.turn, type=Turn) for row in rows]

    def add_turn(self, turn: Turn) -> None:
        """See the port."""
        with once("such a record of an agreement"):
            self._connection.execute(insert(tables.turn).values(id=turn.id, turn=written(turn)))
        self._changed()

    def agreements(self) -> Sequence[SignedAgreement]:
        """See the port."""
        rows = self._connection.execute(select(tables.agreement).order_by(tables.agreement.c.id))
        return [SignedAgreement(AgreementId(row.id), bytes(row.text), row.sha256, row.recorded) for row in rows]

    def put_agreement(self, signed: SignedAgreement) -> None:
        """See the port."""
        table, values = tables.agreement, {"text": signed.text, "sha256": signed.sha256, "recorded": signed.recorded}
        if not self._connection.execute(update(table).where(table.c.id == signed.id).values(**values)).rowcount:
            with once("an agreement of this identifier"):
                self._connection.execute(insert(table).values(id=signed.id, **values))
        self._changed()

    def _changed(self) -> None:
        self._is_changed = True
        self._connection.execute(update(tables.version).values(number=tables.version.c.number + 1))


def _behind(table: Table, after: str | None, most: int | None) -> Select[Any]:
    """Rows in order of identifier."""
    asked = select(table).order_by(table.c.id).limit(most)
    return asked if after is None else asked.where(table.c.id > after)


def _consent(row: Row[Any]) -> KeptConsent:
    return KeptConsent(msgspec.json.decode(row.consent, type=Consent), row.recorded, row.by, row.evidence, row.withdrawn)
