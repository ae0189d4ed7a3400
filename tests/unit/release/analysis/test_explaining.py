"""Explanations say what the decision says: its outcome, its reasons, no more and no fewer; and why other agreements did not serve."""

import re
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import World

from relto import decide, library
from relto.cli.trees import mermaid, tree_object
from relto.markings import parse
from relto.release import Item, Outcome
from relto.release.analysis.explaining import Node, explain, remedies_tree
from relto.release.analysis.remedies import Remedies, remedies
from relto.release.reference import decide_under_each

AT = date(2026, 11, 23)
BOX = re.compile(r'  n\d+\["[^"\n\\`<>]*"\](?::::(?:permit|consent|deny))?')


def explained(text, holder, recipient, **more):
    item = Item(parse(text, system="nz", kind="portion" if text.startswith("(") else "banner").label)
    return explain(library(), item, holder=holder, recipient=recipient, at=AT, **more)


def says(root: Node) -> list[str]:
    return [one.says for one in root.nodes()]


@given(st.integers(0, 2**32))
@settings(max_examples=150)
def test_the_tree_has_the_reasons_of_the_decision_and_its_outcome(seed):
    world = World(Random(seed))
    for _ in range(5):
        asked = world.question()
        question = {
            "holder": asked.holder,
            "recipient": asked.recipient,
            "at": asked.at,
            "purpose": asked.purpose,
            "channel": asked.channel,
        }
        answer = decide(world.network, asked.item, **question)
        root = explain(world.network, asked.item, **question)
        assert root.outcome is answer.outcome
        assert tuple(one.reason for one in root.nodes() if one.reason is not None) == answer.reasons
        assert all(one.outcome is one.reason.effect for one in root.nodes() if one.reason is not None)
        under = decide_under_each(world.network, asked.item, **question)
        assert not under or under[0][1] == answer
        assert all(other.outcome.severity >= answer.outcome.severity for _, other in under)
        text = "\n".join(says(root))
        assert all(f"{agreement.id}: " in text for agreement, _ in under)
        _well_formed(mermaid(root))
        assert tree_object(root)["outcome"] == str(answer.outcome)


def _well_formed(text: str) -> None:
    first, *lines = text.splitlines()
    assert first == "flowchart LR"
    boxes = [one for one in lines if '["' in one]
    arrows = [one for one in lines if " --> " in one and one not in boxes]
    assert all(BOX.fullmatch(one) for one in boxes)
    names = {one.split("[")[0].strip() for one in boxes}
    assert len(names) == len(boxes)
    ends = [re.fullmatch(r"  (n\d+) --> (n\d+)", one) for one in arrows]
    assert all(one is not None and {one[1], one[2]} <= names for one in ends)
    assert len({one[2] for one in ends}) == len(ends)
    assert len(lines) == len(boxes) + len(arrows) + 3


def test_it_says_on_what_a_reason_rests():
    root = explained("(//USA S//REL TO NZL, AUS, CAN, GBR, USA)", "NZL", "JPN")
    found = says(root)
    assert root.says == "DENY"
    assert "originated by USA (the marking names them)" in found
    assert "jpn-nzl-2025: does not serve: signed on 2025-12-19, entry into force not found" in found
    assert any(
        one.startswith("fvey-1946 article not read, MODELLED: nobody has agreed to it: No release outside the five") for one in found
    )
    assert any(one.startswith("PSR INF014, from a secondary source: ") for one in found)
    assert "asked of USA, prior and written" in found
    silent = next(one for one in found if one.startswith("had nothing to say: "))
    assert "ceiling" in silent
    assert "third-party" not in silent


def test_it_says_why_another_agreement_was_not_taken():
    found = says(explained("SECRET//REL TO NZL, AUS", "NZL", "AUS"))
    assert "fvey-1946: taken; under it PERMIT" in found
    assert "nzl-aus: not taken: the other is milder, or covers more; under it DENY" in found
    assert "nzl-aus carries SECRET to no level of AUS" in found
    assert "what must be done if it is released" in found


def test_it_says_where_no_agreement_is_between_them():
    assert "no agreement of the network has both NZL and TON" in says(explained("SECRET", "NZL", "TON"))


def test_what_a_question_leaves_out_is_not_told_and_what_it_says_is():
    asked = says(explained("SECRET", "NZL", "AUS"))
    assert "asked: may NZL release it to AUS on 2026-11-23" in asked
    said = says(explained("SECRET", "NZL", "AUS", channel="courier", purpose="training"))
    assert "asked: may NZL release it to AUS on 2026-11-23, by the channel courier, for training" in said


def test_remedies_are_a_tree_too():
    item = Item(parse("SECRET//REL TO NZL, AUS", system="nz").label)
    found = remedies(library(), item, holder="NZL", recipient="JPN", at=AT)
    tree = remedies_tree(found)
    assert [one.says for one in tree.children] == ["all of these"]
    assert [one.says for one in tree.children[0].children] == [one.says for one in found.found[0]]
    assert remedies_tree(Remedies(())).children == ()
    assert remedies_tree(Remedies(found.found, complete=False)).children[-1].says.startswith("there may be more")


def test_what_means_something_in_a_flowchart_is_written_as_its_code():
    text = mermaid(Node('a "b" <c> [d] {e} `f` # & ; end', Outcome.DENY))
    _well_formed(text)
    assert "#34;b#34; #60;c#62; [d] {e} #96;f#96; #35; #38; ; end" in text
