"""The exchange, in the database."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, get_args

import msgspec
from attrs import asdict
from sqlalchemy import Row as Found
from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from relto.adapters.storage.faults import once
from relto.adapters.storage.proofs import ProofRows
from relto.adapters.storage.tables import exchange as tables
from relto.node.records.exchange import Counterpart, Incoming, Inflow, Outgoing, Pact, PeerKey, State
from relto.protocols.peer import Kind, Progress, Terms, parse_row, write, write_row

_AT_ONCE = 1_000
_OUT, _IN = tables.outgoing, tables.incoming
_URGENCY = {"flash": 0, "immediate": 1, "priority": 2, "routine": 3}
_PRECEDENCE = {rank: name for name, rank in _URGENCY.items()}
_PROGRESS = ("accepted", "released", "opened", "acted", "declined", "refused", "reason")
_CHANGES = ("state", "tries", "first_try", "next_try", "silent_at", *_PROGRESS)
_OUT_COLUMNS = [one for one in _OUT.c if one.name != "envelope"]
_IN_COLUMNS = [one for one in _IN.c if one.name not in ("signature", "body")]

# Statements that run for every message are built once: building one takes longer than running it.
_PEER = select(tables.counterpart).where(tables.counterpart.c.party == bindparam("party"))
_PEER_LOCKED = _PEER.with_for_update()
_PUT_PEER = (
    update(tables.counterpart)
    .where(tables.counterpart.c.party == bindparam("of"))
    .values({one.name: bindparam(f"to_{one.name}") for one in tables.counterpart.c if one.name != "party"})
)
_PACT = select(tables.pact).where(tables.pact.c.party == bindparam("party"), tables.pact.c.sha256 == bindparam("sha256"))
_SEND = insert(_OUT)
_PUT_OUT = update(_OUT).where(_OUT.c.id == bindparam("of")).values({name: bindparam(f"to_{name}") for name in _CHANGES})
_BY_ID = select(*_OUT_COLUMNS).where(_OUT.c.id == bindparam("id"))
_BY_IDS = select(*_OUT_COLUMNS).where(_OUT.c.id.in_(bindparam("ids", expanding=True)))
_ENVELOPE = select(_OUT.c.envelope).where(_OUT.c.id == bindparam("id"))
_ENVELOPES = select(_OUT.c.id, _OUT.c.envelope).where(_OUT.c.id.in_(bindparam("ids", expanding=True)))
_DUE = (
    select(*_OUT_COLUMNS)
    .where(
        _OUT.c.recipient == bindparam("recipient"),
        or_(_OUT.c.next_try <= bindparam("at"), _OUT.c.next_try > bindparam("latest")),
        _OUT.c.state == "waiting",
    )
    .order_by(_OUT.c.urgency, _OUT.c.place)
    .limit(bindparam("most"))
)
_NEXT = (
    select(_OUT.c.recipient, func.min(_OUT.c.next_try, type_=_OUT.c.next_try.type).label("at"))
    .where(_OUT.c.next_try.is_not(None))
    .group_by(_OUT.c.recipient)
)
_RUNNING: tuple[State, ...] = ("waiting", "accepted")  # the states in which a time runs
_EXHAUSTED, _SILENT = (
    select(*_OUT_COLUMNS)
    .where(_OUT.c.silent_at <= bindparam("at"), _OUT.c.state == state)
    .order_by(_OUT.c.silent_at, _OUT.c.place)  # by its index: for those in the order of their places SQLite goes through all that ever went
    .limit(bindparam("most"))
    for state in _RUNNING
)
_CAME = select(*_IN_COLUMNS).where(_IN.c.sender == bindparam("sender"), _IN.c.id == bindparam("id"))
_CAME_MANY = select(*_IN_COLUMNS).where(_IN.c.sender == bindparam("sender"), _IN.c.id.in_(bindparam("ids", expanding=True)))
_RECEIVE = insert(_IN)
_ROWS = select(tables.inflow).where(tables.inflow.c.sender == bindparam("sender")).order_by(tables.inflow.c.stream)
_GAPS = select(tables.inflow).where(tables.inflow.c.gap_since.is_not(None)).order_by(tables.inflow.c.sender, tables.inflow.c.stream)
_KEYS = select(tables.peer_key).order_by(tables.peer_key.c.party, tables.peer_key.c.kid)
_KEYS_OF = _KEYS.where(tables.peer_key.c.party == bindparam("party"))
_IN_NAMES = [one.name for one in _IN_COLUMNS if one.name != "place"]


class ExchangeRows(ProofRows):
    """The exchange; an :class:`~relto.node.records.exchange.ExchangeRecords`.

    Args:
        connection: the transaction.
    """

    def counterparts(self) -> Sequence[Counterpart]:
        """See the port."""
        rows = self._connection.execute(select(tables.counterpart).order_by(tables.counterpart.c.party))
        return [Counterpart(**row._mapping) for row in rows]  # noqa: SLF001 -- the public name of SQLAlchemy

    def counterpart(self, party: str) -> Counterpart | None:
        """See the port."""
        return self._counterpart(party, lock=False)

    def lock(self, party: str) -> Counterpart | None:
        """See the port."""
        return self._counterpart(party, lock=True)

    def put_counterpart(self, counterpart: Counterpart) -> None:
        """See the port."""
        values = asdict(counterpart)
        given = {"of": counterpart.party} | {f"to_{name}": value for name, value in values.items() if name != "party"}
        if self._connection.execute(_PUT_PEER, given).rowcount == 0:
            self._connection.execute(insert(tables.counterpart).values(values))

    def pact(self, party: str, sha256: str) -> Pact | None:
        """See the port."""
        row = self._connection.execute(_PACT, {"party": party, "sha256": sha256}).first()
        return None if row is None else _pact(row)

    def pacts(self, party: str) -> Sequence[Pact]:
        """See the port."""
        table = tables.pact
        rows = self._connection.execute(select(table).where(table.c.party == party).order_by(table.c.proposed, table.c.sha256))
        return [_pact(row) for row in rows]

    def put_pact(self, pact: Pact) -> None:
        """See the port."""
        self._put(tables.pact, asdict(pact, recurse=False) | {"terms": write(pact.terms)}, "party", "sha256")

    def keys(self, party: str | None = None) -> Sequence[PeerKey]:
        """See the port."""
        rows = self._connection.execute(_KEYS) if party is None else self._connection.execute(_KEYS_OF, {"party": party})
        return [PeerKey(**(dict(row._mapping) | {"systems": tuple(row.systems.split())})) for row in rows]  # noqa: SLF001 -- as above

    def put_key(self, key: PeerKey) -> None:
        """See the port."""
        self._put(tables.peer_key, asdict(key) | {"systems": " ".join(key.systems)}, "party", "kid")

    def send(self, some: Sequence[tuple[Outgoing, bytes]]) -> None:
        """See the port."""
        if some:
            with once("a message of this identifier or number"):
                self._connection.execute(_SEND, [_letter(outgoing, envelope) for outgoing, envelope in some])

    def outgoing(self, id: str) -> Outgoing | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(_BY_ID, {"id": id}).first()
        return None if row is None else _outgoing(row)

    def outgoing_many(self, ids: Sequence[str]) -> Mapping[str, Outgoing]:
        """See the port."""
        return {row.id: _outgoing(row) for row in self._connection.execute(_BY_IDS, {"ids": list(ids)})}

    def envelope(self, id: str) -> bytes | None:  # noqa: A002 -- the word of the port
        """See the port."""
        found = self._connection.execute(_ENVELOPE, {"id": id}).first()
        return None if found is None else bytes(found.envelope)

    def envelopes(self, ids: Sequence[str]) -> Mapping[str, bytes]:
        """See the port."""
        return {row.id: bytes(row.envelope) for row in self._connection.execute(_ENVELOPES, {"ids": list(ids)})}

    def long_answered(self, before: datetime, kinds: Collection[str], after: int, most: int) -> Sequence[int]:
        """See the port."""
        where = (_OUT.c.place > after, _OUT.c.kind.in_(sorted(kinds)), *_long_answered(before))
        return list(self._connection.execute(select(_OUT.c.place).where(*where).order_by(_OUT.c.place).limit(most)).scalars())

    def forget(self, places: Sequence[int], before: datetime) -> int:
        """See the port."""
        return self._connection.execute(update(_OUT).where(_OUT.c.place.in_(places), *_long_answered(before)).values(envelope=b"")).rowcount

    def forgotten(self, ids: Sequence[str]) -> frozenset[str]:
        """See the port."""
        found: set[str] = set()
        for at in range(0, len(ids), _AT_ONCE):
            asked = select(_OUT.c.id).where(_OUT.c.id.in_(ids[at : at + _AT_ONCE]), func.length(_OUT.c.envelope) == 0)
            found.update(self._connection.execute(asked).scalars())
        return frozenset(found)

    def put_outgoing(self, outgoing: Sequence[Outgoing]) -> None:
        """See the port."""
        if outgoing:
            given = [{"of": one.id} | {f"to_{name}": value for name, value in _changes(one).items()} for one in outgoing]
            self._connection.execute(_PUT_OUT, given)

    def due(self, recipient: str, at: datetime, latest: datetime, most: int) -> Sequence[Outgoing]:
        """See the port."""
        given = {"recipient": recipient, "at": at, "latest": latest, "most": most}
        return [_outgoing(row) for row in self._connection.execute(_DUE, given)]

    def waits(self, recipient: str, kind: Kind) -> bool:
        """See the port."""
        where = (_OUT.c.recipient == recipient, _OUT.c.next_try.is_not(None), _OUT.c.kind == kind)
        return self._connection.execute(select(_OUT.c.place).where(*where).limit(1)).first() is not None

    def next_due(self) -> Mapping[str, datetime]:
        """See the port."""
        return {row.recipient: row.at for row in self._connection.execute(_NEXT)}

    def exhausted(self, at: datetime, most: int) -> Sequence[Outgoing]:
        """See the port."""
        return [_outgoing(row) for row in self._connection.execute(_EXHAUSTED, {"at": at, "most": most})]

    def silent(self, at: datetime, most: int) -> Sequence[Outgoing]:
        """See the port."""
        return [_outgoing(row) for row in self._connection.execute(_SILENT, {"at": at, "most": most})]

    def next_silence(self) -> datetime | None:
        """See the port."""
        first = select(func.min(_OUT.c.silent_at, type_=_OUT.c.silent_at.type)).where(_OUT.c.silent_at.is_not(None))
        found = [self._connection.execute(first.where(_OUT.c.state == state)).scalar_one() for state in _RUNNING]
        return min((one for one in found if one is not None), default=None)

    def numbered(self, recipient: str, stream: str, first: int, last: int, most: int) -> Sequence[Outgoing]:
        """See the port."""
        return self._out(
            _OUT.c.recipient == recipient,
            _OUT.c.stream == stream,
            _OUT.c.sequence.between(first, last),
            order=(_OUT.c.sequence,),
            most=most,
        )

    def sent_about(self, about: str, kind: Kind) -> Sequence[Outgoing]:
        """See the port."""
        return self._out(_OUT.c.about == about, _OUT.c.kind == kind, order=(_OUT.c.place,))

    def page(self, recipient: str | None, state: State | None, before: int | None, most: int) -> Sequence[tuple[int, Outgoing]]:
        """See the port."""
        if recipient is None or state is not None:
            return self._page(recipient, state, before, most)
        some = [one for each in get_args(State) for one in self._page(recipient, each, before, most)]  # each by its index
        return sorted(some, key=lambda one: -one[0])[:most]

    def _page(self, recipient: str | None, state: State | None, before: int | None, most: int) -> list[tuple[int, Outgoing]]:
        asked = select(*_OUT_COLUMNS).order_by(_OUT.c.place.desc()).limit(most)
        if recipient is not None:
            asked = asked.where(_OUT.c.recipient == recipient)
        if state is not None:
            asked = asked.where(_OUT.c.state == state)
        if before is not None:
            asked = asked.where(_OUT.c.place < before)
        return [(row.place, _outgoing(row)) for row in self._connection.execute(asked)]

    def incoming(self, sender: str, id: str) -> Incoming | None:  # noqa: A002 -- the word of the port
        """See the port."""
        row = self._connection.execute(_CAME, {"sender": sender, "id": id}).first()
        return None if row is None else _incoming(row)

    def incoming_many(self, sender: str, ids: Sequence[str]) -> Mapping[str, Incoming]:
        """See the port."""
        rows = self._connection.execute(_CAME_MANY, {"sender": sender, "ids": list(ids)}) if ids else ()
        return {row.id: _incoming(row) for row in rows}

    def came_as(self, sender: str, stream: str, sequence: int) -> Incoming | None:
        """See the port."""
        return next(iter(self._in(_IN.c.sender == sender, _IN.c.stream == stream, _IN.c.sequence == sequence)), None)

    def came_about(self, about: str, kind: Kind) -> Sequence[Incoming]:
        """See the port."""
        return self._in(_IN.c.about == about, _IN.c.kind == kind)

    def came_in(self, sender: str, stream: str, first: int, last: int, most: int) -> Sequence[Incoming]:
        """See the port."""
        where = (_IN.c.sender == sender, _IN.c.stream == stream, _IN.c.sequence.between(first, last))
        rows = self._connection.execute(select(*_IN_COLUMNS).where(*where).order_by(_IN.c.sequence).limit(most))
        return [_incoming(row) for row in rows]

    def receive(self, some: Sequence[tuple[Incoming, str, bytes]]) -> None:
        """See the port."""
        given = [{name: getattr(one, name) for name in _IN_NAMES} | {"signature": signature, "body": body} for one, signature, body in some]
        if given:
            with once("a message of this identifier or number"):
                self._connection.execute(_RECEIVE, given)

    def said(self, sender: str, id: str) -> tuple[str, bytes] | None:  # noqa: A002 -- the word of the port
        """See the port."""
        found = self._connection.execute(select(_IN.c.signature, _IN.c.body).where(_IN.c.sender == sender, _IN.c.id == id)).first()
        return None if found is None else (found.signature, bytes(found.body))

    def inflows(self, sender: str) -> Sequence[Inflow]:
        """See the port."""
        return [_inflow(row) for row in self._connection.execute(_ROWS, {"sender": sender})]

    def put_inflow(self, inflow: Inflow) -> None:
        """See the port."""
        self._put(tables.inflow, asdict(inflow, recurse=False) | {"row": write_row(inflow.row)}, "sender", "stream")

    def gaps(self) -> Sequence[Inflow]:
        """See the port."""
        return [_inflow(row) for row in self._connection.execute(_GAPS)]

    def witnessed(self, origin: str) -> bytes | None:
        """See the port."""
        found = self._connection.execute(select(tables.witnessed.c.note).where(tables.witnessed.c.origin == origin)).first()
        return None if found is None else bytes(found.note)

    def witness(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """See the port."""
        if self.witnessed(origin) != before:
            return False
        self._put(tables.witnessed, {"origin": origin, "note": note}, "origin")
        return True

    def cosigned(self, party: str, origin: str) -> tuple[int, bytes | None]:
        """See the port."""
        table = tables.cosigned
        found = self._connection.execute(select(table).where(table.c.party == party, table.c.origin == origin)).first()
        return (0, None) if found is None else (found.size, bytes(found.lines))

    def put_cosigned(self, party: str, origin: str, size: int, lines: bytes) -> None:
        """See the port."""
        self._put(tables.cosigned, {"party": party, "origin": origin, "size": size, "lines": lines}, "party", "origin")

    def _counterpart(self, party: str, *, lock: bool) -> Counterpart | None:
        row = self._connection.execute(_PEER_LOCKED if lock else _PEER, {"party": party}).first()
        return None if row is None else Counterpart(**row._mapping)  # noqa: SLF001 -- the public name of SQLAlchemy

    def _put(self, table: Any, values: dict[str, Any], *keys: str) -> None:
        which = and_(*(table.c[key] == values[key] for key in keys))
        if self._connection.execute(update(table).where(which).values(values)).rowcount == 0:
            self._connection.execute(insert(table).values(values))

    def _out(self, *where: Any, order: Sequence[Any] = (), most: int | None = None) -> list[Outgoing]:
        return [_outgoing(row) for row in self._connection.execute(select(*_OUT_COLUMNS).where(*where).order_by(*order).limit(most))]

    def _in(self, *where: Any) -> list[Incoming]:
        rows = self._connection.execute(select(*_IN_COLUMNS).where(*where).order_by(_IN.c.place))
        return [_incoming(row) for row in rows]


def _pact(row: Found[Any]) -> Pact:
    return Pact(**(dict(row._mapping) | {"terms": _terms(row.terms)}))  # noqa: SLF001 -- the public name of SQLAlchemy


def _incoming(row: Found[Any]) -> Incoming:
    return Incoming(**{name: getattr(row, name) for name in _IN_NAMES})


def _inflow(row: Found[Any]) -> Inflow:
    return Inflow(row.sender, row.stream, parse_row(row._mapping["row"]), row.gap_since, row.asked)  # noqa: SLF001 -- as above


def _terms(data: bytes) -> Terms:
    return msgspec.json.decode(data, type=Terms)


def _long_answered(before: datetime) -> tuple[Any, ...]:
    """What must hold of a message before its bytes may go."""
    answered = func.coalesce(_OUT.c.accepted, _OUT.c.refused, _OUT.c.first_try, _OUT.c.made)
    return (_OUT.c.state != "waiting", func.length(_OUT.c.envelope) > 0, answered < before)


def _changes(one: Outgoing) -> dict[str, Any]:
    made = {"state": one.state, "tries": one.tries, "first_try": one.first_try, "next_try": one.next_try, "silent_at": one.silent_at}
    return made | {name: getattr(one.progress, name) for name in _PROGRESS}


def _outgoing(row: Found[Any]) -> Outgoing:
    return Outgoing(
        row.id,
        row.recipient,
        row.stream,
        row.sequence,
        row.kind,
        _PRECEDENCE[row.urgency],  # type: ignore[arg-type]  # written from the same names
        row.about,
        row.digest,
        row.body_sha256,
        row.attachment_sha256,
        row.size,
        row.made,
        row.state,
        row.tries,
        row.first_try,
        row.next_try,
        Progress(**{name: getattr(row, name) for name in _PROGRESS}),
        row.silent_at,
    )


def _letter(outgoing: Outgoing, envelope: bytes) -> dict[str, Any]:
    return {
        "id": outgoing.id,
        "recipient": outgoing.recipient,
        "stream": outgoing.stream,
        "sequence": outgoing.sequence,
        "kind": outgoing.kind,
        "urgency": _URGENCY[outgoing.precedence],
        "about": outgoing.about,
        "digest": outgoing.digest,
        "body_sha256": outgoing.body_sha256,
        "attachment_sha256": outgoing.attachment_sha256,
        "size": outgoing.size,
        "made": outgoing.made,
        "envelope": envelope,
        **_changes(outgoing),
    }
