"""The compiled engine answers exactly what the reference engine answers: outcome, reasons, obligations and all."""

import os
from collections import Counter
from random import Random

import pytest
from tests.worlds import World

from relto.release import RULES, Engine
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
