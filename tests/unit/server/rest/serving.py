"""A whole node served on loopback, with people of every office: cleared staff, and outsiders who are cleared for nothing."""

import secrets
from contextlib import contextmanager

import httpx
from attrs import evolve

from relto.adapters.configuration import Peer, Settings, Web
from relto.adapters.passwords import Argon2Passwords
from relto.bootstrap.nodes import make_node, open_node
from relto.node.authorising import Role
from relto.node.people import People
from relto.node.records.sessions import Session
from relto.node.tokens import digest_of
from relto.parties import Person
from relto.server.limits import Limits
from relto.server.node import application
from tests import stores
from tests.pairs import told
from tests.unit.server.serving import free_port, served

PASSPHRASE = b"a passphrase of tests"
PASSWORD = "correct horse battery"
STAFF = {
    "admin": Role.ADMINISTRATOR,
    "security": Role.SECURITY_OFFICER,
    "authority": Role.RELEASING_AUTHORITY,
    "second": Role.SECOND_APPROVER,
    "drafter": Role.DRAFTER,
    "analyst": Role.ANALYST,
    "negotiator": Role.NEGOTIATOR,
    "overseer": Role.OVERSEER,
}


class Served:
    """A node that is served.

    Args:
        node: the node.
        url: its address.
    """

    def __init__(self, node, url):
        self.node, self.url = node, url
        self.accounts, self.tokens, self.clients = {}, {}, {}

    def person(self, name, role, **said):
        """Make an account; nobody hashes a password here, so that tests are quick."""
        surroundings = self.node.surroundings
        made = self.node.people._made(name, f"NZ {name}", frozenset({role}), evolve(Person(surroundings.party), **said), None)
        with surroundings.store.write() as work:
            work.accounts.add(made)
        self.accounts[name] = made
        return made

    def token(self, name):
        """A token of an account's session."""
        if name not in self.tokens:
            self.tokens[name] = self.session(name)
        return self.tokens[name]

    def session(self, name, **said):
        """A new session of an account, and its token."""
        token, at = secrets.token_urlsafe(32), self.node.surroundings.clock.now()
        account = self.accounts[name]
        until = at.replace(year=at.year + 1)
        made = evolve(Session(digest_of(token), account.id, "password", account.epoch, at, at, until), **said)
        with self.node.surroundings.store.write() as work:
            work.sessions.add(made)
        return token

    def client(self, name=None, **headers):
        """A client with an account's token; ``None``: without."""
        if name is not None:
            headers["authorization"] = f"Bearer {self.token(name)}"
        return httpx.Client(base_url=f"{self.url}/api", headers=headers, trust_env=False, timeout=60)

    def call(self, name, method, path, json=None, **headers):
        """What a route answers an account."""
        return self.kept(name).request(method, path, json=json, headers=headers)

    def kept(self, name):
        """A client that is kept: one that is made anew for each request costs more than the request."""
        if name not in self.clients:
            self.clients[name] = self.client(name)
        return self.clients[name]


@contextmanager
def serving(folder):
    """Serves New Zealand's node from a folder, on what nodes of tests are kept in now."""
    peer = Peer(networks=("127.0.0.0/8",))
    web = Web(port=free_port())
    kept, environment = stores.settings()
    make_node(folder, Settings(party="NZL", log="nzl.example/log", web=web, peer=peer, assume=("jpn-nzl-2025",), **kept), PASSPHRASE)
    with told(environment):
        node = open_node(folder, PASSPHRASE)
    quick = evolve(node.surroundings, passwords=Argon2Passwords(memory=64, passes=1))
    people = People(quick)
    node.entrance._people = people
    node = evolve(node, surroundings=quick, people=people)
    try:
        with served(lambda _: application(node, Limits(account_burst=1_000_000)), port=web.port) as url:
            made = Served(node, url)
            for name, role in STAFF.items():
                made.person(name, role, clearance="TOP SECRET", nationalities=frozenset({"NZL"}), need_to_know=True)
                made.person(f"outside-{name}", role, nationalities=frozenset({"NZL"}), need_to_know=True)
            yield made
            for one in made.clients.values():
                one.close()
    finally:
        node.close()
