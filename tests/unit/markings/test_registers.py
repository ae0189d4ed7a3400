"""Country codes in their three forms, GENC's own, and members of communities by day."""

from datetime import date

import pytest

import relto
from relto.markings import codes, parse, system
from relto.markings.registers import MAY_BE_TAKEN_APART, community, look_up, members
from relto.markings.vocabulary import read_data
from relto.parties import code_of_country, is_country


@pytest.mark.parametrize("code", ["NZ", "NZL", "554"])
def test_a_country_by_each_of_its_codes(code):
    found = look_up(code)
    assert (found.alpha2, found.alpha3, found.numeric, found.name) == ("NZ", "NZL", "554", "New Zealand")


@pytest.mark.parametrize("code", ["nzl", "UK", "XKS", "999", "", "FVEY", "54"])
def test_what_iso_does_not_have(code):
    assert look_up(code) is None


def test_genc_has_its_own_and_lacks_some():
    assert (look_up("XKS", "genc").name, look_up("XKS", "genc").instead_of) == ("Kosovo", "XKX")
    assert look_up("PSE").alpha2 == "PS"
    assert look_up("PSE", "genc") is None
    assert look_up("PS", "genc") is None
    assert look_up("NZ", "genc") == look_up("NZ")


def test_genc_is_what_the_united_states_lists_know():
    genc, us = codes.register()["genc"], read_data("us")["codes"]
    assert sorted(genc["extra"]) == sorted(us["extra"])
    assert sorted(genc["lacking"]) == sorted(us["lacking"])
    assert not any(is_country(code) for code in genc["extra"])
    assert all(is_country(code) for code in genc["lacking"])
    assert "XKS" in parse("SECRET//REL TO USA, XKS", system="us").label.releasable_to


def test_joining_later_does_not_reach_back():
    assert "FIN" not in members("NATO", date(2023, 4, 3))
    assert "FIN" in members("NATO", date(2023, 4, 4))
    assert len(members("NATO", date(1951, 1, 1))) == 12
    assert len(members("NATO", date(2004, 3, 28))) == 19
    assert len(members("NATO", date(2022, 11, 2))) == 30
    assert len(members("NATO", date(2024, 3, 7))) == 32
    assert members("FVEY", date(2026, 1, 1)) == {"AUS", "CAN", "GBR", "NZL", "USA"}
    assert members("KFOR", date(2026, 1, 1)) is None


def test_members_are_those_of_the_library():
    library = relto.library().communities
    for code in codes.register()["membership"]:
        ours, theirs = community(code), library[code]
        assert {(one.party, one.period) for one in ours.memberships} == {(one.party, one.period) for one in theirs.memberships}, code
        assert ours.decomposable == theirs.decomposable
        assert ours.source


def test_only_three_are_taken_apart():
    apart = {code for code in codes.register()["membership"] if community(code).decomposable}
    assert apart == MAY_BE_TAKEN_APART
    laid_down = {code: set(found) for code, found in system("us").vocabulary.codes.communities.items() if found}
    assert laid_down == {code: set(members(code, date(2016, 12, 31))) for code in MAY_BE_TAKEN_APART}


def test_names_of_countries():
    assert (code_of_country("Japan"), code_of_country("japan"), code_of_country("Examplia")) == ("JPN", "JPN", None)
