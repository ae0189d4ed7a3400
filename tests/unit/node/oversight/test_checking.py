"""The log gone through by the node itself: what a look covers, what only going through everything anew covers."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import nodes
from tests.nodes import START
from tests.people import office

from relto.audit import Checkpoint, Kind, Log, Note, PrivateKeySigner, Succession, sign_text
from relto.node import Entry
from relto.node.authorising import Role
from relto.node.journal import note, note_many
from relto.node.oversight import Checking, Oversight
from relto.node.oversight.checking import AT_ONCE

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOWHERE = Path("nowhere")
STEP = st.tuples(st.sampled_from(["consent.asked", "consent.given", "release.refused", "item.held"]), st.integers(0, 60))


@pytest.fixture
def store():
    with nodes.database("sqlite-memory", NOWHERE) as made:
        yield made


@pytest.fixture
def node(store):
    return nodes.surroundings("NZL", store, NOWHERE)


@pytest.fixture
def checking(node):
    return Checking(node)


def write(node, count, kind="test.happened"):
    """Lines, put into the log."""
    with node.store.write() as work:
        note_many(work, [Entry(kind, node.clock.now(), "node", {"n": str(n)}) for n in range(count)], node.entropy)
    while node.journal.sequence(node.clock.now()):
        pass


def change(node, statement, *values):
    with node.store.write() as work:
        changed = work.connection.exec_driver_sql(statement, values)
        assert changed.rowcount == 1


def tile(node, level, number, at=40):
    """Change one byte of a tile (or of a bundle, level -1) where it is kept; gives what puts it back."""
    with node.store.read() as work:
        asked = "SELECT data FROM log_tile WHERE level = ? AND number = ?"
        data = work.connection.exec_driver_sql(asked, (level, number)).scalar()
    put = "UPDATE log_tile SET data = ? WHERE level = ? AND number = ?"
    change(node, put, data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], level, number)
    return lambda: change(node, put, data, level, number)


def forget(node):
    """Delete the log and the journal, as somebody could who has the machine."""
    with node.store.write() as work:
        for statement in ("DELETE FROM log_note", "DELETE FROM log_tile", "DELETE FROM journal_line"):
            work.connection.exec_driver_sql(statement)


def test_a_log_without_entries_and_one_with_some(node, checking):
    assert (checking.look().holds, checking.look().gone) == (True, 0)
    write(node, 300)
    node.clock.forward(HOUR)
    found = checking.look()
    assert (found.holds, found.gone, found.head.size, found.since, found.at) == (True, 300, 300, START, START + HOUR)
    write(node, 212)
    assert (checking.look().holds, checking.look().gone) == (True, 512)


def test_a_look_goes_through_some_entries_and_the_next_one_goes_on(node, checking):
    write(node, AT_ONCE + 300)
    first = checking.look()
    assert (first.holds, first.whole, first.gone, first.problems) == (False, False, AT_ONCE, ())
    assert sum(checking.counts(START, START + DAY).lines.values()) == AT_ONCE
    second = checking.look()
    assert (second.holds, second.gone) == (True, AT_ONCE + 300)
    assert checking.anew() == second


def test_an_old_tile_that_was_changed_is_found_by_going_through_everything_anew(node, checking):
    write(node, 600)
    assert checking.look().holds
    back = tile(node, 0, 0)
    write(node, 1)
    assert checking.look().holds, "a look reads nothing again, and says so"
    found = checking.anew()
    assert [(one.where, one.says.partition(";")[0]) for one in found.problems] == [("tile/0/000", "not the hashes that the entries have")]
    back()
    assert checking.look().problems == found.problems, "what was wrong stays wrong until everything is gone through anew"
    assert checking.anew().holds
    assert checking.look().holds


def test_an_old_entry_that_was_changed_is_found_too(node, checking):
    write(node, 600)
    checking.look()
    tile(node, -1, 1, at=60)
    assert {one.where for one in checking.anew().problems} == {"tile/0/001", "tile/1/000.p/2", "checkpoint", "entry 257"}


def test_a_process_that_begins_finds_what_was_changed_before_by_its_first_look(node):
    write(node, 300)
    tile(node, 0, 0)
    assert [one.where for one in Checking(node).look().problems] == ["tile/0/000"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM journal_line WHERE place = 7", "the journal has no line for it"),
        ("UPDATE journal_line SET entry = zeroblob(52) WHERE place = 7", "the line of the journal is another one"),
        ("UPDATE journal_line SET content = replace(content, '7', '8') WHERE place = 7", "the entry is a commitment to other content"),
        (
            "UPDATE journal_line SET content = CAST(replace(content, '7', '8') AS BLOB) WHERE place = 7",
            "the entry is a commitment to other content",
        ),
        ("UPDATE journal_line SET salt = NULL WHERE place = 7", "not of the length it must have"),
        ("UPDATE journal_line SET kind = 'test.other' WHERE place = 7", "the journal lists its line under another kind"),
        ("UPDATE journal_line SET actor = 'person-x' WHERE place = 7", "the journal lists its line under another kind"),
        ("UPDATE journal_line SET at = at + 1 WHERE place = 7", "the journal lists its line under another kind"),
    ],
)
def test_a_line_of_the_journal_that_was_changed_is_found(node, checking, statement, says):
    write(node, 20)
    assert checking.look().holds
    change(node, statement)
    assert checking.look().holds
    (found,) = checking.anew().problems
    assert found.where == "entry 7"
    assert says in found.says


def test_two_lines_at_one_place_are_found(node, checking):
    write(node, 20)
    change(node, "UPDATE journal_line SET place = 6 WHERE place = 7")
    assert [one.says for one in checking.anew().problems] == [
        "two lines of the journal stand at one place",
        "the line of the journal is another one",
        "the journal has no line for it",
    ]


def test_a_line_that_was_erased_keeps_its_place_and_is_counted_as_erased(node, checking):
    write(node, 20)
    with node.store.write() as work:
        work.journal.erase(work.journal.at(7).number)
    assert checking.look().holds
    counted = checking.counts(START, START + DAY)
    assert (counted.lines["test.happened"], counted.erased) == (19, 1)


@pytest.mark.parametrize("size", [250, 300, 512, 700])
def test_a_log_that_was_rewritten_and_signed_anew_is_found_by_the_next_look(node, checking, size):
    """With the node's own key, every entry another one: as somebody would who has the machine."""
    write(node, 300)
    assert checking.look().holds
    forget(node)
    node.journal.begin(node.clock.now())
    write(node, size)
    found = checking.look()
    assert not found.holds
    assert found.problems[0].says == (
        "its first entries are not those that were gone through before"
        if size >= 300
        else f"it shows {size} entries, and 300 were gone through before: it was set back"
    )
    assert checking.anew().holds, "the log as it stands fits itself; that it is another one a witness knows, and this process knew"


def test_a_rewritten_log_of_whole_bundles_is_found_by_its_root(node, checking):
    write(node, 512)
    assert checking.look().holds
    forget(node)
    node.journal.begin(node.clock.now())
    write(node, 600)
    assert "checkpoint" in [one.where for one in checking.look().problems]


def test_a_checkpoint_that_this_log_did_not_sign_is_found(node, checking):
    write(node, 3)
    head = checking.look().head
    stranger = PrivateKeySigner(head.origin, Kind.ED25519, Ed25519PrivateKey.generate())
    with node.store.write() as work:
        work.log.publish(Note(head.text, tuple(sign_text(head.text, [stranger], 0))).to_bytes())
    (problem,) = checking.look().problems
    assert (problem.where, problem.says[:24]) == ("checkpoint", "no known key signed it: ")


def test_a_succession_stands_for_itself_and_no_other_entry_does(node, checking):
    forget(node)
    signers = node.journal._signers
    text = Succession(Checkpoint("former.example/log", 3, bytes(32)), signers[0].key.name).text
    with node.store.write() as work:
        Log.create(work.log, signers[0].key.name, signers, time=0, succession=Note(text, tuple(sign_text(text, signers, 0))).to_bytes())
    write(node, 3)
    assert (checking.look().holds, checking.look().gone) == (True, 4)


@settings(max_examples=8, deadline=None)
@given(st.lists(STEP, max_size=30))
def test_counts_of_days_are_those_that_are_worked_out_from_the_journal_anew(steps):
    """What a page shows is what the interface for machines works out from every line."""
    with nodes.database("sqlite-memory", NOWHERE) as store:
        node = nodes.surroundings("NZL", store, NOWHERE)
        overseer, checking = office(node, "overseer", Role.OVERSEER), Checking(node)
        for at, (kind, hours) in enumerate(steps):
            node.clock.forward(timedelta(hours=hours))
            with node.store.write() as work:
                about = {"request": f"request-{hours % 3}", "recipient": "JPN", "rules": ["exclusion"]}
                note(work, Entry(kind, node.clock.now(), "node", about), node.entropy)
            if at % 3:
                node.journal.sequence(node.clock.now())
            if at % 5 == 0:
                checking.look()
        checking.look()
        midnight = START.replace(hour=0)
        for first, last in ((0, 100), (0, 1), (3, 9)):
            asked = midnight + first * DAY, midnight + last * DAY
            assert checking.counts(*asked) == Oversight(node).statistics(overseer, *asked)
