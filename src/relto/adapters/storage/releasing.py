"""Drafts, approvals and releases, in the database."""

from collections.abc import Sequence
from typing import Any

import msgspec
from attrs import evolve
from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from relto.adapters.storage.arrangement import written
from relto.adapters.storage.faults import once
from relto.adapters.storage.tables.holdings import item
from relto.adapters.storage.tables.releasing import approval as approval_table
from relto.adapters.storage.tables.releasing import draft as draft_table
from relto.adapters.storage.tables.releasing import relied as relied_table
from relto.adapters.storage.tables.releasing import sent as sent_table
from relto.node.records.releasing import Approval, Draft, DraftState, Sent
from relto.primitives import PartyId

_AT_ONCE = 10_000

# Statements that run for every release are built once: building one takes longer than running it.
_BY_ID = select(draft_table).where(draft_table.c.id == bindparam("name"))
_LOCKED = _BY_ID.with_for_update()
_BY_IDS = select(draft_table).where(draft_table.c.id.in_(bindparam("names", expanding=True))).order_by(draft_table.c.id)
_ALL_LOCKED = _BY_IDS.with_for_update()
_APPROVALS = select(approval_table).where(approval_table.c.draft == bindparam("name")).order_by(approval_table.c.number)
_ALL_APPROVALS = (
    select(approval_table).where(approval_table.c.draft.in_(bindparam("names", expanding=True))).order_by(approval_table.c.number)
)
_RELEASED = insert(sent_table)
_RELIED = insert(relied_table).from_select(
    ["assurance", "number"],
    select(bindparam("relied", type_=relied_table.c.assurance.type), sent_table.c.number).where(sent_table.c.message == bindparam("of")),
)
_COLUMNS = ("item", "state", "draft", "manifest", "wrapped")
_REPLACE = update(draft_table).where(draft_table.c.id == bindparam("name")).values({one: bindparam(f"to_{one}") for one in _COLUMNS})


class DraftRows:
    """Drafts and releases; a :class:`~relto.node.records.releasing.DraftRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, Draft] = {}
        self._locked: dict[str, Draft] = {}
        self._words: dict[str, list[Approval]] = {}

    def add(self, draft: Draft) -> None:
        """See the port."""
        with once("a draft of this identifier"):
            self._connection.execute(insert(draft_table).values(**_row(draft)))

    def get(self, id: str) -> Draft | None:  # noqa: A002 -- the word of the port
        """See the port."""
        return self._locked.pop(id, None) or self._read.pop(id, None) or self._one(_BY_ID, id)

    def lock(self, id: str) -> Draft | None:  # noqa: A002 -- the word of the port
        """See the port; SQLite has one writer anyhow."""
        return self._locked.pop(id, None) or self._one(_LOCKED, id)

    def ahead(self, ids: Sequence[str], *, lock: bool = False) -> Sequence[Draft]:
        """See the port; they are locked in one order, so that two who lock several do not wait for each other."""
        names = {"names": list(ids)}
        found = [_draft(row) for row in self._connection.execute(_ALL_LOCKED if lock else _BY_IDS, names)]
        (self._locked if lock else self._read).update((one.id, one) for one in found)
        self._words.update((one.id, []) for one in found)
        for row in self._connection.execute(_ALL_APPROVALS, names):
            self._words[row.draft].append(_approval(row))
        return found

    def replace(self, *drafts: Draft) -> None:
        """See the port."""
        given = []
        for draft in drafts:
            self._read.pop(draft.id, None)
            self._locked.pop(draft.id, None)
            row = _row(draft)
            given.append({"name": draft.id} | {f"to_{one}": row[one] for one in _COLUMNS})
        if given:
            self._connection.execute(_REPLACE, given)

    def page(self, shelves: Sequence[int], states: Sequence[DraftState], before: str | None, most: int) -> Sequence[Draft]:
        """See the port."""
        found: list[Row[Any]] = []
        for at in range(0, len(shelves), _AT_ONCE):
            asked = select(draft_table).join(item, item.c.id == draft_table.c.item)
            asked = asked.where(item.c.shelf.in_(shelves[at : at + _AT_ONCE]), draft_table.c.state.in_(states))
            if before is not None:
                first = select(draft_table.c.number).where(draft_table.c.id == before).scalar_subquery()
                asked = asked.where(draft_table.c.number < first)
            found += self._connection.execute(asked.order_by(draft_table.c.number.desc()).limit(most))
        return [_draft(row) for row in sorted(found, key=lambda row: -row.number)[:most]]

    def approve(self, approval: Approval) -> None:
        """See the port."""
        self._words.pop(approval.draft, None)
        values = {name: getattr(approval, name) for name in ("draft", "person", "office", "at", "manifest_sha256", "approves", "says")}
        with once("a word of this person on this manifest"):
            self._connection.execute(insert(approval_table).values(**values))

    def approvals(self, draft: str) -> Sequence[Approval]:
        """See the port."""
        known = self._words.pop(draft, None)
        return [_approval(row) for row in self._connection.execute(_APPROVALS, {"name": draft})] if known is None else known

    def sent(self, *some: Sent) -> None:
        """See the port."""
        if not some:
            return
        given = [
            {"message": one.message, "item": one.item, "recipient": one.recipient, "at": one.at, "released": written(one)} for one in some
        ]
        with once("a release of this message"):
            self._connection.execute(_RELEASED, given)
        rows = [{"relied": assurance, "of": one.message} for one in some for assurance in dict.fromkeys(one.assurances)]
        if rows:
            self._connection.execute(_RELIED, rows)

    def release(self, message: str) -> Sent | None:
        """See the port."""
        row = self._connection.execute(select(sent_table.c.released).where(sent_table.c.message == message)).first()
        return None if row is None else msgspec.json.decode(row.released, type=Sent)

    def relying(self, assurance: str) -> Sequence[Sent]:
        """See the port."""
        asked = select(sent_table.c.released).join(relied_table, relied_table.c.number == sent_table.c.number)
        rows = self._connection.execute(asked.where(relied_table.c.assurance == assurance).order_by(sent_table.c.number.desc()))
        return [msgspec.json.decode(row.released, type=Sent) for row in rows]

    def releases(
        self, *, item: str | None = None, recipient: PartyId | None = None, before: str | None = None, most: int = 100
    ) -> Sequence[Sent]:
        """See the port."""
        table = sent_table
        asked = select(table.c.released).order_by(table.c.number.desc()).limit(most)
        if item is not None:
            asked = asked.where(table.c.item == item)
        if recipient is not None:
            asked = asked.where(table.c.recipient == recipient)
        if before is not None:
            asked = asked.where(table.c.number < select(table.c.number).where(table.c.message == before).scalar_subquery())
        return [msgspec.json.decode(row.released, type=Sent) for row in self._connection.execute(asked)]

    def _one(self, asked: Select[Any], name: str) -> Draft | None:
        row = self._connection.execute(asked, {"name": name}).first()
        return None if row is None else _draft(row)


def _approval(row: Row[Any]) -> Approval:
    return Approval(row.draft, row.person, row.office, row.at, row.manifest_sha256, row.approves, row.says)


def _row(draft: Draft) -> dict[str, Any]:
    bare = evolve(draft, manifest=None, wrapped=None)
    return {
        "id": draft.id,
        "item": draft.item,
        "state": draft.state,
        "draft": written(bare),
        "manifest": draft.manifest,
        "wrapped": draft.wrapped,
    }


def _draft(row: Row[Any]) -> Draft:
    bare = msgspec.json.decode(row.draft, type=Draft)
    return evolve(
        bare,
        manifest=None if row.manifest is None else bytes(row.manifest),
        wrapped=None if row.wrapped is None else bytes(row.wrapped),
    )
