"""Drafts, approvals and releases."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text, UniqueConstraint

from relto.adapters.storage.tables.columns import Instant, Number, metadata

draft = Table(
    "draft",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("item", String(64), ForeignKey("item.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("draft", Text, nullable=False),
    Column("manifest", LargeBinary),
    Column("wrapped", LargeBinary),
    sqlite_autoincrement=True,
)
Index("ix_draft_item", draft.c.item)
Index("ix_draft_state", draft.c.state, draft.c.number)

approval = Table(
    "approval",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("draft", String(64), ForeignKey("draft.id"), nullable=False),
    Column("person", String(64), nullable=False),
    Column("office", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
    Column("approves", Boolean, nullable=False),
    Column("says", Text, nullable=False),
    UniqueConstraint("draft", "person", "manifest_sha256"),
    sqlite_autoincrement=True,
)

sent = Table(
    "released",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("message", String(64), nullable=False, unique=True),
    Column("item", String(64), ForeignKey("item.id"), nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("released", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_released_item", sent.c.item, sent.c.number)
Index("ix_released_recipient", sent.c.recipient, sent.c.number)

relied = Table(
    "released_on_assurance",
    metadata,
    Column("assurance", String(64), primary_key=True),
    Column("number", Number, ForeignKey("released.number"), primary_key=True, autoincrement=False),
)
