"""Incidents, assurances, duties."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant, Number

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "assurance",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("assurance", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assurance"),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("made", Instant, nullable=False),
        sa.Column("done", Instant, nullable=True),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
    )
    op.create_index("ix_duty_about", "duty", ["about"], unique=False)
    op.create_index("ix_duty_role", "duty", ["role", "done", "due"], unique=False)
    op.create_table(
        "incident",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("incident", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_incident"),
        sa.UniqueConstraint("id", name="uq_incident_id"),
        sqlite_autoincrement=True,
    )
