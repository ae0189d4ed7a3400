"""A real node for the tests of the pages: New Zealand's, with people of every role and an exercise's report."""

from contextlib import contextmanager
from pathlib import Path

import httpx
from attrs import evolve

from relto.adapters.configuration import Settings, Web
from relto.adapters.passwords import Argon2Passwords
from relto.bootstrap.nodes import make_node, open_node
from relto.node.authorising import Role
from relto.parties import Person
from relto.server.node import application
from tests.unit.server.serving import served

ROOT = Path(__file__).parents[2]
REPORT = (ROOT / "examples" / "tonga-2022-nz.md").read_text(encoding="utf-8")
PASSWORD = "kowhai flowers in spring"
PASSPHRASE = b"a passphrase of tests"
PEOPLE = {
    "drafter": ("Drafter, Pacific desk", {Role.DRAFTER, Role.ANALYST}),
    "releaser": ("Releasing authority", {Role.RELEASING_AUTHORITY}),
    "second": ("Second approver", {Role.SECOND_APPROVER}),
    "analyst": ("Analyst, maritime", {Role.ANALYST}),
    "security": ("Security officer", {Role.SECURITY_OFFICER}),
    "negotiator": ("Negotiator", {Role.NEGOTIATOR, Role.ANALYST}),
    "overseer": ("Inspector-general's office", {Role.OVERSEER}),
    "outsider": ("Analyst without clearance", {Role.ANALYST}),
}
CLEARED = {"drafter", "releaser", "second", "analyst", "negotiator", "security"}


@contextmanager
def demonstration(folder):
    """The node, with its people; password hashes as weak as they may be, since tests come in often."""
    make_node(folder, Settings(party="NZL", log="node.nzl.invalid/log", web=Web(port=8700), run="answers"), PASSPHRASE)
    node = open_node(folder, PASSPHRASE)
    _hash_weakly(node)
    try:
        yield node
    finally:
        node.close()


def _hash_weakly(node):
    node.people._node = evolve(node.surroundings, passwords=Argon2Passwords(memory=64, passes=1))
    return node.people._node.passwords


def let_in(node, people):
    """Give people of a node the password of tests."""
    hashed = _hash_weakly(node).hash(PASSWORD)
    with node.surroundings.store.write() as work:
        for actor in people.values():
            work.accounts.replace(evolve(work.accounts.get(actor.id), password=hashed))


def populate(node):
    """Everybody's account, and the clearances that a security officer gives."""
    admin = node.people.first("admin", "Administrator", PASSWORD).actor
    made = {login: node.people.add(admin, login, title, frozenset(roles), PASSWORD) for login, (title, roles) in PEOPLE.items()}
    cleared = Person(
        node.surroundings.party,
        frozenset({node.surroundings.party}),
        clearance="TOP SECRET",
        need_to_know=True,
        read_ins=frozenset({"SI"}),
    )
    keeper = made["security"].actor
    for login in CLEARED - {"security"}:
        made[login] = node.people.clear(keeper, made[login].id, cleared)
    second_keeper = node.people.add(keeper, "security2", "Deputy security officer", frozenset({Role.SECURITY_OFFICER}), PASSWORD)
    made["security"] = node.people.clear(second_keeper.actor, made["security"].id, cleared)
    return {login: one.actor for login, one in made.items()} | {"admin": admin}


@contextmanager
def running(node):
    """The node's web application on loopback; gives its address."""
    with served(lambda _: application(node)) as url:
        yield url


class Place:
    """The node under test: its address, its people, a report that it holds."""

    def __init__(self, node, url, people, item):
        self.node, self.url, self.people, self.item = node, url, people, item

    @contextmanager
    def client(self, login=None):
        """Somebody's HTTP client, signed in."""
        with httpx.Client(base_url=self.url, headers={"origin": self.url}, trust_env=False, timeout=60) as client:
            if login is not None:
                answer = client.post("/enter", data={"login": login, "password": PASSWORD})
                assert answer.status_code == 303, answer.text
            yield client
