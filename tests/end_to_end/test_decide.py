"""``relto decide`` and ``relto who``, as a release officer and a program use them."""

import json

import pytest
from tests.end_to_end.running import DAY, EXAMPLES, answer, relto

TOP_SECRET = ("--from", "NZL", "--to", "JPN", "--label", "TOP SECRET//REL TO NZL, JPN", "--at", DAY)


def test_today_there_is_no_agreement_in_force():
    decision = answer("decide", *TOP_SECRET)
    assert decision == {
        "outcome": "deny",
        "consent_from": [],
        "reasons": [
            {
                "rule": "releasability",
                "effect": "permit",
                "agreement": None,
                "article": None,
                "basis": None,
                "says": "JPN is on the originator's list",
            },
            {
                "rule": "instrument",
                "effect": "deny",
                "agreement": "jpn-nzl-2025",
                "article": None,
                "basis": None,
                "says": "no agreement in force between NZL and JPN (jpn-nzl-2025: signed on 2025-12-19, entry into force not found)",
            },
        ],
        "obligations": [],
        "marking": None,
        "instrument": None,
        "assumed": [],
    }


def test_once_in_force_it_could_go_and_the_answer_says_that_it_assumes():
    decision = answer("decide", *TOP_SECRET, "--assume", "jpn-nzl-2025")
    assert (decision["outcome"], decision["marking"], decision["instrument"]) == ("permit", "機密", "jpn-nzl-2025")
    assert decision["assumed"] == ["jpn-nzl-2025"]
    assert {reason["basis"] for reason in decision["reasons"]} == {None, "secondary", "modelled"}
    assert {one["rule"] for one in decision["obligations"]} >= {"marking", "purpose", "third-party"}
    shown = relto("decide", *TOP_SECRET, "--assume", "jpn-nzl-2025").stdout
    assert "PERMIT" in shown
    assert "only holds if these agreements were in force, which it assumes: jpn-nzl-2025" in shown
    assert "MODELLED" in shown


def test_only_washington_can_open_what_the_united_states_controls():
    words = ("--from", "NZL", "--to", "JPN", "--label", "(//USA S//ORCON/REL TO NZL, JPN, USA)", "--at", DAY, "--assume", "jpn-nzl-2025")
    decision = answer("decide", *words)
    assert (decision["outcome"], decision["consent_from"]) == ("consent", ["USA"])
    assert "orcon" in {reason["rule"] for reason in decision["reasons"] if reason["effect"] == "consent"}


def test_japan_and_korea_in_2019():
    words = ("--from", "KOR", "--to", "JPN", "--scheme", "us", "--label", "SECRET//REL TO USA, JPN", "--originator", "USA")
    on = {day: answer("decide", *words, "--at", day) for day in ("2019-08-24", "2019-11-23")}
    assert {day: decision["instrument"] for day, decision in on.items()} == {"2019-08-24": "jpn-kor-2016", "2019-11-23": "jpn-kor-2016"}


def test_exit_codes_are_asked_for():
    relto("decide", *TOP_SECRET)
    relto("decide", *TOP_SECRET, "--exit-code", code=11)
    relto("decide", *TOP_SECRET, "--assume", "jpn-nzl-2025", "--exit-code")
    relto("decide", "--from", "NZL", "--to", "AUS", "--label", "SECRET", "--at", DAY, "--exit-code", code=10)


def test_nothing_is_marked_after_the_day_of_the_question():
    late = ("--marked-on", "2026-11-24")
    report = EXAMPLES / "tonga-2022-nz.md"
    relto("decide", *TOP_SECRET, "--marked-on", DAY)
    on = ("--from", "NZL", "--at", DAY)
    for words in (("decide", *TOP_SECRET), ("who", *on, "--label", "SECRET"), ("matrix", report, *on)):
        refused = relto(*words, *late, code=3).stderr
        assert "--marked-on" in refused
        assert "2026-11-23 or before" in refused


def test_a_consent_opens_what_it_covers(tmp_path):
    words = ("decide", "--from", "NZL", "--to", "AUS", "--label", "SECRET", "--at", DAY)
    assert answer(*words)["consent_from"] == ["NZL"]
    consent = {
        "id": "nzl-7",
        "by": "NZL",
        "recipients": ["AUS"],
        "given_on": "2026-11-01",
        "scheme": "nz",
        "up_to": "SECRET",
        "conditions": ["destroy after the exercise"],
    }
    file = tmp_path / "consent.json"
    file.write_text(json.dumps(consent), encoding="utf-8")
    decision = answer(*words, "--consent", file)
    assert decision["outcome"] == "permit"
    assert any("destroy after the exercise" in one["says"] for one in decision["obligations"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"recipients": ["FVEY"]}, "a community is no party"),
        ({"recipients": ["ASU"]}, "no such party"),
        ({"scheme": "xx"}, "no such scheme"),
        ({"up_to": "COSMIC"}, "no such level"),
    ],
)
def test_a_consent_that_can_cover_nothing_is_refused(tmp_path, change, says):
    consent = {"id": "nzl-8", "by": "NZL", "recipients": ["AUS"], "given_on": "2026-11-01", "scheme": "nz", "up_to": "SECRET"}
    file = tmp_path / "consent.json"
    file.write_text(json.dumps(consent | change), encoding="utf-8")
    done = relto("decide", "--from", "NZL", "--to", "AUS", "--label", "SECRET", "--at", DAY, "--consent", file, code=3)
    assert says in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("decide", "--from", "NZL"), 2, "Missing option"),
        (("decide", *TOP_SECRET[:-1], "tomorrow"), 2, "is no day"),
        (("decide", "--from", "NZL", "--to", "FVEY", "--label", "SECRET"), 3, "a community is no party"),
        (("decide", "--from", "NZL", "--to", "XYZ", "--label", "SECRET"), 3, "no such party"),
        (("decide", "--from", "NZL", "--to", "NZL", "--label", "SECRET"), 3, "same party"),
        (("decide", "--from", "NZL", "--to", "JPN", "--label", "SECRET//REL TO JPN"), 3, "NZL"),
        (("decide", "--from", "NZL", "--to", "JPN", "--label", "SEKRET"), 3, "SEKRET"),
        (("decide", "--from", "NZL", "--to", "JPN", "--label", "SECRET", "--assume", "jpn-nzl-1999"), 3, "no such agreement to assume"),
        (("decide", *TOP_SECRET, "--under", "jpn-nzl-1999"), 3, "--under: no such agreement"),
        (("decide", *TOP_SECRET, "--scheme", "nzl"), 3, "--scheme: no such marking system"),
        (("decide", "--from", "TON", "--to", "JPN", "--label", "SECRET"), 3, "no marking system for TON"),
        (
            ("decide", "--from", "NZL", "--to", "JPN", "--label", "//USA SECRET//REL TO NZL, USA", "--originator", "AUS"),
            3,
            "itself names its originators",
        ),
        (("decide", *TOP_SECRET, "--consent", "/nowhere/c.json"), 3, "/nowhere/c.json"),
        (("decide", *TOP_SECRET, "--network", "/nowhere"), 3, "/nowhere"),
        (("check", "/nowhere/report.md"), 3, "cannot be read"),
        (("matrix", "examples/log4shell-tlp.md", "--from", "EXAMPLE-ISAC", "--to", ""), 3, "--to: no such party"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_what_is_refused_says_why(words, code, says):
    done = relto(*words, code=code)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refusal_is_one_json_object_too():
    done = relto("decide", "--from", "NZL", "--to", "JPN", "--label", "SEKRET", "--json", code=3)
    error = json.loads(done.stdout)["error"]
    assert (error["source"], error["column"], error["found"]) == ("--label", 1, "SEKRET")


def test_who_has_a_row_for_everyone():
    rows = answer("who", "--from", "NZL", "--label", "SECRET//REL TO NZL, FVEY", "--at", DAY)["recipients"]
    assert {party for party, decision in rows.items() if decision["outcome"] == "permit"} == {"AUS", "CAN", "GBR", "USA"}
    assert "NZL" not in rows
    assert {"JPN", "KOR", "NATO", "ISAC-MEMBER-A"} <= set(rows)
    lines = relto("who", "--from", "NZL", "--label", "SECRET//REL TO NZL, FVEY", "--at", DAY).stdout.splitlines()
    assert len(lines) == len(rows) + 1


ORIGINATED = ("decide", "--from", "NZL", "--to", "JPN", "--label", "(//USA S//REL TO NZL, AUS, CAN, GBR, USA)", "--at", DAY)


def test_an_explanation_as_text_json_and_flowchart():
    shown = relto(*ORIGINATED, "--explain", "--remedies").stdout
    assert "How it comes to that:" in shown
    assert " - rule third-party: consent" in shown
    found = answer(*ORIGINATED, "--explain", "--remedies")
    assert found["explanation"]["outcome"] == "deny"
    rules = [one for one in found["explanation"]["children"] if one["says"].startswith("rule ")]
    assert [leaf["reason"] for rule in rules for leaf in rule["children"]] == found["reasons"]
    drawn = relto(*ORIGINATED, "--mermaid", "--remedies").stdout
    assert drawn.startswith("flowchart LR")
    assert "what would make it permitted" in drawn
    assert "only one of both can print" in relto(*ORIGINATED, "--mermaid", "--json", code=2).stderr
