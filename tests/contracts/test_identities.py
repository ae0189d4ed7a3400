"""By what people are known besides a password, on every database."""

import pytest

from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.entering import Entrance, Present
from relto.node.identities import Identities
from relto.node.people import People
from relto.node.records.sessions import Authenticator, Session
from relto.node.trying import Unauthenticated
from relto.primitives import Conflict, Malformed
from tests.nodes import START
from tests.people import office

ISSUER = "https://issuer.example"


class Issuer:
    """Says who came back: the subject is the code."""

    def address(self, state, nonce, verifier):  # noqa: ARG002 - the form of the port
        return f"{ISSUER}/?state={state}"

    def subject(self, code, nonce, verifier):  # noqa: ARG002 - as above
        return ISSUER, code


@pytest.fixture
def staff(node):
    roles = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.ANALYST)
    return [office(node, role, role) for role in roles]


@pytest.fixture
def identities(node):
    return Identities(node, ISSUER)


@pytest.fixture
def entrance(node):
    return Entrance(node, People(node), None, Issuer())


def come_in(entrance, subject):
    _, state = entrance.to_issuer()
    return entrance.from_issuer(state, subject, "192.0.2.1").session.account


def cleared(node, account):
    with node.store.read() as work:
        return work.accounts.get(account).person.clearance


def test_whoever_is_linked_comes_in_by_the_issuer_and_reads_nothing_until_they_are_cleared(node, staff, identities, entrance):
    admin, officer, analyst = staff
    with pytest.raises(Unauthenticated):
        come_in(entrance, "s-1")
    identities.link(admin, analyst.id, "s-1")
    assert come_in(entrance, "s-1") == analyst.id
    assert cleared(node, analyst.id) is None
    assert list(identities.subjects(analyst, analyst.id)) == list(identities.subjects(officer, analyst.id)) == ["s-1"]
    with pytest.raises(Absent):
        identities.subjects(analyst, officer.id)
    with pytest.raises(Conflict):
        identities.link(officer, office(node, "second-officer", Role.SECURITY_OFFICER).id, "s-1")
    identities.unlink(admin, analyst.id, "s-1")
    with pytest.raises(Unauthenticated):
        come_in(entrance, "s-1")
    with pytest.raises(Absent):
        identities.unlink(admin, analyst.id, "s-1")


def test_nobody_links_who_they_may_not(node, staff, identities):
    admin, officer, analyst = staff
    for actor, account in ((analyst, officer.id), (admin, officer.id), (officer, analyst.id), (admin, admin.id), (officer, officer.id)):
        with pytest.raises(Forbidden):
            identities.link(actor, account, "s-2")
    for subject in ("", "a" * 256, "a\x00b"):
        with pytest.raises(Malformed):
            identities.link(admin, analyst.id, subject)
    with pytest.raises(Absent):
        identities.link(admin, "person-none", "s-2")
    with pytest.raises(Absent):
        Identities(node, None).link(admin, analyst.id, "s-2")
    assert cleared(node, analyst.id) == "TOP SECRET", "what was refused changed nothing"


def test_an_authenticator_is_taken_away_by_whom_it_was_shown_to_or_for_whoever_lost_it(node, staff, identities):
    admin, _, analyst = staff
    with node.store.write() as work:
        for name in ("01", "02"):
            work.sessions.join(Authenticator(name, analyst.id, "a key", b"x", 0, START))
        account = work.accounts.get(analyst.id)
    shown, unshown = (Present(Session("d", analyst.id, "password", 0, START, START, START, factors=n), account) for n in (2, 1))
    with pytest.raises(Forbidden):
        identities.dismiss(unshown, "01")
    with pytest.raises(Absent):
        identities.dismiss(shown, "03")
    identities.dismiss(shown, "01")
    assert [one.id for one in identities.authenticators(shown)] == ["02"]
    identities.lost(admin, analyst.id)
    assert (list(identities.authenticators(shown)), cleared(node, analyst.id)) == ([], None)
