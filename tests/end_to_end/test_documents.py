"""``relto check``, ``matrix`` and ``tearline`` on the examples and on real material."""

import os
from pathlib import Path

import pytest
from tests.end_to_end.running import DAY, EXAMPLES, answer, relto

TONGA = EXAMPLES / "tonga-2022-nz.md"
FROM_NZ = ("--from", "NZL", "--at", DAY)
ASSUMED = ("--assume", "jpn-nzl-2025")


@pytest.mark.parametrize("name", ["tonga-2022-nz.md", "tonga-2022-us.txt", "log4shell-tlp.md"])
def test_the_examples_are_marked_without_error(name):
    checked = answer("check", EXAMPLES / name)
    assert (checked["errors"], checked["banner"]) == (0, checked["roll_up"])
    assert all(portion["label"] for portion in checked["portions"])


def test_a_matrix_holds_a_decision_for_each_portion_and_recipient():
    matrix = answer("matrix", TONGA, *FROM_NZ, "--to", "JPN,AUS")
    assert [portion["index"] for portion in matrix["portions"]] == list(range(1, len(matrix["portions"]) + 1))
    first = matrix["portions"][0]
    assert (first["line"], first["label"], set(first["outcomes"])) == (3, "(U)", {"JPN", "AUS"})
    today = {p["index"] for p in matrix["portions"] if p["outcomes"]["JPN"]["outcome"] == "permit"}
    assert {p["label"] for p in matrix["portions"] if p["index"] in today} == {"(U)"}
    later = answer("matrix", TONGA, *FROM_NZ, "--to", "JPN", *ASSUMED)
    opened = {p["label"] for p in later["portions"] if p["outcomes"]["JPN"]["outcome"] == "permit"} - {"(U)"}
    assert opened == {
        "(C//REL TO NZL, AUS, CAN, GBR, JPN, USA)",
        "(S//REL TO NZL, JPN)",
        "(C//REL TO NZL, AUS, JPN)",
        "(C//REL TO NZL, JPN)",
    }
    washington = [
        p["label"]
        for p in later["portions"]
        if p["outcomes"]["JPN"]["consent_from"] == ["USA"] and p["outcomes"]["JPN"]["outcome"] == "consent"
    ]
    assert washington == ["(//USA S//REL TO NZL, AUS, CAN, GBR, USA)", "(//USA S//ORCON/REL TO NZL, AUS, CAN, GBR, JPN, USA)"]


def test_without_recipients_the_matrix_asks_about_the_partners():
    assert set(answer("matrix", TONGA, *FROM_NZ)["recipients"]) >= {"AUS", "CAN", "GBR", "USA"}
    assert "JPN" not in answer("matrix", TONGA, *FROM_NZ)["recipients"]
    assert "JPN" in answer("matrix", TONGA, *FROM_NZ, *ASSUMED)["recipients"]


@pytest.mark.parametrize(("to", "more"), [("JPN", ASSUMED), ("JPN", ()), ("AUS", ()), ("USA", ()), ("TON", ())])
def test_a_tearline_reads_as_its_own_banner_says(tmp_path, to, more):
    out = tmp_path / "out.md"
    made = answer("tearline", TONGA, *FROM_NZ, "--to", to, *more, "-o", out)
    assert made["written"] == str(out)
    assert all(gate["passed"] for gate in made["gates"])
    assert [gate["gate"] for gate in made["gates"]] == ["non-interference", "structure", "content", "meaning"]
    again = answer("check", out, "--system", "nz")
    assert (again["errors"], again["banner"]) == (0, made["banner"])
    text = out.read_text(encoding="utf-8")
    for portion, line in zip(made["portions"], _lines_of(made), strict=True):
        assert portion["released"] == (portion["decision"]["outcome"] == "permit") or portion["decision"]["outcome"] == "permit"
        if not portion["released"] and len(line) > 60:
            assert line not in text
    assert "patrol craft" not in text
    assert "NZEO" not in text
    assert oct(out.stat().st_mode)[-3:] == "600"


def _lines_of(made):
    lines = TONGA.read_text(encoding="utf-8").splitlines()
    return [lines[portion["line"] - 1].split(") ", 1)[-1] for portion in made["portions"]]


def test_two_tearlines_of_one_report_are_the_same_bytes(tmp_path):
    outs = [tmp_path / name for name in ("one.md", "two.md")]
    for out in outs:
        relto("tearline", TONGA, *FROM_NZ, "--to", "JPN", *ASSUMED, "-o", out)
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_nothing_releasable_writes_nothing(tmp_path):
    report, out = tmp_path / "r.md", tmp_path / "out.md"
    report.write_text("SECRET//NZEO\n\n(S//NZEO) Two craft are held back.\n\nSECRET//NZEO\n", encoding="utf-8")
    made = answer("tearline", report, *FROM_NZ, "--to", "AUS", "-o", out, code=11)
    assert (made["written"], made["gates"]) == (None, [])
    assert not out.exists()
    assert list(tmp_path.iterdir()) == [report]


def test_an_unreadable_mark_withholds_the_whole_unless_told_otherwise(tmp_path):
    report, out = tmp_path / "r.md", tmp_path / "out.md"
    report.write_text(
        "SECRET//REL TO NZL, AUS\n\n(S//REL TO NZL, AUS) Plain.\n\n(S/REL NZL) Broken.\n\nSECRET//REL TO NZL, AUS\n", encoding="utf-8"
    )
    done = relto("tearline", report, *FROM_NZ, "--to", "AUS", "-o", out, code=3)
    assert f"{report}:5:" in done.stderr
    assert "--withhold-unreadable" in done.stderr
    assert not out.exists()
    matrix = answer("matrix", report, *FROM_NZ, "--to", "AUS")
    assert [p["outcomes"]["AUS"]["outcome"] for p in matrix["portions"]] == ["permit", "deny"]
    assert matrix["portions"][1]["outcomes"]["AUS"]["reasons"][0]["rule"] == "marking"
    relto("tearline", report, *FROM_NZ, "--to", "AUS", "-o", out, "--withhold-unreadable")
    assert "Broken" not in out.read_text(encoding="utf-8")


def test_a_reference_that_would_dangle_is_told_before_anything_is_written(tmp_path):
    report, out = tmp_path / "r.md", tmp_path / "out.md"
    report.write_text(
        "SECRET\n\n(S//REL TO NZL, AUS) 1. Ships sail; see paragraph 2.\n\n(S//NZEO) 2. Not all.\n\nSECRET\n".replace(
            "SECRET\n", "SECRET//NZEO\n"
        ),
        encoding="utf-8",
    )
    done = relto("tearline", report, *FROM_NZ, "--to", "AUS", "-o", out, code=3)
    assert "gate meaning: FAILED" in done.stdout
    assert "dangling" in done.stdout
    assert not out.exists()


def test_a_report_is_never_overwritten_by_its_tearline(tmp_path):
    report = tmp_path / "r.md"
    report.write_bytes(TONGA.read_bytes())
    relto("tearline", report, *FROM_NZ, "--to", "AUS", "-o", report, code=3)
    assert report.read_bytes() == TONGA.read_bytes()


def test_a_report_that_was_received_is_its_originators(tmp_path):
    words = ("matrix", EXAMPLES / "log4shell-tlp.md", "--from", "ISAC-MEMBER-A", "--to", "ISAC-MEMBER-B", "--at", DAY)
    asked = {p["label"]: p["outcomes"]["ISAC-MEMBER-B"]["consent_from"] for p in answer(*words, "--originator", "EXAMPLE-ISAC")["portions"]}
    assert asked == {
        "(TLP:CLEAR)": [],
        "(TLP:GREEN)": [],
        "(TLP:AMBER)": ["EXAMPLE-ISAC"],
        "(TLP:AMBER+STRICT)": ["EXAMPLE-ISAC"],
    }


@pytest.mark.parametrize("out", ["nowhere/out.md", "."])
def test_a_place_that_cannot_be_written_to_is_told(tmp_path, out):
    done = relto("tearline", TONGA, *FROM_NZ, "--to", "AUS", "-o", tmp_path / out, code=3)
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_check_can_end_with_a_code(tmp_path):
    report = tmp_path / "r.md"
    report.write_text("RESTRICTED\n\n(S) Too high.\n\nRESTRICTED\n", encoding="utf-8")
    shown = relto("check", report, "--system", "nz").stdout
    assert "error" in shown
    assert "[banner-below-roll-up]" in shown
    relto("check", report, "--system", "nz", "--exit-code", code=3)


def test_the_released_manual_reads():
    folder = os.environ.get("RELTO_REAL_DATA")
    if not folder:
        pytest.skip("RELTO_REAL_DATA names no folder (docs/reference/real-data.md)")
    checked = answer("check", Path(folder) / "markings" / "ic-markings-manual-2016.txt")
    assert (checked["system"], checked["banner"]) == ("us", "UNCLASSIFIED")
    assert len(checked["portions"]) > 1_000
