"""The word by which the first account of a node is made, where several processes serve it."""

from contextlib import ExitStack

import httpx
import pytest

from relto.adapters.configuration import Settings
from relto.bootstrap.nodes import make_node, open_node
from relto.server.node import application, first_word
from tests import postgresql
from tests.nodes import PASSPHRASE, database
from tests.unit.server.serving import served

PASSWORD = "kowhai flowers in spring"


@pytest.mark.skipif(postgresql.binaries() is None, reason="no PostgreSQL here: install Debian's postgresql")
def test_every_process_of_a_node_tells_the_same_word_and_none_takes_it_once_an_account_is_made(tmp_path):
    with database("postgresql", tmp_path) as empty, ExitStack() as ending:
        url = empty._engine.url.render_as_string(hide_password=False)
        make_node(tmp_path / "nzl", Settings(party="NZL", log="node.nzl.invalid/log", database=url), PASSPHRASE)
        processes = [open_node(tmp_path / "nzl", PASSPHRASE) for _ in range(2)]
        for one in processes:
            ending.callback(one.close)
        words = [first_word(one) for one in processes]
        assert words[0] == words[1]
        assert len(words[0].replace("-", "")) == 16
        addresses = [ending.enter_context(served(lambda _, one=one: application(one, word=words[0]))) for one in processes]
        given = {"word": words[0], "login": "admin", "title": "Administrator", "password": PASSWORD}
        answers = [httpx.post(f"{one}/first", data=given, headers={"origin": one}, trust_env=False).status_code for one in addresses]
        assert answers == [303, 403]
        assert [first_word(one) for one in processes] == [None, None]


def test_another_node_has_another_word(tmp_path):
    words = set()
    for name in ("one", "other"):
        make_node(tmp_path / name, Settings(party="NZL", log="node.nzl.invalid/log"), PASSPHRASE)
        node = open_node(tmp_path / name, PASSPHRASE)
        words.add(first_word(node))
        node.close()
    assert len(words) == 2
