"""What is recorded of the arrangement."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant, Number

revision = "0020"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agreement_signed",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agreement_signed"),
    )
    op.create_table(
        "agreement_turn",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("turn", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_agreement_turn"),
        sa.UniqueConstraint("id", name="uq_agreement_turn_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "arrangement_version",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrangement_version"),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("assessment", sa.Text, nullable=False),
        sa.Column("recorded", Instant, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("withdrawn", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("recorded", Instant, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("evidence", sa.String(length=80), nullable=True),
        sa.Column("withdrawn", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.execute("INSERT INTO arrangement_version (id, number) VALUES (1, 0)")
