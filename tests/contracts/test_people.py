"""The accounts of a node, on every database."""

import pytest

from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.journal import read
from relto.node.people import People, SameAs
from relto.parties import Person
from relto.primitives import Conflict, Malformed, PartyId
from tests.nodes import START, person

PASSWORD = "correct horse battery"


@pytest.fixture
def people(node):
    return People(node)


@pytest.fixture
def administrator(people):
    return people.first("admin", "NZ administrator", PASSWORD).actor


def test_the_first_account_is_an_administrators_and_there_is_one_first(people, administrator):
    assert administrator.roles == {Role.ADMINISTRATOR}
    with pytest.raises(Forbidden, match="there are accounts already"):
        people.first("other", "Another", PASSWORD)


def test_an_administrator_makes_accounts_and_nobody_else_does(people, administrator):
    made = people.add(administrator, "officer", "NZ releasing officer", frozenset((Role.RELEASING_AUTHORITY,)), PASSWORD)
    assert people.log_in("officer", PASSWORD) == made
    assert people.log_in("officer", "wrong horse battery") is None
    assert people.log_in("nobody", PASSWORD) is None
    with pytest.raises(Forbidden, match="this is for other roles: administrator"):
        people.add(made.actor, "more", "Another", frozenset((Role.ANALYST,)), PASSWORD)
    with pytest.raises(Conflict, match="there is an account of this login already"):
        people.add(administrator, "officer", "Twice", frozenset((Role.ANALYST,)), PASSWORD)


def test_an_account_may_come_in_by_the_password_of_another_and_the_journal_says_so(people, administrator, node):
    admin = people.show(administrator, administrator.id)
    made = people.add(administrator, "officer", "NZ releasing officer", frozenset((Role.RELEASING_AUTHORITY,)), SameAs(admin))
    assert people.log_in("officer", PASSWORD) == made
    assert people.log_in("officer", "wrong horse battery") is None
    without = people.add(administrator, "reader", "NZ analyst", frozenset((Role.ANALYST,)), None)
    with pytest.raises(Malformed, match="comes in by no password"):
        people.add(administrator, "more", "Another", frozenset((Role.ANALYST,)), SameAs(without))
    with node.store.read() as work:
        (line,) = work.journal.found(subject=made.id)
        assert read(work, line.number).about == {"account": made.id, "roles": ["releasing-authority"], "password-of": admin.id}


@pytest.mark.parametrize("roles", [{Role.ADMINISTRATOR, Role.ANALYST}, {Role.OVERSEER, Role.DRAFTER}])
def test_roles_that_are_apart_stand_alone(people, administrator, roles):
    with pytest.raises(Malformed, match="roles that nobody has together"):
        people.add(administrator, "both", "Both", frozenset(roles), PASSWORD)


def test_an_account_does_something(people, administrator):
    with pytest.raises(Malformed, match="no role"):
        people.add(administrator, "nothing", "Nothing", frozenset(), PASSWORD)


@pytest.mark.parametrize(
    ("login", "title", "password", "message"),
    [("A", "x", PASSWORD, "no login"), ("", "x", PASSWORD, "no login"), ("a", " ", PASSWORD, "no title"), ("a", "x", "short", "too short")],
)
def test_an_account_that_is_none_is_refused(people, administrator, login, title, password, message):
    with pytest.raises(Malformed, match=message):
        people.add(administrator, login, title, frozenset((Role.ANALYST,)), password)


def test_a_security_officer_clears_others_of_this_party_only(people, administrator, node):
    officer = people.add(administrator, "security", "NZ security officer", frozenset((Role.SECURITY_OFFICER,)), PASSWORD)
    analyst = people.add(administrator, "analyst", "NZ analyst", frozenset((Role.ANALYST,)), PASSWORD)
    cleared = person(analyst, clearance="SECRET", nationalities=frozenset((PartyId("NZL"),)), need_to_know=True)
    assert people.clear(officer.actor, analyst.id, cleared).person == cleared
    with node.store.read() as work:
        assert work.accounts.get(analyst.id).person == cleared
        assert work.accounts.get(analyst.id).created == START
    with pytest.raises(Forbidden, match="nobody clears themselves"):
        people.clear(officer.actor, officer.id, cleared)
    with pytest.raises(Forbidden):
        people.clear(administrator, analyst.id, cleared)
    with pytest.raises(Absent):
        people.clear(officer.actor, "person-none", cleared)
    with pytest.raises(Malformed, match="a person of another party"):
        people.clear(officer.actor, analyst.id, Person(PartyId("JPN")))
