"""A log and a witness in a file of SQLite, where no other database is at hand.

Every step is one transaction in write-ahead mode with `synchronous=FULL`: it is on the medium before it answers. After a step that
failed, nothing more is written through the same object: what is on the medium is not known then. Open it anew.

A log that shares its transactions with other things is kept by :class:`~relto.adapters.logs.rows.LogRows` in their database; both have
the same tables, and :class:`SqliteSource` reads either.

Source: SQLite, "Write-Ahead Logging" and "PRAGMA synchronous".
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

from relto.adapters.logs.disk import lock
from relto.adapters.logs.rows import TABLES, LogRows, WitnessRows, tables
from relto.audit.growth import Growth
from relto.audit.tiles import MOST_BUNDLE_BYTES, Tile
from relto.primitives import Malformed, Place, Unavailable

_WAIT_SECONDS = 10.0
_MOST_ROW = MOST_BUNDLE_BYTES + 4_096
_MAGIC = b"SQLite format 3\0"


def is_database(path: Path) -> bool:
    """Whether a file begins as SQLite's do."""
    try:
        with path.open("rb") as opened:
            return opened.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


class _Database:
    """A file of SQLite, one transaction at a time."""

    def __init__(self, path: Path, *, writes: bool) -> None:
        self.path = path
        self._failed = False
        with self._told():
            uri = f"file:{quote(str(path.absolute()))}?mode={'rwc' if writes else 'ro'}"
            self._connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_WAIT_SECONDS, check_same_thread=False)
        try:
            with self._told():
                self._set_up(writes=writes)
        except BaseException:
            self._connection.close()
            raise

    def _set_up(self, *, writes: bool) -> None:
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_ROW)
        self._connection.execute("PRAGMA trusted_schema = OFF")
        if not writes:
            self._connection.execute("PRAGMA query_only = ON")
        elif self._connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise Unavailable(f"{self.path}: cannot be kept with a write-ahead log here")
        else:
            self._connection.execute("PRAGMA synchronous = FULL")
            with self._transaction():
                for statement in tables():
                    self._connection.execute(statement)
        kinds = dict(self._connection.execute("SELECT name, type FROM sqlite_schema WHERE name IN (?, ?, ?)", TABLES).fetchall())
        if kinds != dict.fromkeys(TABLES, "table"):
            raise Malformed("no database of a log", place=Place(str(self.path)), expected=f"the tables {', '.join(TABLES)}")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def run(self, statement: str, values: Mapping[str, object]) -> sqlite3.Cursor:
        """Run one statement, in the transaction or by itself."""
        with self._told():
            return self._connection.execute(statement, values)

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction that writes: it is on the medium when this ends, or was not done."""
        if self._failed:
            raise Unavailable(f"{self.path}: a step failed before; open it anew")
        with self._told(), self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Says of a step that the database refuses where it was."""
        try:
            yield
        except sqlite3.Error as error:
            self._failed = self._failed or getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY  # then nothing was begun
            raise Unavailable(f"{self.path}: {error}") from error


class SqliteSource:
    """A log in a file of SQLite, read; the file is not changed.

    Args:
        path: the file, also one that a node keeps other things in.
        log: which of the logs in it, its origin; left out: the only one.

    Raises:
        Unavailable: it cannot be read.
        Malformed: it is no such file, or has no such log, or several and none is named.
    """

    def __init__(self, path: Path, log: str | None = None) -> None:
        self._database = _Database(path, writes=False)
        found = sorted(str(name) for (name,) in self._database.run("SELECT log FROM log_note WHERE kind = 'signed'", {}).fetchall())
        if log not in found and (log is not None or len(found) != 1):
            self._database.close()
            names = ", ".join(one[:80] for one in found[:5]) or "none"
            raise Malformed("no single log to read", place=Place(str(path)), found=names, expected=log or "one log, or the origin of one")
        self._rows = LogRows(self._database.run, found[0] if log is None else log)

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; of a wider one the front."""
        return self._rows.read(tile)

    def published(self) -> bytes | None:
        """The checkpoint that is shown."""
        return self._rows.published()

    def close(self) -> None:
        """Close the file."""
        self._database.close()


class SqliteLog:
    """A log kept in a file of SQLite, for the one process that writes it. Close it, or use it in a `with` statement.

    Args:
        path: the file; made where it is not there, in a folder that is.
        log: which of the logs in it: its origin.

    Raises:
        Unavailable: another process writes here, or the file cannot be made or read.
        Malformed: it is another database.
    """

    def __init__(self, path: Path, log: str) -> None:
        self._lock = lock(path.with_name(path.name + "-lock"), wait=False)
        try:
            self._database = _Database(path, writes=True)
        except BaseException:
            os.close(self._lock)
            raise
        self._rows = LogRows(self._database.run, log)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write."""
        self._database.close()
        os.close(self._lock)

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; of a wider one the front."""
        return self._rows.read(tile)

    def published(self) -> bytes | None:
        """The checkpoint that is shown."""
        return self._rows.published()

    def head(self) -> bytes | None:
        """The checkpoint signed last."""
        return self._rows.head()

    def grow(self, growth: Growth) -> None:
        """Keep tiles, bundles and the signed checkpoint, in one transaction."""
        with self._database.write():
            self._rows.grow(growth)

    def publish(self, note: bytes) -> None:
        """Show a checkpoint."""
        with self._database.write():
            self._rows.publish(note)

    def tidy(self, tiles: Sequence[Tile]) -> None:
        """Nothing: a partial tile has no row beside the full one."""

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        with self._database.write():
            self._rows.keep(evidence)

    def freeze(self, why: str) -> None:
        """Note that the log may sign nothing more."""
        with self._database.write():
            self._rows.freeze(why)

    def frozen(self) -> str | None:
        """Why the log may sign nothing more."""
        return self._rows.frozen()


class SqliteWitness:
    """What a witness has seen, in a file of SQLite. Several processes may use it at once.

    Args:
        path: the file; made where it is not there.

    Raises:
        Unavailable: the file cannot be made or read.
        Malformed: it is another database.
    """

    def __init__(self, path: Path) -> None:
        self._database = _Database(path, writes=True)
        self._rows = WitnessRows(self._database.run)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def latest(self, origin: str) -> bytes | None:
        """The checkpoint cosigned last."""
        return self._rows.latest(origin)

    def advance(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the one before."""
        with self._database.write():
            return self._rows.advance(origin, before, note)

    def keep(self, evidence: bytes) -> None:
        """Keep evidence."""
        with self._database.write():
            self._rows.keep(evidence)
