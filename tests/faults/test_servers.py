"""Two nodes on PostgreSQL and an S3 server, each served by `relto serve`; the database fails under load, and nothing is lost."""

import json
import os
import threading
import time
from collections import Counter

import httpx
import pytest
import sqlalchemy
from attrs import evolve

from relto.adapters.configuration import S3
from relto.bootstrap.stores import back_up, restore
from relto.node import Forbidden
from relto.primitives import Conflict, ReltoError, Unavailable
from tests import postgresql
from tests.faults.invariants import check, check_log, waiting
from tests.faults.restoring import met, restored, succeeded
from tests.pairs import Kept, carried, give_card, pair, told, until
from tests.unit.adapters import s3

pytestmark = [
    pytest.mark.skipif(postgresql.binaries() is None, reason="no PostgreSQL here: install Debian's postgresql"),
    pytest.mark.skipif(s3.program() is None, reason="no S3 server here: install the test requirements"),
]


def test_on_postgresql_and_s3_messages_go_and_none_is_lost_when_the_database_fails(tmp_path):
    (tmp_path / "s3").mkdir()
    with postgresql.failing("fsync=on") as server, s3.running(tmp_path / "s3") as place:
        keys = {"RELTO_S3_ACCESS_KEY": place.access_key, "RELTO_S3_SECRET_KEY": place.secret_key}

        def kept(code):
            _create(server.url, code.lower())
            objects = S3(endpoint=place.endpoint, bucket=place.bucket, region=place.region, prefix=f"{code.lower()}/")
            return Kept(f"{server.url}{code.lower()}", objects, keys)

        with told(keys), pair(tmp_path, kept) as (nzl, jpn):
            counts, acknowledged = Counter(), []
            for one in (nzl, jpn):
                one.start()
            acknowledged.append(nzl.send(nzl.approved(nzl.record(b"before"), "JPN")).message)
            until("the first receipt", lambda: not waiting(nzl), 120)
            acknowledged += _failed_under_load(server, nzl, counts)
            until("everything after the failure", lambda: not waiting(nzl), 180)
            for one in (nzl, jpn):
                assert one.process.poll() is None, one.said()
                one.stop()
                one.open_again()  # its connections broke when the server failed
            check(nzl, jpn, acknowledged, counts)
            for one in (nzl, jpn):
                check_log(one, counts)
            assert counts["acknowledged"] >= 3
            assert counts["refused while it was down"] > 0
            _set_back(server, nzl, jpn, tmp_path)


def _set_back(server, nzl, jpn, tmp_path):
    """The sender's node from its backup in another database: it goes on under another log, and nothing is lost or held twice."""
    large = nzl.record(os.urandom(100_000))  # an object of the store
    back_up(nzl.folder, tmp_path / "backup")
    forgotten = nzl.send(nzl.approved(nzl.record(b"forgotten"), "JPN")).message
    met(nzl, jpn)
    _create(server.url, "again")
    for name in ("nzl", "jpn"):
        with pytest.raises(Conflict, match="something in the database already"):
            restore(tmp_path / "backup", tmp_path / "elsewhere", "x", f"{server.url}{name}")
    assert not (tmp_path / "elsewhere" / "keys.json").exists()

    def is_frozen(node):
        with pytest.raises(Unavailable, match="its log is frozen"):
            node.exchange.incoming("JPN", jpn.node.exchange.outgoing("NZL").data)

    jpn.node.holdings.read(jpn.people["analyst"], jpn.node.holdings.page(jpn.people["analyst"]).entries[0].held.id)
    again = restored(nzl, tmp_path / "backup", tmp_path / "again", after=is_frozen, database=f"{server.url}again")
    assert len(again.node.holdings.read(again.people["analyst"], large).content) == 100_000
    give_card(again, jpn)
    new = again.send(again.approved(large, "JPN")).message
    for _ in range(3):
        met(again, jpn)
    held = [one.held.received.message for one in jpn.node.holdings.page(jpn.people["analyst"]).entries]
    assert [new, forgotten] == held[:2]
    assert len(set(held)) == len(held)
    with again.node.database.read() as work:
        assert work.exchange.outgoing(new).state == "accepted"
    succeeded(again)


def _failed_under_load(server, party, counts):
    """Release without end while the server fails and comes back; what was acknowledged."""
    acknowledged, ending = [], threading.Event()

    def load():
        while not ending.is_set():
            try:
                acknowledged.append(party.send(party.approved(party.record(os.urandom(2_000)), "JPN")).message)
            except ReltoError:
                counts["refused while it was down"] += 1
                time.sleep(0.2)

    thread = threading.Thread(target=load)
    thread.start()
    try:
        until("something under load", lambda: len(acknowledged) >= 1, 120)
        server.fail()
        until("a refusal", lambda: counts["refused while it was down"] > 0, 60)
        server.start()
        before = len(acknowledged)
        until("something after the failure", lambda: len(acknowledged) > before, 120)
    finally:
        ending.set()
        thread.join()
    return acknowledged


def test_when_a_standby_takes_the_place_of_a_server_that_failed_nothing_is_lost(tmp_path):
    """A synchronous standby is promoted; the sender's node, told of both servers, goes on under its own log with what it had."""
    with postgresql.failing() as server:
        _create(server.url, "nzl")
        standby = server.standby()
        try:
            hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (server, standby))
            account = server.url.split("@", 1)[0]
            database = f"{account}@/nzl?{hosts}&target_session_attrs=read-write"
            with pair(tmp_path, lambda code: Kept(database if code == "NZL" else None)) as (nzl, jpn):
                acknowledged = [nzl.send(nzl.approved(nzl.record(b"before"), "JPN")).message]
                carried(nzl, jpn)
                draft = nzl.approved(nzl.record(os.urandom(2_000)), "JPN")
                acknowledged.append(nzl.send(draft).message)
                batch = nzl.node.exchange.outgoing("JPN")
                server.fail()
                with pytest.raises(Unavailable):
                    nzl.node.exchange.answered("JPN", jpn.node.exchange.incoming("NZL", batch.data))
                standby.promote()
                until("it is taken up again", lambda: _takes_up(nzl))
                nzl.open_again()  # a node that starts there knows its database by its identity, which a standby has
                with pytest.raises(Forbidden, match="is sent"):
                    nzl.send(draft)
                acknowledged.append(nzl.send(nzl.approved(nzl.record(b"after"), "JPN")).message)
                until("everything is receipted", lambda: carried(nzl, jpn) >= 0 and not waiting(nzl))
                counts = Counter()
                check(nzl, jpn, acknowledged, counts)
                for one in (nzl, jpn):
                    check_log(one, counts)
                assert counts["released"] == 3
        finally:
            standby.fail()


def _takes_up(party):
    try:
        return waiting(party) == 1
    except Unavailable:
        return False


def _create(url, name):
    engine = sqlalchemy.create_engine(f"{url}postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()


def test_of_several_processes_one_leads_and_another_takes_over(tmp_path):
    """Two processes of the sender's node on its ports; the one that leads is killed, and the other answers and carries on."""
    with postgresql.failing() as server:

        def kept(code):
            _create(server.url, code.lower())
            return Kept(f"{server.url}{code.lower()}")

        with pair(tmp_path, kept) as (nzl, jpn):
            processes = [nzl, evolve(nzl, process=None)]
            try:
                for one in (*processes, jpn):
                    one.start()
                until("a leader on both sides", lambda: _leads(nzl) and _leads(jpn))
                acknowledged = [nzl.send(nzl.approved(nzl.record(b"before"), "JPN")).message]
                until("the first receipt", lambda: not waiting(nzl))
                acknowledged.append(nzl.send(nzl.approved(nzl.record(os.urandom(2_000)), "JPN")).message)
                next(one for one in processes if one.process.pid == _leads(nzl)[-1]).kill()
                acknowledged += [nzl.send(nzl.approved(nzl.record(os.urandom(2_000)), "JPN")).message for _ in range(3)]
                until("another leads", lambda: len(_leads(nzl)) > 1, 30)
                until("everything after it was killed", lambda: not waiting(nzl))
                assert httpx.get(f"{nzl.node.settings.web_url}/api/openapi.json", trust_env=False).status_code == 200
            finally:
                for one in (*processes, jpn):
                    one.kill()
            counts = Counter()
            check(nzl, jpn, acknowledged, counts)
            assert len(set(_leads(nzl))) == 2


def _leads(party):
    """The processes that led a party's node, in their order."""
    said = (party.folder.parent / f"{party.code}.log").read_text(encoding="utf-8").splitlines()
    events = [json.loads(one) for one in said if one.startswith("{")]
    return [one["process"] for one in events if one["event"] == "leads"]
