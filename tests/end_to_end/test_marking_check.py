"""``relto marking check`` and ``relto marking explain``: every objection with rule, place and corrected form; plain words."""

import json

import pytest
from tests.end_to_end.running import DAY, answer, relto

REPORT = """SECRET//REL TO NZL, AUS

(S//REL TO NZL, AUS) One.

(s//REL TO AUS, NZL) Two.

(S//REL TO NZL, AUS, XXQ) Three.

No mark.

SECRET//REL TO NZL, AUS
"""


def found(*words, code=3):
    return answer("marking", "check", *words, "--at", DAY, code=code)["findings"]


def test_a_good_marking_has_no_finding():
    done = answer("marking", "check", "--text", "(S//NF)", "--system", "us")
    assert done == {"files": 0, "markings": 1, "findings": []}


def test_what_names_no_file_and_looks_like_a_marking_is_one(tmp_path):
    (only,) = found("S//REL USA", "--system", "us")
    assert (only["source"], only["found"], only["marking"]) == ("TEXT", "REL USA", "S//REL USA")
    assert found("S//" * 5_000, "--system", "us")[0]["rule"] == "us-too-long"
    assert "no such file" in answer("marking", "check", tmp_path / "report.md", code=3)["error"]["message"]


def test_a_finding_names_rule_place_and_corrected_form():
    (only,) = found("--text", "SECRET//REL TO JPN, USA", "--system", "us")
    assert only["rule"]
    assert only["system"] == "us"
    assert only["column"] >= 9
    assert only["corrected"] == "SECRET//REL TO USA, JPN"


def test_every_thing_put_right_is_a_finding_of_its_own():
    several = found("--text", "secret // noforn", "--system", "us")
    assert len(several) > 1
    assert {one["corrected"] for one in several} == {"SECRET//NOFORN"}
    assert [one["column"] for one in several] == sorted(one["column"] for one in several)


def test_what_cannot_be_told_is_not_corrected():
    (only,) = found("--text", "SECRET//NOFORN//REL TO USA, AUS", "--system", "us")
    assert only["corrected"] is None


def test_the_system_is_found_where_only_one_reads_the_marking():
    assert found("--text", "TLP:AMBER+STRICT", code=0) == []
    (only,) = found("--text", "SECRET")
    assert "several" in only["message"]


def test_a_document_is_looked_over_mark_by_mark(tmp_path):
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    every = found(tmp_path / "report.md", "--system", "nz")
    by_line = {}
    for one in every:
        by_line.setdefault(one["line"], []).append(one)
    assert {one["corrected"] for one in by_line[5]} == {"(S//REL TO NZL, AUS)"}
    assert by_line[5][0]["column"] == 2
    assert by_line[7][0]["corrected"] is None
    assert "XXQ" in by_line[7][0]["found"]
    assert by_line[9][0]["rule"] == "unmarked-portion"
    assert 3 not in by_line


def test_a_document_whose_banner_is_bent_is_still_looked_over(tmp_path):
    (tmp_path / "report.md").write_text(REPORT.replace("SECRET//REL TO NZL, AUS\n", "SECRET//REL TO AUS, NZL\n"), encoding="utf-8")
    every = found(tmp_path / "report.md", "--system", "nz")
    assert {one["line"] for one in every} >= {1, 5, 7, 9}
    assert next(one for one in every if one["line"] == 1)["corrected"] == "SECRET//REL TO NZL, AUS"


def test_a_folder_is_looked_over_file_by_file(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.md").write_text(REPORT, encoding="utf-8")
    (tmp_path / "sub" / "b.txt").write_text("nothing of the kind", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text('"(S//NF)"\n{"marking": "S//NF", "system": "us"}\n', encoding="utf-8")
    (tmp_path / "skipped.pdf").write_bytes(b"%PDF")
    done = answer("marking", "check", tmp_path, code=3)
    assert done["files"] == 3
    (noted,) = (one for one in done["findings"] if one["source"].endswith("b.txt"))
    assert (noted["rule"], noted["severity"]) == ("no-banner", "note")
    assert {one["source"] for one in done["findings"]} == {
        str(tmp_path / "a.md"),
        str(tmp_path / "sub" / "b.txt"),
        str(tmp_path / "c.jsonl"),
    }


def test_a_file_that_is_named_or_shouts_must_be_a_report(tmp_path):
    (tmp_path / "readme.md").write_text("# A folder of reports\n", encoding="utf-8")
    (tmp_path / "report.md").write_text("SECRTE//NF\n\n(S//NF) One.\n\nSECRTE//NF\n", encoding="utf-8")
    by_file = {one["source"].rpartition("/")[2]: one for one in found(tmp_path)}
    assert by_file["readme.md"]["severity"] == "note"
    assert by_file["report.md"]["rule"] == "document-unreadable"
    (named,) = found(tmp_path / "readme.md")
    assert named["rule"] == "document-unreadable"


def test_lines_of_markings_are_looked_over_one_by_one(tmp_path):
    lines = [
        '"TLP:GREEN"',
        '{"marking": "(S//REL)", "banner": "SECRET//REL TO USA, AUS", "system": "us", "id": 7}',
        '{"marking": "(S//REL)", "system": "us"}',
        '{"marking": "SECRET", "system": "klingon"}',
        '{"marking": "SECRET", "colour": "red"}',
        "not json",
        "[]",
    ]
    (tmp_path / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    every = found(tmp_path / "export.jsonl")
    assert [one["line"] for one in every] == [3, 4, 5, 6, 7]
    assert [one["rule"] for one in every][1:] == ["no-system", "line-unreadable", "line-unreadable", "line-unreadable"]


def test_sarif_holds_rules_places_and_corrections(tmp_path):
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    done = relto("marking", "check", tmp_path / "report.md", "--system", "nz", "--sarif", "--at", DAY, code=3)
    log = json.loads(done.stdout)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert log["version"] == "2.1.0"
    assert all(rules[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
    assert all("shortDescription" in rule for rule in run["tool"]["driver"]["rules"] if rule["id"].startswith("nz-"))
    lines = REPORT.split("\n")
    fixes = [one["fixes"][0]["artifactChanges"][0]["replacements"][0] for one in run["results"] if "fixes" in one]
    assert fixes
    for one in fixes:
        region = one["deletedRegion"]
        assert region["startLine"] == region["endLine"]
        cut = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert cut.startswith("(")
        assert cut.endswith(")")
        assert one["insertedContent"]["text"] == "(S//REL TO NZL, AUS)"


def test_a_folder_of_a_system_has_files_that_are_no_reports(tmp_path):
    (tmp_path / "READ ME.md").write_text("# About this folder\n\nSome words.\n", encoding="utf-8")
    log = json.loads(relto("marking", "check", tmp_path, "--system", "nz", "--sarif").stdout)
    (only,) = log["runs"][0]["results"]
    assert (only["ruleId"], only["level"]) == ("no-banner", "note")
    assert only["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("/READ%20ME.md")


def test_the_exit_code_may_be_waived():
    relto("marking", "check", "--text", "SECRET//NF", "--system", "us", code=3)
    relto("marking", "check", "--text", "SECRET//NF", "--system", "us", "--exit-zero")


def test_wrong_use_is_told(tmp_path):
    relto("marking", "check", code=2)
    relto("marking", "check", tmp_path / "absent.md", code=3)
    relto("marking", "check", "--text", "S", "--json", "--sarif", code=2)


def test_an_explanation_says_who_may_see_it_today():
    told = answer("marking", "explain", "TS//SI//REL TO USA, FVEY", "--at", DAY)
    assert told["system"] == "us"
    assert told["banner"] == "TOP SECRET//SI//REL TO USA, FVEY"
    assert told["members"]["FVEY"] == ["AUS", "CAN", "GBR", "NZL", "USA"]
    assert told["released_to"] == ["AUS", "CAN", "GBR", "NZL", "USA"]
    assert [one["part"] for one in told["parts"]] == ["TOP SECRET", "REL TO", "SI"]
    assert all(one["says"] for one in told["parts"])


def test_a_marking_that_names_nobody_is_not_said_to_be_for_nobody():
    assert "names nobody: it goes to whom its holder gives it" in relto("marking", "explain", "TLP:AMBER", "--at", DAY).stdout


@pytest.mark.parametrize(("text", "system"), [("SECRET//NOFORN", "us"), ("極秘", "jp"), ("TLP:RED", "tlp"), ("SECRET//AUSTEO", "au")])
def test_an_explanation_is_given_in_both_languages(text, system):
    english = answer("marking", "explain", text, "--system", system, "--at", DAY)
    japanese = answer("marking", "explain", text, "--system", system, "--language", "ja", "--at", DAY)
    assert [one["part"] for one in english["parts"]] == [one["part"] for one in japanese["parts"]]
    for one, other in zip(english["parts"], japanese["parts"], strict=True):
        assert one["says"] != other["says"]
        assert any("\u3040" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" for sign in other["says"])


def test_membership_is_that_of_the_day():
    before = answer("marking", "explain", "SECRET//REL TO USA, NATO", "--system", "us", "--at", "2023-01-01")
    after = answer("marking", "explain", "SECRET//REL TO USA, NATO", "--system", "us", "--at", DAY)
    assert {"FIN", "SWE"} & set(before["members"]["NATO"]) == set()
    assert {"FIN", "SWE"} <= set(after["members"]["NATO"])


def test_a_public_marking_is_for_everybody():
    told = answer("marking", "explain", "TLP:CLEAR")
    assert told["everybody"] is True
    assert "Everybody" in relto("marking", "explain", "TLP:CLEAR").stdout


def test_a_marking_that_several_systems_read_is_asked_about():
    assert "--system us" in answer("marking", "explain", "SECRET", code=3)["error"]["expected"]
    assert answer("marking", "explain", "SECRTE//NF", "--system", "us", code=3)["error"]["column"] == 1
