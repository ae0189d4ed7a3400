"""Papers: reports while they are written."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant

revision = "0040"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "paper",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("by", sa.String(64), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("changed", Instant, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_paper_by", "paper", ["by", "changed"])
