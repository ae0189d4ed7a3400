"""The exchange: counterparts, what goes out, what came in, evidence."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, false

from relto.adapters.storage.tables.columns import Instant, Number, metadata

counterpart = Table(
    "counterpart",
    metadata,
    Column("party", String(32), primary_key=True),
    Column("url", String(500)),
    Column("log", Text),
    Column("pact", String(64)),
    Column("stream", String(64), nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("stopped", Text),
    Column("seen", LargeBinary),
    Column("confronted", Text),
    Column("former", String(64)),
    Column("former_sent", BigInteger, nullable=False, server_default="0"),
    Column("former_asked", Boolean, nullable=False, server_default=false()),
)

pact = Table(
    "pact",
    metadata,
    Column("party", String(32), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("agreement", String(64), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("proposed", Instant, nullable=False),
    Column("signed_here", Date),
    Column("signed_there", Date),
    Column("suspended_here", Instant),
    Column("suspended_there", Instant),
    Column("terminated", Date),
    Column("turned", String(100)),
)

peer_key = Table(
    "peer_key",
    metadata,
    Column("party", String(32), primary_key=True),
    Column("kid", String(200), primary_key=True),
    Column("use", String(8), nullable=False),
    Column("algorithm", String(200), nullable=False),
    Column("public", Text, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_until", Instant, nullable=False),
    Column("revoked", Instant),
    Column("oaep", String(8), nullable=False),
    Column("systems", Text, nullable=False),
    Column("url", String(500)),
    Column("source", String(64), nullable=False),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("place", Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("recipient", String(32), nullable=False),
    Column("stream", String(64), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("about", String(80)),
    Column("digest", String(64), nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("attachment_sha256", String(64)),
    Column("size", Integer, nullable=False),
    Column("made", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("first_try", Instant),
    Column("next_try", Instant),
    Column("accepted", Instant),
    Column("released", Instant),
    Column("opened", Instant),
    Column("acted", Instant),
    Column("declined", Boolean, nullable=False),
    Column("refused", Instant),
    Column("reason", String(64)),
    Column("silent_at", Instant),
    Column("envelope", LargeBinary, nullable=False),
    UniqueConstraint("recipient", "stream", "sequence"),
    sqlite_autoincrement=True,
)
_WAITS = outgoing.c.next_try.is_not(None)
Index(
    "ix_outgoing_due",
    outgoing.c.recipient,
    outgoing.c.next_try,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
_SILENT = outgoing.c.silent_at.is_not(None)
Index("ix_outgoing_silent", outgoing.c.state, outgoing.c.silent_at, sqlite_where=_SILENT, postgresql_where=_SILENT)
Index("ix_outgoing_about", outgoing.c.about, outgoing.c.kind)
Index("ix_outgoing_state", outgoing.c.state, outgoing.c.place)
Index("ix_outgoing_recipient", outgoing.c.recipient, outgoing.c.state, outgoing.c.place)

incoming = Table(
    "incoming",
    metadata,
    Column("place", Number, primary_key=True, autoincrement=True),
    Column("sender", String(32), nullable=False),
    Column("id", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("stream", String(64)),
    Column("sequence", BigInteger),
    Column("kind", String(32), nullable=False),
    Column("about", String(80)),
    Column("received", Instant, nullable=False),
    Column("refused", String(64)),
    Column("receipt", LargeBinary, nullable=False),
    Column("signature", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("sender", "id"),
    UniqueConstraint("sender", "stream", "sequence"),
    sqlite_autoincrement=True,
)
Index("ix_incoming_about", incoming.c.about, incoming.c.kind)

inflow = Table(
    "inflow",
    metadata,
    Column("sender", String(32), primary_key=True),
    Column("stream", String(64), primary_key=True),
    Column("row", Text, nullable=False),
    Column("gap_since", Instant),
    Column("asked", Instant),
)

proof = Table(
    "exchange_proof",
    metadata,
    Column("place", Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("party", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("at", Instant, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_exchange_proof_party", proof.c.party)
Index("ix_exchange_proof_subject", proof.c.subject)

witnessed = Table(
    "witnessed",
    metadata,
    Column("origin", String(200), primary_key=True),
    Column("note", LargeBinary, nullable=False),
)

cosigned = Table(
    "cosigned",
    metadata,
    Column("party", String(32), primary_key=True),
    Column("origin", String(200), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("lines", LargeBinary, nullable=False),
)
