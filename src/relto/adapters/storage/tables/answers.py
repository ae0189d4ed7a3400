"""Answers that are given again."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from relto.adapters.storage.tables.columns import Instant, metadata

answer = Table(
    "answer",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("status", Integer),
    Column("answer", LargeBinary, nullable=False),
)
