"""The database of a node, and the units of work in it.

SQLite: WAL, `synchronous=FULL`, one writer at a time (`BEGIN IMMEDIATE`), any number of readers each in a snapshot.
PostgreSQL 15 or newer: writers in READ COMMITTED with the locks that they ask for, readers in a snapshot (REPEATABLE READ).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, StaticPool, TextClause, create_engine, event, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from relto.adapters.logs import LogRows
from relto.adapters.storage.answers import AnswerRows
from relto.adapters.storage.arrangement import ArrangementRows
from relto.adapters.storage.contents import ContentRows
from relto.adapters.storage.doors import DoorRows
from relto.adapters.storage.dossiers import CopyRows, DossierRows
from relto.adapters.storage.exchange import ExchangeRows
from relto.adapters.storage.faults import told
from relto.adapters.storage.holdings import ItemRows
from relto.adapters.storage.incidents import IncidentRows
from relto.adapters.storage.journal import JournalRows
from relto.adapters.storage.leading import Leading
from relto.adapters.storage.papers import PaperRows
from relto.adapters.storage.people import AccountRows
from relto.adapters.storage.releasing import DraftRows
from relto.adapters.storage.sessions import SessionRows
from relto.adapters.storage.settling import SettlingRows
from relto.adapters.storage.tables.contents import content
from relto.adapters.storage.tables.holdings import item
from relto.primitives import Malformed

_MIGRATIONS = Path(__file__).parent / "migrations"
_PLACE = text(
    "SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_WAIT = 15
"""Seconds that a writer of SQLite waits for another process."""


class Transaction:
    """One unit of work; a :class:`~relto.node.Work`.

    Args:
        connection: the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @cached_property
    def accounts(self) -> AccountRows:
        """The people."""
        return AccountRows(self.connection)

    @cached_property
    def journal(self) -> JournalRows:
        """What happened."""
        return JournalRows(self.connection)

    @cached_property
    def log(self) -> LogRows:
        """The Merkle log."""
        return LogRows(lambda statement, values: self.connection.execute(_text(statement), values), "node")

    @cached_property
    def exchange(self) -> ExchangeRows:
        """The exchange with counterparts."""
        return ExchangeRows(self.connection)

    @cached_property
    def settling(self) -> SettlingRows:
        """Consents and orders between nodes."""
        return SettlingRows(self.connection)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """See the port."""
        waiting = self.journal.waiting()
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.journal.wait_again(waiting)
            self.__dict__.pop("items", None)  # it may know kinds and shelves that were undone
            raise

    @cached_property
    def arrangement(self) -> ArrangementRows:
        """What was signed, suspended, consented to and assessed."""
        return ArrangementRows(self.connection)

    @cached_property
    def items(self) -> ItemRows:
        """What is held."""
        return ItemRows(self.connection)

    @cached_property
    def dossiers(self) -> DossierRows:
        """Who needs to know what."""
        return DossierRows(self.connection)

    @cached_property
    def copies(self) -> CopyRows:
        """The register of copies, and what was destroyed."""
        return CopyRows(self.connection)

    @cached_property
    def drafts(self) -> DraftRows:
        """What is to be released, and what was."""
        return DraftRows(self.connection)

    @cached_property
    def incidents(self) -> IncidentRows:
        """Losses and compromises, and what is due."""
        return IncidentRows(self.connection)

    @cached_property
    def sessions(self) -> SessionRows:
        """Who is there."""
        return SessionRows(self.connection)

    @cached_property
    def doors(self) -> DoorRows:
        """By what counterparts' nodes are known on the wire."""
        return DoorRows(self.connection)

    @cached_property
    def answers(self) -> AnswerRows:
        """Answers that are given again."""
        return AnswerRows(self.connection)

    @cached_property
    def papers(self) -> PaperRows:
        """What people are writing."""
        return PaperRows(self.connection)

    @cached_property
    def contents(self) -> ContentRows:
        """Small ciphertexts."""
        return ContentRows(self.connection)

    def retire_log(self, origin: str) -> None:
        """See the port."""
        for table in ("log_note", "log_tile", "log_evidence"):
            self.connection.execute(text(f"UPDATE {table} SET log = :origin WHERE log = 'node'"), {"origin": origin})  # noqa: S608
        self.connection.execute(text("UPDATE journal_line SET place = NULL"))

    def exclusively(self, name: str) -> None:
        """See the port; SQLite has one writer anyhow."""
        if self.connection.dialect.name == "postgresql":
            key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


class Database:
    """The database of a node; a :class:`~relto.node.Store`.

    Args:
        url: ``sqlite:///PATH``, ``sqlite://`` (in memory, for as long as this object is there) or ``postgresql+psycopg://…``.

    Raises:
        Malformed: another kind of database.
    """

    def __init__(self, url: str) -> None:
        kind = make_url(url).get_backend_name()
        if kind not in ("sqlite", "postgresql"):
            raise Malformed("no database for a node", found=kind, expected="sqlite or postgresql")
        self._in_memory = kind == "sqlite" and make_url(url).database in (None, "", ":memory:")
        self._writing = threading.RLock() if kind == "sqlite" else None
        self._engine = _sqlite(url, in_memory=self._in_memory) if kind == "sqlite" else create_engine(url, pool_size=16, max_overflow=16)
        self._reader = self._engine
        if kind == "postgresql":
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """See the port."""
        with self._alone(), told(), self._engine.begin() as connection:
            self._begin(connection, "BEGIN IMMEDIATE")
            work = Transaction(connection)
            yield work
            work.journal.write()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """See the port."""
        with self._alone() if self._in_memory else _nothing(), told(), self._reader.connect() as connection, connection.begin():
            self._begin(connection, "BEGIN")
            yield Transaction(connection)

    def migrate(self) -> None:
        """Bring the tables to the form that this version of Relto works with.

        Raises:
            Unavailable: the database fails; it is as it was before the step that failed.
        """
        settings = migrations()
        with self._alone(), told(), self._engine.begin() as connection:
            self._begin(connection, "BEGIN IMMEDIATE")
            Transaction(connection).exclusively("migrations")  # of several processes that start at once, one does it
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")

    def settle(self) -> None:
        """Know where this database is; one that was read back elsewhere, from a dump say, has its log frozen.

        A server of PostgreSQL and a database on it have numbers that no copy has. A log that went on in a copy while it had signed more
        where it was would show two histories.

        Raises:
            Unavailable: the database fails.
        """
        if self._engine.dialect.name != "postgresql":
            return
        with self.write() as work:
            work.exclusively("place")
            place = work.connection.execute(_PLACE).scalar_one()
            known = work.log.place()
            if known is None:
                work.log.put_place(place.encode())
            elif known != place.encode() and work.log.frozen() is None:
                work.log.freeze("its database was read back elsewhere: it may have signed more since")

    def leading(self) -> Leading:
        """This process, as the one of those on the database that leads, or would."""
        return Leading(self._engine)

    def damage(self) -> str | None:
        """What is wrong with the database; ``None`` where it is whole and in the form that this version works with.

        Raises:
            Unavailable: it fails.
        """
        with told(), self._reader.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            newest = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
            if revision != newest:
                return f"its tables are of revision {revision}, this version works with {newest}: relto serve brings them on"
            if connection.dialect.name == "sqlite":
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
                return None if found == "ok" else "SQLite finds it damaged"
            known, place = Transaction(connection).log.place(), connection.execute(_PLACE).scalar_one()
            if known is not None and known != place.encode() and Transaction(connection).log.frozen() is None:
                return "it was read back elsewhere: its log is frozen at the next start, and another must succeed it"
        return None

    def objects(self) -> Iterator[str]:
        """The digests of the ciphertexts of what is held that are objects.

        Raises:
            Unavailable: it fails.
        """
        asked = select(item.c.object).where(item.c.object.is_not(None), item.c.object.not_in(select(content.c.digest)))
        with told(), self._reader.connect() as connection, connection.begin():
            self._begin(connection, "BEGIN")
            yield from connection.execute(asked).scalars()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _begin(self, connection: Connection, how: str) -> None:
        """Begin a transaction of SQLite; said here, since a listener to SQLAlchemy's events slows every statement."""
        if self._writing is not None:
            connection.exec_driver_sql(how)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._writing is None:
            yield
        else:
            with self._writing:
                yield


def migrations() -> Config:
    """What Alembic is told: where the steps are that bring tables to their form."""
    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    return settings


@lru_cache(maxsize=64)
def _text(statement: str) -> TextClause:
    return text(statement)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _sqlite(url: str, *, in_memory: bool) -> Engine:
    arguments = {"timeout": _WAIT, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, poolclass=StaticPool) if in_memory else create_engine(url, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin below, not where sqlite3 thinks fit
        cursor = connection.cursor()
        for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    return engine
