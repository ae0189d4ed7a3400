"""What falls due: every kind once, its first and last day, and what stops it."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.agreements.small import AGREEMENT, FILES, SCHEMES, written

from relto.agreements import Basis, Consent, check, library, load_network, load_terms
from relto.agreements.calendar import KINDS, due, undated
from relto.agreements.terms import Recurring, Span, Term, Terms
from relto.parties import Community, Membership
from relto.primitives import AgreementId, CommunityId, Conflict, Malformed, PartyId, Period

TERMS = """\
term:
  lasts: 2 years
  renews: 1 year
  notice: 90 days
  article: 6
  basis: text
recurring:
  - kind: review
    says: The parties review it.
    after: 5 years
    every: 5 years
    article: 4
    basis: text
  - kind: consultation
    says: The parties consult.
    first: 2003-02-01
    article: 4
    basis: text
"""
EVENTS = AGREEMENT[AGREEMENT.index("events:") : AGREEMENT.index("clauses:")]


LASTING = AGREEMENT.replace(EVENTS, "")


def network(folder, terms=TERMS, agreement=LASTING, **files):
    written(folder, agreement=agreement)
    for name, text in {"jpn-nzl-2000/terms.yaml": terms, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder, load_network(folder, schemes=SCHEMES)


def days(found, kind):
    return [str(one.on) for one in found if one.kind == kind]


def test_terms_renew_and_the_last_day_of_notice_lies_a_whole_notice_before_the_last_day(tmp_path):
    folder, facts = network(tmp_path)
    found = due(facts, load_terms(facts, folder), date(2000, 1, 1), date(2004, 5, 31))
    assert days(found, "entry-into-force") == ["2000-06-01"]
    assert days(found, "last-day-of-notice") == ["2002-03-02", "2003-03-02", "2004-03-02"]
    assert days(found, "renewal") == ["2002-06-01", "2003-06-01"]
    assert date(2002, 3, 2) + timedelta(days=90) == date(2002, 5, 31)
    assert days(found, "consultation") == ["2003-02-01"]
    (notice, *_) = [one for one in found if one.kind == "last-day-of-notice"]
    assert (notice.article, str(notice.basis), notice.parties, notice.source) == ("6", "text", ("JPN", "NZL"), "a test")
    later = due(facts, load_terms(facts, folder), date(2005, 6, 1), date(2010, 6, 1))
    assert days(later, "review") == ["2005-06-01", "2010-06-01"]


def test_what_has_ended_is_due_no_more(tmp_path):
    folder, facts = network(tmp_path, agreement=AGREEMENT)
    found = due(facts, load_terms(facts, folder), date(2009, 1, 1), date(2030, 1, 1))
    assert days(found, "notice-takes-effect") == ["2010-07-01"]
    assert days(found, "renewal")[-1] == "2010-06-01"
    assert days(found, "last-day-of-notice")[-1] == "2010-03-02"
    assert days(found, "review") == ["2010-06-01"]


def test_a_notice_that_was_suspended_ends_nothing():
    facts = library()
    found = due(facts, load_terms(facts), date(2019, 8, 1), date(2019, 12, 31))
    of_korea = [(str(one.on), one.kind) for one in found if one.subject == "jpn-kor-2016"]
    assert of_korea == [("2019-08-24", "last-day-of-notice"), ("2019-11-23", "renewal")]


def test_expiry_stands_on_the_first_day_on_which_it_holds_no_more(tmp_path):
    _, facts = network(tmp_path, terms="recurring: []\n", agreement=AGREEMENT.replace(EVENTS, "expires: 2009-01-01\n"))
    (one,) = [one for one in due(facts, {}, date(2000, 7, 1), date(2030, 1, 1)) if one.kind == "expiry"]
    assert (str(one.on), "2008-12-31 is its last day" in one.says) == ("2009-01-01", True)
    ended = AGREEMENT.replace("takes_effect: 2010-07-01", "takes_effect: 2010-02-01").replace("events:", "expires: 2020-01-01\nevents:")
    _, facts = network(tmp_path / "second", terms="recurring: []\n", agreement=ended)
    assert "expiry" not in {one.kind for one in due(facts, {}, date(2000, 1, 1), date(2030, 1, 1))}


def test_memberships_communities_rules_consents_and_assessments(tmp_path):
    dated = "    from: 2015-01-01\n    until: 2017-01-01\n    when: {foreign: true}"
    rules = FILES["national/nzl.yaml"].replace("    when: {foreign: true}", dated)
    assessed = "{rule: nzl-assessment, recipient: JPN, from: 2016-01-01, until: 2018-01-01, kinds: [intelligence]}"
    _, facts = network(tmp_path, **{"national/nzl.yaml": rules, "assessments.yaml": f"assessments:\n  - {assessed}\n"})
    until = Period(None, date(2019, 1, 1))
    made = Consent("x", "USA", frozenset({PartyId("JPN")}), date(2016, 1, 1), "nz", "SECRET", period=until)
    found = due(facts.with_facts(consents=[made, made]), {}, date(2015, 1, 1), date(2024, 1, 1))
    assert days(found, "membership-begins") == ["2020-01-01"]
    assert days(found, "membership-ends") == ["2024-01-01"]
    assert days(found, "rule-begins") == ["2015-01-01"]
    assert days(found, "rule-ends") == ["2017-01-01"]
    assert days(found, "consent-ends") == ["2019-01-01", "2019-01-01"]
    assert days(found, "assessment-ends") == ["2018-01-01"]
    assert days(found, "community-ends") == []
    assert len({one.uid for one in found}) == len(found)
    (rule,) = [one for one in found if one.kind == "rule-ends"]
    assert rule.article == "INF014"


def test_an_operation_ends_with_its_last_membership():
    members = tuple(Membership(PartyId(one), Period(date(2026, 1, 1), date(2026, until, 1))) for one, until in (("NZL", 6), ("TON", 9)))
    facts = library()
    operation = evolve(facts, communities={CommunityId("OP-KAURI"): Community(CommunityId("OP-KAURI"), "An exercise", members)})
    found = due(operation, {}, date(2026, 5, 1), date(2026, 12, 31))
    assert [(str(one.on), one.kind) for one in found if one.subject == "OP-KAURI"] == [
        ("2026-06-01", "membership-ends"),
        ("2026-09-01", "membership-ends"),
        ("2026-09-01", "community-ends"),
    ]


def test_both_days_count_and_no_others():
    facts = library()
    day = date(2017, 11, 23)
    assert [one.kind for one in due(facts, load_terms(facts), day, day)] == ["renewal"]
    assert due(facts, load_terms(facts), day + timedelta(days=1), day + timedelta(days=2)) == ()
    with pytest.raises(Malformed, match="the last day lies before the first"):
        due(facts, {}, day, day - timedelta(days=1))


def test_what_has_no_day_is_told_and_not_dropped():
    facts = library()
    told = {(one.agreement, one.topic) for one in undated(facts, load_terms(facts), date(2026, 11, 23))}
    assert ("jpn-nzl-2025", "entry-into-force") in told
    assert ("nld-aus-1977", "review") in told
    assert not {topic for agreement, topic in told if agreement == "jpn-kor-2016"}
    assert ("jpn-kor-2016", "duration-termination") in {(one.agreement, one.topic) for one in undated(facts, {}, date(2026, 11, 23))}


def test_a_calendar_has_an_end():
    facts = library()
    daily = Terms(
        recurring=(
            Recurring("report", "A report.", date(2000, 1, 1), "1", facts.agreements[AgreementId("nzl-aus")].basis, "x", Span(days=1)),
        )
    )
    with pytest.raises(Malformed, match=r"too much falls due: found `more than 10,000`; expected fewer days"):
        due(facts, {AgreementId("nzl-aus"): daily}, date(2000, 1, 1), date(2100, 1, 1))
    assert due(facts, {AgreementId("nzl-aus"): daily}, date(9999, 12, 31), date(9999, 12, 31))[0].kind == "report"


@given(st.dates(), st.integers(0, 3), st.integers(0, 40), st.integers(0, 400), st.integers(1, 50))
def test_spans_follow_the_calendar(day, years, months, extra, times):
    span = Span(years, months, extra)
    landed = span.after(day, times)
    if landed is None:
        assert day.year + times * (years + months / 12 + extra / 365) > 9990
    else:
        assert landed >= day
        assert Span(years=years, months=months).after(day, times) + timedelta(days=times * extra) == landed


def test_a_year_after_the_29th_of_february_is_the_28th():
    assert Span(years=1).after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Span(years=1).after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert Span(months=1).before(date(2024, 3, 31)) == date(2024, 2, 29)
    assert Span(years=1).before(date(1, 1, 1)) is None
    term = Term(Span(years=9000), Span(years=1), Span(days=1), "1", Basis.TEXT, "x")
    assert term.end(date(2000, 1, 1), 0) is None


WRONG = [
    (
        "notice: 90 days",
        "notice: 3 years",
        "the notice is longer than the term: found `3 years`; expected less than 2 years",
    ),
    ("notice: 90 days", "notice: 0 days", "the value does not fit: found `0 days`; expected a length of time, such as `90 days`"),
    ("notice: 90 days", "notice: soon", "expected a length of time, such as `90 days`, `6 months` or `1 year`"),
    ("article: 6", "article: 21", "(term.article): jpn-nzl-2000 has no such article: found `21`; expected one of 4; 6"),
    ("    after: 5 years\n", "", "(recurring[0]): when it is due for the first time is not said once"),
    ("    after: 5 years\n", "    after: 5 years\n    first: 2001-01-01\n", "expected `first` (a day) or `after`"),
    ("first: 2003-02-01", "first: 1999-02-01", "(recurring[1].first): due before the signature: found `1999-02-01`"),
    ("kind: review", "kind: party", "the value does not fit: found `party`; expected one of consultation, inspection, report, review"),
    ("basis: text\nrecurring", "basis: modelled\nrecurring", "(term): no source for how it is known"),
    ("term:", "terms:", "no such field: found `terms`; expected one of term, recurring"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_wrong_terms_are_refused_with_their_place(tmp_path, old, new, message):
    assert old in TERMS
    folder, facts = network(tmp_path, terms=TERMS.replace(old, new, 1))
    problems = [str(one) for one in check(folder, schemes=SCHEMES) if one.place.source.endswith("terms.yaml")]
    assert any(message in one for one in problems), problems
    assert all("terms.yaml:" in one for one in problems)
    with pytest.raises(Malformed):
        load_terms(facts, folder)


def test_an_agreement_does_not_both_expire_and_renew_itself(tmp_path):
    folder, facts = network(tmp_path, agreement=AGREEMENT.replace(EVENTS, "expires: 2009-01-01\n"))
    with pytest.raises(Conflict, match="expires by its own terms and renews itself"):
        load_terms(facts, folder)


def test_terms_without_their_agreement_are_refused(tmp_path):
    folder, facts = network(tmp_path, **{"jpn-kor-1999/terms.yaml": TERMS})
    with pytest.raises(Malformed, match="terms of an agreement that the network does not have"):
        load_terms(facts, folder)
    assert any("does not have" in str(one) for one in check(folder, schemes=SCHEMES))


def test_the_packaged_terms_hold_and_every_kind_has_a_name():
    facts = library()
    assert set(load_terms(facts)) == {"che-kor-2022", "jpn-kor-2016"}
    everything = due(facts, load_terms(facts), date(1900, 1, 1), date(2100, 1, 1))
    assert {one.kind for one in everything} <= set(KINDS)
    assert len({one.uid for one in everything}) == len(everything)
    assert [one.on for one in everything] == sorted(one.on for one in everything)
