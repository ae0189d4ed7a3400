"""The rows of what was sent before the node was set back."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns."""
    op.add_column("counterpart", sa.Column("former", sa.String(64)))
    op.add_column("counterpart", sa.Column("former_sent", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("counterpart", sa.Column("former_asked", sa.Boolean, nullable=False, server_default=sa.false()))
