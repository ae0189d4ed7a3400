"""The cases that stand beside each agreement hold, in both engines, and would notice if they did not."""

import pytest
from attrs import evolve

from relto.agreements import library, library_path, load_cases
from relto.release import run_case
from relto.release.cases import asked
from relto.release.reference import decide

FILES = sorted(library_path().glob("*/cases.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.parent.name)
def test_cases_hold(file):
    for case in load_cases(file):
        result = run_case(library(), case)
        assert result.failures == (), case.name
        facts, item = asked(library(), case)
        said = {"holder": case.holder, "recipient": case.recipient, "purpose": case.purpose, "channel": case.channel}
        assert decide(facts, item, at=case.at, **said) == result.decision


def test_the_library_has_cases_of_every_outcome():
    outcomes = {case.expect.outcome for file in FILES for case in load_cases(file)}
    assert len(FILES) > 30
    assert outcomes == {"permit", "consent", "deny"}


def test_a_case_that_does_not_hold_says_how():
    case = load_cases(FILES[0])[0]
    other = "permit" if case.expect.outcome == "deny" else "deny"
    wrong = evolve(case, expect=evolve(case.expect, outcome=other, consent_from=("XXX",), marking="none such"))
    failures = run_case(library(), wrong).failures
    assert any("answered" in one for one in failures)
    assert any("asks consent of" in one for one in failures)
    assert any("marks it" in one for one in failures)
