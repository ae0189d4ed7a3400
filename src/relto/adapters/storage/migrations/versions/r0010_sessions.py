"""Sessions, authenticators, machines, challenges, tries, links to issuers."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant

revision = "0010"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("opened", Instant, nullable=False),
        sa.Column("seen", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("factors", sa.Integer, nullable=False),
        sa.Column("waits", sa.Boolean, nullable=False),
        sa.Column("thumbprint", sa.String(64)),
    )
    op.create_index("ix_session_account", "session", ["account"])
    op.create_index("ix_session_until", "session", ["until"])
    op.create_table(
        "authenticator",
        sa.Column("id", sa.String(2048), primary_key=True),
        sa.Column("account", sa.String(64), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("counter", sa.Integer, nullable=False),
        sa.Column("made", Instant, nullable=False),
    )
    op.create_index("ix_authenticator_account", "authenticator", ["account"])
    op.create_table(
        "client",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("made", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
    )
    op.create_index("ix_client_account", "client", ["account"])
    op.create_table(
        "challenge",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(16), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("until", Instant, nullable=False),
    )
    op.create_index("ix_challenge_until", "challenge", ["until"])
    op.create_table(
        "tries",
        sa.Column("about", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last", Instant, nullable=False),
    )
    op.create_index("ix_tries_last", "tries", ["last"])
    op.create_table(
        "issuer_link",
        sa.Column("issuer", sa.String(400), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("account", sa.String(64), sa.ForeignKey("account.id"), nullable=False),
    )
    op.create_index("ix_issuer_link_account", "issuer_link", ["account"])
