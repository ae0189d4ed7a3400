"""The certificates of counterparts' nodes."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant

revision = "0030"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "door",
        sa.Column("party", sa.String(32), primary_key=True),
        sa.Column("certificate", sa.Text, nullable=False),
        sa.Column("spki", sa.String(64), nullable=False),
        sa.Column("added", Instant, nullable=False),
        sa.UniqueConstraint("spki", name="uq_door_spki"),
    )
