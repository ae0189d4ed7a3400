"""A database of a node as it was before documents were indexed by portion."""

from hashlib import sha256

from sqlalchemy import delete, insert, select, text, update

from relto.adapters.storage.tables.holdings import cut, item, kind, shelf, waiting, word
from relto.documents import read
from relto.node.holdings.entering import content_of, title_of
from relto.node.kinds import whole_of


def set_back(node):
    """Take from a node's database everything that the step of the migrations made which indexes by portion, and those after it."""
    with node.store.read() as work:
        rows = work.connection.execute(select(item, kind.c.text).join(kind, kind.c.id == item.c.kind)).all()
        some = {row.number: work.items.get(row.id) for row in rows}
    tokens = {number: node.vault.tokens(_words(node, held)) for number, held in some.items()}
    with node.store.write() as work:
        for row in rows:
            found = set(work.connection.execute(select(word.c.token).where(word.c.number == row.number)).scalars())
            dropped = found.difference(tokens[row.number])
            work.connection.execute(delete(word).where(word.c.number == row.number, word.c.token.in_(dropped)))
            of = _kind(work, whole_of(row.text))
            at = None if row.shelf is None else _shelf(work, of, row.dossier or "")
            work.connection.execute(update(item).where(item.c.number == row.number).values(kind=of, shelf=at))
            work.connection.execute(update(word).where(word.c.number == row.number).values(shelf=at or 0))
        for later in ("ix_outgoing_state", "ix_outgoing_recipient"):
            work.connection.execute(text(f"DROP INDEX {later}"))
        work.connection.execute(text(f"DROP TABLE {cut.name}"))
        work.connection.execute(text(f"DROP TABLE {waiting.name}"))
        work.connection.execute(text("UPDATE alembic_version SET version_num = '0060'"))


def _words(node, held):
    if held.vaulted is None:
        return []
    content = content_of(node, held).decode()
    texts = [one.text for one in read(content, system=held.label.scheme.id).portions] if held.kind == "document" else [content]
    return [title_of(node, held), *texts]


def _kind(work, said):
    digest = sha256(said.encode()).hexdigest()
    found = work.connection.execute(select(kind.c.id).where(kind.c.digest == digest)).scalar()
    return found or work.connection.execute(insert(kind).values(digest=digest, text=said)).inserted_primary_key[0]


def _shelf(work, of, dossier):
    found = work.connection.execute(select(shelf.c.id).where(shelf.c.kind == of, shelf.c.dossier == dossier)).scalar()
    return found or work.connection.execute(insert(shelf).values(kind=of, dossier=dossier)).inserted_primary_key[0]
