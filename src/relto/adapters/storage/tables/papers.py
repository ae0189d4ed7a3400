"""Papers."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from relto.adapters.storage.tables.columns import Instant, metadata

paper = Table(
    "paper",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("by", String(64), ForeignKey("account.id"), nullable=False),
    Column("system", String(16), nullable=False),
    Column("created", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("ix_paper_by", "by", "changed"),
)
