"""No command decides anything from a network that does not hold together: each says the file, the line and what to do."""

import json
import sys

import pytest
from tests.unit.agreements.small import AGREEMENT, COMMUNITIES, PARTIES, written

from relto.cli.app import main

SECOND = """\
  - topic: third-party
    article: 20
    says: Another consent.
    basis: text
    effect: {kind: third-party, consent_of: originator, form: prior-written}
"""
SPOILED = {
    "contradictory clauses": ({"agreement": AGREEMENT + SECOND}, "jpn-nzl-2000/agreement.yaml", "one of them, or what each is about"),
    "communities in a circle": (
        {"communities": COMMUNITIES.replace("- JPN\n", "- OUTER\n") + "  - {id: OUTER, name: Outer, source: a test, members: [PAIR]}\n"},
        "communities.yaml",
        "its members themselves, with their dates",
    ),
    "an unknown party": ({"agreement": AGREEMENT.replace("[JPN, NZL]", "[JPN, NZL, ZZZ]", 1)}, "jpn-nzl-2000/agreement.yaml", "ISO 3166"),
    "overlapping memberships": ({"communities": COMMUNITIES.replace("- JPN\n", "- NZL\n")}, "communities.yaml", "days that do not overlap"),
    "a table that is not monotone": (
        {
            "agreement": AGREEMENT.replace("JPN: 極秘, NZL: SECRET}", "JPN: 秘, NZL: SECRET}", 1).replace(
                "JPN: 秘, NZL: CON", "JPN: 極秘, NZL: CON", 1
            )
        },
        "jpn-nzl-2000/agreement.yaml",
        "at or above",
    ),
    "an end before the beginning": (
        {
            "agreement": AGREEMENT.replace("takes_effect: 2010-07-01", "takes_effect: 2010-01-01").replace(
                "in_force: 2000-06-01", "in_force: 2010-02-01"
            )
        },
        "jpn-nzl-2000/agreement.yaml",
        "a day after 2010-02-01",
    ),
    "bodies of each other": (
        {
            "parties": PARTIES.replace("name: An exercise, ", "name: An exercise, part_of: OTHER, ")
            + "  - {id: OTHER, name: Other, kind: organisation, part_of: EXAMPLE-ISAC}\n"
        },
        "parties.yaml",
        "no body of its own bodies",
    ),
}
CLAIM = """claims:
  - claim: never-reaches
    id: one
    of: {originators: [NZL], levels: [SECRET], lists: [none], kinds: unsaid}
    dates: {from: 2005-01-01, until: 2005-12-31}
    to: [JPN]
    without_consent_of: anyone
"""


@pytest.fixture(params=SPOILED.values(), ids=SPOILED)
def spoiled(request, tmp_path):
    files, file, advice = request.param
    return written(tmp_path / "network", schemes="schemes: []", **files), file, advice


def questions(folder, tmp_path):
    held, claims = tmp_path / "held.jsonl", tmp_path / "claims.yaml"
    held.write_text(json.dumps({"id": "a", "holder": "NZL", "label": "SECRET"}) + "\n", encoding="utf-8")
    claims.write_text(CLAIM, encoding="utf-8")
    label, network = ("--label", "SECRET"), ("--network", str(folder))
    yield ["decide", *label, "--from", "NZL", "--to", "JPN", *network]
    yield ["decide", *label, "--from", "NZL", "--to", "JPN", "--remedies", *network]
    yield ["who", *label, "--from", "NZL", *network]
    yield ["reach", "--originator", "NZL", *label, *network]
    yield ["prove", str(claims), *network]
    yield ["holdings", "permitted", "JPN", "--holdings", str(held), *network]
    yield ["whatif", "--holdings", str(held), "--terminate", "jpn-nzl-2000@2005-01-01", *network]


def test_the_network_that_is_spoiled_decides(tmp_path, monkeypatch, capsys):
    folder = written(tmp_path / "network", schemes="schemes: []")
    monkeypatch.setattr(sys, "argv", ["relto", *next(questions(folder, tmp_path)), "--json", "--at", "2005-01-01"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, json.loads(capsys.readouterr().out)["outcome"]) == (0, "consent")


def test_nothing_is_decided(spoiled, tmp_path, monkeypatch, capsys):
    folder, file, advice = spoiled
    for words in questions(folder, tmp_path):
        monkeypatch.setattr(sys, "argv", ["relto", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, said = capsys.readouterr()
        assert (ended.value.code, out) == (3, ""), words
        assert said.startswith(f"relto: refused: {folder / file}:"), said
        assert advice in said
        assert said.removeprefix(f"relto: refused: {folder / file}:").split(":")[0].isdigit(), said
