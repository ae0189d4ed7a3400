"""Consents and orders between nodes."""

from sqlalchemy import Boolean, Column, Date, Index, LargeBinary, String, Table, Text

from relto.adapters.storage.tables.columns import Instant, metadata

asked = Table(
    "consent_request",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("asked_by", String(32), nullable=False),
    Column("asked_of", String(32), nullable=False),
    Column("message", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answer_by", Instant),
    Column("answered", Instant),
    Column("request", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
)
Index("ix_consent_request_open", asked.c.state, asked.c.answer_by)

rule = Table(
    "consent_rule",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("made", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("withdrawn", Instant),
    Column("says", Text, nullable=False),
    Column("terms", LargeBinary, nullable=False),
)

given = Table(
    "consent_given",
    metadata,
    Column("consent", String(64), primary_key=True),
    Column("party", String(32), primary_key=True),
    Column("on", Date, nullable=False),
)

order = Table(
    "exchange_order",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("giver", String(32), primary_key=True),
    Column("message", String(64)),
    Column("at", Instant, nullable=False),
    Column("by", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("certificate", String(64)),
    Column("says", Text),
    Column("answered", Instant),
    Column("order", LargeBinary, nullable=False),
    Column("told", LargeBinary, nullable=False),
)

holder = Table(
    "order_holder",
    metadata,
    Column("order", String(64), primary_key=True),
    Column("party", String(32), primary_key=True),
    Column("given_in", String(64), nullable=False),
    Column("message", String(64), nullable=False),
    Column("answer_by", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("answered", Instant),
    Column("late", Boolean, nullable=False),
    Column("onward", LargeBinary, nullable=False),
)
Index("ix_order_holder_open", holder.c.outcome, holder.c.answer_by)
