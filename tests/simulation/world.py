"""The world of one seed: nodes, the network between them, what people do, what goes wrong, and then that everything heals."""

import functools
import heapq
import random
from collections import Counter
from datetime import timedelta

import msgspec
from attrs import define

from relto.node import Forbidden
from relto.node.exchange import Exchange
from relto.primitives import Malformed, Unavailable
from relto.protocols.peer import Schedule, Terms, Timeouts
from tests import exchanging as x
from tests import stores
from tests.simulation.faults import Crash, FaultyStore, SimClock

PARTIES = ("NZL", "JPN", "USA")
TERMS = Terms(
    schedule=Schedule(first=10, growth=150, longest=60, tries=10_000), timeouts=Timeouts(released=600, opened=None, acted=None), clocks=300
)
FEW = msgspec.structs.replace(TERMS, schedule=msgspec.structs.replace(TERMS.schedule, tries=6))
TROUBLE = 600
"""Seconds in which things go wrong."""
PUMP = 9
AWAY = 30
"""Seconds after which what went and was not answered counts as lost."""
GOES_ON = 8
"""In every eighth world an answer is taken, and what is due next given, in one unit of work, as the served node does."""
HEALED = 3_600
"""Seconds within which everything is delivered once nothing goes wrong any more."""


@define
class Plan:
    """How bad this world is."""

    loss: float
    twice: float
    slow: float
    crash: float
    full: float
    partitions: int
    jumps: int
    acts: int
    gives_up: bool = False

    @classmethod
    def drawn(cls, rng):
        """A world between calm and terrible."""
        return cls(
            loss=rng.choice((0, 0.05, 0.2, 0.5)),
            twice=rng.choice((0, 0.1, 0.5)),
            slow=rng.choice((0.1, 2, 20, 60)),
            crash=rng.choice((0, 0.005, 0.03)),
            full=rng.choice((0, 0, 0.02)),
            partitions=rng.choice((0, 1, 3)),
            jumps=rng.choice((0, 0, 2)),
            acts=rng.randint(6, 18),
            gives_up=rng.random() < 0.2,
        )


class SimHoldings(x.NotedHoldings):
    """Holdings that hold nothing under an agreement that is not in force."""

    def keep(self, work, came):
        pact = work.exchange.pact(came.header.sender, came.header.agreement_sha256)
        assert pact is not None, "held without an agreement"
        assert pact.why_not(came.at) is None, f"held though {pact.why_not(came.at)}"
        return super().keep(work, came)


class SimNode(x.Node):
    """A node that crashes and comes back."""

    holdings = SimHoldings

    def __init__(self, party, world, database):
        self.world = world
        self.up = True
        self.sim_clock = SimClock(world)
        super().__init__(party, clock=self.sim_clock, database=database, store=FaultyStore, seed=f"simulation {world.seed}")

    def held_lines(self):
        """Message, sender and item of everything that was received."""
        return [(one.about["message"], one.about["sender"], one.about["item"]) for one in self.lines("test.held")]

    def start(self):
        self.held = self.holdings(self.party, self.node)
        self.exchange = Exchange(self.node, self.held, x.NotedArrangement(self.node), [self.witness])
        self.away = set()


@functools.cache
def _database(party):
    """The database of a party's node, the same one in every world of a process: its statements are compiled once."""
    return stores.anew()


def kept(party, data):
    """A database with this in it and nothing else."""
    database = _database(party)
    stores.restore(database, data)
    return database


@define
class Sent:
    """What somebody was told was sent."""

    sender: str
    recipient: str
    item: str
    text: str
    message: str


class World:
    """One seed."""

    def __init__(self, seed, told=lambda _: None):
        self.seed, self.told = seed, told
        self.rng = random.Random(f"world {seed}")
        self.plan = Plan.drawn(self.rng)
        self.goes_on = seed % GOES_ON == GOES_ON - 1
        self.time = 0.0
        self.counts = Counter()
        self._queue, self._tie = [], 0
        self._cut = set()
        self.sent, self.texts, self.frames = [], [], []
        self.healed = False
        self.nodes, self.number, self.recalled = {}, 0, []
        self._begin()

    def _begin(self):
        """Nodes, and what people do how often."""
        for party, data in zip(PARTIES, x._acquainted(PARTIES, FEW if self.plan.gives_up else TERMS, stores.kind()), strict=True):
            self.nodes[party] = SimNode(party, self, kept(party, data))
        self.acts = {
            self._release: 10,
            self._report: 4,
            self._ask: 2,
            self._answer: 3,
            self._recall: 1,
            self._suspend: 1,
            self._rotate: 1,
        }

    # the loop

    def after(self, seconds, what):
        """Do something later."""
        self._tie += 1
        heapq.heappush(self._queue, (self.time + seconds, self._tie, what))

    def run(self):
        """Trouble, then healing, then quiet; how long healing took."""
        for node in self.nodes.values():
            node.store.fate = self._fate
            self.after(self.rng.random() * PUMP, lambda node=node: self._pump(node))
        for _ in range(self.plan.acts):
            self.after(self.rng.random() * TROUBLE, self._act)
        for _ in range(self.plan.partitions):
            self.after(self.rng.random() * TROUBLE, self._partition)
        for _ in range(self.plan.jumps):
            self.after(self.rng.random() * TROUBLE, self._jump)
        self.after(TROUBLE, self._heal)
        while self._queue and (self.time < TROUBLE or not self._quiet()):
            self.time, _, what = heapq.heappop(self._queue)
            what()
            assert self.time < TROUBLE + HEALED, f"not delivered {HEALED} s after healing: {self.waiting()}"
        return self.time - TROUBLE

    def waiting(self):
        """What has not been delivered."""
        found = []
        for node in self.nodes.values():
            with node.database.read() as work:
                found += [(one.recipient, one.kind, one.sequence, one.tries) for _, one in work.exchange.page(None, "waiting", None, 100)]
                found += [("gap", one.sender, str(one.row)) for one in work.exchange.gaps()]
        return found

    def _quiet(self):
        if not self.healed or self._checked == int(self.time // PUMP):
            return False
        self._checked = int(self.time // PUMP)
        return not self.waiting()

    _checked = -1

    # what goes wrong

    def _fate(self):
        if self.healed:
            return None
        chance = self.rng.random()
        if chance < self.plan.crash:
            return self.rng.choice(("before", "after"))
        return self.rng.choice(("full", "full at the end")) if chance > 1 - self.plan.full else None

    def _partition(self):
        one, other = self.rng.sample(PARTIES, 2)
        ways = {(one, other), (other, one)} if self.rng.random() < 0.5 else {(one, other)}
        self._cut |= ways
        self.counts["partitions"] += 1
        self.told(f"{self.time:.0f} cut {sorted(ways)}")
        self.after(self.rng.random() * 300, lambda: self._cut.difference_update(ways))

    def _jump(self):
        node = self.nodes[self.rng.choice(PARTIES)]
        node.sim_clock.wrong = timedelta(seconds=self.rng.choice((-86_400, -600, -60, 60, 600, 1_500)) * self.rng.random())
        self.counts["clock jumps"] += 1
        self.told(f"{self.time:.0f} the clock of {node.party} is wrong by {node.sim_clock.wrong}")

    def _down(self, node):
        node.up = False
        self.counts["crashes"] += 1
        self.told(f"{self.time:.0f} {node.party} crashes")
        self.after(self.rng.random() * 120, lambda: self._back(node))

    def _back(self, node):
        if not node.up:
            node.up = True
            node.start()
            self.told(f"{self.time:.0f} {node.party} is back")

    def _heal(self):
        self.healed = True
        self._cut.clear()
        for node in self.nodes.values():
            node.sim_clock.wrong = timedelta()
            self._back(node)
            with node.database.read() as work:
                suspended = [one.party for one in work.exchange.counterparts() if work.exchange.pact(one.party, one.pact).suspended_here]
            for party in suspended:
                node.exchange.agreeing.resume(x.OFFICER, party, "healed")
        self.told(f"{self.time:.0f} healed")

    # the network

    def _carry(self, sender, recipient, data, then):
        """Carry bytes, or lose them, or carry them twice, some time later."""
        self.frames.append(data)
        plan = self.plan if not self.healed else Plan(0, 0, 0.1, 0, 0, 0, 0, 0)
        copies = 1 + (self.rng.random() < plan.twice)
        self.counts["carried twice"] += copies - 1
        for _ in range(copies):
            if (sender, recipient) in self._cut or self.rng.random() < plan.loss:
                self.counts["lost"] += 1
                continue
            self.counts["carried"] += 1
            self.after(self.rng.expovariate(1 / plan.slow), then)

    def _guarded(self, node, what):
        """Do something in a node; `None` where it crashed, is down, or cannot now."""
        if not node.up:
            return None
        try:
            return what()
        except Crash:
            self._down(node)
        except Unavailable:
            self.counts["unavailable"] += 1
        return None

    def _pump(self, node):
        self.after(PUMP, lambda: self._pump(node))
        if self.rng.random() < 0.4:
            self._guarded(node, node.exchange.tick)
        waiting = self._guarded(node, node.exchange.due) or {}
        for party in sorted(waiting):
            batch = self._guarded(node, lambda party=party: node.exchange.outgoing(party, self.rng.choice((1, 3, 500)), self._away(node)))
            self._goes(node, party, batch)

    def _goes(self, node, party, batch):
        if batch is not None:
            self.counts["tries"] += len(batch.ids)
            if self.goes_on:
                node.away.update(batch.ids)
                self.after(AWAY, lambda: node.away.difference_update(batch.ids))
            self._carry(node.party, party, batch.data, lambda: self._came(node, self.nodes[party], batch.data))

    def _came(self, sender, recipient, data):
        answer = self._guarded(recipient, lambda: recipient.exchange.incoming(sender.party, data))
        if answer is not None:
            self._carry(recipient.party, sender.party, answer, lambda: self._answered(sender, recipient.party, answer))

    def _answered(self, node, party, answer):
        if not self.goes_on:
            self._guarded(node, lambda: node.exchange.answered(party, answer))
            return
        some = self._guarded(node, lambda: node.exchange.go_on(party, answer, 3, self._away(node)))
        if some is not None:
            self.counts["went on"] += some[1] is not None
            self._goes(node, party, some[1])

    def _away(self, node):
        """What need not go now since it is on its way, as the program knows it that carries a node's messages."""
        return frozenset(node.away) if self.goes_on else frozenset()

    # what people do

    def _act(self):
        node = self.nodes[self.rng.choice(PARTIES)]
        other = self.rng.choice([party for party in PARTIES if party != node.party])
        act = self.rng.choices(list(self.acts), list(self.acts.values()))[0]
        try:
            self._guarded(node, lambda: act(node, other))
        except Forbidden as error:
            self.counts["forbidden"] += 1
            self.told(f"{self.time:.0f} {node.party} may not: {error}")

    def _release(self, node, other):
        self.number += 1
        text = f"PLAIN-{self.seed}-{self.number}-TEXT" * self.rng.choice((1, 50))
        self.texts.append(text)
        try:
            sent = node.release(other, text, number=self.number)
        except Malformed as error:
            raise AssertionError(f"a release was refused: {error}") from error
        self.sent.append(Sent(node.party, other, sent.about, text, sent.id))
        self.counts["releases"] += 1
        self.told(f"{self.time:.0f} {node.party} releases {sent.id} to {other}")

    def _report(self, node, other):
        lines = [message for message, sender, _ in node.held_lines() if sender == other]
        if lines:
            with node.store.write() as work:
                level = self.rng.choice(("released", "opened", "acted", "declined"))
                node.exchange.answers.report(work, other, self.rng.choice(lines), level, node.clock.now())
            self.counts["reports"] += 1

    def _ask(self, node, other):
        recipient = next(party for party in PARTIES if party not in (node.party, other))
        self.number += 1
        node.exchange.consents.ask(
            x.ANALYST,
            other,
            item=f"item-{self.seed % 10**6:06d}{self.number:020d}",
            received_as=None,
            marked=x.MARKED[other],
            originators=(other,),
            recipients=(recipient,),
            purpose=None,
            says="may it go on",
            answer_by=None,
        )
        self.counts["requests of consent"] += 1

    def _officer(self, _node):
        """Who answers for a party; nothing is held in nodes of messages alone, so that nobody needs to see it."""
        return x.OFFICER

    def _answer(self, node, other):
        with node.database.read() as work:
            some = work.settling.open_requests(asked_of=node.party, asked_by=other)
        if some:
            asked = self.rng.choice(some)
            day = node.clock.now().date()
            terms = node.exchange.consents.terms(asked, day, None) if self.rng.random() < 0.5 else None
            node.exchange.consents.answer(self._officer(node), asked.request.request, terms, "so it is")
            self.counts["answers"] += 1

    def _recall(self, node, _other):
        mine = [one for one in self.sent if one.sender == node.party]
        if mine:
            one = self.rng.choice(mine)
            by = node.clock.now() + timedelta(days=2)
            node.exchange.orders.recall(x.OFFICER, one.item, duty="destroy", says="recalled", answer_by=by)
            self.counts["recalls"] += 1

    def _suspend(self, node, other):
        node.exchange.agreeing.suspend(x.OFFICER, other, "a doubt")
        self.counts["suspensions"] += 1

    def _rotate(self, node, _other):
        made = node.keys.new("sign", node.clock.now() - timedelta(days=3), node.clock.now() + timedelta(days=300))
        node.exchange.agreeing.announce(x.KEEPER, (made.kid,), systems=frozenset({"nz"}))
        self.counts["keys announced"] += 1
