"""A real node for the tests of the pages: New Zealand's, with people of every role and an exercise's report."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from attrs import evolve

from relto.adapters.authenticators import WebAuthn
from relto.adapters.configuration import Settings, Web
from relto.adapters.passwords import Argon2Passwords
from relto.agreements import Assessment, library_path
from relto.bootstrap import exercise
from relto.bootstrap.nodes import make_node, open_node
from relto.node.authorising import Role
from relto.node.entering import Entrance
from relto.node.introducing import fingerprint_of
from relto.node.records.settling import ConsentRule
from relto.primitives import PartyId, Period
from relto.protocols.peer import Terms
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
    """Everybody's account, with the clearances that a security officer gives; and somebody without any."""
    account = node.people.first("admin", "Administrator", PASSWORD)
    admin = account.actor
    outsider = node.people.add(admin, "outsider", "Analyst without clearance", frozenset({Role.ANALYST}), PASSWORD).actor
    return {**exercise.staff(node, account), "outsider": outsider, "admin": admin}


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


LATER = datetime(2060, 1, 1, tzinfo=UTC)


def fill(node, people):
    """Something on every page that is otherwise empty: a counterpart by carried files, an agreement with it, a dossier, an assurance, …

    Gives addresses by name.
    """
    keeper, negotiator, releaser, drafter = (people[one] for one in ("security", "negotiator", "releaser", "drafter"))
    card = re.sub(rb'"url": "[^"]*/envelopes"', b'"url": null', node.card().replace(b'"party": "NZL"', b'"party": "CAN"'), count=1)
    node.introducing.take(keeper, card, fingerprint_of(card))
    text = (library_path() / "fvey-1946" / "agreement.yaml").read_bytes()
    pact = node.exchange.agreeing.propose(negotiator, "CAN", "fvey-1946", text, Terms(), "as was talked over in Wellington")
    node.exchange.agreeing.sign(releaser, "CAN", pact.sha256)
    dossier = node.dossiers.open(drafter, "Relief flights").id
    node.dossiers.admit(drafter, dossier, people["analyst"].id)
    for party, says in (("AUS", "not used in proceedings that may end in death"), ("GBR", "returned when the flights end")):
        node.promises.record(negotiator, PartyId(party), says, LATER)
    at, recipients = node.surroundings.clock.now(), frozenset({"AUS", "GBR"})
    assessment = Assessment("nzl-human-rights-assessment", PartyId("USA"), Period(at.date(), LATER.date()))
    node.recording.assess(releaser, assessment, "no detention is likely")
    rule = ConsentRule("", "given", "nz", "RESTRICTED", recipients, frozenset(), frozenset(), 30, ("kept in a safe",), "relief", at, "")
    node.exchange.consents.make_rule(releaser, rule)
    banner, mark = "RESTRICTED//REL TO NZL, AUS", "(R//REL TO NZL, AUS)"
    gone, kept = (
        node.holdings.hold_document(drafter, f"{banner}\n\n# {mark} {title}\n\n{mark} 1. One paragraph.\n\n{banner}\n").held.id
        for title in ("To be destroyed", "Kept for a while")
    )
    certificate = node.keeping.destroy(keeper, gone, "crypto-erasure", witness="Deputy security officer").id
    node.keeping.keep(keeper, kept, until=None, destroy_by=LATER.date())
    node.keeping.hold(keeper, kept, "High Court, CIV-2026-1")
    return {"pact": pact.sha256, "dossier": dossier, "gone": gone, "kept": kept, "certificate": certificate}
