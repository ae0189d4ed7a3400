"""Whether an agreement is in force on a day, and who adheres."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from relto.agreements import Adherence, Agreement, Basis, Event, load_network
from relto.agreements.loader import library_path
from relto.primitives import AgreementId, PartyId, Period

TEXT = Basis.TEXT


def _agreement(*events, **facts):
    parties = (Adherence(PartyId("JPN")), Adherence(PartyId("KOR")))
    defaults = {"signed": date(2016, 11, 23), "in_force": date(2016, 11, 23)}
    return Agreement(AgreementId("jpn-kor-2016"), "A test", "treaty", parties, TEXT, "a test", events=events, **{**defaults, **facts})


def _event(on, kind, takes_effect=None):
    return Event(
        date.fromisoformat(on), kind, "A test.", TEXT, "a test", None if takes_effect is None else date.fromisoformat(takes_effect)
    )


NOTICE = _event("2019-08-23", "notice", "2019-11-23")
SUSPENDED = _event("2019-11-22", "notice-suspended")


@pytest.mark.parametrize(
    ("events", "day", "in_force", "why"),
    [
        ((), "2016-11-22", False, "enters into force only on 2016-11-23"),
        ((), "2016-11-23", True, "in force since 2016-11-23"),
        ((NOTICE,), "2019-08-23", True, "in force since 2016-11-23"),
        ((NOTICE,), "2019-11-22", True, "in force since 2016-11-23"),
        ((NOTICE,), "2019-11-23", False, "ended on 2019-11-23 by notice of 2019-08-23"),
        ((NOTICE, SUSPENDED), "2019-11-22", True, "in force since 2016-11-23"),
        ((NOTICE, SUSPENDED), "2019-11-23", True, "in force since 2016-11-23"),
        ((NOTICE, SUSPENDED), "2024-01-01", True, "in force since 2016-11-23"),
        ((NOTICE, _event("2019-11-23", "notice-suspended")), "2019-11-23", False, "ended on 2019-11-23 by notice of 2019-08-23"),
        (
            (NOTICE, SUSPENDED, _event("2020-08-23", "notice", "2020-11-23")),
            "2020-11-23",
            False,
            "ended on 2020-11-23 by notice of 2020-08-23",
        ),
        ((_event("2020-01-01", "suspended"),), "2020-01-01", False, "suspended since 2020-01-01"),
        ((_event("2020-01-01", "suspended"), _event("2020-06-01", "resumed")), "2020-05-31", False, "suspended since 2020-01-01"),
        ((_event("2020-01-01", "suspended"), _event("2020-06-01", "resumed")), "2020-06-01", True, "in force since 2016-11-23"),
        ((_event("2020-01-01", "terminated"),), "2019-12-31", True, "in force since 2016-11-23"),
        ((_event("2020-01-01", "terminated"),), "2020-01-01", False, "terminated on 2020-01-01"),
    ],
)
def test_status_on_a_day(events, day, in_force, why):
    status = _agreement(*events).status(date.fromisoformat(day))
    assert (status.in_force, status.why, status.assumed) == (in_force, why, False)


def test_an_agreement_without_a_day_serves_only_where_it_is_assumed():
    one = _agreement(in_force=None)
    assert one.status(date(2020, 1, 1)).why == "signed on 2016-11-23, entry into force not found"
    assert one.status(date(2020, 1, 1), assumed=True).assumed
    assert not one.status(date(2016, 11, 22), assumed=True).in_force
    assert evolve(one, signed=None).status(date(2020, 1, 1)).why == "not signed, or no date of entry into force found"


def test_an_agreement_expires_by_its_own_terms():
    one = _agreement(expires=date(2020, 1, 1))
    assert one.status(date(2019, 12, 31)).in_force
    assert one.status(date(2020, 1, 1)).why == "expired on 2020-01-01"


def test_the_library_knows_the_days_of_2019(written_schemes):
    one = load_network(library_path(), schemes=written_schemes).agreements["jpn-kor-2016"]
    assert [one.status(date(2019, 11, day)).in_force for day in (21, 22, 23, 24)] == [True] * 4
    lapsed = evolve(one, events=one.events[:1])
    assert [lapsed.status(date(2019, 11, day)).in_force for day in (21, 22, 23, 24)] == [True, True, False, False]


def test_only_article_6_of_switzerland_and_korea_survives(written_schemes):
    one = load_network(library_path(), schemes=written_schemes).agreements["che-kor-2022"]
    assert {clause.article for clause in one.clauses if clause.topic in one.survives} == {"6(1)(c)", "6(2)(a)", "6(2)(b)", "6(3)"}


_DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


@given(_DAYS, _DAYS, _DAYS)
def test_adherence_holds_on_the_days_of_its_period(start, end, day):
    if end <= start:
        start, end = end, start + timedelta(days=1)
    one = _agreement()
    one = evolve(one, parties=(*one.parties, Adherence(PartyId("USA"), Period(start, end))))
    assert (PartyId("USA") in one.members(day)) == (start <= day < end)
    assert {PartyId("JPN"), PartyId("KOR")} <= one.members(day)
