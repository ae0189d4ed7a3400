"""The fixpoint meets exactly what a search of one item after another meets, and a verdict is the search's own."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import AUTHORITIES, COMPARTMENTS, DAYS, EPOCH, KINDS, World, examples

from relto.agreements import Claim, Information, Network
from relto.primitives import Malformed, PartyId, Place
from relto.release.analysis import joined, prove, terminated
from relto.release.analysis.domains import stretches, world_of
from relto.release.analysis.fixpoint import Spreading
from relto.release.analysis.proving import difference, prove_by_search
from relto.release.analysis.searching import Search
from relto.release.reference import decide

SEEDS = st.integers(0, 10**9)


def claim_of(rng: Random, world: World, kind: str = "never-reaches", longest: int = 6) -> Claim:
    """A claim of some originators, lists, kinds, controls and days of a generated world."""
    codes = world.codes
    first = EPOCH + timedelta(days=rng.randrange(DAYS))
    last = first + timedelta(days=rng.randrange(longest))
    lists = [frozenset(rng.sample([*codes, *world.communities], rng.randrange(4))) for _ in range(2)]
    refusing = rng.choice((None, frozenset(), frozenset(rng.sample([*codes, *AUTHORITIES], rng.randrange(1, 4)))))
    scheme = rng.choice((None, *world.schemes))
    named = [one for one in codes if scheme is not None or world.parties[one].scheme is not None]
    of = Information(
        originators=rng.choice((None, tuple(rng.sample(named, min(2, len(named)))))),
        lists=(None, *lists),
        scheme=scheme,
        controls=frozenset({"ORCON"}) if rng.random() < 0.2 else frozenset(),
        compartments=frozenset(rng.sample(COMPARTMENTS, 1)) if rng.random() < 0.1 else frozenset(),
        kinds=rng.choice((None, (None,), (None, *KINDS))),
        marked_from=first - timedelta(days=rng.choice((0, 0, 3))),
    )
    to = frozenset(rng.sample(codes, rng.randrange(1, 3)))
    return Claim("one", "", kind, of, first, last, Place(), to=to, without_consent_of=refusing)  # type: ignore[arg-type]


def plainer(claim: Claim) -> Claim:
    """The claim of fewer items, so that a search of each of them ends soon."""
    originators = claim.of.originators and claim.of.originators[:1]
    return evolve(claim, of=evolve(claim.of, originators=originators, lists=claim.of.lists[:2], kinds=(None, KINDS[0])))


def of_two(claim: Claim, world: World, rng: Random) -> Claim:
    """The claim of two originators at most: what an event changes is searched for every one of their items, in both networks."""
    named = claim.of.originators or [one for one in world.codes if claim.of.scheme is not None or world.parties[one].scheme is not None]
    return evolve(plainer(claim), of=evolve(plainer(claim).of, originators=tuple(rng.sample(sorted(named), min(2, len(named))))))


def differing(network: Network, claim: Claim, rng: Random) -> Iterator[str]:
    """Of some items of the world, those of which the two tell different parties, in words."""
    days = stretches([network], claim.first, claim.last)
    world = world_of((network,), claim, days)
    (reached,) = Spreading((network,), days, claim.refusing).reached(world)
    search = Search(network, days, claim.refusing)
    for number in rng.sample(range(len(world)), min(50, len(world))):
        cell = world.cell(number)
        met = {party for party, items in reached.items() if items >> number & 1}
        found = {place.holder for place in search.reached(cell)}
        if met != found:
            yield f"{cell}: the fixpoint meets {sorted(met)}, the search {sorted(found)}"


@given(SEEDS)
@settings(max_examples=examples(60), deadline=None)
def test_the_fixpoint_meets_what_the_search_meets(seed):
    rng = Random(seed)
    world = World(rng, parties=5, agreements=7)
    assert next(differing(world.network, claim_of(rng, world), rng), None) is None


@given(SEEDS)
@settings(max_examples=examples(24), deadline=None)
def test_without_recorded_consents_and_law_too(seed):
    rng = Random(seed)
    world = World(rng, parties=6, agreements=10)
    bare = evolve(world.network, consents=(), national_rules=(), assessments=())
    assert next(differing(bare, claim_of(rng, world, longest=12), rng), None) is None


@given(SEEDS)
@settings(max_examples=examples(40), deadline=None)
def test_the_verdict_is_the_search_s_own_and_the_reference_confirms_its_chain(seed):
    rng = Random(seed)
    world = World(rng, parties=5, agreements=7)
    claim = plainer(claim_of(rng, world, longest=3))
    quick, slow = prove(world.network, claim), prove_by_search(world.network, claim)
    assert (quick.counterexample, quick.items, quick.days) == (slow.counterexample, slow.items, slow.days)
    for step in () if quick.counterexample is None else quick.counterexample.steps:
        assert decide(world.network, step.item, holder=step.giver, recipient=step.recipient, at=step.at) == step.decision


@given(SEEDS)
@settings(max_examples=examples(15), deadline=None)
def test_a_change_is_found_where_the_search_finds_it(seed):
    rng = Random(seed)
    world = World(rng, parties=5, agreements=7)
    changed = rng.choice(sorted(world.network.agreements))
    left = {one: agreement for one, agreement in world.network.agreements.items() if one != changed}
    after = evolve(world.network, agreements=left, assumed=world.network.assumed - {changed})
    claim = of_two(claim_of(rng, world, kind="changes-nothing", longest=3), world, rng)
    quick, slow = prove(world.network, claim, after=after), prove_by_search(world.network, claim, after=after)
    assert quick.counterexample == slow.counterexample
    assert (quick.gained, quick.lost) == difference(world.network, claim, after=after)


@given(SEEDS)
@settings(max_examples=examples(15), deadline=None)
def test_what_an_event_changes_is_counted_as_the_search_counts_it(seed):
    rng = Random(seed)
    world = World(rng, parties=5, agreements=7)
    claim = of_two(claim_of(rng, world, kind="changes-nothing", longest=3), world, rng)
    after = changed(rng, world, claim)
    gained, lost = Counter(), Counter()
    days = stretches([world.network, after], claim.first, claim.last)
    searches = [Search(one, days, claim.refusing) for one in (world.network, after)]
    for cell in world_of((world.network, after), claim, days):
        before, now = ({place.holder for place in one.reached(cell)} for one in searches)
        gained.update(now - before)
        lost.update(before - now)
    assert difference(world.network, claim, after=after) == (gained, lost)


def changed(rng: Random, world: World, claim: Claim) -> Network:
    """The network after an agreement's end, an accession to an agreement or a community, or a change of its terms."""
    agreement = world.network.agreements[rng.choice(sorted(world.network.agreements))]
    party, on = rng.choice(world.codes), claim.first + timedelta(days=rng.randrange(3))
    try:
        match rng.choice(("joins", "joins", "ends", "group", "terms")):
            case "joins":
                return joined(world.network, party, agreement.id, on)
            case "ends":
                return terminated(world.network, agreement.id, on)
            case "group":
                return joined(world.network, party, rng.choice(sorted(world.communities)), on)
    except Malformed:
        pass
    fewer = evolve(agreement, clauses=agreement.clauses[:-1])
    return evolve(world.network, agreements={**world.network.agreements, agreement.id: fewer})


def test_a_world_of_many_parts_is_numbered_as_a_whole(monkeypatch):
    monkeypatch.setattr("relto.release.analysis.proving.AT_ONCE", 7)
    for seed in range(10):
        rng = Random(seed)
        world = World(rng, parties=5, agreements=7)
        claim = plainer(claim_of(rng, world, longest=3))
        quick, slow = prove(world.network, claim), prove_by_search(world.network, claim)
        assert (quick.counterexample, quick.items) == (slow.counterexample, slow.items)


def test_too_many_standings_are_refused(monkeypatch):
    monkeypatch.setattr("relto.release.analysis.fixpoint.spreading.MOST_STANDINGS", 1)
    world = World(Random(3), parties=5, agreements=7)
    claim = evolve(claim_of(Random(3), world), without_consent_of=frozenset({"P9"}), to=frozenset({PartyId("P4")}))
    with pytest.raises(Malformed, match="too many ways"):
        prove(world.network, claim)
