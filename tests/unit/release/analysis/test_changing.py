"""What would change: exactly what two networks answer differently, and why."""

from datetime import date
from random import Random

import pytest
from attrs import evolve
from tests.worlds import World

from relto.agreements import library
from relto.markings import parse
from relto.primitives import Malformed
from relto.release import Item
from relto.release.analysis import Comparison, joined, terminated
from relto.release.reference import decide

AT = date(2026, 11, 23)


def test_an_accession_opens_what_was_marked_since():
    after = joined(library(), "JPN", "FVEY", date(2026, 6, 1))
    comparison = Comparison(library(), after, AT, ["AUS", "JPN"])
    label = parse("SECRET//REL TO USA, FVEY", system="us").label
    new = comparison.take(Item(label, marked_on=date(2026, 7, 1)), "USA")
    old = comparison.take(Item(label, marked_on=date(2026, 5, 1)), "USA")
    assert not list(comparison.changes(old))
    (change,) = comparison.changes(new)
    assert (change.recipient, change.before.outcome, change.after.outcome, change.opens) == ("JPN", "deny", "permit", True)
    assert {one.rule for one in change.because.gone} == {"releasability"}
    assert {one.rule for one in change.because.come} >= {"releasability"}
    assert all(one.effect == "permit" for one in change.because.come)


def test_a_termination_closes_and_names_what_ended():
    after = terminated(library(), "jpn-usa-2007", date(2026, 1, 1))
    comparison = Comparison(library(), after, AT, ["JPN"])
    (change,) = comparison.changes(comparison.take(Item(parse("SECRET//REL TO USA, JPN", system="us").label), "USA"))
    assert not change.opens
    assert [(one.rule, one.effect) for one in change.because.come] == [("instrument", "deny")]
    assert "terminated on 2026-01-01" in change.because.come[0].says
    assert {one.agreement for one in change.because.gone} == {"jpn-usa-2007"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda one: joined(one, "JPN", "SIXEYES", AT), "no such agreement"),
        (lambda one: joined(one, "XXX", "FVEY", AT), "no such party"),
        (lambda one: joined(one, "NZL", "FVEY", AT), "NZL is a member of FVEY on that day or later"),
        (lambda one: joined(one, "NZL", "fvey-1946", AT), "NZL is a member of fvey-1946"),
        (lambda one: terminated(one, "jpn-nzl-2025", AT), "not in force cannot be terminated"),
        (lambda one: terminated(one, "jpn-usa-2007", date(2000, 1, 1)), "not in force cannot be terminated"),
        (lambda one: terminated(one, "jpn-xxx-2007", AT), "no such agreement"),
    ],
)
def test_a_change_that_is_none_is_refused(make, says):
    with pytest.raises(Malformed, match=says):
        make(library())


@pytest.mark.parametrize("seed", range(25))
def test_the_changes_are_what_the_two_networks_answer_differently(seed):
    rng = Random(f"whatif {seed}")
    world = World(rng, parties=rng.randrange(4, 7), agreements=rng.randrange(4, 9))
    at = world.question().at
    network = world.network
    agreements = {code: one for code, one in network.agreements.items() if rng.random() < 0.7 or code in network.assumed}
    communities = {code: evolve(one, memberships=one.memberships[1:]) for code, one in network.communities.items()}
    after = evolve(network, agreements=agreements, communities=communities, consents=network.consents[1:])
    comparison = Comparison(world.network, after, at, world.network.everyone)
    for _ in range(30):
        q = world.question()
        kind = comparison.take(q.item, q.holder)
        found = {one.recipient: one for one in comparison.changes(kind)}
        for recipient in world.network.everyone:
            if recipient == q.holder:
                continue
            before = decide(world.network, q.item, holder=q.holder, recipient=recipient, at=at)
            now = decide(after, q.item, holder=q.holder, recipient=recipient, at=at)
            assert (before.outcome != now.outcome) == (recipient in found)
            if recipient in found:
                assert (found[recipient].before.outcome, found[recipient].after.outcome) == (before.outcome, now.outcome)
                because = found[recipient].because
                assert because.gone or because.come
