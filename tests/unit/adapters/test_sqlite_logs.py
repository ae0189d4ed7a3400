"""Logs and witnesses in SQLite: what a failing disk and a kill leave of them, and files that are none of theirs."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.contracts.test_log_stores import held
from tests.stepping import in_child, needs_strace, steps, was_injected
from tests.unit.audit.made import LOG_KEY, NOW, ORIGIN, entries

from relto.adapters.logs import LogRows, SqliteLog, SqliteSource, SqliteWitness, tables
from relto.audit import Log
from relto.primitives import Malformed, Unavailable, Unverified

ROOT = Path(__file__).parents[3]
BEFORE, MORE = 3, 300


def begin(path, count):
    with SqliteLog(path, ORIGIN) as store:
        log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW)
        if count:
            log.append(entries(count), time=NOW)


def append(path, some):
    with SqliteLog(path, ORIGIN) as store:
        log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
        log.append(some, time=NOW)
        return log.checkpoint.size


def all_held(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    source = SqliteSource(path)
    try:
        return held(source)
    finally:
        source.close()


CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink", "openat")


def copy_of(path, to):
    to.mkdir()
    for one in path.parent.glob(f"{path.name}*"):
        shutil.copy(one, to)
    return to / path.name


@needs_strace
@pytest.mark.parametrize("fault", ["error=EIO", "error=ENOSPC", "signal=KILL"])
def test_whatever_step_of_the_database_fails_the_old_log_or_the_new_is_there(tmp_path, fault):
    start = tmp_path / "log.db"
    begin(start, BEFORE)

    def appending(path):
        def work(say):
            append(path, entries(MORE, BEFORE))
            say(b"appended")

        return work

    found = steps(appending(copy_of(start, tmp_path / "counted")), CALLS)
    synced = sum(call == "fdatasync" for call, _ in found)
    assert sum(call == "pwrite64" for call, _ in found) > 5
    assert synced > 1
    failed = 0
    for call, at in found:
        path = copy_of(start, tmp_path / f"{call}-{at}")
        said, _, told = in_child(appending(path), CALLS, f"{call}:{fault}:when={at}")
        acknowledged = said == b"appended"
        failed += not acknowledged
        assert was_injected(told)
        there = all_held(path)
        assert there in (entries(BEFORE), entries(BEFORE + MORE))
        assert not acknowledged or len(there) == BEFORE + MORE
        size = append(path, [b"other"] * 5)  # what was not acknowledged gives way to other entries, or stands
        assert all_held(path)[-5:] == [b"other"] * 5
        assert size in {BEFORE + 5, BEFORE + MORE + 5}
    assert failed > synced


@needs_strace
@pytest.mark.parametrize("fault", ["error=EIO", "signal=KILL"])
def test_a_witness_says_nothing_that_the_database_has_not_kept(tmp_path, fault):
    start = tmp_path / "seen.db"
    with closing(SqliteWitness(start)) as one:
        assert one.advance(ORIGIN, None, b"one")

    def advancing(path):
        def work(say):
            with closing(SqliteWitness(path)) as one:
                say(b"advanced" if one.advance(ORIGIN, b"one", b"two") else b"")

        return work

    seen = set()
    for call, at in steps(advancing(copy_of(start, tmp_path / "counted")), CALLS):
        path = copy_of(start, tmp_path / f"{call}-{at}")
        said, _, told = in_child(advancing(path), CALLS, f"{call}:{fault}:when={at}")
        assert was_injected(told)
        with closing(SqliteWitness(path)) as one:
            there = one.latest(ORIGIN)
            assert there in ((b"two",) if said else (b"one", b"two"))
            assert one.advance(ORIGIN, there, b"three")
        seen.add((said, there))
    assert {(b"", b"one"), (b"advanced", b"two")} <= seen


WRITER = """
import sys
from pathlib import Path
from tests.unit.adapters.test_sqlite_logs import LOG_KEY, Log, NOW, ORIGIN, SqliteLog
with SqliteLog(Path(sys.argv[1]), ORIGIN) as store:
    log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
    while True:
        first = log.checkpoint.size
        done = log.append([b"entry %d" % number for number in range(first, first + 97)], time=NOW)
        print(done.stop, flush=True)
"""


def test_kill_9_at_any_moment_loses_no_acknowledged_entry(tmp_path):
    path, rng, size = tmp_path / "log.db", random.Random(1), 0
    begin(path, 0)
    for _ in range(6):
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, env=environment, text=True) as writer:
            for _ in range(rng.randint(1, 12)):
                size = int(writer.stdout.readline())
            threading.Event().wait(rng.random() * 0.02)
            writer.send_signal(signal.SIGKILL)
            size = max([size, *(int(line) for line in writer.stdout.read().split("\n")[:-1] if line)])
        with SqliteLog(path, ORIGIN) as store:
            assert Log.open(store, ORIGIN, [LOG_KEY], time=NOW).checkpoint.size >= size
        found = all_held(path)
        assert found == entries(len(found))


def test_the_database_waits_for_the_medium(tmp_path):
    begin(tmp_path / "log.db", 0)
    with SqliteLog(tmp_path / "log.db", ORIGIN) as store:
        run = store._database.run
        assert run("PRAGMA journal_mode", {}).fetchall() == [("wal",)]
        assert run("PRAGMA synchronous", {}).fetchall() == [(2,)]


def test_one_writer_at_a_time(tmp_path):
    with SqliteLog(tmp_path / "log.db", ORIGIN), pytest.raises(Unavailable, match="another process writes here"):
        SqliteLog(tmp_path / "log.db", "log.example/2027")


def test_after_a_step_that_failed_nothing_more_is_written(tmp_path):
    begin(tmp_path / "log.db", 3)
    with SqliteLog(tmp_path / "log.db", ORIGIN) as store:
        log = Log.open(store, ORIGIN, [LOG_KEY], time=NOW)
        store._database.run("CREATE TRIGGER full BEFORE INSERT ON log_tile BEGIN SELECT RAISE(ABORT, 'the disk is full'); END", {})
        with pytest.raises(Unavailable, match="the disk is full"):
            log.append(entries(2), time=NOW)
        store._database.run("DROP TRIGGER full", {})
        with pytest.raises(Unavailable, match="a step failed before; open it anew"):
            store.publish(b"note")
    assert all_held(tmp_path / "log.db") == entries(3)


def test_two_witness_processes_share_one_memory(tmp_path):
    with closing(SqliteWitness(tmp_path / "seen.db")) as one, closing(SqliteWitness(tmp_path / "seen.db")) as other:
        assert one.advance(ORIGIN, None, b"one")
        assert not other.advance(ORIGIN, None, b"other")
        assert other.latest(ORIGIN) == b"one"


def refused(path, log=None):
    with pytest.raises((Malformed, Unavailable)) as caught:
        SqliteSource(path, log)
    return str(caught.value)


def test_files_that_are_no_log_are_refused(tmp_path):
    assert "unable to open" in refused(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_bytes(b"SQLite format 3\0" + bytes(5_000))
    assert "not a database" in refused(tmp_path / "text.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE other (x)")
    assert "no database of a log" in refused(tmp_path / "other.db")
    with closing(sqlite3.connect(tmp_path / "view.db")) as connection:
        for statement in tables()[1:]:
            connection.execute(statement)
        connection.execute("CREATE VIEW log_note AS SELECT 'a' AS log, 'signed' AS kind, zeroblob(1000000000) AS data")
    assert "no database of a log" in refused(tmp_path / "view.db")


def test_where_a_file_has_several_logs_one_is_named(tmp_path):
    path = tmp_path / "node.db"
    begin(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        LogRows(connection.execute, "log.example/2027").publish(b"shown")
        connection.execute("INSERT INTO log_note VALUES ('log.example/2027', 'signed', x'00')")
    assert "found `log.example/2026, log.example/2027`; expected one log, or the origin of one" in refused(path)
    assert "expected log.example/2028" in refused(path, "log.example/2028")
    assert held(SqliteSource(path, ORIGIN)) == entries(3)


def test_a_tile_larger_than_any_is_not_read(tmp_path):
    path = tmp_path / "log.db"
    begin(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE log_tile SET data = zeroblob(9000) WHERE level = 0")
    with pytest.raises(AssertionError, match="not the hashes that the entries have"):
        all_held(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE log_tile SET data = zeroblob(50000000) WHERE level = 0")
    with pytest.raises((Unavailable, AssertionError)):
        all_held(path)


def test_a_flipped_bit_in_every_row_is_noticed(tmp_path):
    path = tmp_path / "log.db"
    begin(path, 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table, where in (("log_note", "kind = 'shown'"), ("log_tile", "level = 0"), ("log_tile", "level = -1")):
            (good,) = connection.execute(f"SELECT data FROM {table} WHERE {where}").fetchone()  # noqa: S608 -- of the lines above
            for at in range(len(good)):
                bad = good[:at] + bytes([good[at] ^ 1 << at % 8]) + good[at + 1 :]
                connection.execute(f"UPDATE {table} SET data = ? WHERE {where}", [bad])  # noqa: S608
                source = SqliteSource(path)
                with pytest.raises((AssertionError, Malformed, Unverified)):
                    held(source)
                source.close()
            connection.execute(f"UPDATE {table} SET data = ? WHERE {where}", [good])  # noqa: S608
    assert all_held(path) == entries(3)
