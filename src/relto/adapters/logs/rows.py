"""A log and a witness in rows of a database, within a transaction of the caller's.

Nothing is committed here: what these methods did counts when the caller commits, and never happened when the caller rolls back. So a
log can grow in the transaction that also keeps what its entries are about::

    rows = LogRows(lambda statement, values: connection.execute(text(statement), values), origin)      # SQLAlchemy
    rows.grow(growth)

The statements are understood by SQLite (3.24 and newer) and by PostgreSQL; their parameters are written `:name`. A partial tile is the
front of the wider one, so each tile has one row, which widens.

Source: C2SP tlog-tiles, section "Merkle Tree", for tiles and their partial forms.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Protocol

from relto.adapters.logs.files import OTHER_HEAD, REASON_BYTES, front
from relto.audit.growth import Growth
from relto.audit.tiles import MOST_BUNDLE_BYTES, Tile
from relto.primitives import Conflict, Unavailable
from relto.primitives.limits import KEPT_EVIDENCE, NOTE_BYTES


def tables(blob: str = "BLOB") -> tuple[str, ...]:
    """The statements that make the tables where they are not there.

    Args:
        blob: the database's type for bytes: `BLOB` of SQLite, `BYTEA` of PostgreSQL.
    """
    return (
        f"CREATE TABLE IF NOT EXISTS log_note (log TEXT NOT NULL, kind TEXT NOT NULL, data {blob} NOT NULL, PRIMARY KEY (log, kind))",
        (
            f"CREATE TABLE IF NOT EXISTS log_tile (log TEXT NOT NULL, level INTEGER NOT NULL, number BIGINT NOT NULL,"
            f" width INTEGER NOT NULL, data {blob} NOT NULL, PRIMARY KEY (log, level, number))"
        ),
        (
            f"CREATE TABLE IF NOT EXISTS log_evidence (log TEXT NOT NULL, digest TEXT NOT NULL, data {blob} NOT NULL,"
            " PRIMARY KEY (log, digest))"
        ),
    )


TABLES = ("log_note", "log_tile", "log_evidence")
"""Their names."""


class Answer(Protocol):
    """What a statement answers with: a cursor of any driver."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """The rows that it found."""


Run = Callable[[str, Mapping[str, object]], Answer]
"""Runs one statement with its parameters, in the caller's transaction."""

_PUT_NOTE = "INSERT INTO log_note (log, kind, data) VALUES (:log, :kind, :data) ON CONFLICT (log, kind) DO UPDATE SET data = excluded.data"
_ADD_NOTE = "INSERT INTO log_note (log, kind, data) VALUES (:log, :kind, :data) ON CONFLICT (log, kind) DO NOTHING"
_CHANGE_NOTE = "UPDATE log_note SET data = :data WHERE log = :log AND kind = :kind AND data = :before"
_NOTE = "SELECT substr(data, 1, :most) FROM log_note WHERE log = :log AND kind = :kind"
_PUT_TILE = (
    "INSERT INTO log_tile (log, level, number, width, data) VALUES (:log, :level, :number, :width, :data)"
    " ON CONFLICT (log, level, number) DO UPDATE SET width = excluded.width, data = excluded.data"
)
_TILE = "SELECT width, substr(data, 1, :most) FROM log_tile WHERE log = :log AND level = :level AND number = :number AND width >= :width"
_EVIDENCE = "SELECT 1 FROM log_evidence WHERE log = :log AND digest = :digest"
_COUNT = "SELECT count(*) FROM log_evidence WHERE log = :log"
_ADD_EVIDENCE = "INSERT INTO log_evidence (log, digest, data) VALUES (:log, :digest, :data) ON CONFLICT (log, digest) DO NOTHING"


class LogRows:
    """A log's rows; a `LogStore` within the caller's transaction. Errors of the driver come through as they are.

    Args:
        run: runs a statement in the transaction.
        log: which of the logs in the database: its origin.
    """

    def __init__(self, run: Run, log: str) -> None:
        self._run, self._log = run, log

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; of a wider one the front."""
        most = MOST_BUNDLE_BYTES if tile.level < 0 else 8_192
        place = {"log": self._log, "level": tile.level, "number": tile.index, "width": tile.width, "most": most + 1}
        found = self._run(_TILE, place).fetchall()
        if not found:
            raise Unavailable(f"{self._log}: {tile.path}: is not there")
        width, data = int(found[0][0]), bytes(found[0][1])
        return data if width == tile.width else front(tile, data)

    def published(self) -> bytes | None:
        """The checkpoint that is shown."""
        return self._note("shown", NOTE_BYTES)

    def head(self) -> bytes | None:
        """The checkpoint signed last."""
        return self._note("signed", NOTE_BYTES)

    def grow(self, growth: Growth) -> None:
        """Keep the signed checkpoint, if none came between, and the tiles and bundles under it."""
        if not _swap(self._run, self._log, "signed", growth.before, growth.note.to_bytes()):
            raise Conflict(f"{self._log}: {OTHER_HEAD}")
        for tile, data in growth.tiles:
            row = {"log": self._log, "level": tile.level, "number": tile.index, "width": tile.width, "data": data}
            self._run(_PUT_TILE, row)

    def publish(self, note: bytes) -> None:
        """Show a checkpoint."""
        self._run(_PUT_NOTE, {"log": self._log, "kind": "shown", "data": note})

    def tidy(self, tiles: Sequence[Tile]) -> None:
        """Nothing: a partial tile has no row beside the full one."""

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        _keep(self._run, self._log, evidence)

    def freeze(self, why: str) -> None:
        """Note that the log may sign nothing more."""
        self._run(_PUT_NOTE, {"log": self._log, "kind": "frozen", "data": why.encode()[:REASON_BYTES]})

    def frozen(self) -> str | None:
        """Why the log may sign nothing more."""
        data = self._note("frozen", REASON_BYTES)
        return None if data is None else data.decode("utf-8", "replace")

    def place(self) -> bytes | None:
        """Where the log's database was when it was first opened."""
        return self._note("place", REASON_BYTES)

    def put_place(self, place: bytes) -> None:
        """Note where the log's database is."""
        self._run(_PUT_NOTE, {"log": self._log, "kind": "place", "data": place})

    def _note(self, kind: str, most: int) -> bytes | None:
        return _one(self._run, self._log, kind, most)


class WitnessRows:
    """What a witness has seen, in rows; a `WitnessStore` within the caller's transaction.

    Args:
        run: runs a statement in the transaction.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    def latest(self, origin: str) -> bytes | None:
        """The checkpoint cosigned last."""
        return _one(self._run, origin, "cosigned", NOTE_BYTES)

    def advance(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the one before."""
        return _swap(self._run, origin, "cosigned", before, note)

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        _keep(self._run, "", evidence)


def _one(run: Run, log: str, kind: str, most: int) -> bytes | None:
    found = run(_NOTE, {"log": log, "kind": kind, "most": most + 1}).fetchall()
    return bytes(found[0][0]) if found else None


def _swap(run: Run, log: str, kind: str, before: bytes | None, after: bytes) -> bool:
    """Put a note in the place of another in one statement, so that nobody comes between."""
    if before is None:
        done = run(_ADD_NOTE, {"log": log, "kind": kind, "data": after})
    else:
        done = run(_CHANGE_NOTE, {"log": log, "kind": kind, "data": after, "before": before})
    return done.rowcount == 1


def _keep(run: Run, log: str, evidence: bytes) -> None:
    digest = sha256(evidence).hexdigest()
    if run(_EVIDENCE, {"log": log, "digest": digest}).fetchall():
        return
    if run(_COUNT, {"log": log}).fetchall()[0][0] >= KEPT_EVIDENCE:
        raise Unavailable(f"{KEPT_EVIDENCE:,} pieces of evidence are kept already; look at them and move them away")
    run(_ADD_EVIDENCE, {"log": log, "digest": digest, "data": evidence})
