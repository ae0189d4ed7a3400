"""Documents that were held before they were indexed by portion are, on every database, whoever is stopped where."""

from contextlib import contextmanager
from hashlib import sha256

import pytest
from attrs import evolve
from sqlalchemy import select, update

from relto.adapters.storage.tables.holdings import cut, item, kind, word
from relto.node import Absent
from relto.node.authorising import Role
from relto.node.holdings import Dossiers, Given, Holdings, Indexing, Keeping, Progress
from relto.node.holdings.entering import opened
from relto.node.journal import read
from relto.primitives import Unavailable
from tests.former import set_back
from tests.nodes import START
from tests.people import office

REPORT = "SECRET\n\n# (R) Vessels {}\n\n(R) Trawlers, says {}.\n\n(S) Fuel for {}.\n\nSECRET\n"
WORDS = ("trawlers", "vessels", "fuel", "note", "7")


@pytest.fixture
def holdings(node):
    return Holdings(node)


@pytest.fixture
def drafter(node):
    return office(node, "drafter", Role.DRAFTER, Role.SECURITY_OFFICER)


@pytest.fixture
def junior(node):
    return office(node, "junior", Role.ANALYST, clearance="RESTRICTED")


def fill(node, holdings, drafter, junior, count=8):
    """A node that holds documents in and out of a dossier, a record, one document in quarantine and one that was destroyed."""
    dossier = Dossiers(node).open(drafter, "A matter").id
    Dossiers(node).admit(drafter, dossier, junior.id)
    held = [
        holdings.hold_document(drafter, REPORT.format(n, n, n), Given(dossier=dossier if n % 3 == 0 else None)).held.id
        for n in range(count)
    ]
    holdings.hold_record(drafter, b"a note", Given("Note"), media_type="text/plain", scheme="nz", marking="RESTRICTED")
    quarantine(node, held[1], away=True)
    Keeping(node).destroy(drafter, held[2], "key erased")
    return held


def quarantine(node, name, *, away):
    with node.store.write() as work:
        work.items.replace(evolve(work.items.get(name), quarantined=away))


def stand(node):
    """How everything held is found and shown: what the database has of it, opened."""
    with node.store.read() as work:
        found = {}
        for row in work.connection.execute(select(item, kind.c.text).join(kind, kind.c.id == item.c.kind)):
            words = select(word.c.token, word.c.shelf).where(word.c.number == row.number).order_by(word.c.token)
            held, outline = work.items.get(row.id), work.items.outlines([row.number]).get(row.number)
            portions = work.items.portions(row.number)
            kept = [None if one is None else opened(node, held, one, what) for what, one in (("outline", outline), ("portions", portions))]
            said = row.text if row.destroyed is None else None
            found[row.id] = said, row.shelf, list(map(tuple, work.connection.execute(words))), kept
        return found


def answers(holdings, actor):
    pages = [holdings.page(actor), *(holdings.search(actor, one) for one in WORDS)]
    return [[(one.held.id, one.title, one.marking, one.whole) for one in page.entries] for page in pages]


def test_what_was_held_in_the_former_form_is_indexed_and_then_is_as_if_it_had_come_today(node, holdings, drafter, junior):
    held = fill(node, holdings, drafter, junior)
    today, seen, whole = stand(node), answers(holdings, junior), answers(holdings, drafter)
    set_back(node)
    node.store.migrate()
    assert Indexing(node).waits() == len(held) - 1  # neither the record nor what was destroyed
    with pytest.raises(Absent):  # whole or not at all
        holdings.read(junior, held[0])
    assert [one[0][1] for one in answers(holdings, junior) if one] == ["Note", "Note"]
    assert answers(holdings, drafter) == whole
    steps = list(Indexing(node).run(START))
    assert steps[-1] == Progress(len(held) - 1)
    assert len(steps) > 1
    assert (stand(node), answers(holdings, junior), answers(holdings, drafter)) == (today, seen, whole)
    assert b"Trawlers, says 0" in holdings.read(junior, held[0]).content
    quarantine(node, held[1], away=False)
    assert b"Trawlers, says 1" in holdings.read(junior, held[1]).content
    assert Indexing(node).waits() == 0
    assert list(Indexing(node).run(START)) == []
    with node.store.read() as work:
        (line,) = work.journal.found(kinds=["store.indexed"])
        assert read(work, line.number).about == {"done": str(len(held) - 1), "stayed": "0"}


def test_what_is_kept_in_another_form_shows_nothing_and_is_made_again(node, holdings, drafter, junior):
    held = fill(node, holdings, drafter, junior)
    today, seen = stand(node), answers(holdings, junior)
    with node.store.write() as work:
        number = work.items.get(held[0]).number
        work.connection.execute(update(cut).where(cut.c.number <= number + 3).values(form=1, outline=b"of another form", portions=None))
    assert Indexing(node).waits() == 3  # one of the four was destroyed
    with pytest.raises(Absent):
        holdings.read(junior, held[0])
    assert held[0] not in [one[0] for page in answers(holdings, junior) for one in page]
    assert list(Indexing(node).run(START)) == [Progress(3)]
    assert (stand(node), answers(holdings, junior), Indexing(node).waits()) == (today, seen, 0)


class Failing:
    """A database whose unit of work fails as it ends, from one on."""

    def __init__(self, store, good):
        self._store, self._good = store, good
        self.read = store.read

    @contextmanager
    def write(self):
        with self._store.write() as work:
            yield work
            self._good -= 1
            if self._good < 0:
                raise Unavailable("on purpose")


def test_whoever_is_stopped_anywhere_it_goes_on_from_there(node, holdings, drafter, junior):
    held = fill(node, holdings, drafter, junior, 12)
    today = stand(node)
    set_back(node)
    node.store.migrate()
    for good, waiting in ((0, 11), (1, 6)):  # stopped in a unit of work
        with pytest.raises(Unavailable, match="on purpose"):
            list(Indexing(evolve(node, store=Failing(node.store, good))).run(START))
        assert Indexing(node).waits() == waiting
    next(Indexing(node).run(START))  # stopped between two
    assert Indexing(node).waits() == 1
    assert stand(node)[held[-1]] != today[held[-1]]
    assert list(Indexing(node).run(START)) == [Progress(1)]
    assert stand(node) == today


class Meanwhile:
    """A database with which something happens just before a unit of work begins to write, once."""

    def __init__(self, store, what):
        self._store, self._what = store, [what]
        self.read = store.read

    @contextmanager
    def write(self):
        while self._what:
            self._what.pop()()
        with self._store.write() as work:
            yield work


def test_two_at_once_do_nothing_twice(node, holdings, drafter, junior):
    held = fill(node, holdings, drafter, junior)
    today = stand(node)
    set_back(node)
    node.store.migrate()
    both = evolve(node, store=Meanwhile(node.store, lambda: list(Indexing(node).run(START))))
    assert list(Indexing(both).run(START)) == [Progress(5)]  # what it had looked at already
    assert Indexing(node).waits() == 0
    assert (stand(node), len(held)) == (today, 8)


def test_what_is_destroyed_between_looking_and_writing_stays_destroyed(node, holdings, drafter, junior):
    held = fill(node, holdings, drafter, junior)
    set_back(node)
    node.store.migrate()
    both = evolve(node, store=Meanwhile(node.store, lambda: Keeping(node).destroy(drafter, held[0], "key erased")))
    list(Indexing(both).run(START))
    assert stand(node)[held[0]][2:] == ([], [None, None])
    assert held[0] not in [one[0] for one in answers(holdings, junior)[0]]
    assert Indexing(node).waits() == 0


def test_what_cannot_be_had_waits_on_and_what_cannot_be_read_stays_whole(node, holdings, drafter, junior):
    held = fill(node, holdings, drafter, junior)
    set_back(node)
    node.store.migrate()
    with node.store.write() as work:
        gone, odd = work.items.get(held[3]), work.items.get(held[4])
        work.contents.delete(gone.vaulted.object)
        sealed = node.vault.close(node.vault.unwrap(odd.vaulted.wrapped), b"no document any more", f"{odd.id} content")
        work.contents.put(sha256(sealed).hexdigest(), sealed)
        work.connection.execute(update(item).where(item.c.id == odd.id).values(object=sha256(sealed).hexdigest()))
    last = list(Indexing(node).run(START))[-1]
    assert last == Progress(5, stayed=1, unavailable=1)
    assert Indexing(node).waits() == 1  # what was odd waits no more
    for name in (gone.id, odd.id):
        with pytest.raises(Absent):
            holdings.read(junior, name)
    assert holdings.read(drafter, odd.id).content == b"no document any more"
    assert b"Trawlers, says 5" in holdings.read(junior, held[5]).content
