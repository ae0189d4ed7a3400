"""The solver and the fixpoint answer alike wherever both can, and what the solver finds the reference confirms."""

from datetime import date
from random import Random

import pytest
from attrs import evolve
from tests.unit.release import small
from tests.unit.release.analysis.test_fixpoint import claim_of, plainer
from tests.worlds import World

from relto.agreements import Claim, Information, Scope
from relto.primitives import Malformed, PartyId, Place
from relto.release.analysis import prove
from relto.release.analysis.solving import prove_by_solver
from relto.release.reference import decide

AT = date(2026, 11, 23)


def alike(network, claim, longest):
    """Hold the two methods against each other; the verdict and the answer."""
    verdict = prove(network, claim)
    answer = prove_by_solver(network, claim, longest=longest)
    assert not answer.undecided
    if verdict.proved:
        assert not answer.refuted
    elif len(verdict.counterexample.steps) <= longest:
        assert answer.refuted
    for step in answer.steps:
        again = decide(network, step.item, holder=step.giver, recipient=step.recipient, at=step.at)
        assert again == step.decision
        assert again.outcome != "deny"
    return verdict, answer


@pytest.mark.parametrize("seed", range(16))
def test_generated_claims_and_networks(seed):
    rng = Random(seed)
    world = World(rng, parties=4, agreements=5)
    alike(world.network, plainer(claim_of(rng, world, longest=3)), longest=3)


@pytest.mark.parametrize("seed", range(100, 112))
def test_generated_claims_of_one_target_that_much_keeps_away_from(seed):
    rng = Random(seed)
    world = World(rng, parties=5, agreements=5)
    claim = plainer(claim_of(rng, world, longest=3))
    target = next(one for one in reversed(world.codes) if one not in (claim.of.originators or ()))
    of = evolve(claim.of, originators=claim.of.originators or (PartyId("P0"),), controls=frozenset({"ORCON"}))
    claim = evolve(claim, of=evolve(of, scheme="s0"), to=frozenset({target}), without_consent_of=frozenset({"P0", "minister"}))
    alike(world.network, claim, longest=3)


def chain_of_three():
    """A to B, B to D; the second carries one kind of information alone."""
    return small.network(small.ordinary("first", small.A, small.B), small.ordinary("second", small.B, small.D, Scope(frozenset({"cyber"}))))


def claim(kinds, without=frozenset(), kind="never-reaches"):
    of = Information((small.A,), (None,), levels=("MIDDLE",), kinds=kinds)
    return Claim("one", "", kind, of, AT, AT, Place(), to=frozenset({small.D}), without_consent_of=without)


def test_the_kind_is_the_solver_s_to_choose_among_all_there_are():
    verdict, answer = alike(chain_of_three(), claim(("cyber",)), longest=2)
    assert not verdict.proved
    assert [step.recipient for step in answer.steps] == [small.B, small.D]
    assert alike(chain_of_three(), claim(("weather",)), longest=2)[0].proved
    assert not alike(chain_of_three(), claim(None), longest=2)[0].proved
    assert alike(chain_of_three(), claim(None, frozenset({small.A})), longest=2)[0].proved


def test_a_chain_longer_than_was_looked_at_is_not_found_and_not_denied_to_be():
    answer = prove_by_solver(chain_of_three(), claim(("cyber",)), longest=1)
    assert (answer.refuted, answer.longest) == (False, 1)


def test_a_label_that_cannot_be_written_refutes_nothing():
    network = chain_of_three()
    assert not prove_by_solver(network, claim(("cyber",)), longest=2, writable=lambda _: False).refuted
    assert prove_by_solver(network, claim(("cyber",)), longest=2, writable=lambda label: not label.controls).refuted


def test_two_networks_are_refused():
    with pytest.raises(Malformed, match="does not compare two networks"):
        prove_by_solver(chain_of_three(), claim(None, kind="changes-nothing"), longest=2)
