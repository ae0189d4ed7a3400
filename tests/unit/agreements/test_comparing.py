"""Two agreements side by side: who is stricter where that has an answer, and no answer where there is none."""

from datetime import date
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from relto.agreements import (
    Adherence,
    Agreement,
    Authorises,
    Basis,
    Ceiling,
    Channel,
    Clause,
    Clearance,
    Compartments,
    Contractors,
    Duty,
    Equivalence,
    Marking,
    Nationality,
    Purpose,
    Scope,
    ThirdParty,
    library,
)
from relto.agreements.comparing import compared
from relto.primitives import AgreementId, Malformed, PartyId

JPN, NZL, KOR, AUS = PartyId("JPN"), PartyId("NZL"), PartyId("KOR"), PartyId("AUS")
SWAPPED = {"first": "second", "second": "first", None: None}


def made(name, effect, *, topic="x", parties=(JPN, NZL), **fields):
    clauses = () if effect is None else (Clause(topic, "1", "A test.", Basis.TEXT, "a test", effect),)
    return Agreement(
        AgreementId(name), "A test", "treaty", tuple(Adherence(one) for one in parties), Basis.TEXT, "a test", clauses=clauses, **fields
    )


def told(first, second, topic="x"):
    facts = library()
    (found,) = [one for one in compared(first, (facts, facts), second) if one.topic == topic]
    return found


STRICTER = [
    (ThirdParty("provider", form="prior-written"), ThirdParty("provider", form="prior")),
    (ThirdParty("provider", form="prior"), ThirdParty("provider")),
    (ThirdParty("provider", third=frozenset({"state", "body"})), ThirdParty("provider")),
    (ThirdParty("provider", needs_agreement=True), ThirdParty("provider")),
    (ThirdParty("provider"), ThirdParty("provider", own_bodies=frozenset({JPN}))),
    (Ceiling({NZL: "SECRET"}, {}), Ceiling({NZL: "TOP SECRET"}, {})),
    (Ceiling({NZL: "SECRET"}, {}), Ceiling({}, {})),
    (Ceiling({}, {NZL: "SECRET"}), Ceiling({}, {NZL: "CONFIDENTIAL"})),
    (
        Equivalence(({JPN: ("極秘",), NZL: ("SECRET",)},)),
        Equivalence(({JPN: ("極秘",), NZL: ("SECRET",)}, {JPN: ("秘",), NZL: ("CONFIDENTIAL",)})),
    ),
    (Equivalence(by_case={NZL: frozenset({"SECRET"})}, common_scheme="nz"), Equivalence(common_scheme="nz")),
    (Scope(frozenset({"defence"})), Scope(excluded=frozenset())),
    (Scope(excluded=frozenset({"defence"})), Scope()),
    (Compartments(frozenset({"SI"})), Compartments(frozenset({"SI", "TK"}))),
    (Purpose(frozenset({"training"})), Purpose()),
    (Purpose(frozenset({"training"})), Purpose(frozenset({"training", "relief"}))),
    (Channel(frozenset({"courier"})), Channel(frozenset({"courier", "diplomatic"}))),
    (Channel(frozenset({"courier"})), Channel(frozenset({"courier"}), {NZL: "SECRET"})),
    (Channel(frozenset({"courier"}), {NZL: "RESTRICTED"}), Channel(frozenset({"courier"}), {NZL: "SECRET"})),
    (Authorises(frozenset({"TLP:GREEN"})), Authorises(frozenset({"TLP:GREEN", "TLP:AMBER"}))),
    (Authorises(frozenset({"TLP:GREEN"})), Authorises(frozenset({"TLP:GREEN"}), by="anyone")),
    (Marking(names_provider=True), Marking()),
    (Clearance(), Clearance({NZL: "SECRET"})),
    (Clearance({NZL: "CONFIDENTIAL"}), Clearance({NZL: "SECRET"})),
    (Nationality(), Nationality(others_by_consent=True)),
    (Contractors(), Contractors(facility_clearance=False)),
    (Duty(), Duty(from_level={NZL: "SECRET"})),
]


@pytest.mark.parametrize(("strict", "mild"), STRICTER)
def test_the_stricter_clause_is_named_whichever_stands_first(strict, mild):
    one, other = made("a-strict", strict), made("b-mild", mild)
    assert told(one, other).stricter == "first"
    assert told(other, one).stricter == "second"
    assert told(one, other).relation == "different"
    assert told(one, evolve(other, clauses=one.clauses)).relation == "same"


WITHOUT_ORDER = [
    (ThirdParty("provider"), ThirdParty("originator")),
    (ThirdParty("provider", form="prior-written"), ThirdParty("provider", third=frozenset({"state", "body"}))),
    (Compartments(frozenset({"SI"})), Compartments(frozenset({"TK"}))),
    (Equivalence(common_scheme="nz"), Equivalence(common_scheme="tlp")),
    (Duty(of="recipient"), Duty(of="holder")),
    (Clearance(), Duty()),
]


@pytest.mark.parametrize(("one", "other"), WITHOUT_ORDER)
def test_where_neither_is_stricter_none_is_named(one, other):
    found = told(made("a", one), made("b", other))
    assert (found.relation, found.stricter) == ("different", None)
    assert found.points


def test_levels_of_two_schemes_are_not_compared():
    apart = told(made("a", Ceiling({JPN: "秘"}, {}), parties=(JPN, KOR)), made("b", Ceiling({NZL: "SECRET"}, {}), parties=(NZL, AUS)))
    assert apart.stricter is None
    assert [one.says for one in apart.points] == ["highest level: no party in common, and levels of two schemes are not compared"]
    shared = told(made("a", Ceiling({JPN: "秘"}, {})), made("b", Ceiling({NZL: "SECRET"}, {}), parties=(NZL, KOR)))
    assert shared.stricter == "second"
    assert [one.says for one in shared.points] == ["highest level of NZL: SECRET in b, none in the other"]


def test_what_one_agreement_alone_has():
    duty = told(made("a", Duty()), made("b", None))
    assert (duty.relation, duty.stricter) == ("first-only", "first")
    opening = told(made("a", Compartments(frozenset({"SI"}))), made("b", None))
    assert (opening.relation, opening.stricter) == ("first-only", "second")
    assert told(made("a", None), made("b", Duty())).relation == "second-only"
    elsewhere = told(made("a", Scope(frozenset({"cyber"}))), made("b", Scope(frozenset({"cyber"})), topic="kinds"))
    assert elsewhere.stricter is None
    assert "under `kinds`, article 1" in elsewhere.points[0].says


def test_without_a_third_party_clause_the_strictest_is_taken():
    mild = ThirdParty("originator", form="prior", third=frozenset({"state", "body", "own-body"}))
    found = told(made("a", mild), made("b", None))
    assert found.stricter == "second"
    assert "prior written consent of the originator is then taken" in found.points[0].says


def test_what_the_agreements_say_as_wholes():
    old = made("a", None, expires=date(2030, 1, 1), survives=frozenset({"x"}), retroactive=True)
    new = made("b", None, parties=(JPN, KOR))
    topics = {one.topic: one for one in compared(old, (library(), library()), new)}
    assert topics["survival"].stricter == "second"
    assert topics["parties"].points[1].says == "b: JPN, KOR"
    assert "expires 2030-01-01" in topics["end"].points[0].says
    assert topics["reach-back"].points[0].says == "only a also covers what was exchanged before it"


def test_braces_in_a_fact_are_text():
    found = compared(made("a", None, term="{second} {x"), (library(), library()), made("b", None))
    (end,) = [one for one in found if one.topic == "end"]
    assert "{second} {x" in end.points[0].says


def test_two_versions_of_one_agreement_are_told_apart():
    facts = library()
    now = facts.agreements[AgreementId("jpn-kor-2016")]
    draft = evolve(now, retroactive=True)
    (reach,) = [one for one in compared(now, (facts, facts), draft) if one.topic == "reach-back"]
    assert reach.points[0].says.startswith("only jpn-kor-2016 (second) ")
    with pytest.raises(Malformed, match="not compared with itself"):
        compared(now, (facts, facts), now)


def test_the_library_compared_both_ways_says_the_same():
    facts = library()
    for one, other in permutations(facts.agreements.values(), 2):
        there = {topic.topic: topic for topic in compared(one, (facts, facts), other)}
        for topic in compared(other, (facts, facts), one):
            assert topic.stricter == SWAPPED[there[topic.topic].stricter]
            assert (topic.first, topic.second) == (there[topic.topic].second, there[topic.topic].first)


LEVELS = ("RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_a_lower_ceiling_is_stricter_and_only_that(one, other):
    found = told(made("a", Ceiling({NZL: one}, {})), made("b", Ceiling({NZL: other}, {})))
    lower = LEVELS.index(one) - LEVELS.index(other)
    assert found.stricter == (None if lower == 0 else "first" if lower < 0 else "second")
