"""Answers that are given again."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "answer",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("answer", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_answer_at", "answer", ["at"])
