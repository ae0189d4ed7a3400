"""Sessions, and what people and machines show to open one."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table

from relto.adapters.storage.tables.columns import Instant, metadata

session = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, index=True),
    Column("way", String(16), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("opened", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    Column("factors", Integer, nullable=False),
    Column("waits", Boolean, nullable=False),
    Column("thumbprint", String(64)),
)

authenticator = Table(
    "authenticator",
    metadata,
    Column("id", String(2048), primary_key=True),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, index=True),
    Column("title", String(100), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("made", Instant, nullable=False),
)

client = Table(
    "client",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, index=True),
    Column("title", String(100), nullable=False),
    Column("secret", String(64), nullable=False),
    Column("made", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)

challenge = Table(
    "challenge",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("purpose", String(16), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("until", Instant, nullable=False, index=True),
)

tries = Table(
    "tries",
    metadata,
    Column("about", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", Instant, nullable=False, index=True),
)

link = Table(
    "issuer_link",
    metadata,
    Column("issuer", String(400), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account", String(64), ForeignKey("account.id"), nullable=False, index=True),
)
