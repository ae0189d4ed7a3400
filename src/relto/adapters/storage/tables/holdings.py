"""What is held. Titles and content stand encrypted; labels and provenance as text; nothing here is content."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from relto.adapters.storage.tables.columns import Instant, Number, metadata

kind = Table(
    "item_kind",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

shelf = Table(
    "shelf",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("kind", Number, ForeignKey("item_kind.id"), nullable=False),
    Column("dossier", String(64), nullable=False),
    UniqueConstraint("kind", "dossier"),
    sqlite_autoincrement=True,
)
"""``dossier`` is empty for none, so that there is one shelf of each kind without one."""

item = Table(
    "item",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("kind", Number, ForeignKey("item_kind.id"), nullable=False),
    Column("shelf", Number, ForeignKey("shelf.id")),
    Column("known_as", String(64), nullable=False),
    Column("what", String(16), nullable=False),
    Column("media_type", String(200), nullable=False),
    Column("label", Text, nullable=False),
    Column("portions", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("dossier", String(64)),
    Column("held_at", Instant, nullable=False),
    Column("held_by", String(64), nullable=False),
    Column("object", String(64)),
    Column("wrapped", LargeBinary),
    Column("title", LargeBinary),
    Column("size", BigInteger),
    Column("received", Text),
    Column("retain_until", Date),
    Column("destroy_by", Date),
    Column("legal_hold", Text),
    Column("quarantined", Boolean, nullable=False),
    Column("destroyed", Instant),
    sqlite_autoincrement=True,
)
Index("ix_item_shelf", item.c.shelf, item.c.number)
Index("ix_item_known_as", item.c.known_as)
Index("ix_item_destroy_by", item.c.destroy_by)

derived = Table(
    "item_derived",
    metadata,
    Column("known_as", String(64), primary_key=True),
    Column("number", Number, ForeignKey("item.number"), primary_key=True, autoincrement=False),
)

word = Table(
    "item_word",
    metadata,
    Column("token", BigInteger, primary_key=True, autoincrement=False),
    Column("shelf", Number, primary_key=True, autoincrement=False),
    Column("number", Number, ForeignKey("item.number"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
Index("ix_item_word_number", word.c.number)

cut = Table(
    "item_cut",
    metadata,
    Column("number", Number, ForeignKey("item.number"), primary_key=True, autoincrement=False),
    Column("outline", LargeBinary, nullable=False),
    Column("portions", LargeBinary),
    Column("form", Integer, nullable=False),
)
Index("ix_item_cut_form", cut.c.form)
"""Sealed with the data key of the item: what stands here is content, and is gone with it."""

waiting = Table(
    "item_waiting",
    metadata,
    Column("number", Number, ForeignKey("item.number"), primary_key=True, autoincrement=False),
)
"""What was held before it was indexed by portion, and is not yet."""

dossier = Table(
    "dossier",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", LargeBinary, nullable=False),
    Column("opened", Instant, nullable=False),
    Column("by", String(64), nullable=False),
)

member = Table(
    "dossier_member",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("dossier", String(64), ForeignKey("dossier.id"), primary_key=True),
    Column("since", Instant, nullable=False),
)
Index("ix_dossier_member_dossier", member.c.dossier)

copy = Table(
    "copy",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("item", String(64), ForeignKey("item.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("copy", Text, nullable=False),
    UniqueConstraint("item", "number"),
)

certificate = Table(
    "certificate",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("item", String(64), ForeignKey("item.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("certificate", Text, nullable=False),
)
Index("ix_certificate_item", certificate.c.item)
