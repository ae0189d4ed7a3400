"""What a node asks of its database again and again takes as many steps with two hundred messages as with twenty.

Counted are the instructions of SQLite's machine: a statement for which it goes through everything that ever went shows here, before
anybody waits for it.
"""

import pytest

from tests import exchanging as x

FEW, MANY = 20, 200


def steps(node, ask):
    """How many instructions SQLite's machine runs for what is asked."""
    connection, counted = node.database._engine.raw_connection(), []
    connection.driver_connection.set_progress_handler(lambda: counted.append(1), 1)
    try:
        ask()
    finally:
        connection.driver_connection.set_progress_handler(None, 0)
        connection.close()
    return len(counted)


def reading(ask):
    """A question asked in a unit of work that reads."""

    def run(node):
        with node.database.read() as work:
            ask(work)

    return run


QUESTIONS = {
    "what time brings": lambda node: node.exchange.tick(),
    "what is due": lambda node: node.exchange.due(),
    "what goes next": lambda node: node.exchange.outgoing("JPN"),
    "the times that ran out": reading(lambda work: work.exchange.exhausted(x.SetClock().now(), 10)),
    "the silences": reading(lambda work: work.exchange.silent(x.SetClock().now(), 10)),
    "what waits": reading(lambda work: work.exchange.page(None, "waiting", None, 10)),
    "what was given up": reading(lambda work: work.exchange.page(None, "given-up", None, 10)),
    "what was refused by one": reading(lambda work: work.exchange.page("JPN", "refused", None, 10)),
    "the newest": reading(lambda work: work.exchange.page(None, None, None, 10)),
    "the newest for one": reading(lambda work: work.exchange.page("JPN", None, None, 10)),
    "what went to one to whom nothing goes": reading(lambda work: work.exchange.page("USA", None, None, 10)),
    "what happened to one thing": reading(lambda work: work.journal.found(subject="item-first")),
    "what of a kind happened to one thing": reading(lambda work: work.journal.found(kinds=["message.sent"], subject="item-first")),
    "what never happened": reading(lambda work: work.journal.found(kinds=["message.sent"], subject="item-none")),
    "the newest of a kind": reading(lambda work: work.journal.found(kinds=["message.sent"], most=10)),
    "what is not in the log yet": reading(lambda work: work.journal.pending(10)),
}


@pytest.fixture(scope="module")
def taken():
    """How many steps each question took with few messages, and with many."""
    nzl, jpn = x.acquainted("NZL", "JPN")
    nzl.release("JPN", "the first", item="item-first")
    found = {}
    for count in (FEW, MANY):
        for number in range(count):
            nzl.release("JPN", f"one of {count}", number=number)
        x.settle(nzl, jpn)
        for node in (nzl, jpn):
            node.exchange.tick()
        found[count] = {name: steps(nzl, lambda ask=ask: ask(nzl)) for name, ask in QUESTIONS.items()}
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_asked_again_and_again_takes_as_many_steps_with_many_messages(taken, question):
    assert 0 < taken[MANY][question] <= taken[FEW][question]
