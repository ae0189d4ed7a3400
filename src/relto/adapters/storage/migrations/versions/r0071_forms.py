"""In which form that is which is kept to show a part: what is in a former one is made again."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column."""
    op.add_column("item_cut", sa.Column("form", sa.Integer, nullable=False, server_default="1"))
    op.create_index("ix_item_cut_form", "item_cut", ["form"], unique=False)
