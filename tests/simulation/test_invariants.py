"""The checks of the simulation find what they are for: each of these worlds has one fault of its own, and is caught by it."""

import pytest

from relto.node import Entry
from tests import exchanging as x
from tests.simulation.faults import SimClock
from tests.simulation.invariants import check
from tests.simulation.world import Plan, SimHoldings, World


class CalmWorld(World):
    """A world in which nothing goes wrong but what is said."""

    holdings = SimHoldings

    def _begin(self):
        self.plan = Plan(loss=0, twice=0.5, slow=0.1, crash=0, full=0, partitions=0, jumps=0, acts=12)
        super()._begin()
        self.acts = {self._release: 1}
        for node in self.nodes.values():
            node.holdings = self.holdings
            node.start()


def caught(world, message):
    world.run()
    with pytest.raises(AssertionError, match=message):
        check(world)


def test_a_calm_world_holds():
    world = CalmWorld(1)
    world.run()
    check(world)
    assert world.counts["releases"] > 5


def test_an_effect_that_happens_twice_is_found():
    class Twice(SimHoldings):
        def keep(self, work, came):
            return [*super().keep(work, came), *super().keep(work, came)]

    class TwiceWorld(CalmWorld):
        holdings = Twice

    caught(TwiceWorld(1), "holds a message twice")


def test_an_effect_that_is_lost_is_found():
    class Lost(SimHoldings):
        def keep(self, work, came):
            return ()

    class LostWorld(CalmWorld):
        holdings = Lost

    caught(LostWorld(1), "was acknowledged and is not held")


def test_content_that_stands_readable_is_found():
    class Readable(SimHoldings):
        def keep(self, work, came):
            return [*super().keep(work, came), Entry("test.content", came.at, "node", {"content": came.examined.decode()})]

    class ReadableWorld(CalmWorld):
        holdings = Readable

    caught(ReadableWorld(1), "content stands readable")


def test_a_message_that_its_sender_forgets_is_found():
    class ForgettingWorld(CalmWorld):
        def _heal(self):
            super()._heal()
            node = self.nodes[self.sent[0].sender]
            with node.database.write() as work:
                table = x.tables.exchange.outgoing
                work.connection.execute(table.delete().where(table.c.id == self.sent[0].message))

    caught(ForgettingWorld(1), "was said to be sent and is not known")


def test_a_log_that_was_changed_is_found():
    class ForgedWorld(CalmWorld):
        def run(self):
            super().run()
            node = self.nodes["NZL"]
            node.node.journal.sequence(node.clock.now())
            with node.database.write() as work:
                table = x.tables.journal.line
                work.connection.execute(table.update().where(table.c.place == 3).values(entry=bytes(32)))

    caught(ForgedWorld(1), "the log is not the journal")


def test_a_message_that_is_never_delivered_is_found():
    class DeafWorld(CalmWorld):
        def _came(self, sender, recipient, data):
            pass

    with pytest.raises(AssertionError, match="not delivered"):
        DeafWorld(1).run()


def test_a_clock_of_the_simulation_goes_with_the_world():
    world = CalmWorld(1)
    clock = SimClock(world)
    world.time = 60
    assert (clock.now() - x.START).total_seconds() == 60
