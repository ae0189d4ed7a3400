"""What every store of a log and of a witness does: files, SQLite, memory, rows in a transaction of the caller's (SQLite, PostgreSQL)."""

import re
import sqlite3
from contextlib import closing

import psycopg
import pytest

from relto.adapters.logs import Disk, FileLog, FileWitness, LogRows, MemoryLog, MemoryWitness, SqliteLog, SqliteWitness, WitnessRows, tables
from relto.adapters.logs.rows import TABLES
from relto.audit import Log, Tile, TileTree, look_over, parse_note, prove, read_bundle, tile_in, verify_receipt
from relto.primitives import Conflict, Malformed, Unavailable
from tests.postgresql import binaries, server
from tests.unit.audit.made import LOG_KEY, NOW, ORIGIN, W1, entries, policy

STORES = ["files", "sqlite", "memory", "rows", "postgresql"]


HASTY = "PRAGMA synchronous = OFF"
"""What outlives a lost power supply is tested elsewhere, and would take most of the time here."""


class HastyDisk(Disk):
    def sync(self, handle):
        pass


def database(path):
    """A database as a caller has it, and the means to run statements in its transaction."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(HASTY)
    for statement in tables():
        connection.execute(statement)
    return connection


@pytest.fixture(scope="module")
def postgresql():
    """Runs statements on a server, in tables of this test alone."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with server() as address, psycopg.connect(address, autocommit=True) as connection:
        yield connection


def on_postgresql(connection):
    for statement in (*(f"DROP TABLE IF EXISTS {name}" for name in TABLES), *tables("BYTEA")):
        connection.execute(statement)
    return lambda statement, values: connection.execute(re.sub(r":(\w+)", r"%(\1)s", statement), values)


@pytest.fixture(params=STORES)
def store(request, tmp_path):
    if request.param == "files":
        with FileLog(tmp_path / "log", HastyDisk()) as made:
            yield made
    elif request.param == "sqlite":
        with SqliteLog(tmp_path / "log.db", ORIGIN) as made:
            made._database.run(HASTY, {})
            yield made
    elif request.param == "memory":
        yield MemoryLog()
    elif request.param == "rows":
        with closing(database(tmp_path / "node.db")) as connection:
            yield LogRows(connection.execute, ORIGIN)
    else:
        yield LogRows(on_postgresql(request.getfixturevalue("postgresql")), ORIGIN)


@pytest.fixture(params=STORES)
def memory(request, tmp_path):
    """A witness's memory."""
    if request.param == "files":
        yield FileWitness(tmp_path / "seen", HastyDisk())
    elif request.param == "sqlite":
        with closing(SqliteWitness(tmp_path / "seen.db")) as made:
            made._database.run(HASTY, {})
            yield made
    elif request.param == "memory":
        yield MemoryWitness()
    elif request.param == "rows":
        with closing(database(tmp_path / "node.db")) as connection:
            yield WitnessRows(connection.execute)
    else:
        yield WitnessRows(on_postgresql(request.getfixturevalue("postgresql")))


def created(store):
    return Log.create(store, ORIGIN, [LOG_KEY], time=NOW)


def opened(store):
    return Log.open(store, ORIGIN, [LOG_KEY], time=NOW)


def held(store):
    """All entries of a log; every tile and the checkpoint are looked over first."""
    report = look_over(store, parse_note(store.published()), policy(), NOW)
    assert report.sound, report.problems
    size, found = report.accepted.checkpoint.size, []
    for index in range(-(-size // 256)):
        tile = tile_in(size, -1, index)
        found += read_bundle(store.read(tile), tile.width, tile.path)
    return found


def test_an_empty_store_has_nothing(store):
    assert store.head() is None
    assert store.published() is None
    assert store.frozen() is None
    with pytest.raises(Unavailable, match=r"tile/0/000: is not there"):
        store.read(Tile(0, 0))
    with pytest.raises(Unavailable, match="there is no log in this store"):
        opened(store)


def test_what_was_appended_is_there_when_it_is_opened_anew(store):
    log, size = created(store), 0
    for count in (1, 2, 252, 1, 1, 300, 1_000):
        assert log.append(entries(count, size), time=NOW) == range(size, size + count)
        size += count
        assert store.head() == log.note.to_bytes()
    assert opened(store).checkpoint.size == size
    assert held(store) == entries(size)


def test_a_log_begins_once(store):
    created(store)
    with pytest.raises(Conflict, match="there is a log in this store already"):
        created(store)


def test_proofs_from_before_come_from_the_wider_tiles(store):
    log = created(store)
    log.append(entries(100), time=NOW)
    early = log.note
    log.append(entries(200, 100), time=NOW)
    verify_receipt(prove(early, TileTree(store.read, 100), 42), entries(100)[42], policy(), NOW)
    assert read_bundle(store.read(Tile(-1, 0, 100)), 100, "bundle") == entries(100)
    with pytest.raises(Unavailable, match="is not there"):
        store.read(Tile(-1, 1, 100))


def test_a_store_that_grew_behind_the_logs_back_is_not_built_on(store):
    created(store).append(entries(3), time=NOW)
    one, other = opened(store), opened(store)
    other.append([b"other"], time=NOW)
    with pytest.raises(Conflict, match="another checkpoint was signed last than the one this log was opened at"):
        one.append([b"one"], time=NOW)
    assert store.head() == other.note.to_bytes()
    assert held(store) == [*entries(3), b"other"]
    with pytest.raises(Conflict, match="an append failed; open it anew"):
        one.append([b"one"], time=NOW)


def test_a_growth_counts_when_the_store_has_it(store):
    log = created(store)
    growth = log.prepare(entries(5), time=NOW)
    assert growth.indices == range(5)
    assert log.checkpoint.size == 0
    assert log.prepare(entries(5), time=NOW) == growth
    store.grow(growth)
    assert log.accept(growth, time=NOW)
    assert log.checkpoint.size == 5
    assert held(store) == entries(5)
    with pytest.raises(Conflict, match=r"the log has grown since range\(0, 5\) was prepared: it holds 5 entries"):
        log.accept(growth, time=NOW)
    assert log.append(entries(3, 5), time=NOW) == range(5, 8)


def test_a_growth_that_the_store_has_not_is_not_counted(store):
    log = created(store)
    with pytest.raises(Conflict, match="the transaction was not committed"):
        log.accept(log.prepare(entries(5), time=NOW), time=NOW)
    with pytest.raises(Conflict, match="open it anew"):
        log.prepare(entries(5), time=NOW)
    assert held(store) == []
    with pytest.raises(Malformed, match="not a number of entries"):
        opened(store).prepare([], time=NOW)


def test_a_frozen_log_stays_frozen(store):
    created(store)
    store.freeze("it was set back")
    assert store.frozen() == "it was set back"
    with pytest.raises(Conflict, match="frozen and may sign nothing more: it was set back"):
        opened(store)


def test_a_log_keeps_evidence_once_and_not_without_end(store):
    keep_without_end(store)


def test_a_witness_keeps_evidence_once_and_not_without_end(memory):
    keep_without_end(memory)


def keep_without_end(keeper):
    for number in range(999):
        keeper.keep(b"%d" % number)
    keeper.keep(b"0")
    keeper.keep(b"999")
    keeper.keep(b"999")
    with pytest.raises(Unavailable, match="1,000 pieces of evidence are kept already"):
        keeper.keep(b"one more")


def test_a_witness_puts_one_checkpoint_in_the_place_of_another(memory):
    assert memory.latest(ORIGIN) is None
    assert not memory.advance(ORIGIN, b"another", b"one")
    assert memory.advance(ORIGIN, None, b"one")
    assert not memory.advance(ORIGIN, None, b"two")
    assert not memory.advance(ORIGIN, b"another", b"two")
    assert memory.advance(ORIGIN, b"one", b"two")
    assert memory.latest(ORIGIN) == b"two"
    assert memory.latest("../../etc/passwd") is None
    assert memory.latest(W1.key.name) is None


def test_entries_are_kept_with_what_they_are_about_or_not_at_all(tmp_path):
    with closing(database(tmp_path / "node.db")) as connection, closing(database(tmp_path / "node.db")) as reader:
        connection.execute("CREATE TABLE release (name TEXT)")
        log = Log.create(LogRows(reader.execute, ORIGIN), ORIGIN, [LOG_KEY], time=NOW)
        for name, kept in (("one", True), ("two", False), ("three", True)):
            growth = log.prepare([name.encode()], time=NOW)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO release VALUES (?)", [name])
            LogRows(connection.execute, ORIGIN).grow(growth)
            assert log.checkpoint.size == growth.indices.start  # nobody has seen it yet
            assert parse_note(LogRows(reader.execute, ORIGIN).published()).text == log.note.text
            connection.execute("COMMIT" if kept else "ROLLBACK")
            if kept:
                log.accept(growth, time=NOW)
        assert reader.execute("SELECT name FROM release").fetchall() == [("one",), ("three",)]
        assert held(LogRows(reader.execute, ORIGIN)) == [b"one", b"three"]


def test_two_processes_that_append_in_their_transactions_do_not_fork_the_log(tmp_path):
    with closing(database(tmp_path / "node.db")) as one, closing(database(tmp_path / "node.db")) as other:
        created(LogRows(one.execute, ORIGIN))
        logs = [opened(LogRows(each.execute, ORIGIN)) for each in (one, other)]
        growths = [log.prepare([b"by %d" % number], time=NOW) for number, log in enumerate(logs)]
        LogRows(one.execute, ORIGIN).grow(growths[0])
        logs[0].accept(growths[0], time=NOW)
        with pytest.raises(Conflict, match="another checkpoint was signed last"):
            LogRows(other.execute, ORIGIN).grow(growths[1])
        again = opened(LogRows(other.execute, ORIGIN))
        again.append([b"by 1"], time=NOW)
        assert held(LogRows(one.execute, ORIGIN)) == [b"by 0", b"by 1"]


def test_logs_in_one_database_do_not_mix(tmp_path):
    with closing(database(tmp_path / "node.db")) as connection:
        log = created(LogRows(connection.execute, ORIGIN))
        log.append(entries(3), time=NOW)
        other = LogRows(connection.execute, "log.example/2027")
        assert other.head() is None
        with pytest.raises(Unavailable, match="is not there"):
            other.read(Tile(0, 0, 3))
