"""The person rules: each denies by itself, and none opens what the party may not hold."""

from datetime import date

import pytest
from attrs import evolve
from tests.unit.release.small import TODAY, A, B, label, network, ordinary

from relto.agreements import Clearance, Compartments, Contractors, Nationality
from relto.labels import Exclusion
from relto.parties import Person
from relto.release import Item, as_kept, may_open, may_read

CLEARED = Person(B, frozenset({B}), clearance="high", need_to_know=True)
FACTS = network(ordinary("aaa-bbb-2000", A, B, Compartments(frozenset({"SI"})), Nationality(), Contractors()))
LISTED = {"releasable_to": {"BBB"}}


def read(person, item, facts=FACTS, holder=A):
    return may_read(facts, Item(item), person, holder=holder, at=TODAY)


def denied_by(decision):
    return {reason.rule for reason in decision.reasons if reason.effect == "deny"}


def test_one_who_may():
    decision = read(CLEARED, label("MIDDLE", **LISTED))
    assert decision.outcome == "permit"
    assert decision.obligations


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"clearance": None}, "clearance"),
        ({"clearance": "low"}, "clearance"),
        ({"need_to_know": False}, "need-to-know"),
        ({"nationalities": frozenset({"CCC"})}, "nationality"),
        ({"nationalities": frozenset()}, "nationality"),
        ({"contractor": True}, "contractor"),
        ({"contractor": True, "facility_clearance": "low"}, "contractor"),
    ],
)
def test_each_rule_denies_by_itself(change, rule):
    decision = read(evolve(CLEARED, **change), label("MIDDLE", **LISTED))
    assert (decision.outcome, denied_by(decision), decision.obligations) == ("deny", {rule}, ())


def test_a_cleared_facility_lets_its_people_read():
    assert read(evolve(CLEARED, contractor=True, facility_clearance="high"), label("MIDDLE", **LISTED)).outcome == "permit"


def test_read_ins():
    inside = label("MIDDLE", compartments={"SI"}, **LISTED)
    assert denied_by(read(CLEARED, inside)) == {"compartment"}
    assert read(evolve(CLEARED, read_ins=frozenset({"SI"})), inside).outcome == "permit"


def test_a_threshold_below_which_no_clearance_is_asked():
    facts = network(ordinary("aaa-bbb-2000", A, B, Clearance({B: "middle"})))
    uncleared = evolve(CLEARED, clearance=None)
    assert read(uncleared, label("LOW", **LISTED), facts).outcome == "permit"
    assert denied_by(read(uncleared, label("MIDDLE", **LISTED), facts)) == {"clearance"}


def test_no_person_rule_opens_what_the_party_may_not_hold():
    assert read(CLEARED, label("MIDDLE", releasable_to={"AAA"})).outcome == "deny"
    assert read(CLEARED, label("MIDDLE")).outcome == "consent"
    assert read(CLEARED, label("MIDDLE", **LISTED), network()).outcome == "deny"


def test_the_holders_own_people():
    own = Person(A, frozenset({A}), clearance="HIGH", need_to_know=True)
    eyes = label("HIGH", exclusions={Exclusion("AAA EYES ONLY", frozenset({"AAA"}))})
    assert read(own, eyes).outcome == "permit"
    assert denied_by(read(evolve(own, nationalities=frozenset({"BBB"})), eyes)) == {"nationality"}
    assert denied_by(read(evolve(own, clearance="LOW"), eyes)) == {"clearance"}


def test_public_information_asks_nothing_of_a_person():
    assert read(Person(B), label("OPEN")).outcome == "permit"


def held(item, person, facts=FACTS, holder=B):
    return may_open(facts, as_kept(facts, item, holder=holder, at=TODAY), person, TODAY)


RECEIVED = Item(label("MIDDLE", **LISTED), originators={"AAA"}, under="aaa-bbb-2000", marked_on=TODAY)


def test_what_was_received_is_read_by_its_level_at_home():
    kept = as_kept(FACTS, RECEIVED, holder=B, at=TODAY)
    assert (kept.level, kept.instruments) == ("middle", ("aaa-bbb-2000",))
    assert held(RECEIVED, evolve(CLEARED, clearance="middle")).outcome == "permit"
    assert denied_by(held(RECEIVED, evolve(CLEARED, clearance="low"))) == {"clearance"}


def test_what_was_received_keeps_what_its_agreement_asks_of_people_when_that_has_ended():
    ended = network(evolve(FACTS.agreements["aaa-bbb-2000"], expires=date(2025, 1, 1)))
    kept = as_kept(FACTS, RECEIVED, holder=B, at=TODAY)
    assert may_open(ended, kept, CLEARED, TODAY).outcome == "permit"
    assert denied_by(may_open(ended, kept, evolve(CLEARED, nationalities=frozenset({"CCC"})), TODAY)) == {"nationality"}
    assert denied_by(may_open(network(), kept, CLEARED, TODAY)) == {"provenance"}


def test_what_cannot_be_carried_home_opens_to_nobody():
    assert denied_by(held(Item(label("MIDDLE", **LISTED), originators={"AAA"}), CLEARED, network())) == {"clearance"}


@pytest.mark.parametrize(
    "change", [{}, {"releasable_to": {"BBB"}}, {"originators": {"CCC"}}, {"controls": {"ORCON"}}, {"marked_on": date(2020, 1, 1)}]
)
@pytest.mark.parametrize("level", ["OPEN", "LOW", "HIGH"])
def test_in_short_it_gets_the_same_answer(level, change):
    kept = as_kept(FACTS, Item(label(level, **change)), holder=A, at=TODAY)
    assert kept.in_short.label.is_public == kept.label.is_public
    for person in (Person(A), Person(A, clearance="LOW", need_to_know=True), Person(A, clearance="HIGH", need_to_know=True)):
        assert may_open(FACTS, kept.in_short, person, TODAY) == may_open(FACTS, kept, person, TODAY)
