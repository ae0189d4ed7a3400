"""Incidents, assurances and duties."""

from sqlalchemy import Column, Index, String, Table, Text

from relto.adapters.storage.tables.columns import Instant, Number, metadata

incident = Table(
    "incident",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("incident", Text, nullable=False),
    sqlite_autoincrement=True,
)

assurance = Table(
    "assurance",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("party", String(32), nullable=False),
    Column("assurance", Text, nullable=False),
)

duty = Table(
    "duty",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("about", String(80), nullable=False),
    Column("role", String(32), nullable=False),
    Column("due", Instant, nullable=False),
    Column("made", Instant, nullable=False),
    Column("done", Instant),
    Column("by", String(64)),
)
Index("ix_duty_role", duty.c.role, duty.c.done, duty.c.due)
Index("ix_duty_about", duty.c.about)
