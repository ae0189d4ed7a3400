"""Worlds of whole nodes: what goes was held, drafted, approved by two, decided and sealed; what comes is examined, opened and held.

People here release, pass on what they received, ask consent where the decision asks for it, answer, recall and obey, while everything
goes wrong as in the other worlds.
"""

import functools
from datetime import timedelta

from attrs import evolve

from relto.agreements.loader import library_path
from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.primitives import PartyId
from tests import exchanging as x
from tests import stores
from tests.nodes import ciphertexts
from tests.people import office
from tests.releasing import DISCLOSURE, Party, People
from tests.simulation.faults import FaultyStore, SimClock
from tests.simulation.world import PARTIES, TERMS, Sent, World, kept

MARKINGS = {
    "NZL": ("nz", ("CONFIDENTIAL//REL TO NZL, JPN, USA", "CONFIDENTIAL//REL TO NZL, JPN", "SECRET//REL TO NZL, USA")),
    "USA": ("us", ("CONFIDENTIAL//REL TO USA, JPN, NZL", "SECRET//ORCON/REL TO USA, JPN, NZL", "CONFIDENTIAL//REL TO USA, JPN")),
}
_AGREEMENTS = {
    frozenset({"NZL", "JPN"}): "jpn-nzl-2025",
    frozenset({"USA", "JPN"}): "jpn-usa-2007",
    frozenset({"NZL", "USA"}): "nzl-usa-1952",
}


class WholeNode(Party):
    """A whole node that crashes and comes back."""

    def __init__(self, party, world, database, people):
        self.up = True
        self.people = people
        self.sim_clock = SimClock(world)
        super().__init__(party, clock=self.sim_clock, database=database, store=FaultyStore, seed=f"whole {world.seed}")

    def start(self):
        super().start()
        self.away = set()

    def held_lines(self):
        """Message, sender and item of everything that was received."""
        return [(one.about["message"], one.actor.removeprefix("party:"), one.about["known-as"]) for one in self.lines("item.received")]


@functools.cache
def _made():
    """Three nodes under the library's agreements, with people, as they are kept."""
    nodes = [Party(party) for party in PARTIES]
    for one in nodes:
        for other in nodes:
            if one is not other:
                one.know(other)
    for at, one in enumerate(nodes):
        for other in nodes[at + 1 :]:
            name = _AGREEMENTS[frozenset({one.party, other.party})]
            text = (library_path() / name / "agreement.yaml").read_bytes()
            pact = one.exchange.agreeing.propose(x.OFFICER, other.party, name, text, TERMS)
            x.settle(one, other)
            one.exchange.agreeing.sign(x.OFFICER, other.party, pact.sha256)
            other.exchange.agreeing.sign(x.OFFICER, one.party, pact.sha256)
            x.settle(one, other)
    roles = {"drafter": Role.DRAFTER, "authority": Role.RELEASING_AUTHORITY, "second": Role.SECOND_APPROVER}
    roles |= {"analyst": Role.ANALYST, "security": Role.SECURITY_OFFICER}
    people = [People(**{name: office(node.node, name, role) for name, role in roles.items()}) for node in nodes]
    return [(node.party, stores.dump(node.database), some) for node, some in zip(nodes, people, strict=True)]


class WholeWorld(World):
    """One seed of whole nodes."""

    def _begin(self):
        for party, data, people in _made():
            self.nodes[party] = WholeNode(party, self, kept(party, data), people)
        self.plan = evolve(self.plan, acts=self.rng.randint(20, 50), jumps=0, gives_up=False)
        self.acts = {
            self._release: 8,
            self._pass_on: 5,
            self._open: 3,
            self._answer: 4,
            self._recall: 2,
            self._obey: 3,
            self._suspend: 1,
            self._rotate: 1,
        }

    def _officer(self, node):
        return node.people.authority

    def _release(self, node, other):
        if node.party not in MARKINGS:
            return
        self.number += 1
        scheme, markings = MARKINGS[node.party]
        text = f"PLAIN-{self.seed}-{self.number}-TEXT" * self.rng.choice((1, 50))
        self.texts.append(text)
        item = node.record(node.people, self.rng.choice(markings), text.encode(), scheme)
        self._sent(node, other, node.released(node.people, item, other), text)

    def _pass_on(self, node, other):
        """Release what was received to a third party, or ask whoever gave it for the consent that is missing."""
        lines = [one for one in node.held_lines() if one[1] != other]
        if not lines:
            return
        _, giver, name = self.rng.choice(lines)
        with node.database.read() as work:
            held = work.items.known_as(name)[0]
        try:
            draft = node.drafting.begin(node.people.drafter, held.id, PartyId(other))
            node.drafting.disclose(node.people.drafter, draft.id, DISCLOSURE)
        except Absent:
            return  # recalled: nobody sees it any more
        try:
            draft = node.drafting.submit(node.people.drafter, draft.id)
        except Forbidden:
            node.asking.ask(node.people.drafter, draft.id, giver, says="may it go on")
            self.counts["requests of consent"] += 1
            return
        node.approved(node.people, draft)
        self._sent(node, other, node.sending.send(node.people.authority, draft.id), None)
        self.counts["passed on"] += 1

    def _sent(self, node, other, sent, text):
        self.sent.append(Sent(node.party, other, sent.known_as, text, sent.message))
        self.counts["releases"] += 1
        self.told(f"{self.time:.0f} {node.party} releases {sent.message} to {other}")

    def _open(self, node, _other):
        lines = node.held_lines()
        if lines:
            with node.database.read() as work:
                held = work.items.known_as(self.rng.choice(lines)[2])[0]
            try:
                node.holdings.read(node.people.analyst, held.id)
            except Absent:
                return
            self.counts["opened"] += 1

    def _recall(self, node, _other):
        mine = [one for one in self.sent if one.sender == node.party and one.text is not None]
        if mine:
            one = self.rng.choice(mine)
            with node.database.read() as work:
                held = work.items.known_as(one.item)[0]
            by = node.clock.now() + timedelta(days=2)
            node.asking.recall(node.people.authority, held.id, duty="destroy", says="recalled", answer_by=by)
            self.recalled.append((node.party, one.item))
            self.counts["recalls"] += 1

    def _obey(self, node, _other):
        with node.database.read() as work:
            some = [one for one in work.settling.orders(most=100) if one.giver != node.party and one.outcome == "pending"]
        if some:
            node.obeying.destroy(node.people.security, self.rng.choice(some).order.order, "overwritten")
            self.counts["obeyed"] += 1


def check_holdings(world):
    """Whoever holds something originated it or received it in order, and what was recalled is read by nobody it went to."""
    for item in {one.item for one in world.sent}:
        for party, node in world.nodes.items():
            with node.database.read() as work:
                some = work.items.known_as(item)
            for held in some:
                if held.received is None:
                    assert held.held_by == node.people.drafter.id, f"{party} holds {item}"
                    continue
                assert (held.received.message, held.received.sender, item) in node.held_lines()
                assert world.nodes[held.received.sender] is not node
    for giver, item in world.recalled:
        for party, node in world.nodes.items():
            with node.database.read() as work:
                told = any(one.order.item == item for one in work.settling.orders(most=1_000) if one.giver != party)
                some = work.items.known_as(item)
            if told and party != giver:
                assert all(one.quarantined or one.destroyed is not None for one in some), f"{party} still shows what {giver} recalled"
    for node in world.nodes.values():
        marker = f"PLAIN-{world.seed}-".encode()
        assert not any(marker in data for data in ciphertexts(node.node).values()), "content stands readable among the objects"
