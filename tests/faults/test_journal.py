"""A node's database at each of its steps on the disk: no line of the journal that was told of is lost, and the log is of those lines."""

import hashlib
import shutil
import sqlite3
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from relto.adapters.logs import SqliteSource
from relto.adapters.storage import Database
from relto.audit import Kind, Policy, PrivateKeySigner, look_over, parse_note, read_bundle, tile_in
from relto.node import Entry, Journal
from relto.node.journal import note_many
from relto.primitives import Unavailable
from tests.nodes import START, database, seeded
from tests.stepping import in_child, needs_strace, steps, was_injected

pytestmark = needs_strace

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink")
BEFORE, MORE = 3, 2
ORIGIN = "nzl.example/log"
SIGNER = PrivateKeySigner(ORIGIN, Kind.ED25519, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"NZL").digest()))
LINES, IN_LOG, REFUSED = b"l", b"s", b"!"


def noted(store, first, count):
    with store.write() as work:
        note_many(
            work, [Entry("test.happened", START, "node", {"n": str(number)}) for number in range(first, first + count)], seeded("test")
        )


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A node's database whose log holds some lines."""
    folder = tmp_path_factory.mktemp("start")
    with database("sqlite-file", folder) as store:
        journal = Journal(store, ORIGIN, [SIGNER])
        journal.begin(START)
        noted(store, 0, BEFORE)
        assert journal.sequence(START) == BEFORE
    return folder


def growing(folder, tries):
    """Writes lines and puts them into the log, as a node does; tells what was done, and tries again where it was refused."""

    def work(say):
        store = Database(f"sqlite:///{folder / 'node.sqlite'}")
        journal = Journal(store, ORIGIN, [SIGNER])
        for do, done in ((lambda: noted(store, BEFORE, MORE), LINES), (lambda: journal.sequence(START), IN_LOG)):
            for _ in range(tries):
                try:
                    do()
                except Unavailable:
                    say(REFUSED)
                else:
                    say(done)
                    break
            else:
                return 1
        store.close()
        return 0

    return work


def in_log(path):
    """The entries of the log, every one of them looked over first."""
    source = SqliteSource(path)
    try:
        report = look_over(source, parse_note(source.published()), Policy((SIGNER.key,), {}, {}, "none"), int(START.timestamp()))
        assert report.sound, report.problems
        size, found = report.accepted.checkpoint.size, []
        for index in range(-(-size // 256)):
            tile = tile_in(size, -1, index)
            found += read_bundle(source.read(tile), tile.width, tile.path)
        return found
    finally:
        source.close()


def lines(store):
    with store.read() as work:
        return sorted(work.journal.found(most=10_000), key=lambda one: one.number)


@pytest.mark.parametrize(("fault", "tries"), [("signal=KILL", 1), ("error=EIO", 2)])
def test_whatever_step_fails_no_line_that_was_told_of_is_lost_and_the_log_is_sound(start, tmp_path, fault, tries):
    found = steps(growing(shutil.copytree(start, tmp_path / "counted"), tries), CALLS)
    assert sum(call == "pwrite64" for call, _ in found) > 10
    assert sum(call == "fdatasync" for call, _ in found) >= 2
    refused = 0
    for call, at in found:
        folder = shutil.copytree(start, tmp_path / f"{call}-{at}")
        said, _, told = in_child(growing(folder, tries), CALLS, f"{call}:{fault}:when={at}")
        assert was_injected(told), told
        refused += REFUSED in said
        path = folder / "node.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        store = Database(f"sqlite:///{path}")
        there = lines(store)
        assert len(there) in ({BEFORE, BEFORE + MORE} if LINES not in said else {BEFORE + MORE})
        logged = in_log(path)
        assert len(logged) in ({BEFORE, BEFORE + MORE} if IN_LOG not in said else {BEFORE + MORE})
        assert logged == [one.entry for one in there][: len(logged)]
        assert Journal(store, ORIGIN, [SIGNER]).sequence(START) == len(there) - len(logged)  # what was not told of goes on from there
        assert in_log(path) == [one.entry for one in lines(store)]
        store.close()
        shutil.rmtree(folder)
    assert refused or fault == "signal=KILL"
