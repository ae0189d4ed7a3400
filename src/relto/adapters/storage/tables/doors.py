"""The certificates of counterparts' nodes."""

from sqlalchemy import Column, String, Table, Text

from relto.adapters.storage.tables.columns import Instant, metadata

door = Table(
    "door",
    metadata,
    Column("party", String(32), primary_key=True),
    Column("certificate", Text, nullable=False),
    Column("spki", String(64), nullable=False, unique=True),
    Column("added", Instant, nullable=False),
)
