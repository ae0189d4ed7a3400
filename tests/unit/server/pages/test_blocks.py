"""Blocks of a report, and the report of blocks: the same text, letter for letter."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.server.pages.blocks import Block, blocks_of, text_of

EXAMPLE = Path(__file__).parents[4] / "examples" / "tonga-2022-nz.md"
FRONTS = st.sampled_from(["", "# ", "## ", "- "])
MARKS = st.sampled_from(["", "(U)", "(S//REL TO NZL, JPN)", "(//AUS S//REL TO NZL, AUS)", "（極秘）", "(S//FGI (AUS))"])
LETTERS = st.characters(whitelist_categories=("L", "N"), whitelist_characters=" .,|")
TEXTS = st.text(LETTERS, min_size=1).filter(lambda one: one == one.strip())


@given(st.lists(st.builds(Block, FRONTS, MARKS, TEXTS), max_size=8))
def test_what_is_put_together_is_taken_apart_the_same(blocks):
    text = text_of(blocks)
    assert text_of(blocks_of(text)) == text
    assert [(one.mark, one.text) for one in blocks_of(text)] == [(one.mark, one.text) for one in blocks]


def test_a_real_report_comes_back_letter_for_letter():
    body = EXAMPLE.read_text(encoding="utf-8").split("\n", 2)[2].rsplit("\n\n", 1)[0]
    assert text_of(blocks_of(body)) == body


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("(S//RELTO) a mark that no system reads", "(S//RELTO)", "a mark that no system reads"),
        ("(see the annex) a sentence", "", "(see the annex) a sentence"),
        ("## (U) a heading", "(U)", "a heading"),
        ("| (U) a | table |\n| --- | --- |", "", "| (U) a | table |\n| --- | --- |"),
        ("(U)", "(U)", ""),
    ],
)
def test_what_looks_like_a_mark_is_one_and_nothing_else_is(text, mark, rest):
    (block,) = blocks_of(text)
    assert (block.mark, block.text) == (mark, rest)


def test_items_of_a_list_stand_close_and_empty_blocks_are_left_out():
    assert [one.tight for one in blocks_of("- (U) one\n- (U) two\n  more of two")] == [False, True]
    assert text_of([Block("", "", ""), Block("", "(U)", "one"), Block("", "", "  ")]) == "(U) one"
    assert blocks_of("\n \n") == ()
