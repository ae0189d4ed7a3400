"""New agreements from models: whatever the parties and rows, the draft is sound and answers its own cases."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from relto import library
from relto.agreements import load_cases, with_agreement
from relto.agreements.drafting import Draft, drafted
from relto.primitives import AgreementId
from relto.release import run_cases

FACTS = library()
DAY = date(2026, 11, 24)
HOMES = sorted(one.id for one in FACTS.parties.values() if one.scheme not in (None, "tlp") and one.part_of is None)
GROUP = [*sorted(one.id for one in FACTS.parties.values() if one.scheme == "tlp"), "AUS", "JPN", "NZL"]


@st.composite
def drafts(draw):
    model = draw(st.sampled_from(["treaty", "operation", "sharing-group"]))
    expires = date(2027, 1, 1) if model == "operation" else None
    if model == "sharing-group":
        members = draw(st.lists(st.sampled_from(GROUP), min_size=2, max_size=4, unique=True))
        return Draft(AgreementId("x-new"), model, tuple(members))
    parties = draw(st.lists(st.sampled_from(HOMES), min_size=2, max_size=3, unique=True))
    ladders = [_ladder(FACTS.schemes[FACTS.parties[one].scheme]) for one in parties]
    many = draw(st.integers(1, min(map(len, ladders))))
    columns = [sorted(draw(st.lists(st.sampled_from(range(len(one))), min_size=many, max_size=many, unique=True))) for one in ladders]
    rows = [tuple(ladder[at] for ladder, at in zip(ladders, row, strict=True)) for row in zip(*columns, strict=True)]
    return Draft(AgreementId("x-new"), model, tuple(parties), tuple(draw(st.permutations(rows))), expires=expires)


def _ladder(scheme):
    """A chain of levels, each above the one before; the United States marks nothing of its own RESTRICTED."""
    chain = []
    for level in scheme.levels:
        if (
            level not in scheme.public
            and (scheme.id, level) != ("us", "RESTRICTED")
            and all(scheme.protects(level, below) for below in chain)
        ):
            chain.append(level)
    return chain


@settings(max_examples=60)
@given(drafts())
def test_a_draft_is_sound_and_answers_its_cases(draft):
    files = drafted(FACTS, draft, DAY)
    with TemporaryDirectory() as name:
        folder = Path(name) / draft.id
        folder.mkdir()
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        network = with_agreement(FACTS, folder)
        cases = load_cases(folder / "cases.yaml") if "cases.yaml" in files else ()
    agreement = network.agreements[draft.id]
    assert {one.party for one in agreement.parties} == set(draft.parties)
    assert agreement.expires == draft.expires
    assert all(str(clause.basis) == "modelled" for clause in agreement.clauses if draft.model != "sharing-group")
    assert draft.model == "sharing-group" or len(cases) >= len(draft.parties)
    assert [(one.case.name, one.failures) for one in run_cases(network, cases) if one.failures] == []
