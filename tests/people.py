"""People of the tests' own: offices of a party, cleared for something, each with an account."""

from attrs import evolve

from relto.adapters.passwords import Argon2Passwords
from relto.node import Actor, Surroundings
from relto.node.authorising import Role
from relto.node.people import People
from relto.parties import Person
from relto.primitives import PartyId

_QUICK = Argon2Passwords(memory=64, passes=1)
PASSWORD = "correct horse battery"
HIGHEST = {"NZL": "TOP SECRET", "USA": "TOP SECRET", "JPN": "機密"}


def office(node: Surroundings, login: str, *roles: Role, **said: object) -> Actor:
    """Somebody with roles, cleared as high as their party goes and with a need to know, or as it is said."""
    party = node.party
    person = Person(PartyId(party), frozenset({PartyId(party)}), clearance=HIGHEST.get(party), need_to_know=True)
    made = People(evolve(node, passwords=_QUICK))._made(login, f"{party} {login}", frozenset(roles), evolve(person, **said), None)
    with node.store.write() as work:
        work.accounts.add(made)
    return made.actor
