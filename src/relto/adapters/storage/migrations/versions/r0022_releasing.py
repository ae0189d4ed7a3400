"""Drafts, approvals, releases."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant, Number

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "draft",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("manifest", sa.LargeBinary, nullable=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_draft_item"),
        sa.PrimaryKeyConstraint("number", name="pk_draft"),
        sa.UniqueConstraint("id", name="uq_draft_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_item", "draft", ["item"], unique=False)
    op.create_index("ix_draft_state", "draft", ["state", "number"], unique=False)
    op.create_table(
        "released",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("recipient", sa.String(length=32), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("released", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_released_item"),
        sa.PrimaryKeyConstraint("number", name="pk_released"),
        sa.UniqueConstraint("message", name="uq_released_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_released_item", "released", ["item", "number"], unique=False)
    op.create_index("ix_released_recipient", "released", ["recipient", "number"], unique=False)
    op.create_table(
        "approval",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("draft", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("approves", sa.Boolean, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["draft.id"], name="fk_approval_draft"),
        sa.PrimaryKeyConstraint("number", name="pk_approval"),
        sa.UniqueConstraint("draft", "person", "manifest_sha256", name="uq_approval_draft_person_manifest_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "released_on_assurance",
        sa.Column("assurance", sa.String(length=64), nullable=False),
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["released.number"], name="fk_released_on_assurance_number"),
        sa.PrimaryKeyConstraint("assurance", "number", name="pk_released_on_assurance"),
    )
