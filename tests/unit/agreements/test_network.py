"""Parties, lists and communities of a network."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.agreements.small import COMMUNITIES, PARTIES, SCHEMES, written

from relto.agreements import Network, load_network
from relto.parties import Community, Membership
from relto.primitives import AgreementId, CommunityId, Malformed, PartyId, Period

NZL, JPN, KOR, PAIR = (PartyId(code) for code in ("NZL", "JPN", "KOR", "PAIR"))
IN, OUT = date(2022, 1, 1), date(2025, 1, 1)


@pytest.fixture
def network(tmp_path):
    return load_network(written(tmp_path), schemes=SCHEMES)


def test_a_list_reaches_members_of_both_days(network):
    assert network.reach(["PAIR", "KOR"], IN, IN) == {NZL, JPN, KOR}
    assert network.reach(["PAIR"], IN, OUT) == {JPN}
    assert network.reach(["PAIR"], date(2019, 1, 1), IN) == {JPN}


def test_a_membership_may_open_the_archive(tmp_path):
    opened = COMMUNITIES.replace("until: 2024-01-01", "opens_archive: true")
    network = load_network(written(tmp_path, communities=opened), schemes=SCHEMES)
    assert network.reach(["PAIR"], date(2019, 1, 1), IN) == {NZL, JPN}


def test_a_code_of_a_community_and_a_party_reaches_both(tmp_path):
    parties = PARTIES + "  - {id: PAIR, name: The pair's office, kind: organisation}\n"
    network = load_network(written(tmp_path, parties=parties), schemes=SCHEMES)
    assert network.reach(["PAIR"], IN, IN) == {NZL, JPN, PAIR}
    assert network.party("PAIR").name == "The pair's office"


def test_any_iso_state_is_a_party_and_nothing_else_is(network):
    assert network.party("TON").scheme is None
    with pytest.raises(Malformed, match="a community is no party: name a member: found `PAIR`; expected one of JPN, NZL"):
        network.party("PAIR")
    with pytest.raises(Malformed, match="no such party: found `UK`"):
        network.party("UK")


def test_an_assumed_agreement_must_be_there(network):
    one = AgreementId("jpn-nzl-2000")
    assert network.with_facts(assume=[one]).is_assumed(one)
    assert not network.is_assumed(one)
    with pytest.raises(Malformed, match="no such agreement to assume: found `moon-1`"):
        network.with_facts(assume=[AgreementId("moon-1")])


_DAYS = st.dates(date(2000, 1, 1), date(2010, 1, 1))
_PERIODS = (
    st.tuples(st.none() | _DAYS, st.none() | _DAYS).filter(lambda pair: None in pair or pair[0] < pair[1]).map(lambda pair: Period(*pair))
)


@given(st.lists(st.tuples(_PERIODS, st.booleans()), max_size=4), _DAYS, _DAYS)
def test_a_list_counts_whoever_was_a_member_then_and_is_one_now(spans, marked_on, at):
    memberships = tuple(Membership(PartyId(f"P{i}"), period, opens) for i, (period, opens) in enumerate(spans))
    community = Community(CommunityId("ALL"), "All", memberships)
    network = Network({}, {community.id: community}, {}, {})
    reached = network.reach(["ALL"], marked_on, at)
    for member in memberships:
        assert (member.party in reached) == (at in member.period and (member.opens_archive or marked_on in member.period))
    assert reached <= community.members(at)


@given(_PERIODS, _PERIODS)
def test_two_periods_overlap_where_they_share_a_day(one, other):
    days = [date(1999, 1, 1), date(2011, 1, 1), *(day for period in (one, other) for day in (period.start, period.end) if day is not None)]
    assert one.overlaps(other) == any(day in one and day in other for day in days)
