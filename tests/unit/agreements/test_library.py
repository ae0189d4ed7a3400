"""The packaged library: sound, sourced, quick to read, and with cases on both sides."""

from datetime import date
from pathlib import Path

import pytest

from relto.agreements import Authorises, Basis, Ceiling, Channel, Equivalence, Scope, ThirdParty, check, library, load_cases
from relto.agreements.loader import library_path

DECIDING = (Authorises, Ceiling, Channel, Equivalence, Scope, ThirdParty)
NAMED = {
    "aus-nato-2008",
    "che-eu-2008",
    "che-fin-2014",
    "che-fra-2006",
    "che-isr-2012",
    "che-kor-2022",
    "che-lux-2024",
    "eu-ms-2011",
    "example-isac-tlp",
    "fvey-1946",
    "gbr-usa-1961",
    "jpn-aus-2012",
    "jpn-gbr-2013",
    "jpn-kor-2016",
    "jpn-nato-2010",
    "jpn-nzl-2025",
    "jpn-usa-2007",
    "nato-1997",
    "nld-aus-1977",
    "nld-fra-1992",
    "nld-swe-1984",
    "nld-usa-1960",
    "nzl-usa-1952",
}


@pytest.fixture(scope="module")
def network():
    return library()


def test_the_library_has_no_errors_and_its_warnings_are_known():
    warnings = {problem.place.source.split("/")[-2]: problem for problem in check(library_path())}
    assert {problem.severity for problem in warnings.values()} == {"warning"}
    assert set(warnings) == {"aut-fin-2018", "jpn-deu-2021", "jpn-fra-2011", "jpn-ind-2015", "jpn-ita-2016", "nzl-aus", "nzl-esp-2019"}


def test_the_library_is_read_once(network):
    assert library() is network


def test_the_agreements_that_others_rely_on_are_there(network):
    assert set(network.agreements) >= NAMED


def test_every_clause_has_article_words_source_and_basis(network):
    for agreement in network.agreements.values():
        assert agreement.source, agreement.id
        for clause in agreement.clauses:
            assert all((clause.topic, clause.article, clause.says, clause.source, clause.basis in Basis)), (agreement.id, clause.topic)


def test_what_is_modelled_says_that_it_is_assumed(network):
    for agreement in network.agreements.values():
        for clause in agreement.clauses:
            if clause.basis is Basis.MODELLED:
                assert clause.source.startswith(("assumed: ", "an exercise")), (agreement.id, clause.topic, clause.source)
    for rule in network.national_rules:
        assert rule.basis is not Basis.MODELLED or rule.source.startswith("assumed"), rule.id


def test_nothing_unverified_stands_in_the_library():
    for file in library_path().rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").lower()
        assert not [word for word in ("unverified", "stored", "fact sheet") if word in text], file


def test_an_id_names_parties_in_its_folder(network):
    for agreement in network.agreements.values():
        assert (library_path() / agreement.id / "agreement.yaml").is_file()


def test_every_agreement_that_decides_has_cases_that_refuse(network):
    for agreement in network.agreements.values():
        if any(isinstance(clause.effect, DECIDING) for clause in agreement.clauses):
            cases = load_cases(library_path() / agreement.id / "cases.yaml")
            assert {"deny", "consent"} & {case.expect.outcome for case in cases}, agreement.id


@pytest.mark.parametrize("agreement", ["che-fin-2014", "che-fra-2006", "che-isr-2012", "che-kor-2022", "che-lux-2024", "eu-ms-2011"])
def test_treaties_that_were_read_are_mostly_text(network, agreement):
    clauses = network.agreements[agreement].clauses
    assert sum(clause.basis is Basis.TEXT for clause in clauses) >= 0.9 * len(clauses)


def test_every_case_says_why_and_rests_on_a_reason():
    for file in library_path().glob("*/cases.yaml"):
        for case in load_cases(file):
            assert case.why
            assert case.expect.rests_on


def test_no_case_stands_as_it_was_suggested():
    for file in library_path().glob("*/cases.yaml"):
        for case in load_cases(file):
            assert "nearest wrong" not in case.why, case.name


def test_the_agreement_of_2025_is_not_in_force(network):
    status = network.agreements["jpn-nzl-2025"].status(date(2026, 11, 1))
    assert (status.in_force, status.why) == (False, "signed on 2025-12-19, entry into force not found")


def test_the_table_in_the_documentation_is_current(network):
    table = (Path(__file__).parents[3] / "docs/reference/library.md").read_text(encoding="utf-8")
    for agreement in network.agreements.values():
        row = f"| {agreement.signed or 'not found'} | {agreement.in_force or 'not found'}"
        assert any(f"`{agreement.id}`" in line and row in line for line in table.splitlines()), agreement.id
    for name in (*network.communities, *(rule.id for rule in network.national_rules)):
        assert f"| `{name}` |" in table


def test_the_five_eyes_by_day(network):
    fvey = network.communities["FVEY"]
    assert fvey.members(date(1950, 1, 1)) == {"GBR", "USA"}
    assert fvey.members(date(1956, 1, 1)) == {"AUS", "CAN", "GBR", "NZL", "USA"}


def test_a_list_that_names_nato_reaches_the_organisation_and_its_members_of_both_days(network):
    reached = network.reach(["NATO"], date(2019, 5, 1), date(2024, 6, 1))
    assert {"NATO", "USA", "DEU"} <= reached
    assert not {"FIN", "SWE"} & reached
    assert {"FIN", "SWE"} <= network.reach(["NATO"], date(2024, 3, 7), date(2024, 6, 1))
    assert len(network.communities["NATO"].members(date(2022, 11, 2))) == 30
