"""Accounts."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from relto.adapters.storage.tables.columns import Instant, metadata

account = Table(
    "account",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("login", String(100), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("roles", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("password", String(200)),
    Column("epoch", Integer, nullable=False),
)
