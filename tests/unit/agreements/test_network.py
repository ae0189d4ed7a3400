"""Parties, lists and communities of a network."""

from datetime import date

import pytest
from tests.unit.agreements.small import COMMUNITIES, PARTIES, SCHEMES, written

from relto.agreements import load_network
from relto.primitives import AgreementId, Malformed, PartyId

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
