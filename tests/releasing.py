"""Whole nodes that release to each other, in memory: holdings, workflow, exchange and people."""

from attrs import frozen

from relto.agreements.loader import library_path
from relto.node.authorising import Actor, Role
from relto.node.exchange import Exchange
from relto.node.holdings import Given, Holdings, Keeping
from relto.node.recording import RecordedArrangement, Recording
from relto.node.records.releasing import Disclosure, Draft, Sent
from relto.node.releasing import Approving, Asking, Drafting, Obeying, ReceivedHoldings, Sending, telling
from relto.primitives import PartyId
from tests import exchanging
from tests.nodes import NETWORK
from tests.people import office

ASSUMED = NETWORK.with_facts(assume=["jpn-nzl-2025"])
DISCLOSURE = Disclosure(
    "Intelligence and Security Act 2017, s 10",
    "planning of relief flights",
    "the recipient flies there this week",
    "no less would do",
    "B2, imagery of one day",
    personal_data=False,
    evaluated=True,
)
REPORT = """SECRET

# (U) Landing grounds

(S//REL TO NZL, JPN) The landing ground will bear a transport aircraft.

(R//REL TO NZL, AUS) The harbour was quiet.

(S//REL TO NZL, JPN) Fuel is short.

SECRET
"""


@frozen
class People:
    """The offices of a party."""

    drafter: Actor
    authority: Actor
    second: Actor
    analyst: Actor
    security: Actor


class Party(exchanging.Node):
    """A party's whole node."""

    def start(self):
        self.node = exchanging.evolve(self.node, base_network=lambda _: ASSUMED)
        self.held = ReceivedHoldings(self.node)
        self.exchange = Exchange(self.node, self.held, RecordedArrangement(self.node), [self.witness])
        self.holdings, self.keeping = Holdings(self.node, telling(self.exchange.answers)), Keeping(self.node)
        self.drafting, self.approving = Drafting(self.node), Approving(self.node)
        self.sending = Sending(self.node, self.exchange.outbox)
        self.asking = Asking(self.node, self.exchange.consents, self.exchange.orders)
        self.obeying = Obeying(self.node, self.exchange.orders)
        self.recording = Recording(self.node)

    def staff(self) -> People:
        """One person for each office."""
        return People(
            office(self.node, "drafter", Role.DRAFTER),
            office(self.node, "authority", Role.RELEASING_AUTHORITY),
            office(self.node, "second", Role.SECOND_APPROVER),
            office(self.node, "analyst", Role.ANALYST),
            office(self.node, "security", Role.SECURITY_OFFICER),
        )

    def record(self, people: People, marking: str, content: bytes = b"something", scheme: str = "nz", **given: object) -> str:
        """Something held whole."""
        made = self.holdings.hold_record(
            people.drafter, content, Given("A record", **given), media_type="text/plain", scheme=scheme, marking=marking
        )
        return made.held.id

    def submitted(self, people: People, item: str, recipient: str, **said: object) -> Draft:
        """A draft with its disclosure record, submitted."""
        draft = self.drafting.begin(people.drafter, item, PartyId(recipient), **said)
        self.drafting.disclose(people.drafter, draft.id, DISCLOSURE)
        return self.drafting.submit(people.drafter, draft.id)

    def approved(self, people: People, draft: Draft) -> None:
        """Approved by two."""
        for person in (people.authority, people.second):
            self.approving.approve(person, draft.id, draft.manifest_sha256)

    def released(self, people: People, item: str, recipient: str, **said: object) -> Sent:
        """Drafted, submitted, approved and sent."""
        draft = self.submitted(people, item, recipient, **said)
        self.approved(people, draft)
        return self.sending.send(people.authority, draft.id)


def parties(*names: str) -> list[Party]:
    """Nodes that know each other, each pair under an agreement of the library that both signed."""
    nodes = [Party(name) for name in names]
    for one in nodes:
        for other in nodes:
            if one is not other:
                one.know(other)
    for at, one in enumerate(nodes):
        for other in nodes[at + 1 :]:
            agree(one, other)
    return nodes


def agree(one: Party, other: Party) -> str:
    """Sign the library's agreement between two."""
    names = {
        frozenset({"NZL", "JPN"}): "jpn-nzl-2025",
        frozenset({"USA", "JPN"}): "jpn-usa-2007",
        frozenset({"NZL", "USA"}): "nzl-usa-1952",
    }
    name = names[frozenset({one.party, other.party})]
    text = (library_path() / name / "agreement.yaml").read_bytes()
    pact = one.exchange.agreeing.propose(exchanging.OFFICER, other.party, name, text, exchanging.TERMS)
    exchanging.settle(one, other)
    one.exchange.agreeing.sign(exchanging.OFFICER, other.party, pact.sha256)
    other.exchange.agreeing.sign(exchanging.OFFICER, one.party, pact.sha256)
    exchanging.settle(one, other)
    return pact.sha256
