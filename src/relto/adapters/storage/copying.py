"""The rows of a node's database on PostgreSQL, out of it and into an empty one.

* Out of it everything is of one moment, while the node runs.
* Into it goes data alone: the tables are made by this version's own migrations, so that a file from elsewhere runs no statement here.
* All of it is kept in one transaction with the freezing of the log, or nothing is: there is no moment at which the log could go on.

Source: PostgreSQL 15 documentation, COPY (text format); information_schema.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, BinaryIO

import msgspec
import psycopg
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import sql
from sqlalchemy import Connection, create_engine, inspect

from relto.adapters.storage.database import Transaction, migrations
from relto.adapters.storage.faults import told
from relto.markings.formats.json import read_json
from relto.primitives import Conflict, Malformed, Place, Unavailable
from relto.primitives.limits import STRUCTURED_BYTES

LISTED = "tables.json"
"""The name of the list of tables in a backup."""
_REVISIONS = "alembic_version"
_PIECE = 1024 * 1024
_NAME = r"^[a-z][a-z0-9_]{0,62}$"

_Name = Annotated[str, msgspec.Meta(pattern=_NAME)]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a backup: its name, its columns, and the last number that each column gave which counts by itself."""

    name: _Name
    columns: list[_Name]
    counted: dict[_Name, int]


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of a backup, those before which others refer to, and the revision of their form."""

    revision: str
    tables: list[Table]


def member_of(table: str) -> str:
    """The name of the file of a table in a backup."""
    return f"tables/{table}"


def is_member(name: str) -> bool:
    """Whether it is the name of the file of a table, or of the list of them."""
    folder, _, table = name.partition("/")
    return name == LISTED or (folder == "tables" and re.fullmatch(_NAME, table) is not None)


def copy_out(url: str, take: Callable[[str, BinaryIO], None]) -> None:
    """Write the rows of a node's database as files.

    Args:
        url: the database.
        take: takes each file with its name, from its beginning; the list of tables comes last.

    Raises:
        Unavailable: the database cannot be read.
    """
    engine = create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with told(), engine.connect() as connection, connection.begin(), _faults():
            tables = [_described(connection, name) for name in _names(connection)]
            revision = MigrationContext.configure(connection).get_current_revision() or ""
            for one in tables:
                with tempfile.TemporaryFile() as spool:
                    asked = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(one.name), _columns(one))
                    with _cursor(connection).copy(asked) as rows:
                        for piece in rows:
                            spool.write(piece)
                    spool.seek(0)
                    take(member_of(one.name), spool)
            with tempfile.TemporaryFile() as spool:
                spool.write(msgspec.json.encode(Tables(revision, tables)))
                spool.seek(0)
                take(LISTED, spool)
    except OSError as error:
        raise Unavailable(f"the rows of the database cannot be written: {error.strerror}") from error
    finally:
        engine.dispose()


def copy_in(url: str, give: Callable[[str], BinaryIO], why: str) -> None:
    """Make the tables in an empty database, fill them from a backup, and freeze the log: all of it, or nothing.

    Args:
        url: the database.
        give: gives each file by its name; raises ``KeyError`` where there is none.
        why: said of the frozen log.

    Raises:
        Conflict: there is something in the database.
        Malformed: it is no backup of a node, or one of another version.
        Unavailable: the database fails, or a file cannot be read.
    """
    try:
        with give(LISTED) as file:
            listed = msgspec.convert(read_json(file.read(STRUCTURED_BYTES + 1), LISTED, STRUCTURED_BYTES), Tables, strict=True)
    except (KeyError, msgspec.ValidationError) as error:
        raise Malformed("no backup of a node on PostgreSQL", place=Place(LISTED), expected="the list of its tables") from error
    engine = create_engine(url)
    try:
        with told(), engine.begin() as connection, _faults():
            Transaction(connection).exclusively("migrations")
            if inspect(connection).get_table_names():
                raise Conflict("there is something in the database already: name an empty one")
            _make(connection, listed)
            for one in listed.tables:
                _fill(connection, one, give)
            Transaction(connection).log.freeze(why)
    finally:
        engine.dispose()


def _make(connection: Connection, listed: Tables) -> None:
    """Make the tables in the form that they had, and see that they are those of the backup."""
    settings = migrations()
    settings.attributes["connection"] = connection
    try:
        ScriptDirectory.from_config(settings).get_revision(listed.revision)
        command.upgrade(settings, listed.revision)
    except CommandError as error:
        found = listed.revision[:40]
        raise Malformed("tables of another version of Relto", place=Place(LISTED), found=found, expected="a revision known here") from error
    made = {one.name: one for one in (_described(connection, name) for name in _names(connection))}
    if {one.name: sorted(one.columns) for one in listed.tables} != {name: sorted(one.columns) for name, one in made.items()}:
        raise Malformed("other tables than a node of that version has", place=Place(LISTED), expected=", ".join(sorted(made)))
    if any(one.counted.keys() != made[one.name].counted.keys() for one in listed.tables):
        raise Malformed("other columns that count by themselves than a node of that version has", place=Place(LISTED))


def _fill(connection: Connection, one: Table, give: Callable[[str], BinaryIO]) -> None:
    cursor, table = _cursor(connection), sql.Identifier(one.name)
    cursor.execute(sql.SQL("DELETE FROM {}").format(table))  # what a migration puts in is in the backup too
    try:
        with give(member_of(one.name)) as file, cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, _columns(one))) as rows:
            while piece := file.read(_PIECE):
                rows.write(piece)
    except KeyError:
        raise Malformed("no backup of a node", place=Place(LISTED), found=f"{member_of(one.name)} missing") from None
    for column, last in one.counted.items():
        asked = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s, (SELECT max({}) FROM {}), 1))")
        cursor.execute(asked.format(sql.Identifier(column), table), (one.name, column, last))


def _names(connection: Connection) -> list[str]:
    """The names of the tables, those before which others refer to."""
    names = [name for name, _ in inspect(connection).get_sorted_table_and_fkc_names() if name is not None]
    return [name for name in names if name != _REVISIONS]


def _described(connection: Connection, name: str) -> Table:
    columns = [one["name"] for one in inspect(connection).get_columns(name)]
    counted: dict[str, int] = {}
    cursor = _cursor(connection)
    for column in columns:
        sequence = cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (name, column)).fetchone()[0]
        if sequence is not None:
            asked = sql.SQL("SELECT last_value FROM {}").format(sql.Identifier(*sequence.split(".")))
            counted[column] = cursor.execute(asked).fetchone()[0]
    return Table(name, columns, counted)


def _columns(one: Table) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, one.columns))


def _cursor(connection: Connection) -> Any:
    """A cursor of the driver, in the connection's own transaction."""
    return connection.connection.cursor()


@contextmanager
def _faults() -> Iterator[None]:
    """Other people's errors in our words, without theirs: they could repeat what is kept."""
    try:
        yield
    except (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.SyntaxErrorOrAccessRuleViolation) as error:
        raise Malformed(
            "no backup of a node", place=Place("backup"), found=type(error).__name__, expected="rows that its tables take"
        ) from error
    except psycopg.Error as error:
        raise Unavailable(f"the database failed ({type(error).__name__})") from error
