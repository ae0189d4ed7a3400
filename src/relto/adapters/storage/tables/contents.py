"""Small ciphertexts, in the database: they are kept and gone in the transaction of what names them."""

from sqlalchemy import Column, LargeBinary, String, Table

from relto.adapters.storage.tables.columns import metadata

content = Table(
    "content",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
