"""The exchange with counterparts: what goes out and comes in, evidence, consents and orders."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant, Number

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _exchange()
    _settling()


def _exchange() -> None:
    op.create_table(
        "cosigned",
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("party", "origin", name=op.f("pk_cosigned")),
    )
    op.create_table(
        "counterpart",
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("log", sa.Text(), nullable=True),
        sa.Column("pact", sa.String(length=64), nullable=True),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("stopped", sa.Text(), nullable=True),
        sa.Column("seen", sa.LargeBinary(), nullable=True),
        sa.Column("confronted", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("party", name=op.f("pk_counterpart")),
    )
    op.create_table(
        "exchange_proof",
        sa.Column("place", Number, primary_key=True, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_exchange_proof")),
        sa.UniqueConstraint("sha256", name=op.f("uq_exchange_proof_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_exchange_proof_party", "exchange_proof", ["party"], unique=False)
    op.create_index("ix_exchange_proof_subject", "exchange_proof", ["subject"], unique=False)
    op.create_table(
        "incoming",
        sa.Column("place", Number, primary_key=True, autoincrement=True, nullable=False),
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=True),
        sa.Column("received", Instant, nullable=False),
        sa.Column("refused", sa.String(length=64), nullable=True),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_incoming")),
        sa.UniqueConstraint("sender", "id", name=op.f("uq_incoming_sender_id")),
        sa.UniqueConstraint("sender", "stream", "sequence", name=op.f("uq_incoming_sender_stream_sequence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incoming_about", "incoming", ["about", "kind"], unique=False)
    op.create_table(
        "inflow",
        sa.Column("sender", sa.String(length=32), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("gap_since", Instant, nullable=True),
        sa.Column("asked", Instant, nullable=True),
        sa.PrimaryKeyConstraint("sender", "stream", name=op.f("pk_inflow")),
    )
    op.create_table(
        "outgoing",
        sa.Column("place", Number, primary_key=True, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("stream", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("attachment_sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made", Instant, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_try", Instant, nullable=True),
        sa.Column("next_try", Instant, nullable=True),
        sa.Column("accepted", Instant, nullable=True),
        sa.Column("released", Instant, nullable=True),
        sa.Column("opened", Instant, nullable=True),
        sa.Column("acted", Instant, nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("refused", Instant, nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("silent_at", Instant, nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("id", name=op.f("uq_outgoing_id")),
        sa.UniqueConstraint("recipient", "stream", "sequence", name=op.f("uq_outgoing_recipient_stream_sequence")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outgoing_about", "outgoing", ["about", "kind"], unique=False)
    op.create_index(
        "ix_outgoing_due",
        "outgoing",
        ["recipient", "next_try"],
        unique=False,
        sqlite_where=sa.text("next_try IS NOT NULL"),
        postgresql_where=sa.text("next_try IS NOT NULL"),
    )
    op.create_index(
        "ix_outgoing_silent",
        "outgoing",
        ["silent_at"],
        unique=False,
        sqlite_where=sa.text("silent_at IS NOT NULL"),
        postgresql_where=sa.text("silent_at IS NOT NULL"),
    )
    op.create_table(
        "pact",
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("agreement", sa.String(length=64), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("proposed", Instant, nullable=False),
        sa.Column("signed_here", sa.Date(), nullable=True),
        sa.Column("signed_there", sa.Date(), nullable=True),
        sa.Column("suspended_here", Instant, nullable=True),
        sa.Column("suspended_there", Instant, nullable=True),
        sa.Column("terminated", sa.Date(), nullable=True),
        sa.Column("turned", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("party", "sha256", name=op.f("pk_pact")),
    )
    op.create_table(
        "peer_key",
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("kid", sa.String(length=200), nullable=False),
        sa.Column("use", sa.String(length=8), nullable=False),
        sa.Column("algorithm", sa.String(length=200), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("valid_from", Instant, nullable=False),
        sa.Column("valid_until", Instant, nullable=False),
        sa.Column("revoked", Instant, nullable=True),
        sa.Column("oaep", sa.String(length=8), nullable=False),
        sa.Column("systems", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("party", "kid", name=op.f("pk_peer_key")),
    )
    op.create_table(
        "witnessed",
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_witnessed")),
    )


def _settling() -> None:
    op.create_table(
        "consent_given",
        sa.Column("consent", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("consent", "party", name=op.f("pk_consent_given")),
    )
    op.create_table(
        "consent_request",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_of", sa.String(length=32), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("answer_by", Instant, nullable=True),
        sa.Column("answered", Instant, nullable=True),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_request")),
    )
    op.create_index("ix_consent_request_open", "consent_request", ["state", "answer_by"], unique=False)
    op.create_table(
        "consent_rule",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("made", Instant, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("withdrawn", Instant, nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_rule")),
    )
    op.create_table(
        "exchange_order",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("giver", sa.String(length=32), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("certificate", sa.String(length=64), nullable=True),
        sa.Column("says", sa.Text(), nullable=True),
        sa.Column("answered", Instant, nullable=True),
        sa.Column("order", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", "giver", name=op.f("pk_exchange_order")),
    )
    op.create_table(
        "order_holder",
        sa.Column("order", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("given_in", sa.String(length=64), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("answer_by", Instant, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("answered", Instant, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("onward", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("order", "party", name=op.f("pk_order_holder")),
    )
    op.create_index("ix_order_holder_open", "order_holder", ["outcome", "answer_by"], unique=False)
