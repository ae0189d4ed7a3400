"""Papers on every database: their author's alone, kept as they are written, overwritten by no other window."""

import pytest
from tests import nodes, stores
from tests.people import office

from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.papers import Papers
from relto.primitives import Conflict, Malformed
from relto.primitives.limits import PAPER_BYTES


@pytest.fixture
def node(tmp_path):
    return nodes.surroundings("NZL", stores.anew(), tmp_path)


def test_a_paper_is_its_author_s_alone_and_kept_sealed(node):
    papers, author, other = Papers(node), office(node, "author", Role.DRAFTER), office(node, "other", Role.DRAFTER)
    begun = papers.begin(author, "nz", "(S//NZEO) a secret sentence")
    name = begun.paper.id
    assert papers.open(author, name).text == "(S//NZEO) a secret sentence"
    assert [one.paper.id for one in papers.mine(author)] == [name]
    assert papers.mine(other) == ()
    for attempt in (papers.open, lambda who, what: papers.write(who, what, "x", 1), papers.give_up):
        for which in (name, "paper-nowhere"):
            with pytest.raises(Absent):
                attempt(other, which)
    assert b"secret sentence" not in begun.paper.sealed


def test_another_window_overwrites_nothing(node):
    papers, author = Papers(node), office(node, "author", Role.DRAFTER)
    begun = papers.begin(author, "nz", "one").paper
    second = papers.write(author, begun.id, "two", 1)
    assert (second.paper.version, second.text) == (2, "two")
    with pytest.raises(Conflict):
        papers.write(author, begun.id, "three", 1)
    assert papers.write(author, begun.id, "two", 1).paper.version == 2  # the same text again changes nothing
    assert papers.open(author, begun.id).text == "two"


def test_what_is_given_up_is_gone(node):
    papers, author = Papers(node), office(node, "author", Role.DRAFTER)
    name = papers.begin(author, "nz").paper.id
    papers.give_up(author, name)
    with pytest.raises(Absent):
        papers.open(author, name)


def test_who_may_not_hold_writes_nothing_and_nobody_writes_too_much(node):
    papers, author, overseer = Papers(node), office(node, "author", Role.DRAFTER), office(node, "overseer", Role.OVERSEER)
    with pytest.raises(Forbidden):
        papers.begin(overseer, "nz")
    with pytest.raises(Malformed):
        papers.begin(author, "nowhere")
    with pytest.raises(Malformed):
        papers.begin(author, "nz", "x" * (PAPER_BYTES + 1))
