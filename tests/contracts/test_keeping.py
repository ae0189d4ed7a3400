"""Copies, retention, legal hold and destruction, on every database."""

from datetime import timedelta

import pytest

from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.holdings import Given, Holdings, Keeping
from relto.primitives import Malformed
from tests.nodes import START, ciphertexts
from tests.people import office

TODAY = START.date()


@pytest.fixture
def holdings(node):
    return Holdings(node)


@pytest.fixture
def keeping(node):
    return Keeping(node)


@pytest.fixture
def drafter(node):
    return office(node, "drafter", Role.DRAFTER)


@pytest.fixture
def security(node):
    return office(node, "security", Role.SECURITY_OFFICER)


@pytest.fixture
def item(holdings, drafter):
    given = Given("A record")
    return holdings.hold_record(drafter, b"something", given, media_type="text/plain", scheme="nz", marking="SECRET").held


def test_copies_are_numbered_and_come_back(node, keeping, security, drafter, item):
    one, two = keeping.copy(security, item.id, "the embassy"), keeping.copy(security, item.id, "safe 4")
    assert (one.number, two.number) == (1, 2)
    assert keeping.copies(security, item.id) == [one, two]
    back = keeping.returned(security, item.id, one.id)
    gone = keeping.returned(security, item.id, two.id, destroyed="shredded", witness="the deputy")
    assert (back.returned, back.certificate) == (START, None)
    assert keeping.copies(security, item.id) == [back, gone]
    (certificate,) = keeping.certificates(security, item.id)
    assert (certificate.id, certificate.how, certificate.witness, certificate.why) == (gone.certificate, "shredded", "the deputy", "copy")
    with pytest.raises(Forbidden, match="returned before"):
        keeping.returned(security, item.id, one.id)
    with pytest.raises(Absent):
        keeping.returned(security, item.id, "copy-none")
    for asked in (lambda: keeping.copy(drafter, item.id, "x"), lambda: keeping.copies(drafter, item.id)):
        with pytest.raises(Forbidden):
            asked()
    with pytest.raises(Malformed, match="no holder"):
        keeping.copy(security, item.id, " ")


def test_what_is_destroyed_is_gone_for_ever_and_certified(node, holdings, keeping, security, drafter, item, store):
    certificate = keeping.destroy(security, item.id, "key erased", witness="the deputy")
    assert certificate.object == item.vaulted.object
    assert ciphertexts(node) == {}
    for asked in (
        lambda: holdings.read(drafter, item.id),
        lambda: holdings.show(drafter, item.id),
        lambda: keeping.copy(security, item.id, "x"),
    ):
        with pytest.raises(Absent):
            asked()
    assert holdings.page(drafter).entries == holdings.search(drafter, "record").entries == ()
    assert keeping.certificates(security, item.id) == [certificate]
    with store.read() as work:
        kept = work.items.get(item.id)
        assert (kept.vaulted, kept.destroyed, kept.shelf) == (None, START, None)
    with pytest.raises(Forbidden, match="destroyed before"):
        keeping.destroy(security, item.id, "again")
    with pytest.raises(Absent):
        keeping.certificates(office(node, "low", Role.SECURITY_OFFICER, clearance=None), item.id)


def test_what_must_be_kept_is_not_destroyed(node, keeping, security, drafter, item):
    with pytest.raises(Malformed, match="destroyed before it may be"):
        keeping.keep(security, item.id, until=TODAY + timedelta(days=5), destroy_by=TODAY)
    keeping.keep(security, item.id, until=TODAY + timedelta(days=5), destroy_by=TODAY + timedelta(days=9))
    with pytest.raises(Forbidden, match="kept until"):
        keeping.destroy(security, item.id, "key erased")
    keeping.hold(security, item.id, "inquiry 7")
    node.clock.forward(timedelta(days=6))
    with pytest.raises(Forbidden, match="legal hold"):
        keeping.destroy(security, item.id, "key erased")
    assert keeping.due(security, TODAY + timedelta(days=8)) == ()
    assert [one.held.id for one in keeping.due(security, TODAY + timedelta(days=9))] == [item.id]
    keeping.lift(security, item.id)
    for wrong in (lambda: keeping.hold(security, item.id, " "), lambda: keeping.destroy(security, item.id, " ")):
        with pytest.raises(Malformed):
            wrong()
    for other in (lambda: keeping.destroy(drafter, item.id, "x"), lambda: keeping.hold(drafter, item.id, "x")):
        with pytest.raises(Forbidden):
            other()
    keeping.destroy(security, item.id, "key erased")
    assert keeping.due(security, TODAY + timedelta(days=9)) == ()


def test_whoever_may_not_see_it_keeps_nothing_of_it(node, keeping, item):
    low = office(node, "low", Role.SECURITY_OFFICER, clearance="RESTRICTED")
    for name in (item.id, "item-none"):
        for attempt in (
            lambda name=name: keeping.copy(low, name, "x"),
            lambda name=name: keeping.copies(low, name),
            lambda name=name: keeping.keep(low, name, until=None, destroy_by=None),
            lambda name=name: keeping.hold(low, name, "x"),
            lambda name=name: keeping.lift(low, name),
            lambda name=name: keeping.destroy(low, name, "x"),
            lambda name=name: keeping.certificates(low, name),
        ):
            with pytest.raises(Absent, match="no such thing"):
                attempt()
