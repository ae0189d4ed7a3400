"""What would make it permitted: each remedy does, and no fact of one can be left out."""

from datetime import date
from itertools import combinations

import pytest

from relto.agreements import library
from relto.markings import parse, render
from relto.primitives import AgreementId
from relto.release import Engine, Item
from relto.release.analysis import remedies

AT = date(2026, 11, 23)


def asked(text, system, holder, recipient, **more):
    kind = "portion" if text.startswith("(") else "banner"
    item = Item(parse(text, system=system, kind=kind).label)
    return item, remedies(
        library(), item, holder=holder, recipient=recipient, at=AT, rewrite=lambda one: one if render(one) else None, **more
    )


def facts(found):
    return [[(one.kind, one.who, one.what) for one in some] for some in found.found]


def test_an_agreement_that_waits_and_a_name_on_the_list():
    _, found = asked("SECRET//REL TO NZL, AUS", "nz", "NZL", "JPN")
    assert facts(found) == [[("in-force", "", "jpn-nzl-2025"), ("remark", "NZL", "list +JPN")]]


def test_the_originators_word_or_its_new_marking():
    _, found = asked("(//USA S//REL TO NZL, AUS, CAN, GBR, USA)", "nz", "NZL", "JPN")
    assert [("consent", "USA", "JPN"), ("in-force", "", "jpn-nzl-2025")] in facts(found)
    assert [("in-force", "", "jpn-nzl-2025"), ("remark", "USA", "list +JPN")] in facts(found)


def test_a_caveat_and_a_compartment_are_taken_off_by_who_put_them_on():
    _, found = asked("TOP SECRET//SI//NOFORN", "us", "USA", "JPN")
    assert all({("remark", "USA", "without NOFORN"), ("remark", "USA", "without SI")} <= set(some) for some in facts(found))
    assert found.found


def test_what_nobody_can_bring_about_is_not_invented():
    _, found = asked("SECRET//REL TO NZL, BRA", "nz", "NZL", "BRA")
    assert (found.found, found.complete) == ((), True)


def test_a_release_that_is_permitted_needs_nothing():
    assert asked("SECRET//REL TO NZL, AUS", "nz", "NZL", "AUS")[1].found == ()


@pytest.mark.parametrize(
    ("text", "system", "holder", "recipient"),
    [("SECRET//REL TO NZL, AUS", "nz", "NZL", "JPN"), ("SECRET//NZEO", "nz", "NZL", "AUS"), ("TOP SECRET//SI//NOFORN", "us", "USA", "JPN")],
)
def test_no_fact_of_a_remedy_can_be_left_out(text, system, holder, recipient):
    _, found = asked(text, system, holder, recipient)
    every = [set(some) for some in found.found]
    assert every
    assert not any(one < other for one, other in combinations(every, 2))
    assert not any(other < one for one, other in combinations(every, 2))


def test_a_remedy_is_so_when_its_facts_are():
    item, found = asked("SECRET//REL TO NZL, JPN", "nz", "NZL", "JPN")
    assert facts(found) == [[("in-force", "", "jpn-nzl-2025")]]
    network = library().with_facts(assume=[AgreementId("jpn-nzl-2025")])
    assert Engine(network, AT).decide(item, holder="NZL", recipient="JPN").outcome == "permit"
