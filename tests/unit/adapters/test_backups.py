"""The rows of a node on PostgreSQL in files, and out of them into an empty database, with its log frozen in the same moment."""

import io
import json
from contextlib import closing

import pytest
import sqlalchemy
from attrs import evolve
from tests import nodes, postgresql, stores
from tests.people import office

from relto.adapters.storage import Database
from relto.adapters.storage.copying import LISTED, copy_in, copy_out, is_member
from relto.node.authorising import Role
from relto.node.holdings import Given, Holdings
from relto.primitives import Conflict, Malformed

pytestmark = pytest.mark.skipif(postgresql.binaries() is None, reason="no PostgreSQL here: install Debian's postgresql")


def url_of(made):
    return made._engine.url.render_as_string(hide_password=False)


def hold(node, login, *contents):
    drafter = office(node, login, Role.DRAFTER)
    for one in contents:
        Holdings(node).hold_record(drafter, one, Given("Something"), media_type="text/plain", scheme="nz", marking="SECRET")
    with node.store.read() as work:
        return [(one.id, one.number) for one in work.items.page([one.id for one in work.items.shelves(())], None, 10)]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a node that holds something."""
    folder = tmp_path_factory.mktemp("node")
    found = {}
    with nodes.database("postgresql", folder) as store:
        found["held"] = hold(nodes.surroundings("NZL", store, folder), "drafter", b"tab\there", "漁船 \\N \\. end".encode())
        copy_out(url_of(store), lambda name, file: found.__setitem__(name, file.read()))
    return found


@pytest.fixture
def empty():
    """An empty database."""
    return stores.bare()


def given(files, **instead):
    def give(name):
        return io.BytesIO({**files, **instead}[name])

    return give


def listed(files, **said):
    return json.dumps({**json.loads(files[LISTED]), **said}).encode()


def is_empty(url):
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        found = sqlalchemy.inspect(connection).get_table_names()
    engine.dispose()
    return not found


def test_what_went_out_comes_in_whole_and_its_log_is_frozen(files, empty, tmp_path):
    copy_in(empty, given(files), "read back")
    again = {}
    copy_out(empty, lambda name, file: again.__setitem__(name, file.read()))
    same = {name: sorted(rows.split(b"\n")) for name, rows in files.items() if name not in (LISTED, "held", "tables/log_note")}
    assert {name: sorted(rows.split(b"\n")) for name, rows in again.items() if name in same} == same
    with closing(Database(empty)) as made:
        with made.read() as work:
            assert work.log.frozen() == "read back"
        made.migrate()
        node = evolve(nodes.surroundings("NZL", stores.anew(), tmp_path), store=made, entropy=nodes.seeded("other"))
        ((_, number), *before) = hold(node, "other", b"new")
    assert before == files["held"]
    assert number > before[0][1], "no number is given twice"


def test_nothing_comes_into_a_database_that_has_something(files, empty):
    copy_in(empty, given(files), "read back")
    with pytest.raises(Conflict, match="name an empty one"):
        copy_in(empty, given(files), "again")


def tables_of(files):
    return json.loads(files[LISTED])["tables"]


FOREIGN = {"name": "pg_authid", "columns": ["rolname"], "counted": {}}
CHANGES = {
    "no list": lambda _: {LISTED: b"{"},
    "a later version": lambda files: {LISTED: listed(files, revision="9999")},
    "no version": lambda files: {LISTED: listed(files, revision="../../x")},
    "a table less": lambda files: {LISTED: listed(files, tables=tables_of(files)[1:])},
    "a table of the server": lambda files: {LISTED: listed(files, tables=[*tables_of(files), FOREIGN])},
    "no counters": lambda files: {LISTED: listed(files, tables=[{**one, "counted": {}} for one in tables_of(files)])},
    "a statement": lambda files: {LISTED: listed(files, tables=[{**one, "name": f'{one["name"]}"; DROP'} for one in tables_of(files)])},
    "another field": lambda files: {LISTED: listed(files, more=1)},
    "half a row": lambda files: {"tables/item": files["tables/item"][:-20]},
    "rows twice": lambda files: {"tables/item": files["tables/item"] + files["tables/item"]},
    "rows that others name": lambda _: {"tables/shelf": b""},
    "no text": lambda _: {"tables/account": b"\xff\xfe\n"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_no_backup_leaves_nothing(files, empty, change):
    with pytest.raises(Malformed):
        copy_in(empty, given(files, **change(files)), "read back")
    assert is_empty(empty)


def test_a_backup_that_lacks_a_table_leaves_nothing(files, empty):
    less = {name: rows for name, rows in files.items() if name != "tables/journal_line"}
    with pytest.raises(Malformed, match="missing"):
        copy_in(empty, given(less), "read back")
    assert is_empty(empty)


@pytest.mark.parametrize("name", ["tables/", "tables/../x", "tables/a/b", "tables/A", "tables.json/x", "other", 'tables/a"b'])
def test_path_traversal_what_is_no_table_is_no_file_of_a_backup(name):
    assert not is_member(name)
