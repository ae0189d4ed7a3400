"""Whom information can ever reach: every way is found, each step is a decision, and the shortest way is told."""

from datetime import date
from random import Random

import pytest
from attrs import evolve
from tests.worlds import World

from relto.agreements import library
from relto.markings import parse
from relto.primitives import Malformed
from relto.release import Item, Link, originators_of
from relto.release.analysis import joined, reach
from relto.release.reference import decide

AT = date(2026, 11, 23)
DEPTH = 4


def us(text):
    return Item(parse(text, system="us").label)


def parties(item, holder, **more):
    return [one.party for one in reach(library(), item, holder=holder, at=AT, **more)]


def test_a_list_is_reached_and_nobody_else():
    assert parties(us("SECRET//REL TO USA, FVEY"), "USA") == ["AUS", "CAN", "GBR", "NZL"]
    assert parties(us("SECRET//NOFORN"), "USA") == []
    assert "JPN" not in parties(us("SECRET//REL TO USA, FVEY"), "NZL", with_consent_of=["NZL"])


def test_what_needs_the_originators_word_goes_with_it_alone():
    found = {one.party: one for one in reach(library(), us("SECRET"), holder="NZL", at=AT, with_consent_of=["USA"])}
    assert found["JPN"].consents == {"USA"}
    assert "JPN" not in parties(us("SECRET"), "NZL", with_consent_of=["NZL"])


def test_a_way_through_a_party_passes_there():
    for one in reach(library(), us("SECRET//REL TO USA, FVEY"), holder="USA", at=AT, through="NZL"):
        assert [step.giver for step in one.steps] == ["USA", "NZL"]
    assert "JPN" not in parties(us("SECRET//REL TO USA, JPN, NZL"), "USA", through="NZL")


def test_public_information_is_one_step_away_from_everybody():
    found = reach(library(), us("UNCLASSIFIED"), holder="USA", at=AT)
    assert {len(one.steps) for one in found} == {1}
    assert len(found) > 40


def test_an_instrument_of_receipt_whose_giver_nobody_can_tell_is_refused():
    item = evolve(us("SECRET"), under="jpn-nzl-2025")
    with pytest.raises(Malformed, match="who handed it over"):
        reach(library(), item, holder="NZL", at=AT)


def test_whoever_joins_a_list_is_reached_by_it_from_then_on():
    item = evolve(us("SECRET//REL TO USA, FVEY"), marked_on=AT)
    before = reach(library(), item, holder="USA", at=AT)
    after = reach(joined(library(), "JPN", "FVEY", date(2026, 1, 1)), item, holder="USA", at=AT)
    assert {one.party for one in after} - {one.party for one in before} == {"JPN"}
    older = evolve(item, marked_on=date(2025, 1, 1))
    assert "JPN" not in [one.party for one in reach(joined(library(), "JPN", "FVEY", date(2026, 1, 1)), older, holder="USA", at=AT)]


def _allowed(decision, given):
    asked = [one.consent_of for one in decision.reasons if one.effect == "consent"]
    return decision.outcome == "permit" or (decision.outcome == "consent" and None not in asked and set(asked) <= given)


def _every_chain(network, item, holder, at, given, depth):
    """The fewest steps in which each party is reached, by following every chain of some steps, without any merging."""
    fewest = {}
    layer = [(item, holder)]
    for steps in range(1, depth + 1):
        following = []
        for held, giver in layer:
            for recipient in network.everyone:
                if recipient == giver:
                    continue
                decision = decide(network, held, holder=giver, recipient=recipient, at=at)
                if not _allowed(decision, given):
                    continue
                fewest.setdefault(recipient, steps)
                owners = originators_of(held, giver)
                if owners == (recipient,):
                    after = evolve(held, chain=())
                else:
                    named = held.originators if held.label.originators or held.originators else frozenset(owners)
                    after = evolve(held, originators=named, chain=(*held.chain, Link(giver, decision.instrument, at)))
                if (after, recipient) not in following:
                    following.append((after, recipient))
        layer = following[:400]
    return {party: steps for party, steps in fewest.items() if party != holder}


@pytest.mark.parametrize("seed", range(60))
def test_no_chain_leads_where_the_search_does_not(seed):
    rng = Random(f"reach {seed}")
    world = World(rng, parties=rng.randrange(4, 6), agreements=rng.randrange(4, 9))
    for _ in range(6):
        q = world.question()
        item = evolve(q.item, under=None, chain=())
        given = frozenset(rng.sample(world.network.everyone, 2))
        found = {one.party: one for one in reach(world.network, item, holder=q.holder, at=q.at, with_consent_of=given)}
        chains = _every_chain(world.network, item, q.holder, q.at, given, DEPTH)
        assert {party: len(one.steps) for party, one in found.items() if len(one.steps) <= DEPTH} == chains
        for one in found.values():
            assert one.steps[-1].recipient == one.party
            for step in one.steps:
                again = decide(world.network, step.item, holder=step.giver, recipient=step.recipient, at=q.at)
                assert again == step.decision
                assert _allowed(again, given)
            assert [step.giver for step in one.steps] == [q.holder, *(step.recipient for step in one.steps[:-1])]
