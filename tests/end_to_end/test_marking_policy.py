"""The command on security policies."""

import json

from tests.end_to_end.running import EXAMPLES, answer, relto

FILE = EXAMPLES / "harbour.spif.xml"


def test_a_policy_is_shown_with_its_equivalents_in_their_direction():
    shown = relto("marking", "policy", FILE).stdout
    assert "HARBOUR GUARDED" in shown
    told = answer("marking", "policy", FILE)
    assert [level["name"] for level in told["levels"]] == ["OPEN", "CLOSED", "GUARDED", "SEALED"]
    assert [(one["direction"], one["name"]) for one in told["equivalents"]] == [
        ("encrypt", "GUARDED"),
        ("encrypt", "SEALED"),
        ("decrypt", "SEALED"),
    ]


def test_markings_of_a_policy_are_read_written_and_looked_over(tmp_path):
    told = answer("marking", "parse", "HARBOUR SEALED PILOT", "--policy", FILE)
    assert told["label"]["controls"] == ["Cargo: PILOT"]
    assert told["portion"] == "(HARBOUR SLD PILOT)"
    assert relto("marking", "render", "(HARBOUR GDD)", "--policy", FILE, "--language", "fr").stdout == "HARBOUR GARDÉ\n"
    found = answer("marking", "check", "--policy", FILE, "--text", "HARBOUR SEALED DEEP WATER/PILOT", "--text", "HARBOUR OPEN", code=3)
    assert [(one["rule"], one["corrected"]) for one in found["findings"]] == [("spif-form", "HARBOUR SEALED PILOT/DEEP WATER")]
    lines = tmp_path / "some.jsonl"
    lines.write_text('"HARBOUR SEALED"\n{"marking": "TLP:RED", "system": "tlp"}\n"TLP:RED"\n')
    found = answer("marking", "check", "--policy", FILE, lines, code=3)
    assert [(one["line"], one["rule"]) for one in found["findings"]] == [(3, "spif-policy-name")]
    sarif = json.loads(relto("marking", "check", "--policy", FILE, "--sarif", "--text", "HARBOUR AJAR", code=3).stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "spif-level-unknown"


def test_an_obsolete_marking_is_read_and_not_written():
    told = answer("marking", "parse", "HARBOUR CLOSED", "--policy", FILE, "--lenient")
    assert (told["label"]["level"], told["banner"], told["repairs"][0]["rule"]) == ("CLOSED", None, "spif-obsolete")


def test_a_system_is_written_as_a_policy_and_read_again(tmp_path):
    out = tmp_path / "us.spif.xml"
    relto("marking", "policy", "--export", "us", "-o", out)
    assert answer("marking", "parse", "SECRET//NOFORN", "--policy", out)["banner"] == "SECRET//NOFORN"
    assert "no such order" in relto("marking", "policy", "--export", "nz", code=3).stderr
    relto("marking", "policy", "--export", "nz", "--level", "RESTRICTED", "--level", "SECRET", "-o", tmp_path / "nz.xml")
    assert [one["name"] for one in answer("marking", "policy", tmp_path / "nz.xml")["levels"]] == ["RESTRICTED", "SECRET"]


def test_what_is_asked_wrongly_is_told():
    for words in ((), (FILE, "--export", "us"), (FILE, "--level", "SECRET")):
        relto("marking", "policy", *words, code=2)
    relto("marking", "parse", "SECRET", code=2)
    relto("marking", "parse", "SECRET", "--system", "us", "--policy", FILE, code=2)
    relto("marking", "check", EXAMPLES, "--policy", FILE, code=2)
    relto("marking", "policy", "no-such-file.xml", code=3)
