"""What every database of a node must do."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from relto.adapters.storage import Database
from relto.adapters.storage.tables import metadata
from relto.audit import SALT_BYTES, Opening, Policy, commit, verify_receipt
from relto.node import Entry
from relto.node.journal import note, read
from relto.node.records.journal import Line
from relto.primitives import Malformed
from tests.nodes import START, seeded


def entry(kind="test.happened", **about):
    return Entry(kind, START, "node", about, ("item-1",))


def test_the_migrations_lead_to_the_tables(store):
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(store):
    store.migrate()
    with store.read() as work:
        assert work.journal.pending(10) == []


def test_what_ends_in_an_error_leaves_nothing(store, node):
    with pytest.raises(RuntimeError, match="on purpose"), store.write() as work:
        note(work, entry(), node.entropy)
        raise RuntimeError("on purpose")
    with store.read() as work:
        assert work.journal.pending(10) == []


@pytest.mark.parametrize("looked", [False, True])
def test_of_a_part_that_fails_no_line_is_left_and_of_the_rest_every_one(store, node, looked):
    with store.write() as work:
        note(work, entry("before"), node.entropy)
        with pytest.raises(RuntimeError, match="on purpose"), work.savepoint():
            note(work, entry("undone"), node.entropy)
            if looked:  # what is asked knows every line, also those that are not written yet
                assert len(work.journal.pending(10)) == 2
            raise RuntimeError("on purpose")
        with work.savepoint():
            note(work, entry("kept"), node.entropy)
        note(work, entry("after"), node.entropy)
    with store.read() as work:
        assert [read(work, leaf.number).kind for leaf in work.journal.pending(10)] == ["before", "kept", "after"]


def test_a_line_is_read_as_it_was_written_and_found_by_its_subject_and_kind(store, node):
    with store.write() as work:
        note(work, entry(rule="third-party"), node.entropy)
        note(work, Entry("other.kind", START, "person-1", {"ids": ["a", "b"]}), node.entropy)
    with store.read() as work:
        first, second = (leaf.number for leaf in work.journal.pending(10))
        assert read(work, first) == Entry("test.happened", START, "node", {"rule": "third-party"})
        assert read(work, second).about == {"ids": ["a", "b"]}
        assert [leaf.number for leaf in work.journal.found()] == [second, first]
        assert [leaf.number for leaf in work.journal.found(subject="item-1")] == [first]
        assert [leaf.number for leaf in work.journal.found(kinds=["other.kind"])] == [second]
        assert [leaf.number for leaf in work.journal.found(before=second)] == [first]


def test_lines_stand_in_the_log_in_their_order_and_every_receipt_holds(store, node):
    numbers = []
    for batch in (3, 260, 1, 700):  # over the edges of tiles of 256
        with store.write() as work:
            for n in range(batch):
                note(work, entry(n=str(n)), node.entropy)
            numbers += [leaf.number for leaf in work.journal.pending(1_000)]
        assert node.journal.sequence(START) == batch
    assert node.journal.sequence(START) == 0
    policy = Policy(node.journal.keys, {}, {}, "none")
    for at in (0, 2, 3, 255, 256, 262, 963):
        receipt = node.journal.prove(numbers[at], START)
        assert receipt.index == at
        with store.read() as work:
            verify_receipt(receipt, work.journal.leaf(numbers[at]).entry, policy, int(START.timestamp()))


def test_lines_are_read_many_at_once_with_what_opens_them(store, node):
    with store.write() as work:
        for n in range(3):
            note(work, entry(n=str(n)), node.entropy)
        note(work, Entry("other.kind", START, "person-1", {}, ("item-2",)), node.entropy)
        numbers = [leaf.number for leaf in work.journal.pending(10)]
    node.journal.sequence(START)
    with store.write() as work:
        work.journal.erase(numbers[1])
    with store.read() as work:
        assert work.journal.openings([*numbers, 999]) == {one: work.journal.opening(one) for one in numbers if one != numbers[1]}
        placed = work.journal.standing(1, 2)
        assert [(one.index, one.kind, one.at, one.actor) for one in placed] == [
            (1, "test.happened", START, "node"),
            (2, "test.happened", START, "node"),
        ]
        opening = work.journal.opening(numbers[2])
        assert (placed[0].salt, placed[0].content, placed[1].salt, placed[1].content) == (None, None, opening.salt, opening.content)
        assert [one.entry for one in placed] == [work.journal.leaf(one).entry for one in numbers[1:3]]
        assert work.journal.standing(4, 5) == []
        assert [leaf.number for leaf in work.journal.found(kinds=["other.kind", "test.happened"], most=2)] == [numbers[3], numbers[2]]


def test_an_erased_line_says_nothing_and_its_receipt_holds(store, node):
    with store.write() as work:
        note(work, entry(rule="third-party"), node.entropy)
        (number,) = (leaf.number for leaf in work.journal.pending(10))
    node.journal.sequence(START)
    with store.write() as work:
        work.journal.erase(number)
    with store.read() as work:
        assert read(work, number) is None
        entry_there = work.journal.leaf(number).entry
    policy = Policy(node.journal.keys, {}, {}, "none")
    verify_receipt(node.journal.prove(number, START), entry_there, policy, int(START.timestamp()))


def test_a_reader_sees_one_moment(store, node):
    if store._in_memory:
        return  # one connection: readers and writers take turns
    with store.read() as before:
        assert before.journal.pending(10) == []
        with store.write() as work:
            note(work, entry(), node.entropy)
        assert before.journal.pending(10) == []
    with store.read() as after:
        assert len(after.journal.pending(10)) == 1


def test_writers_of_many_threads_lose_nothing(store):
    entropy = seeded("threads")
    lock = threading.Lock()

    def write(name):
        for n in range(20):
            with lock:
                salt = entropy(SALT_BYTES)
            opening = Opening(salt, f"{name} {n}".encode())
            with store.write() as work:
                work.journal.add([Line("test.happened", START, "node", (), commit(opening), opening)])

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with store.read() as work:
        assert len({work.journal.opening(leaf.number).content for leaf in work.journal.pending(1000)}) == 80


def test_another_kind_of_database_is_refused():
    with pytest.raises(Malformed, match="no database for a node"):
        Database("mysql://localhost/x")


def test_one_process_leads_at_a_time_and_another_when_it_ends_or_its_session_breaks(store):
    url = store._engine.url.render_as_string(hide_password=False)
    if store._engine.dialect.name == "sqlite":
        assert store.leading()()  # whose folder one process has alone
        return
    other = Database(url)
    first, second = store.leading(), other.leading()
    assert [first(), second(), first(), second()] == [True, False, True, False]
    first.end()
    assert [second(), first()] == [True, False]
    with store.write() as work:
        work.connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
    assert first() != second()  # its session is gone, and the lock with it: whoever asks first has it
    first.end()
    second.end()
    other.close()


def test_a_database_read_back_elsewhere_has_its_log_frozen(store, node):
    store.settle()
    with store.write() as work:
        note(work, entry(), node.entropy)
    assert node.journal.sequence(START) == 1
    store.settle()
    assert store.damage() is None
    with store.read() as work:
        assert work.log.frozen() is None  # where it is, it goes on
    if store._engine.dialect.name == "sqlite":
        return  # one file of a folder, which `relto restore` freezes
    copy = store._engine.url.set(database=f"{store._engine.url.database}_copy")
    store.close()
    owner = create_engine(store._engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{copy.database}" TEMPLATE "{store._engine.url.database}"')
    other = Database(copy.render_as_string(hide_password=False))
    assert "read back elsewhere" in other.damage()
    other.migrate()
    other.settle()
    with other.read() as work:
        assert work.log.frozen() == "its database was read back elsewhere: it may have signed more since"
    other.close()
    with owner.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{copy.database}" WITH (FORCE)')
    owner.dispose()
