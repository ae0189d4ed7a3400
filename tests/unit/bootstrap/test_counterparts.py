"""The counterparts of an exercise: put up once, gone on with where that was broken off, and put up again where a port was taken."""

import socket
from contextlib import ExitStack

import pytest
from msgspec.structs import replace
from tests.nodes import PASSPHRASE

from relto.adapters.configuration import Peer, Settings, Web, load_settings, save_settings
from relto.bootstrap import counterparts, exercise
from relto.bootstrap.nodes import make_node, open_node
from relto.primitives import Malformed

PASSWORD = "kowhai flowers in spring"


def made(folder):
    """A node of New Zealand with an administrator."""
    web, peer = counterparts.free_ports(2)
    settings = Settings(party="NZL", log="node.nzl.invalid/log", web=Web(port=web), peer=Peer(port=peer))
    make_node(folder, settings, PASSPHRASE)
    node = open_node(folder, PASSPHRASE)
    node.people.first("admin", "Administrator", PASSWORD)
    return node


def closed(nodes):
    for one in nodes:
        one.close()


def pacts(node):
    with node.surroundings.store.read() as work:
        return {one.party: [pact.agreement for pact in work.exchange.pacts(one.party)] for one in work.exchange.counterparts()}


def test_what_was_broken_off_is_gone_on_with_and_a_port_that_is_taken_is_another_one_then(tmp_path):
    node = made(tmp_path / "nzl")
    counterparts.begin(node)
    node.close()
    broken = tmp_path / "nzl" / "exercise" / "jpn"
    broken.mkdir(parents=True)
    (broken / "keys.json").write_text("half of")

    in_the_way = broken.parent / "usa"
    in_the_way.write_text("somebody's file")
    with pytest.raises(OSError, match="Not a directory"):
        counterparts.put_up(tmp_path / "nzl", PASSPHRASE)  # Japan's node is made by then
    counterparts.take_back(tmp_path / "nzl")
    assert load_settings(tmp_path / "nzl") == node.settings
    assert counterparts.is_broken_off(tmp_path / "nzl")
    (alone,) = counterparts.put_up(tmp_path / "nzl", PASSPHRASE)
    in_the_way.unlink()
    counterparts.begin(alone)
    alone.close()

    nodes = counterparts.put_up(tmp_path / "nzl", PASSPHRASE)
    assert not counterparts.is_broken_off(tmp_path / "nzl")
    assert [one.settings.party for one in nodes] == ["NZL", "JPN", "USA"]
    assert all(one.settings.exercise for one in nodes)
    assert pacts(nodes[0]) == {"JPN": ["jpn-nzl-2025"], "USA": ["nzl-usa-1952"]}
    assert pacts(nodes[1]) == {"NZL": ["jpn-nzl-2025"], "USA": ["jpn-usa-2007"]}
    for one in nodes:
        assert one.people.log_in("releaser", PASSWORD) is not None
        assert one.people.log_in("admin", PASSWORD) is not None
    drafter = exercise.officer(nodes[0], "drafter")
    drafts = [(one.recipient, one.state) for one in nodes[0].drafting.page(drafter)]
    assert sorted(drafts) == [("JPN", "submitted"), ("USA", "drafting")]
    known = nodes[1].settings.peer_url
    closed(nodes)
    save_settings(tmp_path / "nzl", replace(nodes[0].settings, exercise=False))  # as where the process ended before it said so

    with ExitStack() as taken:
        taken.enter_context(socket.create_server(("127.0.0.1", load_settings(broken).web.port)))
        nodes = counterparts.put_up(tmp_path / "nzl", PASSPHRASE)
    assert nodes[1].settings.peer_url != known
    for one in (nodes[0], nodes[2]):
        with one.surroundings.store.read() as work:
            assert work.exchange.counterpart("JPN").url == nodes[1].settings.peer_url
    assert pacts(nodes[0]) == {"JPN": ["jpn-nzl-2025"], "USA": ["nzl-usa-1952"]}
    assert len(nodes[0].drafting.page(drafter)) == 2
    assert len(nodes[0].holdings.page(drafter).entries) == 1
    assert nodes[0].settings.exercise
    closed(nodes)


def test_an_exercise_is_offered_to_new_zealand_s_node_on_this_machine_alone():
    settings = Settings(party="NZL", log="node.nzl.invalid/log")
    assert exercise.offered(settings)
    others = (
        {"party": "JPN"},
        {"agreements": "agreements"},
        {"database": "postgresql+psycopg://127.0.0.1/node"},
        {"web": Web(address="192.0.2.1")},
        {"peer": Peer(address="192.0.2.1")},
    )
    for one in others:
        assert not exercise.offered(Settings(**{"party": "NZL", "log": "node.nzl.invalid/log"} | one))


def test_an_office_s_login_is_no_administrator_s():
    exercise.check_login("admin")
    for login in ("drafter", "security2"):
        with pytest.raises(Malformed):
            exercise.check_login(login)
