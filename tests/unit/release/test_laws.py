"""Laws that hold whatever the network: asked of generated worlds."""

from random import Random

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import Question, World

from relto.agreements import Consent, Network
from relto.labels import Exclusion
from relto.release import Engine, Item

worlds = st.integers(0, 2**32).map(lambda seed: World(Random(seed)))
many = settings(max_examples=60)


def outcome(network: Network, q: Question, item: Item | None = None):
    engine = Engine(network, q.at)
    return engine.decide(item or q.item, holder=q.holder, recipient=q.recipient, purpose=q.purpose, channel=q.channel)


def relabel(q: Question, **changes) -> Item:
    return evolve(q.item, label=evolve(q.item.label, **changes))


@many
@given(worlds)
def test_a_consent_never_makes_it_worse_and_never_lifts_a_denial(world):
    for _ in range(20):
        q = world.question()
        before = outcome(world.network, q)
        label = q.item.label
        everything = tuple(
            Consent(f"z{n}", by, frozenset({q.recipient}), q.at, label.scheme.id, label.scheme.levels[-1], compartments=label.compartments)
            for n, by in enumerate(before.consent_from)
        )
        after = outcome(world.network.with_facts(consents=everything), q)
        assert after.outcome.severity <= before.outcome.severity
        assert (before.outcome == "deny") == (after.outcome == "deny")


@many
@given(worlds)
def test_more_restriction_never_opens(world):
    for _ in range(20):
        q = world.question()
        before = outcome(world.network, q).outcome.severity
        label = q.item.label
        shut = Exclusion("SHUT", frozenset({q.holder}))
        assert outcome(world.network, q, relabel(q, exclusions=label.exclusions | {shut})).outcome == "deny"
        controlled = relabel(q, controls=label.controls | {"ORCON"})
        assert outcome(world.network, q, controlled).outcome.severity >= before
        if label.releasable_to:
            fewer = relabel(q, releasable_to=frozenset(sorted(label.releasable_to)[1:]))
            assert outcome(world.network, q, fewer).outcome.severity >= before


@many
@given(worlds)
def test_the_answer_does_not_depend_on_the_order_of_the_facts(world):
    network = world.network
    turned = evolve(
        network,
        agreements=dict(reversed(list(network.agreements.items()))),
        parties=dict(reversed(list(network.parties.items()))),
        consents=network.consents[::-1],
        national_rules=network.national_rules[::-1],
    )
    for _ in range(10):
        q = world.question()
        assert outcome(network, q) == outcome(turned, q)


@many
@given(worlds)
def test_every_refusal_is_explained_and_every_missing_consent_named(world):
    for _ in range(20):
        decision = outcome(world.network, world.question())
        effects = {reason.effect for reason in decision.reasons}
        assert max(effects, key=lambda effect: effect.severity) == decision.outcome
        asked = {reason.consent_of for reason in decision.reasons if reason.effect == "consent"}
        assert asked == set(decision.consent_from)
        assert decision.outcome != "deny" or (decision.obligations, decision.marking) == ((), None)


@many
@given(worlds)
def test_the_row_of_an_item_says_what_the_decisions_say(world):
    q = world.question()
    engine = Engine(world.network, q.at)
    for party in world.network.everyone:
        if party != q.holder:
            assert engine.outcome(q.item, q.holder, party) == engine.decide(q.item, holder=q.holder, recipient=party).outcome
    assert engine.row(q.item, q.holder).of("XXX") == "deny"
