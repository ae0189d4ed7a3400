"""What nodes of tests keep things in: SQLite and memory, or the servers of a ministry (PostgreSQL and S3), one of each a process.

A suite runs on both by a fixture that says :func:`on`; whatever is made meanwhile is of that kind.
"""

import atexit
import contextlib
import copy
import functools
import hashlib
import itertools
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy

from relto.adapters.configuration import S3
from relto.adapters.objects.s3 import S3Objects
from relto.adapters.storage import Database
from relto.primitives import Unavailable
from tests import postgresql
from tests.unit.adapters import s3

DATABASES = ("sqlite-file", "sqlite-memory", "postgresql")
STORES = ("embedded", "servers")
"""What a node may be kept in: SQLite and this machine, or PostgreSQL and an S3 store."""
_kind = ["embedded"]
_open: list[contextlib.ExitStack] = []
_numbers = itertools.count()
_compiled: dict[str, sqlalchemy.Engine] = {}


class MemoryObjects:
    """Ciphertexts in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.old: set[str] = set()

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.kept[digest] = data
        return digest

    def get(self, digest: str) -> bytes:
        data = self.kept.get(digest)
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            raise Unavailable("an object is not there, or was changed")
        return data

    def has(self, digest: str) -> bool:
        return digest in self.kept

    def aged(self, _: timedelta) -> Iterator[str]:
        return iter(sorted(self.old & set(self.kept)))

    def delete(self, digest: str) -> None:
        self.kept.pop(digest, None)


class BucketObjects:
    """Ciphertexts in an S3 store, apart from those of every other node; the server is started when the first is put there."""

    def __init__(self) -> None:
        self._prefix = f"objects-{next(_numbers)}/"

    @functools.cached_property
    def _there(self) -> S3Objects:
        made = copy.copy(_bucket())
        made._prefix = self._prefix
        return made

    @property
    def kept(self) -> dict[str, bytes]:
        return {name: self.get(name) for name in self.aged(timedelta(days=-1))}

    def put(self, data: bytes) -> str:
        return self._there.put(data)

    def get(self, digest: str) -> bytes:
        return self._there.get(digest)

    def has(self, digest: str) -> bool:
        return self._there.has(digest)

    def aged(self, age: timedelta) -> Iterator[str]:
        return self._there.aged(age)

    def delete(self, digest: str) -> None:
        self._there.delete(digest)


@contextlib.contextmanager
def on(kind: str) -> Iterator[str]:
    """Whatever is made within is of a kind of :data:`STORES`."""
    if kind == "servers" and (postgresql.binaries() is None or s3.program() is None):
        pytest.skip("no PostgreSQL or no S3 server here: install Debian's postgresql and the test requirements")
    before, _kind[0] = _kind[0], kind
    try:
        with ending():
            yield kind
    finally:
        _kind[0] = before


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Whatever database is made within ends with it."""
    with contextlib.ExitStack() as stack:
        _open.append(stack)
        try:
            yield
        finally:
            _open.remove(stack)


def kind() -> str:
    """Of which kind what is made now is."""
    return _kind[0]


def anew() -> Database:
    """A migrated database of the kind, empty."""
    if kind() == "embedded":
        made = _warm(Database("sqlite://"))
        restore(made, _sqlite_template())
        return made
    return _connected(_created(_template()))


def _warm(database: Database) -> Database:
    """A database with the compiled statements of all others of its kind: to compile them anew for each took a quarter of the processor."""
    first = _compiled.setdefault(database._engine.dialect.name, database._engine)
    for engine in (database._engine, database._reader):
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache  # a statement is known by its dialect
    return database


def bare() -> str:
    """The address of a database on the server in which there is nothing."""
    return _server() + _created("template0", keep=True)


def objects() -> MemoryObjects | BucketObjects:
    """A store of objects of the kind, empty."""
    return MemoryObjects() if kind() == "embedded" else BucketObjects()


def settings() -> tuple[dict[str, object], dict[str, str]]:
    """For a whole node of the kind: what its settings say of a database and of objects, and what stands in its environment."""
    if kind() == "embedded":
        return {}, {}
    place = _place()
    keys = {"RELTO_S3_ACCESS_KEY": place.access_key, "RELTO_S3_SECRET_KEY": place.secret_key}
    where = S3(endpoint=place.endpoint, bucket=place.bucket, region=place.region, prefix=f"node-{next(_numbers)}/")
    return {"database": _server() + _created(_template()), "objects": where}, keys


def dump(database: Database) -> bytes | str:
    """What :func:`restore` puts back: every byte of a database in memory, or the name of a copy on the server."""
    if database._engine.dialect.name == "sqlite":
        with database._engine.connect() as connection:
            connection.rollback()
            return connection.connection.driver_connection.serialize()
    database.close()
    return _created(str(database._engine.url.database), keep=True)


def restore(database: Database, data: bytes | str) -> None:
    """Put a database back to what it was."""
    if isinstance(data, bytes):
        with database._engine.connect() as connection:
            connection.rollback()
            connection.connection.driver_connection.deserialize(data)
        return
    database.close()
    name = database._engine.url.database
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{data}" STRATEGY file_copy')


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """A migrated database of a kind of :data:`DATABASES`, empty."""
    if kind == "postgresql":
        made = Database(_server() + _created(_template(), keep=True))
    else:
        made = Database("sqlite://" if kind == "sqlite-memory" else f"sqlite:///{folder / 'node.sqlite'}")
        made.migrate()
    yield made
    made.close()


@functools.cache
def _sqlite_template() -> bytes | str:
    made = _warm(Database("sqlite://"))
    made.migrate()
    return dump(made)


@functools.cache
def _server() -> str:
    """One PostgreSQL server for all tests of a process, ended with it."""
    entered = contextlib.ExitStack()
    atexit.register(entered.close)
    address = entered.enter_context(postgresql.server("max_connections=400"))
    parts = dict(one.split("=", 1) for one in address.split())
    return f"postgresql+psycopg://{parts['user']}:{parts['password']}@{parts['host']}:{parts['port']}/"


@functools.cache
def _place() -> s3.S3Place:
    """One S3 server for all tests of a process, ended with it."""
    entered = contextlib.ExitStack()
    atexit.register(entered.close)
    folder = Path(entered.enter_context(tempfile.TemporaryDirectory(prefix="relto-s3-")))
    return entered.enter_context(s3.running(folder))


@functools.cache
def _bucket() -> S3Objects:
    return S3Objects(_place())


@functools.cache
def _administration() -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(_server() + "postgres", isolation_level="AUTOCOMMIT")


def _administer(*statements: str) -> None:
    with _administration().connect() as connection:
        for one in statements:
            connection.exec_driver_sql(one)


@functools.cache
def _template() -> str:
    """The name of a migrated database from which others are copied."""
    name = _created("template0", keep=True)
    made = Database(_server() + name)
    made.migrate()
    made.close()
    return name


def _created(template: str, *, keep: bool = False) -> str:
    """A copy of a database: its files are copied, which is quicker than writing all its pages anew."""
    name = f"test_{next(_numbers)}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    if not keep and _open:
        _open[-1].callback(_administer, f'DROP DATABASE "{name}" WITH (FORCE)')
    return name


def _connected(name: str) -> Database:
    made = _warm(Database(_server() + name))
    if _open:
        _open[-1].callback(made.close)
    return made
