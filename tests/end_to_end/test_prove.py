"""`relto prove` as a user runs it: what refutes a claim can be asked again with the lines it prints."""

import json
import shlex

from tests.end_to_end.running import relto

CLAIMS = """claims:
  - claim: stays-within
    id: list-stays
    of: {originators: [USA], levels: [SECRET], lists: [[USA, FVEY]], kinds: unsaid}
    within: [FVEY, USA]
    without_consent_of: []
    dates: {from: 2026-11-23, until: 2026-12-31}
"""


def test_a_refuted_claim_is_an_answer_and_its_lines_ask_it_again(tmp_path):
    file = tmp_path / "claims.yaml"
    file.write_text(CLAIMS, encoding="utf-8")
    (claim,) = json.loads(relto("prove", file, "--json", "--exit-code", code=11).stdout)["claims"]
    steps = claim["counterexample"]["steps"]
    assert [step["to"] for step in steps] == ["AUS", "JPN"]
    for step in steps:
        again = json.loads(relto(*shlex.split(step["replay"])[1:], "--json").stdout)
        assert again == step["decision"]
    assert "REFUTED: list-stays" in relto("prove", file).stdout
    relto("prove", tmp_path / "none.yaml", code=3)


def test_the_solver_gives_a_second_opinion(tmp_path):
    file = tmp_path / "claims.yaml"
    text = CLAIMS.replace("stays-within", "never-reaches").replace("within: [FVEY, USA]", "to: [JPN]")
    file.write_text(text.replace("2026-12-31", "2026-11-24"), encoding="utf-8")
    (claim,) = json.loads(relto("prove", file, "--solver", 2, "--json").stdout)["claims"]
    assert claim["solver"] == {"releases": 2, "refuted": True, "chain_of": 2, "undecided": []}
    assert "the solver refutes it too, by a chain of 2 releases" in relto("prove", file, "--solver", 2).stdout


def test_an_accession_is_counted_by_party(tmp_path):
    file = tmp_path / "claims.yaml"
    event = '    events: [{join: "JPN:FVEY", on: 2026-12-01}]\n    without_consent_of: anyone\n'
    text = CLAIMS.replace("stays-within", "changes-nothing").replace("    within: [FVEY, USA]\n    without_consent_of: []\n", event)
    file.write_text(text, encoding="utf-8")
    (claim,) = json.loads(relto("prove", file, "--json").stdout)["claims"]
    assert (claim["gained"], claim["lost"]) == ({"JPN": 2}, {})
    assert "JPN can come to hold 2 items more" in relto("prove", file).stdout
    (claim,) = json.loads(relto("prove", file, "--at", "2026-11-30", "--json").stdout)["claims"]
    assert (claim["proved"], claim["from"], claim["until"]) == (True, "2026-11-30", "2026-11-30")  # of that day, before the accession
    assert "does not speak of that day" in relto("prove", file, "--at", "2027-06-01", code=3).stderr
