"""Consents and orders between nodes, in the database."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, insert, or_, select, update

from relto.adapters.storage.faults import once
from relto.adapters.storage.tables import settling as tables
from relto.node.records.settling import Asked, ConsentRule, Holder, Order
from relto.protocols.peer import ConsentAnswer, ConsentRequest, Correction, Holding, Recall, write


class _Rule(msgspec.Struct, forbid_unknown_fields=True):
    answer: str
    scheme: str
    up_to: str
    recipients: list[str]
    holders: list[str]
    purposes: list[str]
    days: int
    conditions: list[str]


class SettlingRows:
    """Consents and orders; a :class:`~relto.node.records.settling.SettlingRecords`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, asked: Asked) -> None:
        """See the port."""
        with once("a request of this identifier"):
            self._connection.execute(insert(tables.asked).values(_asked(asked)))

    def asked(self, request: str) -> Asked | None:
        """See the port."""
        return next(iter(self._asked(tables.asked.c.id == request)), None)

    def put_asked(self, asked: Asked) -> None:
        """See the port."""
        self._put(tables.asked, _asked(asked), "id")

    def open_requests(
        self, *, asked_of: str | None = None, asked_by: str | None = None, after: str | None = None, most: int = 100
    ) -> Sequence[Asked]:
        """See the port."""
        table = tables.asked
        where = [table.c.state == "open"]
        where += [] if asked_of is None else [table.c.asked_of == asked_of]
        where += [] if asked_by is None else [table.c.asked_by == asked_by]
        where += [] if after is None else [table.c.id > after]
        return self._asked(*where, most=most)

    def overdue_requests(self, at: datetime) -> Sequence[Asked]:
        """See the port."""
        return self._asked(tables.asked.c.state == "open", tables.asked.c.answer_by <= at)

    def rules(self) -> Sequence[ConsentRule]:
        """See the port."""
        rows = self._connection.execute(select(tables.rule).order_by(tables.rule.c.made, tables.rule.c.id))
        return [_rule(row) for row in rows]

    def put_rule(self, rule: ConsentRule) -> None:
        """See the port."""
        terms = _Rule(
            rule.answer,
            rule.scheme,
            rule.up_to,
            sorted(rule.recipients),
            sorted(rule.holders),
            sorted(rule.purposes),
            rule.days,
            list(rule.conditions),
        )
        values = {"id": rule.id, "made": rule.made, "by": rule.by, "withdrawn": rule.withdrawn, "says": rule.says}
        self._put(tables.rule, values | {"terms": msgspec.json.encode(terms)}, "id")

    def given(self, consent: str, *, to: str, on: date) -> None:
        """See the port."""
        self._put(tables.given, {"consent": consent, "party": to, "on": on}, "consent", "party")

    def given_to(self, consent: str) -> Sequence[str]:
        """See the port."""
        table = tables.given
        return list(self._connection.execute(select(table.c.party).where(table.c.consent == consent).order_by(table.c.party)).scalars())

    def orders_of(self, order: str) -> Sequence[Order]:
        """See the port."""
        asked = select(tables.order).where(tables.order.c.id == order).order_by(tables.order.c.giver)
        return [_order(row) for row in self._connection.execute(asked)]

    def put_order(self, order: Order) -> None:
        """See the port."""
        values = {
            "id": order.order.order,
            "kind": "recall" if isinstance(order.order, Recall) else "correction",
            "giver": order.giver,
            "message": order.message,
            "at": order.at,
            "by": order.by,
            "outcome": order.outcome,
            "certificate": order.certificate,
            "says": order.says,
            "answered": order.answered,
            "order": write(order.order),
            "told": msgspec.json.encode(order.told),
        }
        self._put(tables.order, values, "id", "giver")

    def orders(self, *, after: tuple[str, str] | None = None, most: int = 100) -> Sequence[Order]:
        """See the port."""
        table = tables.order
        asked = select(table).order_by(table.c.id, table.c.giver).limit(most)
        if after is not None:
            order, giver = after
            asked = asked.where(table.c.id >= order, or_(table.c.id > order, table.c.giver > giver))
        return [_order(row) for row in self._connection.execute(asked)]

    def put_holder(self, holder: Holder) -> None:
        """See the port."""
        values = {
            "order": holder.order,
            "party": holder.party,
            "given_in": holder.given_in,
            "message": holder.message,
            "answer_by": holder.answer_by,
            "outcome": holder.outcome,
            "answered": holder.answered,
            "late": holder.late,
            "onward": msgspec.json.encode(holder.onward),
        }
        self._put(tables.holder, values, "order", "party")

    def holders(self, order: str) -> Sequence[Holder]:
        """See the port."""
        return self._holders(tables.holder.c.order == order)

    def is_recalled(self, message: str) -> bool:
        """See the port."""
        orders = select(tables.holder.c.order).where(tables.holder.c.given_in == message)
        rows = self._connection.execute(select(tables.order).where(tables.order.c.id.in_(orders)))
        return any(isinstance(_order(row).order, Recall) for row in rows)

    def overdue_holders(self, at: datetime) -> Sequence[Holder]:
        """See the port."""
        table = tables.holder
        return self._holders(table.c.outcome == "pending", table.c.answer_by <= at, table.c.late.is_(False))

    def _put(self, table: Any, values: dict[str, Any], *keys: str) -> None:
        which = and_(*(table.c[key] == values[key] for key in keys))
        if self._connection.execute(update(table).where(which).values(values)).rowcount == 0:
            self._connection.execute(insert(table).values(values))

    def _asked(self, *where: Any, most: int | None = None) -> list[Asked]:
        rows = self._connection.execute(select(tables.asked).where(*where).order_by(tables.asked.c.id).limit(most))
        return [
            Asked(
                msgspec.json.decode(row.request, type=ConsentRequest),
                row.asked_by,
                row.asked_of,
                row.message,
                row.at,
                row.by,
                row.state,
                None if row.answer is None else msgspec.json.decode(row.answer, type=ConsentAnswer),
                row.answered,
            )
            for row in rows
        ]

    def _holders(self, *where: Any) -> list[Holder]:
        table = tables.holder
        rows = self._connection.execute(select(table).where(*where).order_by(table.c.order, table.c.party))
        return [
            Holder(
                row.order,
                row.party,
                row.given_in,
                row.message,
                row.answer_by,
                row.outcome,
                row.answered,
                tuple(msgspec.json.decode(row.onward, type=list[Holding])),
                row.late,
            )
            for row in rows
        ]


def _asked(one: Asked) -> dict[str, Any]:
    return {
        "id": one.request.request,
        "asked_by": one.asked_by,
        "asked_of": one.asked_of,
        "message": one.message,
        "at": one.at,
        "by": one.by,
        "state": one.state,
        "answer_by": one.request.answer_by,
        "answered": one.answered,
        "request": write(one.request),
        "answer": None if one.answer is None else write(one.answer),
    }


def _rule(row: Any) -> ConsentRule:
    terms = msgspec.json.decode(row.terms, type=_Rule)
    return ConsentRule(
        row.id,
        "given" if terms.answer == "given" else "refused",
        terms.scheme,
        terms.up_to,
        frozenset(terms.recipients),
        frozenset(terms.holders),
        frozenset(terms.purposes),
        terms.days,
        tuple(terms.conditions),
        row.says,
        row.made,
        row.by,
        row.withdrawn,
    )


def _order(row: Any) -> Order:
    form: type[Recall | Correction] = Recall if row.kind == "recall" else Correction
    told = tuple(msgspec.json.decode(row.told, type=list[Holding]))
    made: Recall | Correction = msgspec.json.decode(row._mapping["order"], type=form)  # noqa: SLF001 -- the public name of SQLAlchemy
    return Order(made, row.giver, row.message, row.at, row.by, row.outcome, row.certificate, row.says, row.answered, told)
