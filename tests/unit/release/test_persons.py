"""The person rules: each denies by itself, and none opens what the party may not hold."""

import pytest
from attrs import evolve
from tests.unit.release.small import TODAY, A, B, label, network, ordinary

from relto.agreements import Clearance, Compartments, Contractors, Nationality
from relto.labels import Exclusion
from relto.parties import Person
from relto.release import Item, may_read

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
