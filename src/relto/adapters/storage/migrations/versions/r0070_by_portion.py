"""What is kept so that a part of something can be shown, and what waits for it: every document that is held already."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Number

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "item_cut",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.Column("outline", sa.LargeBinary, nullable=False),
        sa.Column("portions", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["number"], ["item.number"], name="fk_item_cut_number"),
        sa.PrimaryKeyConstraint("number", name="pk_item_cut"),
    )
    op.create_table(
        "item_waiting",
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["item.number"], name="fk_item_waiting_number"),
        sa.PrimaryKeyConstraint("number", name="pk_item_waiting"),
    )
    op.execute("INSERT INTO item_waiting SELECT number FROM item WHERE what = 'document' AND destroyed IS NULL")
