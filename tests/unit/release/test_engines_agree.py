"""The compiled engine answers exactly what the reference engine answers: outcome, reasons, obligations and all."""

import os
import pickle
from collections import Counter
from random import Random

import pytest
from attrs import evolve
from tests.worlds import World

from relto.primitives import PartyId
from relto.release import RULES, Engine, Outcome
from relto.release.reference import decide

SEEDS = range(
    int(os.environ.get("RELTO_SOAK_FROM", "1")), int(os.environ.get("RELTO_SOAK_FROM", "1")) + int(os.environ.get("RELTO_SOAK_WORLDS", "8"))
)
CASES_A_WORLD = 12_500  # 8 worlds by default: 100,000 cases


@pytest.mark.parametrize("seed", SEEDS)
def test_compiled_equals_reference(seed):
    rng = Random(seed)
    seen: Counter[str] = Counter()
    left = CASES_A_WORLD
    while left:
        world = World(rng, parties=rng.randrange(4, 8), agreements=rng.randrange(5, 13))
        engines = {}
        for _ in range(min(250, left)):
            left -= 1
            q = world.question()
            if q.at not in engines:
                engines[q.at] = Engine(world.network, q.at)
            engine = engines[q.at]
            said = {"holder": q.holder, "recipient": q.recipient, "purpose": q.purpose, "channel": q.channel}
            expected = decide(world.network, q.item, at=q.at, **said)
            assert engine.decide(q.item, **said) == expected, q
            seen.update((reason.rule, reason.effect) for reason in expected.reasons)
            seen[expected.outcome] += 1
    # the worlds reach every outcome often and every rule of the decision between parties
    assert {rule for rule, *_ in (key for key in seen if isinstance(key, tuple))} == set(RULES[1:18])
    assert min(seen["permit"], seen["consent"], seen["deny"]) > CASES_A_WORLD // 100


def test_outcomes_are_each_engines_own_whoever_asked_before_and_no_part_of_an_item():
    rng = Random(5)
    world = World(rng, parties=6, agreements=8)
    engines, outcomes = {}, Counter[str]()
    asked = [world.question() for _ in range(150)]
    for q in asked:
        engines.setdefault(q.at, Engine(world.network, q.at))
    bare = Engine(evolve(world.network, agreements={}, assumed=frozenset()), asked[0].at)
    for q in [*asked, *asked]:  # again, when what was found stands on the item
        copy = evolve(q.item)
        for holder in (q.holder, q.recipient, q.holder):
            recipient = q.recipient if holder == q.holder else q.holder
            for engine in (*engines.values(), bare, *engines.values()):
                found = engine.outcome(q.item, holder, recipient)
                assert found is engine.decide(copy, holder=holder, recipient=recipient).outcome
                outcomes[found] += 1
            assert engine.outcome(q.item, holder, PartyId("ZZZ")) is Outcome.DENY
        assert q.item == copy
        assert hash(q.item) == hash(copy)
        assert repr(q.item) == repr(copy)
        assert pickle.loads(pickle.dumps(q.item)) == q.item  # noqa: S301 - its own
    assert set(outcomes) == set(Outcome)
