"""What is held, and who needs to know it."""

import sqlalchemy as sa
from alembic import op

from relto.adapters.storage.tables.columns import Instant, Number

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "dossier",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.LargeBinary, nullable=False),
        sa.Column("opened", Instant, nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossier"),
    )
    op.create_table(
        "item_kind",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_item_kind"),
        sa.UniqueConstraint("digest", name="uq_item_kind_digest"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "dossier_member",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossier.id"], name="fk_dossier_member_dossier"),
        sa.PrimaryKeyConstraint("account", "dossier", name="pk_dossier_member"),
    )
    op.create_index("ix_dossier_member_dossier", "dossier_member", ["dossier"], unique=False)
    op.create_table(
        "shelf",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("kind", Number, nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["kind"], ["item_kind.id"], name="fk_shelf_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_shelf"),
        sa.UniqueConstraint("kind", "dossier", name="uq_shelf_kind_dossier"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "item",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", Number, nullable=False),
        sa.Column("shelf", Number, nullable=True),
        sa.Column("known_as", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("portions", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=True),
        sa.Column("held_at", Instant, nullable=False),
        sa.Column("held_by", sa.String(length=64), nullable=False),
        sa.Column("object", sa.String(length=64), nullable=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=True),
        sa.Column("title", sa.LargeBinary, nullable=True),
        sa.Column("size", sa.BigInteger, nullable=True),
        sa.Column("received", sa.Text, nullable=True),
        sa.Column("retain_until", sa.Date, nullable=True),
        sa.Column("destroy_by", sa.Date, nullable=True),
        sa.Column("legal_hold", sa.Text, nullable=True),
        sa.Column("quarantined", sa.Boolean, nullable=False),
        sa.Column("destroyed", Instant, nullable=True),
        sa.ForeignKeyConstraint(["kind"], ["item_kind.id"], name="fk_item_kind"),
        sa.ForeignKeyConstraint(["shelf"], ["shelf.id"], name="fk_item_shelf"),
        sa.PrimaryKeyConstraint("number", name="pk_item"),
        sa.UniqueConstraint("id", name="uq_item_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_item_destroy_by", "item", ["destroy_by"], unique=False)
    op.create_index("ix_item_known_as", "item", ["known_as"], unique=False)
    op.create_index("ix_item_shelf", "item", ["shelf", "number"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("certificate", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_certificate_item"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
    )
    op.create_index("ix_certificate_item", "certificate", ["item"], unique=False)
    op.create_table(
        "copy",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("copy", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name="fk_copy_item"),
        sa.PrimaryKeyConstraint("id", name="pk_copy"),
        sa.UniqueConstraint("item", "number", name="uq_copy_item_number"),
    )
    op.create_table(
        "item_derived",
        sa.Column("known_as", sa.String(length=64), nullable=False),
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["item.number"], name="fk_item_derived_number"),
        sa.PrimaryKeyConstraint("known_as", "number", name="pk_item_derived"),
    )
    op.create_table(
        "item_word",
        sa.Column("token", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("shelf", Number, autoincrement=False, nullable=False),
        sa.Column("number", Number, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["item.number"], name="fk_item_word_number"),
        sa.PrimaryKeyConstraint("token", "shelf", "number", name="pk_item_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_word_number", "item_word", ["number"], unique=False)
