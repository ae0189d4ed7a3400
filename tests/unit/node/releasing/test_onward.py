"""What became of what was released: opened there, passed on with consent, recalled down the chain, corrected."""

from datetime import timedelta

import pytest
from tests.exchanging import settle
from tests.nodes import ciphertexts
from tests.people import office
from tests.releasing import DISCLOSURE, parties

from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.exchange.looking import Looking
from relto.node.holdings import Given, Source
from relto.node.oversight import WorkList
from relto.primitives import PartyId

MARKING = "CONFIDENTIAL//REL TO NZL, JPN"


@pytest.fixture
def three():
    return parties("NZL", "JPN", "USA")


@pytest.fixture
def given(three):
    """Something of New Zealand's that Japan holds."""
    nzl, jpn, _ = three
    staff = nzl.staff()
    item = nzl.record(staff, MARKING)
    sent = nzl.released(staff, item, "JPN")
    settle(*three)
    there = jpn.staff()
    (entry,) = jpn.holdings.page(there.analyst).entries
    return staff, item, sent, there, entry.held


def level(node, message):
    with node.store.read() as work:
        return work.exchange.outgoing(message).progress


def test_the_sender_learns_once_that_it_was_opened_and_what_was_done(three, given):
    nzl, jpn, _ = three
    _, _, sent, there, held = given
    assert level(nzl, sent.message).opened is None
    for _ in range(3):
        jpn.holdings.read(there.analyst, held.id)
    settle(*three)
    assert level(nzl, sent.message).opened == level(nzl, sent.message).released == nzl.clock.now()
    assert len(jpn.lines("message.sent")) == len({one.about["message"] for one in jpn.lines("message.sent")})
    assert len(jpn.lines("item.read", held.id)) == 3
    jpn.holdings.act(there.analyst, held.id, "flights were planned")
    settle(*three)
    assert level(nzl, sent.message).acted is not None
    assert nzl.sending.message(given[0].drafter, sent.draft).progress == level(nzl, sent.message)
    with pytest.raises(Forbidden):
        nzl.sending.message(given[0].analyst, sent.draft)
    low = office(nzl.node, "low", Role.DRAFTER, clearance=None)
    for name in (sent.draft, "draft-none"):
        with pytest.raises(Absent):
            nzl.sending.message(low, name)
    with pytest.raises(Forbidden, match="made here"):
        nzl.holdings.act(given[0].analyst, given[1], "x")


def test_it_goes_on_with_the_originators_consent_and_not_without(three, given):
    nzl, jpn, usa = three
    staff, item, _, there, held = given
    draft = jpn.drafting.begin(there.drafter, held.id, PartyId("USA"))
    jpn.drafting.disclose(there.drafter, draft.id, DISCLOSURE)
    missing = jpn.drafting.preview(there.drafter, draft.id).missing
    assert [one.authority for one in missing] == ["NZL"]
    with pytest.raises(Forbidden, match="consent is missing of NZL"):
        jpn.drafting.submit(there.drafter, draft.id)
    asked = jpn.asking.ask(there.drafter, draft.id, "NZL", says="they fly there too")
    settle(*three)
    terms = nzl.exchange.consents.terms(asked, nzl.clock.now().date(), None, ("only for relief",))
    nzl.exchange.consents.answer(staff.authority, asked.request.request, terms, "agreed")
    settle(*three)
    ready = jpn.drafting.submit(there.drafter, draft.id)
    jpn.approved(there, ready)
    jpn.sending.send(there.authority, draft.id)
    settle(*three)
    (entry,) = usa.holdings.page(usa.staff().analyst).entries
    assert entry.held.known_as == item
    (provenance,) = entry.held.provenances
    assert [one.provider for one in provenance.chain] == ["NZL", "JPN"]
    assert provenance.originators == {"NZL"}
    assert any("only for relief" in one for one in entry.held.received.duties)


def test_a_refused_consent_opens_nothing(three, given):
    nzl, jpn, usa = three
    staff, _, _, there, held = given
    draft = jpn.drafting.begin(there.drafter, held.id, PartyId("USA"))
    jpn.drafting.disclose(there.drafter, draft.id, DISCLOSURE)
    asked = jpn.asking.ask(there.drafter, draft.id, "NZL", says="they fly there too")
    settle(*three)
    nzl.exchange.consents.answer(staff.authority, asked.request.request, None, "not for them")
    settle(*three)
    here, other = (Looking(node.node, node.exchange.orders) for node in (nzl, jpn))
    for looking, who in ((here, staff.authority), (other, there.drafter)):
        assert [(one.request.request, one.state) for one in looking.answered(who, 10)[0]] == [(asked.request.request, "refused")]
    assert [one.state for one in other.requests_about(there.drafter, held.known_as, 10)] == ["refused"]
    assert other.requests_about(there.drafter, "item-none", 10) == here.requests_about(staff.authority, held.known_as, 10) == []
    with pytest.raises(Forbidden):
        here.answered(staff.security, 10)
    with pytest.raises(Forbidden, match="consent is missing of NZL"):
        jpn.drafting.submit(there.drafter, draft.id)
    assert usa.holdings.page(usa.staff().analyst).entries == ()


def test_what_is_recalled_is_read_by_nobody_and_destroyed_with_what_was_derived_from_it(three, given):
    nzl, jpn, _ = three
    staff, item, _, there, held = given
    derived = jpn.holdings.hold_record(
        there.drafter, b"derived", Given("Derived"), media_type="text/plain", scheme="nz", marking=MARKING, sources=[Source(held.id)]
    )
    order = nzl.asking.recall(staff.authority, item, duty="destroy", says="sent by mistake", answer_by=nzl.clock.now() + timedelta(days=2))
    assert nzl.holdings.read(staff.analyst, item).content == b"something"
    settle(*three)
    name = order.order.order
    assert jpn.holdings.page(there.analyst).entries == jpn.holdings.search(there.analyst, "derived").entries == ()
    for gone in (held.id, derived.held.id):
        with pytest.raises(Absent):
            jpn.holdings.read(there.analyst, gone)
    with nzl.store.read() as work:
        assert [(one.party, one.outcome) for one in nzl.exchange.orders.known(work, name)] == [("JPN", "pending")]
    for other in (there.analyst, there.authority):
        with pytest.raises(Forbidden):
            jpn.obeying.destroy(other, name, "key erased")
    low = office(jpn.node, "low", Role.SECURITY_OFFICER, clearance=None)
    for asked in (name, "order-none"):
        with pytest.raises(Absent):
            jpn.obeying.destroy(low, asked, "key erased")
        with pytest.raises(Absent):
            jpn.obeying.shown(low, asked)
    assert {one.title for one in jpn.obeying.shown(there.security, name)} == {"untitled, from NZL", "Derived"}
    assert Looking(jpn.node, jpn.exchange.orders).order(there.security, name).giver == "NZL"
    with pytest.raises(Absent):
        Looking(jpn.node, jpn.exchange.orders).order(there.security, "order-none")
    done = jpn.obeying.destroy(there.security, name, "key erased", witness="the deputy")
    assert set(done.items) == {held.id, derived.held.id}
    assert {one.why for one in done.certificates} == {"recall"}
    settle(*three)
    with nzl.store.read() as work:
        assert [(one.party, one.outcome) for one in nzl.exchange.orders.known(work, name)] == [("JPN", "done")]
    assert held.vaulted.object not in ciphertexts(jpn.node)
    assert [one.id for one in jpn.keeping.certificates(there.security, held.id)]


def test_an_order_that_is_refused_opens_what_was_quarantined_again(three, given):
    nzl, jpn, _ = three
    staff, item, _, there, held = given
    order = nzl.asking.recall(staff.authority, item, duty="quarantine", says="in doubt", answer_by=nzl.clock.now() + timedelta(days=2))
    settle(*three)
    jpn.obeying.refuse(there.security, order.order.order, "a court has it")
    settle(*three)
    assert jpn.holdings.read(there.analyst, held.id).content == b"something"
    with nzl.store.read() as work:
        assert [one.outcome for one in nzl.exchange.orders.known(work, order.order.order)] == ["refused"]


def test_what_came_from_another_is_not_ones_own_to_recall(three, given):
    _, jpn, _ = three
    with pytest.raises(Forbidden, match="another party's"):
        jpn.asking.recall(given[3].authority, given[4].id, duty="destroy", says="x", answer_by=jpn.clock.now() + timedelta(days=1))


def test_what_is_under_legal_hold_is_not_destroyed_by_an_order_either(three, given):
    nzl, jpn, _ = three
    staff, item, _, there, held = given
    jpn.keeping.hold(there.security, held.id, "inquiry 7")
    order = nzl.asking.recall(staff.authority, item, duty="destroy", says="x", answer_by=nzl.clock.now() + timedelta(days=2))
    settle(*three)
    with pytest.raises(Forbidden, match="legal hold"):
        jpn.obeying.destroy(there.security, order.order.order, "key erased")
    jpn.keeping.lift(there.security, held.id)
    jpn.obeying.destroy(there.security, order.order.order, "key erased")


def test_wrong_object_a_request_of_consent_is_there_for_whoever_sees_what_it_is_about(three, given):
    nzl, jpn, _ = three
    staff, _, _, there, held = given
    draft = jpn.drafting.begin(there.drafter, held.id, PartyId("USA"))
    jpn.drafting.disclose(there.drafter, draft.id, DISCLOSURE)
    asked = jpn.asking.ask(there.drafter, draft.id, "NZL", says="they fly there too").request.request
    settle(*three)
    for node, sees in ((nzl, staff.authority), (jpn, there.drafter)):
        looking, waiting = Looking(node.node, node.exchange.orders), WorkList(node.node)
        overseer = office(node.node, "overseer-two", Role.OVERSEER, clearance=None)
        assert looking.request(sees, asked) == looking.request(overseer, asked)
        low = office(node.node, "no-clearance", Role.RELEASING_AUTHORITY, clearance=None)
        assert looking.requests(low, after=None, most=10) == []
        assert waiting.mine(low) == ()
        for name in (asked, "request-none"):
            with pytest.raises(Absent):
                looking.request(low, name)
            with pytest.raises(Absent):
                node.exchange.consents.answer(low, name, None, "no")
        assert [one.request.request for one in looking.requests(sees, after=None, most=10)] == [asked]
    nzl.exchange.consents.answer(staff.authority, asked, None, "no")
    looking = Looking(nzl.node, nzl.exchange.orders)
    assert [one.request.request for one in looking.answered(staff.authority, 10)[0]] == [asked]
    assert looking.answered(office(nzl.node, "still-none", Role.RELEASING_AUTHORITY, clearance=None), 10) == ([], None)
