"""Telling portion marks from ordinary parentheses."""

import pytest

from relto.markings import looks_like_mark, split_portion_mark, system, system_ids
from relto.markings.slashed import SlashedSystem
from relto.markings.vocabulary import KINDS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("(S//NZEO) The ship", ("(S//NZEO)", "The ship")),
        ("(S//NZEO)The ship", ("(S//NZEO)", "The ship")),
        ("(a (nested) one) then", ("(a (nested) one)", "then")),
        ("(極秘) 本文", ("(極秘)", "本文")),
        ("（Ｓ／／ＮＦ） text", ("（Ｓ／／ＮＦ）", "text")),
        ("(S)", ("(S)", "")),
        ("() x", ("()", "x")),
        ("(S//NF The ship", None),
        ("The ship (S)", None),
        (" (S) x", None),
        ("", None),
    ],
)
def test_split(text, parts):
    assert split_portion_mark(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "(S//NF)", "(TLP:GREEN)", "(TLP:MAUVE)", "(S/NF)", "(S/NF) The ship", "(S)", "(U)", "(TS)",
        "(Sen)", "(IC)", "(O-S)", "(O:S)", "(NS)", "(s//nf)", "(S NF)", "(S-NF)",
        "(S REL TO USA, GBR)", "(SECRET)", "(Secret)", "(secret)", "(TOP SECRET)", "(Protected B)",
        "(NOFORN)", "(NZEO)", "(NF)", "(REL TO NZL, AUS)", "(//DEU S)", "(DEU S)",
        "(JOINT S AUS NZL)", "(FGI S)", "(極秘)", "(秘)", "(極秘/特定秘密)", "(極秘・特定秘密)", "（秘）", "（Ｓ／／ＮＦ）",
        "(S\u200b//NF)", "(S\u200b)", "(\u0405)", "(S//QQQ)", "( S )", "(NATO SECRET)", "(CTS-B)",
        "(C/NF)", "(R//NZEO)", "(FOUO)", "(HONOURS IC)", "(LEGAL PRIVILEGE IC)", "(STAFF MEDICAL IC)", "(IN CONFIDENCE)",
        "(EVALUATIVE IN-CONFIDENCE)", "(APPOINTMENTS Sen)",

        "(NZL IN-CONFIDENCE)", "(DEU VS-NUR FÜR DEN DIENSTGEBRAUCH)",
    ],
)  # fmt: skip
def test_looks_like_a_mark(text):
    assert looks_like_mark(text)


@pytest.mark.parametrize("name", [one for one in system_ids() if isinstance(system(one), SlashedSystem)])
def test_a_level_of_any_system_beside_a_word_of_it_looks_like_a_mark(name):
    vocabulary = system(name).vocabulary
    for level in {one for kind in KINDS for one in vocabulary.levels[kind]}:
        assert looks_like_mark(f"({level})"), level
        for word in vocabulary.before_level:
            assert looks_like_mark(f"({word} {level})"), (word, level)


@pytest.mark.parametrize(
    "text",
    [
        "(see above)", "(see above) The ship", "(b)(3)", "(2021)", "(C-130)", "(24/7)", "(and/or)",
        "(N/A)", "(TCP/IP)", "(1)", "(i)", "(a)", "(s)", "(c) 2021", "(IC card)", "(秘書)", "(注)",
        "()", "( )", "(", "", "The ship", "(U.S.)", "(WHO)", "(NZL)", "(5 May)", "(S. 3)",
    ],
)  # fmt: skip
def test_does_not_look_like_a_mark(text):
    assert not looks_like_mark(text)
