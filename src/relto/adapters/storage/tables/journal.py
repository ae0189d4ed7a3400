"""The journal and the Merkle log."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from relto.adapters.storage.tables.columns import Instant, Number, metadata

line = Table(
    "journal_line",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("kind", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("content", LargeBinary),
    Column("place", BigInteger),
    sqlite_autoincrement=True,
)
Index("ix_journal_line_place", line.c.place)
Index("ix_journal_line_kind", line.c.kind, line.c.number)

subject = Table(
    "journal_subject",
    metadata,
    Column("subject", String(80), primary_key=True),
    Column("number", Number, ForeignKey("journal_line.number"), primary_key=True, autoincrement=False),
)

tile = Table(
    "log_tile",
    metadata,
    Column("log", String(255), primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("width", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Written by :mod:`relto.adapters.logs.rows`, as the two below."""

note = Table(
    "log_note",
    metadata,
    Column("log", String(255), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

evidence = Table(
    "log_evidence",
    metadata,
    Column("log", String(255), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
