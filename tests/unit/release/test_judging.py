"""A judge of portions: the worst over everything it came from."""

from datetime import date

from tests.unit.release.small import TODAY, A, B, D, label, network, ordinary

from relto.release import Judge, Link, Outcome, Provenance, worst

FACTS = network(ordinary("aaa-bbb-2000", A, B), ordinary("aaa-ddd-2000", A, D))
FROM_D = Provenance(frozenset({D}), "aaa-ddd-2000", (Link(D, "aaa-ddd-2000", date(2026, 1, 1)),), known_as="item-d")
LISTED = {"releasable_to": {"BBB"}}


def test_made_here_it_goes_to_who_is_on_the_list():
    assert Judge(FACTS, A, TODAY).decide_label(label("LOW", **LISTED), B).outcome == "permit"


def test_derived_from_what_came_from_another_it_asks_that_originator_too():
    judge = Judge(FACTS, A, TODAY, provenances=(Provenance(), FROM_D))
    derived = label("LOW", originators={A, D}, **LISTED)
    assert Judge(FACTS, A, TODAY).decide_label(label("LOW", **LISTED), B).outcome == "permit"
    assert judge.decide_label(derived, D).outcome == "deny"
    assert judge.decide_label(label("LOW", originators={D}), B).consent_from == ("DDD",)
    assert judge.originators_of_label(derived) == ("AAA", "DDD")


def test_the_worst_of_several_has_all_reasons_and_no_duty_of_a_denial():
    judge = Judge(FACTS, A, TODAY)
    permit, deny = judge.decide_label(label("LOW", **LISTED), B), judge.decide_label(label("HIGH", releasable_to={"DDD"}), B)
    both = worst([permit, deny])
    assert both.outcome is Outcome.DENY
    assert set(both.reasons) == set(permit.reasons) | set(deny.reasons)
    assert both.obligations == ()
    assert worst([permit, permit]) == permit
    assert worst([permit, deny]) == worst([deny, permit])
