"""What a node asks of its database takes as many steps with many messages as with few.

Counted are the instructions of SQLite's machine: a statement for which it goes through everything that ever went shows here, before
anybody waits for it.
"""

import pytest
from sqlalchemy import event

from relto.primitives import PartyId
from tests import exchanging as x
from tests.pairs import pair

FEW, MANY = 60, 180
"""More than a page in either case."""


def steps(database, ask):
    """How many instructions SQLite's machine runs for what is asked."""
    counted = []

    def begin(connection, *_):
        connection.set_progress_handler(lambda: counted.append(1), 1)

    def end(connection, *_):
        connection.set_progress_handler(None, 0)

    for name, do in (("checkout", begin), ("checkin", end)):
        event.listen(database._engine, name, do)
    try:
        ask()
    finally:
        for name, do in (("checkout", begin), ("checkin", end)):
            event.remove(database._engine, name, do)
    return len(counted)


def reading(ask):
    """A question asked in a unit of work that reads."""

    def run(node):
        with node.database.read() as work:
            ask(work)

    return run


OF_THE_EXCHANGE = {
    "what time brings": lambda node: node.exchange.tick(),
    "what is due": lambda node: node.exchange.due(),
    "what goes next": lambda node: node.exchange.outgoing("JPN"),
    "the times that ran out": reading(lambda work: work.exchange.exhausted(x.SetClock().now(), 10)),
    "the silences": reading(lambda work: work.exchange.silent(x.SetClock().now(), 10)),
    "when the next silence is": reading(lambda work: work.exchange.next_silence()),
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
def exchanged():
    """How many steps each question took with few messages exchanged, and with many."""
    nzl, jpn = x.acquainted("NZL", "JPN")
    nzl.release("JPN", "the first", item="item-first")
    found = {}
    for count in (FEW, MANY):
        for number in range(count):
            nzl.release("JPN", f"one of {count}", number=number)
        x.settle(nzl, jpn)
        for node in (nzl, jpn):
            node.exchange.tick()
        found[count] = {name: steps(nzl.database, lambda ask=ask: ask(nzl)) for name, ask in OF_THE_EXCHANGE.items()}
    return found


@pytest.mark.parametrize("question", OF_THE_EXCHANGE)
def test_what_the_exchange_asks_takes_as_many_steps_with_many_messages(exchanged, question):
    assert 0 < exchanged[MANY][question] <= exchanged[FEW][question]


def newest(party):
    """What somebody reads who has looked at the list."""
    return party.node.holdings.page(party.people["analyst"], most=1).entries[0].held.id


AT_THE_SENDER = {
    "holding": lambda nzl: nzl.record(b"another"),
    "a release from its draft over its approvals": lambda nzl: nzl.send(nzl.approved(nzl.record(b"one more"), "JPN")),
    "a matrix": lambda nzl: nzl.node.drafting.matrix(nzl.people["drafter"], nzl.record(b"for all")),
    "a draft": lambda nzl: nzl.node.drafting.begin(nzl.people["drafter"], nzl.record(b"and one"), PartyId("JPN")),
    "drafts that were sent": lambda nzl: nzl.node.drafting.page(nzl.people["drafter"], states=("sent",)),
    "releases": lambda nzl: nzl.node.oversight.releases(nzl.people["overseer"]),
    "refusals": lambda nzl: nzl.node.oversight.refusals(nzl.people["overseer"]),
    "the journal": lambda nzl: nzl.node.oversight.lines(nzl.people["overseer"]),
    "messages": lambda nzl: nzl.node.looking.messages(nzl.people["security"], party="JPN", state=None, before=None, most=50),
    "requests": lambda nzl: nzl.node.looking.requests(nzl.people["authority"], after=None, most=50),
    "answers": lambda nzl: nzl.node.looking.answered(nzl.people["authority"], 50),
    "consents": lambda nzl: nzl.node.looking.consents(nzl.people["authority"], after=None, most=50),
}
AT_THE_RECIPIENT = {
    "what is held": lambda jpn: jpn.node.holdings.page(jpn.people["analyst"]),
    "a search in vain": lambda jpn: jpn.node.holdings.search(jpn.people["analyst"], "nothing"),
    "what is shown": lambda jpn: jpn.node.holdings.show(jpn.people["analyst"], newest(jpn)),
    "what is read for the first time": lambda jpn: jpn.node.holdings.read(jpn.people["analyst"], newest(jpn)),
    "what is read again": lambda jpn: jpn.node.holdings.read(jpn.people["analyst"], newest(jpn)),
    "what was acted on": lambda jpn: jpn.node.holdings.act(jpn.people["analyst"], newest(jpn), "done"),
}
QUESTIONS = {name: ("NZL", ask) for name, ask in AT_THE_SENDER.items()} | {name: ("JPN", ask) for name, ask in AT_THE_RECIPIENT.items()}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """How many steps each of these took at a whole node, with few releases, and with many."""
    found = {}
    with pair(tmp_path_factory.mktemp("steps")) as both:
        nzl, jpn = both
        parties = {one.code: one for one in both}
        for before, count in ((0, FEW), (FEW, MANY)):
            for number in range(before, count):
                nzl.send(nzl.approved(nzl.record(number.to_bytes(8)), jpn.code))
            while (batch := nzl.node.exchange.outgoing(jpn.code)) is not None:
                nzl.node.exchange.answered(jpn.code, jpn.node.exchange.incoming(nzl.code, batch.data))
            found[count] = {
                name: steps(parties[at].node.database, lambda at=at, ask=ask: ask(parties[at])) for name, (at, ask) in QUESTIONS.items()
            }
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_people_ask_takes_as_many_steps_with_many_releases(released, question):
    assert 0 < released[MANY][question] <= released[FEW][question]
