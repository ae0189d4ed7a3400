"""What is held, in the database.

A list is made from the newest of each shelf: one probe of the index for each shelf that may be seen, then the newest entries of the few
shelves that can reach the page. What it costs does not grow with what is held, nor with what may not be seen.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from attrs import evolve
from sqlalchemy import Connection, Select, bindparam, delete, func, insert, or_, select, union, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from relto.adapters.storage.faults import once
from relto.adapters.storage.holdings_rows import held_of, row_of
from relto.adapters.storage.tables.holdings import cut, derived, item, kind, shelf, waiting, word
from relto.node.records.holdings import CUT_FORM, Held, Indexed, Shelf

_AT_ONCE = 400
"""Parts of a union: SQLite takes 500."""
_NAMED = 10_000
"""Values of a statement: SQLite takes 32,766."""

_NOWHERE = 0
"""The shelf of the words of what stands on none."""

# Statements that run for every message are built once: building one takes longer than running it.
_BY_ID = select(item).where(item.c.id == bindparam("name"))
_KNOWN_AS = select(item).where(item.c.known_as == bindparam("name")).order_by(item.c.number)
_LOCKED = _BY_ID.with_for_update()
_ADD = insert(item)
_STANDS = select(item.c.shelf, kind.c.text, item.c.dossier).join(kind, kind.c.id == item.c.kind).where(item.c.id == bindparam("name"))
_STANDS_ALL = (
    select(item.c.id, item.c.shelf, kind.c.text, item.c.dossier)
    .join(kind, kind.c.id == item.c.kind)
    .where(item.c.id.in_(bindparam("names", expanding=True)))
)
_BY_IDS = select(item).where(item.c.id.in_(bindparam("names", expanding=True)))
_ADD_WORDS = insert(word)
_ADD_CUT = insert(cut)
_IN_FORM = cut.c.form == CUT_FORM
_OUTLINES = select(cut.c.number, cut.c.outline).where(cut.c.number.in_(bindparam("numbers", expanding=True)), _IN_FORM)
_PORTIONS = select(cut.c.portions).where(cut.c.number == bindparam("number"), _IN_FORM)
_BEHIND = union(select(waiting.c.number), select(cut.c.number).where(~_IN_FORM))
_KIND = select(kind.c.id).where(kind.c.digest == bindparam("digest"))
_SHELF = select(shelf.c.id).where(shelf.c.kind == bindparam("kind"), shelf.c.dossier == bindparam("dossier"))


class ItemRows:
    """What is held; an :class:`~relto.node.records.holdings.ItemRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, Held] = {}
        self._shelves: dict[str, Shelf] = {}
        self._known: dict[tuple[object, ...], int] = {}

    def add(self, held: Held, indexed: Indexed) -> Held:
        """See the port."""
        of = self._kind(indexed.kind)
        placed = evolve(held, shelf=self._shelf(of, held.dossier))
        with once("an item of this identifier"):
            key = self._connection.execute(_ADD, row_of(placed) | {"kind": of}).inserted_primary_key
        placed = evolve(placed, number=_first(key))
        if held.derived_from:
            rows = [{"known_as": one, "number": placed.number} for one in dict.fromkeys(held.derived_from)]
            self._connection.execute(insert(derived), rows)
        self._index(placed, indexed)
        return placed

    def get(self, id: str) -> Held | None:  # noqa: A002 -- the word of the port
        """See the port."""
        if (known := self._read.pop(id, None)) is not None:
            return known
        row = self._connection.execute(_BY_ID, {"name": id}).first()
        return None if row is None else held_of(row)

    def ahead(self, ids: Sequence[str]) -> None:
        """See the port."""
        names = {"names": list(dict.fromkeys(ids))}
        self._read.update((row.id, held_of(row)) for row in self._connection.execute(_BY_IDS, names))
        self._shelves.update((row.id, _shelf_of(row)) for row in self._connection.execute(_STANDS_ALL, names))

    def lock(self, id: str) -> Held | None:  # noqa: A002 -- the word of the port
        """See the port; SQLite has one writer anyhow."""
        row = self._connection.execute(_LOCKED, {"name": id}).first()
        return None if row is None else held_of(row)

    def known_as(self, name: str) -> Sequence[Held]:
        """See the port."""
        return [held_of(row) for row in self._connection.execute(_KNOWN_AS, {"name": name})]

    def replace(self, held: Held) -> Held:
        """See the port."""
        self._forget(held.id)
        before = self._connection.execute(select(item.c.number, item.c.kind).where(item.c.id == held.id).with_for_update()).one()
        gone = held.quarantined or held.destroyed is not None
        after = evolve(held, number=before.number, shelf=None if gone else self._shelf(before.kind, held.dossier))
        self._connection.execute(update(item).where(item.c.number == before.number).values(**row_of(after)))
        if held.destroyed is not None:
            for table in (word, cut, waiting):
                self._connection.execute(delete(table).where(table.c.number == before.number))
        else:
            self._connection.execute(update(word).where(word.c.number == before.number).values(shelf=after.shelf or _NOWHERE))
        return after

    def index(self, held: Held, indexed: Indexed) -> None:
        """See the port."""
        self._forget(held.id)
        of = self._kind(indexed.kind)
        after = evolve(held, shelf=None if held.quarantined else self._shelf(of, held.dossier))
        self._connection.execute(update(item).where(item.c.number == held.number).values(kind=of, shelf=after.shelf))
        for table in (word, cut, waiting):
            self._connection.execute(delete(table).where(table.c.number == held.number))
        self._index(after, indexed)

    def outlines(self, numbers: Sequence[int]) -> Mapping[int, bytes]:
        """See the port."""
        return {row.number: bytes(row.outline) for row in self._connection.execute(_OUTLINES, {"numbers": list(numbers)})}

    def portions(self, number: int) -> bytes | None:
        """See the port."""
        found = self._connection.execute(_PORTIONS, {"number": number}).scalar()
        return None if found is None else bytes(found)

    def waiting(self, after: int, most: int) -> Sequence[Held]:
        """See the port."""
        behind = _BEHIND.subquery()
        numbers = select(behind.c.number).where(behind.c.number > after).order_by(behind.c.number).limit(most)
        return [held_of(row) for row in self._connection.execute(select(item).where(item.c.number.in_(numbers)).order_by(item.c.number))]

    def count_waiting(self) -> int:
        """See the port."""
        return int(self._connection.execute(select(func.count()).select_from(_BEHIND.subquery())).scalar_one())

    def stay(self, number: int) -> None:
        """See the port."""
        for table in (cut, waiting):
            self._connection.execute(delete(table).where(table.c.number == number))

    def shelves(self, dossiers: Collection[str]) -> Sequence[Shelf]:
        """See the port."""
        asked = select(shelf.c.id, shelf.c.kind, shelf.c.dossier).where(shelf.c.dossier.in_(["", *sorted(dossiers)]))
        rows = self._connection.execute(asked).all()
        kinds = self._connection.execute(select(kind.c.id, kind.c.text)).all()  # after them: a shelf's kind was there before it
        texts = {row[0]: row[1] for row in kinds}
        return [Shelf(number, texts[of], dossier or None) for number, of, dossier in rows]

    def stands(self, id: str) -> Shelf | None:  # noqa: A002 -- the word of the port
        """See the port."""
        if (known := self._shelves.pop(id, None)) is not None:
            return known
        row = self._connection.execute(_STANDS, {"name": id}).first()
        return None if row is None else _shelf_of(row)

    def page(self, shelves: Sequence[int], before: int | None, most: int) -> Sequence[Held]:
        """See the port."""
        return self._newest("item", "", shelves, before, most)

    def found(
        self,
        tokens: Sequence[int],
        shelves: Sequence[int],
        before: int | None,
        most: int,
        partly: Sequence[tuple[int, Sequence[Sequence[int]]]] = (),
    ) -> Sequence[Held]:
        """See the port."""
        more = f" AND item_word.token = {tokens[0]:d}" + "".join(_beside((token,)) for token in tokens[1:])
        parts = [
            (one, f" AND item_word.token = {token:d}" + "".join(_beside(others) for others in words[1:]))
            for one, words in partly
            for token in words[0]
        ]
        return self._newest("item_word", more, shelves, before, most, parts)

    def due(self, on: date, most: int, after: tuple[date, str] | None = None) -> Sequence[Held]:
        """See the port."""
        asked = select(item).where(item.c.destroy_by <= on, item.c.destroyed.is_(None)).order_by(item.c.destroy_by, item.c.id)
        if after is not None:
            day, name = after
            asked = asked.where(item.c.destroy_by >= day, or_(item.c.destroy_by > day, item.c.id > name))
        return [held_of(row) for row in self._connection.execute(asked.limit(most))]

    def derived_from(self, known_as: str) -> Sequence[Held]:
        """See the port."""
        asked = select(item).join(derived, derived.c.number == item.c.number).where(derived.c.known_as == known_as)
        return [held_of(row) for row in self._connection.execute(asked.order_by(item.c.number))]

    def _newest(
        self, table: str, more: str, shelves: Sequence[int], before: int | None, most: int, others: Sequence[tuple[int, str]] = ()
    ) -> Sequence[Held]:
        """The newest rows of some shelves.

        The statements are put together from whole numbers and names of tables alone, and not by the expression language: a union of
        fifty parts costs more to express than to answer.

        Args:
            table: whose rows have a shelf and a number.
            more: what else they must fulfil.
            shelves: numbers of the shelves.
            before: only with a lower number.
            most: this many at most.
            others: other shelves, each with what its rows must fulfil instead.
        """
        earlier = "" if before is None else f" AND {table}.number < {before:d}"
        asked = [(one, more) for _, one in self._heads(table, f"{more}{earlier}", shelves, most)]
        asked += others
        found: set[int] = set()
        joined = " UNION " if others else " UNION ALL "  # of other shelves something may be found by several of its words
        for at in range(0, len(asked), _AT_ONCE):
            parts = (
                f"SELECT * FROM (SELECT number FROM {table} WHERE shelf = {one:d}{where}{earlier}"
                f" ORDER BY number DESC LIMIT {most:d}) AS of_{place:d}"
                for place, (one, where) in enumerate(asked[at : at + _AT_ONCE])
            )
            union = f"SELECT number FROM ({joined.join(parts)}) AS parts ORDER BY number DESC LIMIT {most:d}"
            found |= {row[0] for row in self._connection.exec_driver_sql(union).all()}
        numbers = sorted(found, reverse=True)[:most]
        rows = self._connection.execute(select(item).where(item.c.number.in_(numbers)).order_by(item.c.number.desc())).all()
        return [held_of(row) for row in rows]

    def _heads(self, table: str, where: str, shelves: Sequence[int], most: int) -> list[tuple[int, int]]:
        """The number of the newest row of each shelf that has one, with the shelf, the newest first."""
        heads: list[tuple[int, int]] = []
        for at in range(0, len(shelves), _NAMED):
            named = ",".join(f"{one:d}" for one in shelves[at : at + _NAMED])
            newest = f"(SELECT number FROM {table} WHERE shelf = shelf_.id{where} ORDER BY number DESC LIMIT 1)"
            each = f"SELECT {newest} AS newest, shelf_.id FROM shelf AS shelf_ WHERE shelf_.id IN ({named})"
            asked = f"SELECT newest, id FROM ({each}) AS heads WHERE newest IS NOT NULL ORDER BY newest DESC LIMIT {most:d}"
            heads += [(row[0], row[1]) for row in self._connection.exec_driver_sql(asked).all()]
        return sorted(heads, reverse=True)[:most]

    def _index(self, held: Held, indexed: Indexed) -> None:
        if indexed.tokens:
            shelf_ = held.shelf or _NOWHERE
            rows = [{"token": token, "shelf": shelf_, "number": held.number} for token in dict.fromkeys(indexed.tokens)]
            self._connection.execute(_ADD_WORDS, rows)
        if indexed.cut is not None:
            kept = {"number": held.number, "outline": indexed.cut.outline, "portions": indexed.cut.portions, "form": CUT_FORM}
            self._connection.execute(_ADD_CUT, kept)

    def _forget(self, name: str) -> None:
        """What was read ahead of something that is about to change."""
        self._read.pop(name, None)
        self._shelves.pop(name, None)

    def _kind(self, text: str) -> int:
        digest = sha256(text.encode()).hexdigest()
        return self._interned(kind, _KIND, {"digest": digest}, {"text": text})

    def _shelf(self, of: int, dossier: str | None) -> int:
        return self._interned(shelf, _SHELF, {"kind": of, "dossier": dossier or ""}, {})

    def _interned(self, table: Any, asked: Select[Any], key: dict[str, object], more: dict[str, object]) -> int:
        """The number of a row that is there once; made where it is not there yet, also when others make it at the same moment."""
        name = table.name, *key.values()
        if (known := self._known.get(name)) is not None:
            return known
        found = self._connection.execute(asked, key).scalar()
        if found is None and self._connection.dialect.name == "postgresql":
            self._connection.execute(insert_once(table).values(**key, **more).on_conflict_do_nothing())
            found = self._connection.execute(asked, key).scalar()
        if found is None:
            found = _first(self._connection.execute(insert(table).values(**key, **more)).inserted_primary_key)
        self._known[name] = int(found)
        return int(found)


def _beside(tokens: Sequence[int]) -> str:
    """That one of some tokens is of the same row of the index."""
    same = "other.shelf = item_word.shelf AND other.number = item_word.number"
    named = ",".join(f"{token:d}" for token in tokens)
    return f" AND EXISTS (SELECT 1 FROM item_word AS other WHERE other.token IN ({named}) AND {same})"


def _shelf_of(row: Any) -> Shelf:
    return Shelf(row.shelf or 0, row.text, row.dossier or None)


def _first(key: Any) -> int:
    return int(key[0])
