"""A real node for the tests of the pages: New Zealand's, with people of every role and an exercise's report."""

from contextlib import contextmanager
from pathlib import Path

import httpx
from attrs import evolve

from relto.adapters.authenticators import WebAuthn
from relto.adapters.configuration import Settings, Web
from relto.adapters.passwords import Argon2Passwords
from relto.bootstrap import exercise
from relto.bootstrap.nodes import make_node, open_node
from relto.node.authorising import Role
from relto.node.entering import Entrance
from relto.server.node import application
from tests.unit.server.serving import served

ROOT = Path(__file__).parents[2]
REPORT = exercise.report()
PASSWORD = "kowhai flowers in spring"
WORD = "AAAA-BBBB-CCCC-DDDD"
PASSPHRASE = b"a passphrase of tests"


@contextmanager
def demonstration(folder, issuer=None):
    """The node, with its people; password hashes as weak as they may be, since tests come in often."""
    settings = Settings(party="NZL", log="node.nzl.invalid/log", web=Web(port=8700), issuer=issuer, run="answers")
    make_node(folder, settings, PASSPHRASE)
    node = open_node(folder, PASSPHRASE)
    weak = evolve(node.surroundings, passwords=Argon2Passwords(memory=64, passes=1))
    node.people._node = weak
    try:
        yield node
    finally:
        node.close()


def populate(node):
    """Everybody's account, with the clearances that a security officer gives; and somebody without any."""
    admin = node.people.first("admin", "Administrator", PASSWORD).actor
    outsider = node.people.add(admin, "outsider", "Analyst without clearance", frozenset({Role.ANALYST}), PASSWORD).actor
    return {**exercise.staff(node, admin, PASSWORD), "outsider": outsider, "admin": admin}


@contextmanager
def running(node):
    """The node's web application on loopback; gives its address. Its authenticators know it as localhost."""

    def made(url):
        known = WebAuthn("localhost", url.replace("127.0.0.1", "localhost"))
        issuer = None if node.settings.issuer is None else node.entrance._issuer
        entrance = Entrance(node.surroundings, node.people, known, issuer)
        return application(evolve(node, entrance=entrance), word=WORD)

    with served(made) as url:
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
