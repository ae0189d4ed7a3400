"""What may they have: the index answers what the engine decides, for every kind and party, and stays right whatever changes."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import DAYS, EPOCH, World, period

from relto.agreements import Assessment, Consent, library
from relto.markings import parse
from relto.parties import Membership
from relto.primitives import Malformed, PartyId
from relto.release import Engine, Item, Outcome
from relto.release.analysis import Comparison, joined, terminated
from relto.release.analysis.holdings import UNREADABLE, Bits, Index, Kinds, compiled, differing, named_items

AT = date(2026, 11, 23)
SEEDS = st.integers(0, 10**9)


def filled(seed, many=60):
    """A world, its kinds, and an index of items of them, among them some that cannot be read."""
    rng = Random(seed)
    world = World(rng, parties=rng.randrange(4, 8), agreements=rng.randrange(4, 13))
    at = world.question().at
    kinds = Kinds(apart=named_items(world.network))
    items = []
    for _ in range(many):
        q = world.question()
        items.append((q.item, q.holder))
    numbers = [kinds.take(item, holder) for item, holder in items]
    index = Index(kinds, world.network, at)
    some = [rng.choice([UNREADABLE, *numbers]) for _ in range(200)]
    index.add(some, [rng.choice((None, "item-1", "item-2")) for _ in some])
    return rng, world, index


def agree(index):
    """The table says what the engine decides."""
    table = index.table
    engine = Engine(table.network, table.at)
    assert (table.outcomes[:, UNREADABLE] == Outcome.DENY.severity).all()
    for kind in range(1, len(index.kinds)):
        item, holder = index.kinds.of(kind)
        for place, party in enumerate(table.columns.parties):
            said = Outcome.DENY if party == holder else engine.decide(item, holder=holder, recipient=party).outcome
            assert table.outcomes[place, kind] == said.severity, (kind, party, item, holder)


def change_of(rng, world, network, at):  # noqa: C901
    """One or several changes of the facts or the day."""
    agreements, assumed = dict(network.agreements), network.assumed
    what = rng.sample(
        ("agreement", "end", "assume", "consent", "membership", "date", "rule", "assessment", "swap"), rng.choice((1, 1, 2, 3))
    )
    for one in what:
        if one == "agreement":
            made = world._agreement(rng.randrange(len(world.network.agreements) + 2))
            agreements[made.id] = made
        elif one == "end" and agreements:
            code = rng.choice(sorted(agreements))
            del agreements[code]
        elif one == "assume":
            assumed = frozenset(code for code in agreements if rng.random() < 0.2)
        elif one == "consent":
            network = evolve(
                network, consents=tuple(rng.sample([*network.consents, world._consent(7), world._consent(8)], rng.randrange(3)))
            )
        elif one == "membership":
            communities = dict(network.communities)
            code = rng.choice(sorted(communities))
            member = Membership(rng.choice(world.codes), opens_archive=rng.random() < 0.5)
            communities[code] = evolve(communities[code], memberships=(*communities[code].memberships[1:], member))
            network = evolve(network, communities=communities)
        elif one == "date":
            at = EPOCH + timedelta(days=rng.randrange(DAYS + 6))
        elif one == "rule":
            network = evolve(network, national_rules=(*network.national_rules[1:], world._rule(rng.randrange(4, 8))))
        elif one == "assessment":
            network = evolve(
                network, assessments=(*network.assessments[1:], Assessment(f"r{rng.randrange(8)}", rng.choice(world.codes), period(rng)))
            )
        elif one == "swap":
            agreements = {code: rng.choice((made, evolve(made, clauses=made.clauses[:-1]))) for code, made in agreements.items()}
    return evolve(network, agreements=agreements, assumed=assumed & agreements.keys()), at


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_every_kind_and_party_is_answered_as_the_engine_decides(seed):
    _, _, index = filled(seed)
    agree(index)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_after_any_change_the_delta_is_what_deciding_all_again_would_say(seed):
    rng, world, index = filled(seed, 40)
    for _ in range(3):
        before = index.table
        network, at = change_of(rng, world, before.network, before.at)
        delta = index.change(network, at)
        agree(index)
        whole, _ = compiled(index.kinds, network, at)
        assert (whole.outcomes == index.table.outcomes).all()
        if delta.whole:
            continue
        known = before.outcomes.shape[1]
        was = np.full(whole.outcomes.shape, Outcome.DENY.severity, dtype=np.uint8)
        was[:, :known] = before.outcomes
        assert delta.kinds.tolist() == np.flatnonzero((was != whole.outcomes).any(axis=0)).tolist()
        assert (delta.before == was[:, delta.kinds].T).all()
        assert (delta.after == whole.outcomes[:, delta.kinds].T).all()
        was[:, delta.kinds] = delta.after.T
        assert (was == whole.outcomes).all()


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_lists_pages_and_counts_are_those_of_the_single_decisions(seed):
    rng, world, index = filled(seed)
    engine = Engine(world.network, index.table.at)
    for party in [*rng.sample(world.codes, 2), "BRA"]:  # the network does not know the last, ISO does
        said, rules = [], Counter()
        for kind in index.items.tolist():
            if kind == UNREADABLE:
                said.append("deny")
                rules["marking", "deny"] += 1
                continue
            item, holder = index.kinds.of(kind)
            decision = None if holder == party else engine.decide(item, holder=holder, recipient=PartyId(party))
            said.append("own" if decision is None else decision.outcome.value)
            rules.update({(one.rule, one.effect) for one in decision.reasons if one.effect != "permit"} if decision is not None else ())
        for outcome in Outcome:
            places = [place for place, one in enumerate(said) if one == outcome]
            assert index.permitted(party, outcome).tolist() == places
            size, after, paged = rng.randrange(1, 40), None, []
            while True:
                page = index.page(party, size, after, outcome)
                assert len(page.items) <= size
                paged += page.items.tolist()
                after = page.after
                if after is None:
                    break
            assert paged == places
        count = index.count(party)
        assert (count.permit, count.consent, count.deny, count.own) == tuple(map(said.count, ("permit", "consent", "deny", "own")))
        assert count.unreadable == index.items.tolist().count(UNREADABLE)
        by_label = index.by_label(party)
        assert sum(one.permit for one in by_label.values()) == count.permit
        assert sum(one.deny for one in by_label.values()) == count.deny - count.unreadable
        assert index.by_rule(party) == dict(rules)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_items_may_come_after_the_table(seed):
    _, world, index = filled(seed)
    more = [(q.item, q.holder) for q in (world.question() for _ in range(20))]
    numbers = [index.kinds.take(item, holder) for item, holder in more]
    index.add(numbers, [None] * len(numbers))
    agree(index)
    assert index.histogram.tolist() == np.bincount(index.items, minlength=len(index.kinds)).tolist()


def library_index():
    kinds = Kinds()
    texts = {
        "us": [("SECRET//REL TO USA, FVEY", "USA"), ("SECRET//NOFORN", "USA"), ("SECRET//REL TO USA, JPN", "USA"), ("UNCLASSIFIED", "USA")],
        "nz": [("SECRET//REL TO NZL, JPN", "NZL"), ("RESTRICTED", "NZL")],
    }
    numbers = [
        kinds.take(Item(parse(text, system=system).label, marked_on=date(2026, 7, 1)), PartyId(holder))
        for system, some in texts.items()
        for text, holder in some
    ]
    index = Index(kinds, library(), AT)
    index.add(numbers * 10, [f"r{number}" for number in range(len(numbers) * 10)])
    return index


def test_an_accession_tells_which_items_open():
    index = library_index()
    before = index.count("JPN")
    delta = index.change(joined(library(), "JPN", "FVEY", date(2026, 6, 1)))
    assert delta.kinds.tolist() == [1]
    assert index.changed(delta, "JPN").tolist() == list(range(0, 60, 6))
    assert index.changed(delta, "AUS").tolist() == []
    assert index.count("JPN").permit == before.permit + 10
    assert index.kinds.of(1)[0].label in index.by_label("JPN")


def test_only_what_a_change_can_touch_is_decided_again(monkeypatch):
    index = library_index()
    asked = []
    apart = Engine.apart
    monkeypatch.setattr(Engine, "apart", lambda self, item, holder, to: asked.append((holder, to)) or apart(self, item, holder, to))
    delta = index.change(terminated(library(), "jpn-usa-2007", AT))
    assert set(asked) == {("USA", "JPN")} or not asked  # the two have no other agreement, so nothing need be asked at all
    assert [index.kinds.of(kind)[0].label.releasable_to for kind in delta.kinds.tolist()] == [{"USA", "JPN"}]
    asked.clear()
    assert not len(index.change(at=AT + timedelta(days=1)).kinds)
    assert not asked  # a day on which nothing begins or ends


def test_a_new_consent_makes_the_item_it_names_a_kind_of_its_own():
    index = library_index()
    network = library()
    base = {"by": "USA", "recipients": ["JPN"], "given_on": AT, "scheme": "us", "up_to": "SECRET"}
    consent = Consent(id="c1", items=frozenset({"r0", "r5"}), **{**base, "recipients": frozenset({PartyId("JPN")})})
    index.change(network.with_facts(consents=[consent]))
    assert len(index.kinds) == 9
    assert index.items[0] != index.items[6]
    agree(index)
    assert index.histogram.sum() == 60
    without = Index(Kinds(), network, AT)
    without.add([without.kinds.take(*index.kinds.of(1))])
    with pytest.raises(Malformed, match="taken in without their identifiers"):
        without.change(network.with_facts(consents=[consent]))
    with pytest.raises(Malformed, match="taken in without their identifiers"):
        Index(Kinds(), network.with_facts(consents=[consent]), AT)


def test_what_cannot_be_read_is_permitted_to_nobody():
    index = Index(Kinds(), library(), AT)
    index.add([UNREADABLE] * 3)
    for party in index.table.columns.parties:
        assert index.count(party).deny == 3
        assert not len(index.permitted(party))
    assert index.by_rule("JPN") == {("marking", "deny"): 3}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda one: one.permitted("XXX"), "no such party"),
        (lambda one: one.permitted("FVEY"), "a community is no party"),
        (lambda one: one.page("JPN", 0), "a page of no items"),
        (lambda one: one.page("JPN", 5, 60), "no such place"),
        (lambda one: one.page("JPN", 5, -1), "no such place"),
        (lambda one: one.add([7]), "no such kind of items"),
        (lambda one: one.add([-1]), "no such kind of items"),
        (lambda one: one.add([1]), "identifiers are given for some items only"),
        (lambda one: one.add([1], ["a", "b"]), "not one identifier an item"),
        (lambda one: Index(one.kinds, library(), "today"), "no day"),
        (lambda one: one.changed(one.change(library()), "XXX"), "no party of this network"),
    ],
)
def test_bad_questions_are_refused(ask, says):
    with pytest.raises(Malformed, match=says):
        ask(library_index())


def test_a_network_that_does_not_know_a_holder_is_refused():
    kinds = Kinds()
    kinds.take(Item(parse("SECRET", system="us").label), PartyId("XYZ"))
    with pytest.raises(Malformed, match="no such party"):
        Index(kinds, library(), AT)


def test_items_of_an_unknown_holder_are_not_added():
    index = library_index()
    number = index.kinds.take(Item(parse("SECRET", system="us").label), PartyId("XYZ"))
    with pytest.raises(Malformed, match="no such party"):
        index.add([number], ["x"])
    assert len(index.items) == 60
    assert index.histogram.sum() == 60


def test_there_are_not_more_kinds_than_the_limit(monkeypatch):
    monkeypatch.setattr("relto.release.analysis.holdings.kinds.HOLDING_KINDS", 1)
    kinds = Kinds()
    kinds.take(Item(parse("SECRET", system="us").label), PartyId("USA"))
    with pytest.raises(Malformed, match="too many distinct kinds"):
        kinds.take(Item(parse("CONFIDENTIAL", system="us").label), PartyId("USA"))


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_bits_say_what_the_index_permits_and_follow_a_change(seed):
    rng, world, index = filled(seed)
    bits = Bits.of(index.table, index.items)
    kinds = Bits.of(index.table)
    for party in world.network.everyone:
        assert bits.permitted(party).tolist() == index.permitted(party).tolist()
    network, at = change_of(rng, world, world.network, index.table.at)
    delta = index.change(network, at)
    if delta.whole or len(index.kinds) != kinds.words.shape[1]:
        with pytest.raises(Malformed, match="one of another table"):
            kinds.apply(evolve(delta, whole=True))
        return
    kinds.apply(delta)
    for party in network.everyone:
        assert kinds.mask(party).tolist() == (index.column(party) == 0).tolist()
    with pytest.raises(Malformed, match="no party of this table"):
        kinds.mask("BRA")


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_only_kinds_that_differ_are_left_of_a_comparison(seed):
    rng, world, index = filled(seed, 30)
    network, at = change_of(rng, world, world.network, index.table.at)
    comparison = Comparison(world.network, network, at, world.network.everyone)
    for _ in range(30):
        q = world.question()
        comparison.take(q.item, q.holder)
    expected = [kind.number for kind in comparison.kinds if list(comparison.changes(kind))]
    found = [kind.number for kind in differing(comparison)]
    assert found == (expected if network.everyone == world.network.everyone else [kind.number for kind in comparison.kinds])
