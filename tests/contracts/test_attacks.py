"""Attacks by what is asked for, on every database."""

from datetime import timedelta

import pytest

from relto.node import Absent
from relto.node.authorising import Role
from relto.node.entering import Entrance
from relto.node.exchange.looking import Looking
from relto.node.holdings import Given, Holdings
from relto.node.identities import Identities
from relto.node.oversight import Assurances, Incidents, Oversight
from relto.node.people import People
from relto.node.records.sessions import Authenticator
from relto.node.trying import Unauthenticated, Wait
from relto.primitives import Malformed, Unverified
from tests.nodes import START
from tests.people import office

WORDS = ("' OR '1'='1", '"; DROP TABLE item; --', "%", "_", "\\", "\x00", "x' UNION SELECT 1 --", "$1", ":account", "\ud800", "a" * 5_000)
ROLES = (Role.DRAFTER, Role.OVERSEER, Role.ADMINISTRATOR, Role.SECURITY_OFFICER)


@pytest.fixture
def staff(node):
    return {
        name: office(node, name, role)
        for name, role in (
            ("drafter", Role.DRAFTER),
            ("overseer", Role.OVERSEER),
            ("admin", Role.ADMINISTRATOR),
            ("officer", Role.SECURITY_OFFICER),
        )
    }


@pytest.mark.parametrize("word", WORDS)
def test_injection_whatever_is_asked_for_is_a_value_and_never_part_of_a_statement(node, staff, word):
    """What is there stays, and nothing is found by words that would find everything if they were part of a statement."""
    holdings, oversight, identities = Holdings(node), Oversight(node), Identities(node, "https://issuer.example")
    drafter, overseer, admin, officer = staff.values()
    made = holdings.hold_record(
        drafter, b"harbour", Given("The harbour"), media_type="text/plain", scheme="nz", marking="RESTRICTED"
    ).held.id
    asked = [
        lambda: holdings.search(drafter, word).entries,
        lambda: holdings.page(drafter, after=word).entries,
        lambda: holdings.show(drafter, word),
        lambda: oversight.lines(overseer, subject=word),
        lambda: oversight.lines(overseer, kinds=[word]),
        lambda: oversight.releases(overseer, recipient=word),
        lambda: oversight.releases(overseer, after=word),
        lambda: Incidents(node).page(officer, after=word),
        lambda: Incidents(node).get(officer, word),
        lambda: Assurances(node).list(drafter, word),
        lambda: Looking(node, None).messages(overseer, party=word, state=None, before=None, most=5),
        lambda: Looking(node, None).request(drafter, word),
        lambda: People(node).show(admin, word),
        lambda: identities.unlink(admin, drafter.id, word),
    ]
    for one in asked:
        try:
            found = one()
        except (Absent, Malformed):
            continue
        assert len(found) == 0
    assert [one.held.id for one in holdings.search(drafter, "harbour").entries] == [made]


def test_brute_force_a_second_factor_waits_as_a_password_does(node, staff):
    """Whoever has the password and tries answers is held up, and by a new session no less."""

    class Devices:
        def question(self, challenge, known):
            return {"challenge": challenge.hex(), "known": known}

        def named(self, answer):
            return answer["id"]

        def answered(self, *_):
            raise Unverified("no answer")

    people = People(node)
    entrance = Entrance(node, people, Devices())
    people.reset(staff["admin"], staff["drafter"].id, "a long password")
    with node.store.write() as work:
        work.sessions.join(Authenticator("01", staff["drafter"].id, "a key", b"x", 0, START))
    waits = 0
    for _ in range(12):
        try:
            opened = entrance.log_in("drafter", "a long password", "192.0.2.7")
            entrance.show(opened.token, {"id": "01"}, "192.0.2.7")
        except Unauthenticated:
            continue
        except Wait:
            waits += 1
    assert waits >= 5
    node.clock.forward(timedelta(minutes=1))
    with pytest.raises((Unauthenticated, Wait)):
        entrance.show(entrance.log_in("drafter", "a long password", "192.0.2.7").token, {"id": "01"}, "192.0.2.7")
