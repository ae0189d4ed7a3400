"""What is recorded of the arrangement. Values stand as JSON; what is asked for stands in columns."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text

from relto.adapters.storage.tables.columns import Instant, Number, metadata

version = Table(
    "arrangement_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("consent", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("evidence", String(80)),
    Column("withdrawn", Instant),
)

assessment = Table(
    "assessment",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("assessment", Text, nullable=False),
    Column("recorded", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("says", Text, nullable=False),
    Column("withdrawn", Instant),
)

turn = Table(
    "agreement_turn",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", String(80), nullable=False, unique=True),
    Column("turn", Text, nullable=False),
    sqlite_autoincrement=True,
)

agreement = Table(
    "agreement_signed",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("text", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("recorded", Instant, nullable=False),
)
