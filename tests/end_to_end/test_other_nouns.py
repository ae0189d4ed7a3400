"""``relto marking``, ``relto agreements``, ``relto communities``."""

import pytest
from tests.end_to_end.running import DAY, answer, relto


def test_a_marking_is_taken_apart():
    parsed = answer("marking", "parse", "TOP SECRET//SI//REL TO USA, FVEY", "--system", "us")
    assert parsed["label"]["level"] == "TOP SECRET"
    assert parsed["label"]["compartments"] == ["SI"]
    assert parsed["label"]["releasable_to"] == ["FVEY", "USA"]
    assert parsed["portion"] == "(TS//SI//REL TO USA, FVEY)"


def test_a_marking_is_written_in_its_forms():
    assert relto("marking", "render", "(S//NF)", "--system", "us", "--kind", "banner").stdout == "SECRET//NOFORN\n"
    assert relto("marking", "render", "SECRET//NOFORN", "--system", "us", "--kind", "portion").stdout == "(S//NF)\n"
    assert relto("marking", "render", "極秘", "--system", "jp", "--kind", "portion").stdout == "(S)\n"


def test_a_label_goes_out_in_a_machine_form_and_comes_back(tmp_path):
    out = tmp_path / "label.xml"
    relto("marking", "write", "SECRET//NZEO", "--system", "nz", "--form", "stanag4774", "--marked-on", DAY, "-o", out)
    found = answer("marking", "read", out, "--form", "stanag4774")
    assert found["banner"] == "SECRET//NZEO"
    assert found["label"]["marked_on"] == DAY
    assert found["beside"]["created"] == f"{DAY}T00:00:00Z"
    shown = relto("marking", "read", out, "--form", "stanag4774").stdout
    assert "NZEO" in shown
    assert "originator" not in shown


def test_a_form_that_names_who_labels_is_told_the_address(tmp_path):
    out, by = tmp_path / "label", "officer@agency.example"
    label = ("marking", "write", "SECRET//AUSTEO", "--system", "au", "-o", out)
    for form in ("x-protective-marking", "stanag4774"):
        relto(*label, "--form", form, "--by", by)
        found = answer("marking", "read", out, "--form", form)
        assert (found["banner"], found["beside"]["originator"]) == ("SECRET//AUSTEO", by)
    assert "the address it comes from" in relto(*label, "--form", "x-protective-marking", code=3).stderr


def test_what_a_machine_form_cannot_carry_is_not_written(tmp_path):
    out = tmp_path / "label.json"
    refused = relto("marking", "write", "SECRET//NZEO", "--system", "nz", "--form", "misp", "-o", out, code=3)
    assert "no taxonomy has this scheme" in refused.stderr
    assert not out.exists()
    assert "no such form" in relto("marking", "read", out, "--form", "klingon", code=3).stderr
    out.write_bytes(b" " * 70_000)
    assert "too large" in relto("marking", "read", out, "--form", "misp", code=3).stderr


def test_a_marking_is_turned_from_banner_to_portion_and_back():
    assert relto("marking", "convert", "TOP SECRET//SI//NOFORN", "--system", "us").stdout == "(TS//SI//NF)\n"
    assert relto("marking", "convert", "(TS//SI//NF)", "--system", "us").stdout == "TOP SECRET//SI//NOFORN\n"
    assert answer("marking", "convert", "SECRET", "--system", "nz", "--kind", "portion")["text"] == "(S)"
    relto("marking", "convert", "SECRET", "--system", "nz", "--to", "JPN", "--kind", "portion", code=2)


def test_the_version_is_told():
    assert relto("--version").stdout.startswith("relto 0.")


def test_lenient_reading_says_what_it_repaired():
    relto("marking", "parse", "secret//noforn", "--system", "us", code=3)
    repaired = answer("marking", "parse", "secret//noforn", "--system", "us", "--lenient")
    assert repaired["banner"] == "SECRET//NOFORN"
    assert repaired["repairs"]


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("SECRET//REL TO JPN, NZL", "nz"),
        ("SECRET//REL TO AUS", "nz"),
        ("SECRET/NOFORN", "us"),
        ("SECRET//REL TO USA", "us"),
        ("SECRET//NOFORN//REL TO USA, AUS", "us"),
        ("TLP:WHITE", "tlp"),
        ("NATO TOP SECRET", "nato"),
        ("ＳＥＣＲＥＴ", "us"),
        ("SECR\u200bET", "us"),
        ("S\u0415CRET", "us"),
        ("SECRET\u202e", "us"),
        ("X" * 5000, "us"),
    ],
)
def test_what_is_not_a_marking_is_refused_with_its_place(text, system):
    error = answer("marking", "parse", text, "--system", system, code=3)["error"]
    assert error["source"] == "TEXT"
    assert error["message"]


def test_a_level_is_carried_by_an_agreement_only():
    relto("marking", "convert", "SECRET", "--system", "nz", "--to", "JPN", "--at", DAY, code=3)
    found = answer("marking", "convert", "SECRET", "--system", "nz", "--to", "JPN", "--at", DAY, "--assume", "jpn-nzl-2025")
    assert [(one["agreement"], one["marking"], one["assumed"]) for one in found["equivalents"]] == [("jpn-nzl-2025", "極秘", True)]
    assert (
        answer("marking", "convert", "CONFIDENTIAL", "--system", "nz", "--to", "AUS", "--at", DAY)["equivalents"][0]["marking"] == "SECRET"
    )


def test_the_library_is_listed_shown_checked_and_its_cases_hold():
    listed = {one["id"]: one for one in answer("agreements", "list", "--at", DAY)["agreements"]}
    for name in ("jpn-nzl-2025", "jpn-kor-2016", "jpn-aus-2012", "jpn-usa-2007", "jpn-gbr-2013", "jpn-nato-2010", "fvey-1946"):
        assert name in listed
    assert not listed["jpn-nzl-2025"]["in_force"]
    assert listed["jpn-kor-2016"]["in_force"]
    shown = answer("agreements", "show", "jpn-kor-2016")
    assert {clause["basis"] for clause in shown["clauses"]} <= {"text", "secondary", "modelled"}
    assert all(clause["article"] and clause["source"] for clause in shown["clauses"])
    assert answer("agreements", "cases")["failed"] == 0
    relto("agreements", "show", "jpn-nzl-1999", code=3)


def test_a_broken_agreement_is_told_with_file_and_line(tmp_path):
    folder = tmp_path / "aaa-bbb-2000"
    folder.mkdir()
    (folder / "agreement.yaml").write_text("id: aaa-bbb-2000\ntitle: x\ntitle: y\n", encoding="utf-8")
    done = relto("agreements", "check", folder, code=3)
    assert f"{folder / 'agreement.yaml'}:3:1" in done.stdout


def test_communities_have_members_by_day():
    now = {one["id"]: one["members"] for one in answer("communities", "list", "--at", DAY)["communities"]}
    assert now["FVEY"] == ["AUS", "CAN", "GBR", "NZL", "USA"]
    then = {one["id"]: one["members"] for one in answer("communities", "list", "--at", "2023-01-01")["communities"]}
    assert set(now["NATO"]) - set(then["NATO"]) == {"FIN", "SWE"}
