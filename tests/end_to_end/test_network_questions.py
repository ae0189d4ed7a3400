"""``relto whatif`` and ``relto reach``."""

import json

from tests.end_to_end.running import DAY, answer, relto

HELD = [
    {"id": "a", "label": "SECRET//REL TO USA, FVEY", "marked_on": "2026-07-01"},
    {"id": "b", "label": "SECRET//REL TO USA, FVEY", "marked_on": "2026-05-01"},
    {"id": "c", "label": "SECRET//NOFORN"},
    {"id": "d", "label": "SECRTE"},
    {"id": "e", "holder": "NZL", "label": "SECRET//REL TO NZL, FVEY", "marked_on": "2026-07-01"},
]


def held(folder, lines=HELD):
    file = folder / "held.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return file


JOIN = ("--join", "JPN:FVEY@2026-06-01", "--at", DAY, "--from", "USA")


def test_what_an_accession_opens_is_counted_and_named(tmp_path):
    out = tmp_path / "changed.jsonl"
    found = answer("whatif", "--holdings", held(tmp_path), *JOIN, "--items", out)
    assert (found["items"], found["refused"], found["changed"]) == (4, 1, 1)
    assert found["refused_lines"][0]["line"] == 4
    (change,) = found["changes"]
    assert (change["recipient"], change["before"], change["after"], change["items"]) == ("JPN", "deny", "permit", 1)
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["a"]
    shown = relto("whatif", "--holdings", held(tmp_path), *JOIN).stdout
    assert "JPN is on the originator's list" in shown
    assert "1 line refused, permitted to nobody" in shown


def test_an_assumed_agreement_and_a_draft_are_changes_too(tmp_path):
    file = held(tmp_path, [{"label": "SECRET//REL TO NZL, JPN", "holder": "NZL"}])
    found = answer("whatif", "--holdings", file, "--assume", "jpn-nzl-2025", "--at", DAY, "--to", "JPN")
    assert [one["after"] for one in found["changes"]] == ["permit"]
    ended = answer("whatif", "--holdings", file, "--terminate", "fvey-1946@2026-01-01", "--at", DAY)
    assert ended["changed"] == 0


def test_a_question_without_a_change_is_none(tmp_path):
    assert "nothing is to change" in relto("whatif", "--holdings", held(tmp_path), code=2).stderr
    assert "is no day" in relto("whatif", "--holdings", held(tmp_path), "--join", "JPN:FVEY@soon", code=2).stderr
    assert "no such agreement" in relto("whatif", "--holdings", held(tmp_path), "--terminate", "x@2026-01-01", code=3).stderr


def test_whom_it_can_ever_reach(tmp_path):
    found = answer("reach", "--from", "USA", "--label", "SECRET//REL TO USA, FVEY", "--at", DAY)
    assert [one["party"] for one in found["reached"]] == ["AUS", "CAN", "GBR", "NZL"]
    assert all(step["decision"]["outcome"] == "permit" for one in found["reached"] for step in one["steps"])
    words = ("reach", "--originator", "USA", "--label", "SECRET", "--at", DAY)
    assert relto(*words).stdout.startswith("Nobody but USA can ever")
    shown = relto(*words, "--with-consent-of", "USA").stdout
    assert "USA → JPN (jpn-usa-2007)" in shown
    through = answer("reach", "--from", "USA", "--label", "SECRET//REL TO USA, FVEY", "--through", "NZL", "--at", DAY)
    assert {step["from"] for one in through["reached"] for step in one["steps"]} == {"USA", "NZL"}
    assert relto("reach", "--label", "SECRET", code=2).stderr


def test_what_would_make_it_permitted():
    words = ("decide", "--from", "NZL", "--to", "JPN", "--label", "SECRET//REL TO NZL, AUS", "--at", DAY, "--remedies")
    assert "jpn-nzl-2025 enters into force and NZL marks it releasable to JPN" in relto(*words).stdout
    found = answer(*words)["remedies"]
    assert [[one["kind"] for one in some] for some in found["any_of"]] == [["in-force", "remark"]]
    none = ("decide", "--from", "NZL", "--to", "BRA", "--label", "SECRET//REL TO NZL, BRA", "--at", DAY, "--remedies")
    assert "Nothing that a consent" in relto(*none).stdout
