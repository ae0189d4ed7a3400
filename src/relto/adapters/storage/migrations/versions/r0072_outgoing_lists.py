"""What went out is listed, and what time runs out for is found, without going through all of it."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    runs = sa.text("silent_at IS NOT NULL")
    op.drop_index("ix_outgoing_silent", "outgoing")
    op.create_index("ix_outgoing_silent", "outgoing", ["state", "silent_at"], unique=False, sqlite_where=runs, postgresql_where=runs)
    op.create_index("ix_outgoing_state", "outgoing", ["state", "place"], unique=False)
    op.create_index("ix_outgoing_recipient", "outgoing", ["recipient", "state", "place"], unique=False)
