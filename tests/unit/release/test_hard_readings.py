"""Places where the words of the rules are easily read too widely; found by a third implementation written from those words."""

from datetime import date

import pytest
from tests.unit.release.small import ALPHA, BETA, GAMMA, TODAY, A, B, C, D, agreement, label, network, ordinary, table
from tests.unit.release.test_rules import ask, by_rule, refusals

from relto.agreements import (
    Assessment,
    Authorises,
    Basis,
    Ceiling,
    Channel,
    Compartments,
    Equivalence,
    Event,
    NationalRule,
    ThirdParty,
    When,
    library,
)
from relto.labels import UNNAMED_SOURCE, Exclusion, Label, Scheme
from relto.markings import system
from relto.parties import Party
from relto.primitives import Malformed
from relto.release import Engine, Item, Link
from relto.release.reference import decide


def rule(number=1, **more):
    facts = {"rule": "national-law", "effect": "deny", "authority": None, "party": A}
    return NationalRule(id=f"r{number}", says="so", citation="act", basis=Basis.TEXT, source="test", **(facts | more))


def test_an_ambiguous_word_covers_its_rows_in_all_clauses():
    rows = [Equivalence(({A: ("LOW",), B: (level,)},)) for level in ("low", "middle")]
    split = agreement("split", A, B, effects=(*rows, ThirdParty("originator")))
    joined = agreement("joined", A, B, effects=(Equivalence(tuple(row for one in rows for row in one.rows)), ThirdParty("originator")))
    for one in (split, joined):
        assert ask(network(one), label(releasable_to={A, B})).marking == "middle"


LADDERS = system("nz").scheme
BOTH = LADDERS.join("SENSITIVE", "RESTRICTED")


@pytest.mark.parametrize(("listed", "outcome", "marking"), [({"NZL", "AUS"}, "permit", "CONFIDENTIAL"), ({"CAN"}, "deny", None)])
def test_a_joined_level_is_decided_on_and_marked_with_the_single_level_above(listed, outcome, marking):
    item = Item(Label(LADDERS, BOTH, originators={"NZL", "AUS"}, releasable_to=listed))
    found = ask(library(), item, "AUS", "NZL", date(2026, 11, 23))
    assert (found.outcome, found.marking) == (outcome, marking)


@pytest.mark.parametrize(("highest", "effect"), [("RESTRICTED", "deny"), ("CONFIDENTIAL", "permit")])
def test_a_joined_level_meets_the_ceiling(highest, effect):
    parties = {A: Party(A, "Alpha", scheme="nz"), D: Party(D, "Delta", scheme="nz")}
    one = agreement("ad", A, D, effects=(Equivalence(common_scheme="nz"), Ceiling({A: highest, D: highest}, {}), ThirdParty("originator")))
    facts = network(one, parties=parties, schemes={"nz": LADDERS})
    found = ask(facts, Item(Label(LADDERS, BOTH, originators={A}, releasable_to={A, D})), A, D)
    assert [reason.effect for reason in by_rule(found, "ceiling")] == [effect]


def test_the_holders_law_on_foreign_information_speaks_also_when_it_goes_home():
    law = rule(when=When(foreign=True))
    facts = network(ordinary("ab", A, B), national_rules=(law,))
    assert refusals(ask(facts, label("low", BETA))) == {("national-law", "deny")}
    assert ask(network(ordinary("ab", A, B)), label("low", BETA)).outcome == "permit"


def test_each_of_two_third_party_clauses_asks():
    loud = ThirdParty("authority", authority="committee", third=frozenset({"state"}), needs_agreement=True)
    silent = ThirdParty("originator", third=frozenset({"national"}))
    both = agreement("bc", B, D, effects=(loud, silent))
    onward = ordinary("ab", A, D)
    item = Item(label("low", BETA, originators={B}))
    found = ask(network(both, onward), item, D, A)
    assert "committee" in found.consent_from


def test_an_instrument_that_is_named_counts_beside_a_chain():
    facts = network(ordinary("ab", A, B), ordinary("ac", A, D), ordinary("bc", B, D))
    item = Item(label("low", BETA), chain=(Link(B),), under="nowhere")
    assert ("provenance", "deny") in refusals(ask(facts, item, A, D))
    contradictory = Item(label("low", BETA), chain=(Link(B, instrument="ab"),), under="ac")
    assert "said to have come under" in by_rule(ask(facts, contradictory, A, D), "provenance")[0].says
    assert not by_rule(ask(facts, Item(label("low", BETA), chain=(Link(B),), under="ab"), A, D), "provenance")


def test_nobody_hands_to_itself():
    facts = network(ordinary("ab", A, B), ordinary("ac", A, D))
    item = Item(label("low", BETA), chain=(Link(B), Link(A)))
    assert by_rule(ask(facts, item, A, D), "provenance")[0].says == "the chain has AAA hand it to itself"


def test_a_level_carried_into_the_common_scheme_needs_no_further_row():
    common = agreement("ad", A, D, effects=(Equivalence(common_scheme="alpha"), ThirdParty("originator")))
    facts = network(common, agreement("ab", A, B, effects=(table(A, B), ThirdParty("originator"))))
    found = ask(facts, label("low", BETA, releasable_to={B, D}), A, D)
    assert (found.outcome, found.marking) == ("permit", "LOW")


def test_a_level_authorises_only_in_the_common_scheme():
    levels = Authorises(frozenset({"low"}), "anyone")
    for scheme, outcome in (("beta", "permit"), ("gamma", "consent")):
        rows = (Equivalence(common_scheme=scheme), table(A, B), levels)
        facts = network(agreement("ab", B, A, effects=rows))
        assert ask(facts, label("low", BETA), B, A).outcome == outcome


def test_an_assessment_of_a_kind_says_nothing_of_what_has_none():
    law = rule(rule="assessment", effect="consent", authority="minister")
    facts = network(ordinary("ab", A, B), national_rules=(law,), assessments=(Assessment("r1", B, kinds=frozenset({"cyber"})),))
    listed = label(releasable_to={A, B})
    assert ask(facts, Item(listed, kinds={"cyber"})).outcome == "permit"
    assert ask(facts, Item(listed)).consent_from == ("minister",)


def test_an_agreement_reaches_back_before_its_entry_into_force_and_not_into_a_suspension():
    suspended = (
        Event(date(2010, 1, 1), "suspended", "so", Basis.TEXT, "test"),
        Event(date(2011, 1, 1), "resumed", "so", Basis.TEXT, "test"),
    )
    one = ordinary("ab", A, B, retroactive=True, events=suspended)
    facts = network(one, ordinary("ac", A, D))
    for day, kept in ((date(1999, 1, 1), True), (date(2010, 6, 1), False), (date(2012, 1, 1), True)):
        item = Item(label("low", BETA, marked_on=day), under="ab")
        assert (not by_rule(ask(facts, item, A, D), "provenance")) == kept
    ended = ordinary("ab", A, B, retroactive=True, events=(Event(date(2020, 1, 1), "terminated", "so", Basis.TEXT, "test"),))
    before = Item(label("low", BETA, marked_on=date(1999, 1, 1)), under="ab")
    assert not by_rule(ask(network(ended, ordinary("ac", A, D)), before, A, D), "provenance")


def test_another_purpose_is_told_also_where_the_chain_is_broken():
    found = ask(network(ordinary("ac", A, D)), Item(label("low", BETA), provided_for="training"), A, D, purpose="operations")
    assert {("provenance", "deny"), ("purpose", "consent")} <= refusals(found)


def test_a_level_that_did_not_reach_the_holder_is_told_so():
    facts = network(
        agreement("bc", B, A, effects=(ThirdParty("originator"),)), ordinary("ad", A, D), agreement("ac", A, C, effects=(table(A, D),))
    )
    found = ask(facts, label("low", BETA, releasable_to={B, C}), A, C)
    assert "stands in AAA's own scheme is not known" in by_rule(found, "equivalence")[0].says


def test_the_day_of_the_question_is_a_day():
    with pytest.raises(Malformed, match="no day"):
        Engine(network(), "2026-06-01")


def test_a_row_into_the_receivers_own_scheme_goes_before_the_common_scheme():
    found = ask(library(), Item(label("NATO SECRET", system("nato").scheme, releasable_to={"NATO", "SWE"})), "DEU", "SWE", date(2023, 6, 1))
    assert (found.outcome, found.marking) == ("permit", "HEMLIG/SECRET")


SAME_WORDS = Scheme("same", "Same", A, ("OPEN", "LOW", "MIDDLE", "HIGH"), public=frozenset({"OPEN"}))


def common(*effects):
    """An agreement under which levels of `same` go to D, whose own scheme has the same words, as they are."""
    one = agreement("ad", A, D, effects=(Equivalence(common_scheme="same"), *effects, ThirdParty("originator")))
    return network(one, schemes={"alpha": ALPHA, "beta": BETA, "same": SAME_WORDS})


def test_a_word_of_the_common_scheme_is_not_held_against_the_recipients_own():
    item = Item(label("LOW", SAME_WORDS, releasable_to={A, D}, originators={A}))
    assert by_rule(ask(common(Channel(frozenset({"courier"}), {D: "MIDDLE"})), item, A, D, channel="diplomatic"), "channel")
    (told,) = by_rule(ask(common(Ceiling({A: "HIGH", D: "HIGH"}, {})), item, A, D), "ceiling")
    assert (told.effect, "is not known" in told.says) == ("deny", True)


def test_a_word_that_its_own_column_leaves_open_is_not_settled_by_anothers():
    rows = ({A: ("LOW",), B: ("low",)}, {A: ("MIDDLE",), B: ("middle",)}, {D: ("HIGH",), B: ("high",)})
    facts = network(agreement("abd", A, B, D, effects=(Equivalence(rows), ThirdParty("originator"))))
    item = Item(label("HIGH", releasable_to={A, B}))
    assert by_rule(ask(facts, item, A, B), "equivalence")[0].effect == "deny"
    assert by_rule(ask(facts, Item(label("HIGH", releasable_to={A, B}, originators={D})), D, B), "equivalence")[0].effect == "permit"


def test_an_assumed_agreement_ends_like_any_other():
    ended = (Event(date(2020, 1, 1), "terminated", "so", Basis.TEXT, "test"),)
    for more, outcome in (({}, "permit"), ({"events": ended}, "deny"), ({"expires": date(2020, 1, 1)}, "deny")):
        facts = network(ordinary("ab", A, B, in_force=None, **more)).with_facts(assume=["ab"])
        assert ask(facts, label(releasable_to={A, B})).outcome == outcome


def test_an_unnamed_source_is_asked_for_no_purpose():
    found = ask(network(ordinary("ab", A, B)), Item(label(originators={A, UNNAMED_SOURCE})), purpose="training")
    assert UNNAMED_SOURCE not in found.consent_from


def test_a_suspension_loosens_nothing():
    third = ThirdParty("originator", third=frozenset({"state"}), needs_agreement=True)
    halted = (Event(date(2020, 1, 1), "suspended", "so", Basis.TEXT, "test"),)
    for events in ((), halted):
        received = agreement("bd", B, D, effects=(third,), survives=frozenset(), events=events)
        item = Item(label("low", BETA, originators={B}, marked_on=date(2010, 1, 1)))
        assert ("third-party", "deny") in refusals(ask(network(received, ordinary("ad", A, D)), item, D, A))


class TestCaseByCase:
    """A level that goes across only case by case is carried to no level, so that consent decides it and no ceiling or row does."""

    def test_a_ceiling_says_nothing_of_it(self):
        rare = Equivalence(table(A, B, levels=("low", "middle")).rows, {A: frozenset({"HIGH"})})
        capped = agreement("r", A, B, effects=(rare, Ceiling({A: "MIDDLE", B: "middle"}, {})))
        found = ask(network(capped), label("HIGH", releasable_to={"BBB"}))
        assert (found.outcome, found.consent_from, by_rule(found, "ceiling")) == ("consent", ("AAA",), [])

    def test_it_is_asked_also_where_a_row_would_carry_the_level(self):
        both = agreement("r", A, B, effects=(Equivalence(table(A, B).rows, {A: frozenset({"HIGH"})}),))
        found = ask(network(both), label("HIGH", releasable_to={"BBB"}))
        assert (found.outcome, found.marking) == ("consent", None)

    def test_what_came_case_by_case_stands_at_no_level_with_the_holder(self):
        came = agreement("aaa-ccc", A, C, effects=(Equivalence((), {C: frozenset({"geheim"})}), ThirdParty("originator")))
        onward = agreement("w", A, B, effects=(table(A, B),))
        found = ask(network(onward, came), label("geheim", GAMMA, releasable_to={"BBB"}))
        assert ("equivalence", "deny") in refusals(found)

    def test_the_holders_own_column_alone_says_what_goes_case_by_case(self):
        rows = table(A, B).rows
        own = agreement("o", A, B, D, effects=(Equivalence(rows, {D: frozenset({"HIGH"})}),))
        absent = agreement("n", A, B, D, effects=(Equivalence((), {D: frozenset({"HIGH"})}),))
        assert ask(network(own), label("HIGH", releasable_to={"BBB"})).outcome == "permit"
        assert ask(network(absent), label("HIGH", releasable_to={"BBB"})).outcome == "consent"


def test_what_was_answered_about_one_label_is_not_taken_for_another():
    facts = network(ordinary("ab", A, B, Compartments(frozenset({"TK"}))))
    engine = Engine(facts, TODAY)
    shut = Exclusion("EYES ONLY", frozenset({A}))
    varied = [
        label(level, releasable_to=listed, compartments=inside, exclusions=only)
        for level in ("LOW", "HIGH")
        for listed in (None, {B, D}, {A})
        for inside in ((), ("TK",), ("SI", "TK"))
        for only in ((), (shut,))
    ]
    for one in (*varied, *reversed(varied)):
        for recipient in (B, D):
            said = {"holder": A, "recipient": recipient}
            assert engine.decide(Item(one), **said) == decide(facts, Item(one), at=TODAY, **said)
