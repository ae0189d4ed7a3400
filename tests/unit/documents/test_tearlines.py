"""The tearline: what it says, how it numbers, what it refuses."""

from datetime import date
from pathlib import Path

import pytest

from relto.documents import TearlineHeader, build_tearline, read
from relto.primitives import Malformed

HEADER = TearlineHeader(holder="NZL", recipient="JPN", on=date(2026, 11, 23))
CASES = Path(__file__).parents[2] / "cases" / "documents"


def nz(body, banner="SECRET//NZEO", **more):
    return read(f"{banner}\n\n{body}\n\n{banner}\n", source="report.md", system="nz", **more)


def body(document, allowed, header=HEADER):
    tearline = build_tearline(document, allowed, header=header)
    return tearline.text.split("2026-11-23.\n\n", 1)[1].rsplit("\n\n", 1)[0]


def restricted(document):
    return [one.index for one in document.portions if one.mark == "(R)"]


def test_the_whole_of_one():
    source = (CASES / "weekly-note.md").read_text(encoding="utf-8")
    header = TearlineHeader(
        holder="NZL",
        recipient="JPN",
        on=date(2026, 11, 23),
        marking="秘 (NZL)",
        originators=("NZL",),
        originators_of={2: ("AUS", "NZL"), 3: ("AUS",)},
        agreements=("Agreement between New Zealand and Japan on the Security of Information (jpn-nzl-2025)",),
        conditions=("Mark it on receipt.", "Do not pass it on."),
    )
    document = read(source, source="weekly-note.md", system="nz")
    assert document.errors == ()
    tearline = build_tearline(document, restricted(document), header=header)
    assert tearline.text == (CASES / "weekly-note-jpn.md").read_text(encoding="utf-8")


def test_the_banner_is_that_of_what_is_released():
    document = nz("(R) one\n\n(S//NZEO) two\n\n(U) three")
    assert build_tearline(document, [1, 3], header=HEADER).banner_text == "RESTRICTED"
    assert build_tearline(document, [3], header=HEADER).banner_text == "UNCLASSIFIED"
    tearline = build_tearline(document, [1, 3], header=HEADER)
    assert (dict(tearline.numbering), tearline.withheld) == ({1: 1, 3: 2}, (2,))


def test_typed_numbers_and_what_names_them_count_from_one():
    document = nz(
        "(R) 3. See paragraphs 4 and 5, para 6 and paras 5-6.\n\n(S) 4. x\n\n(R) 5. a\n\n(R) 6. 第５項、第6項 and section 9 of the Act."
    )
    assert body(document, restricted(document)).split("\n\n") == [
        "(R) [1] 1. See paragraphs 4 and 5, para 3 and paras 2-3.",
        "(R) [2] 2. a",
        "(R) [3] 3. 第２項、第3項 and section 9 of the Act.",
    ]


def test_running_numbers_of_an_earlier_tearline_are_followed():
    document = nz("(R) [1] a\n\n(S) [2] b\n\n(R) [3] see portions [1] and [3], paragraph 2")
    assert body(document, restricted(document)).split("\n\n")[1] == "(R) [2] see portions \\[1\\] and \\[2\\], paragraph 2"


def test_headings_letters_figures_tables_and_footnotes():
    document = nz(
        "# (R) 2. A\n\n## (S) 2.1 B\n\n## (R) 2.2 C\n\n# (R) 4. D, see section 2.2\n\nB. (S) x\n\nC. (R) y, section C\n\n"
        "(S) Table 1: t\n\n(R) Table 2: u, Table 2, Figure 7[^9]\n\nFigure 7: (R) v\n\n[^8]: (S) w\n\n[^9]: (R) z"
    )
    assert body(document, restricted(document)).split("\n\n") == [
        "# (R) [1] 1. A",
        "## (R) [2] 1.1 C",
        "# (R) [3] 2. D, see section 1.1",
        "A. (R) [4] y, section A",
        "(R) [5] Table 1: u, Table 1, Figure 1[^1]",
        "(R) [6] Figure 1: v",
        "[^1]: (R) [7] z",
    ]


def test_lists_close_up_and_children_of_a_withheld_item_rise():
    document = nz("1. (R) a\n2. (S) b\n   1. (R) c\n   2. (R) d\n3. (R) e\n\n   (R) f")
    assert body(document, restricted(document)) == "1. (R) [1] a\n\n1) (R) [2] c\n\n2) (R) [3] d\n\n3) (R) [4] e\n\n   (R) [5] f"


def test_a_table_keeps_its_released_rows():
    document = nz("| (R) a | b |\n|:-:|--:|\n| (S) c | d |\n| (R) e | f |\n\n| (S) g | h |\n|---|---|\n| (R) i | j |")
    assert body(document, restricted(document)) == (
        "| (R) [1] a | b |\n| :-: | --: |\n| (R) [2] e | f |\n\n|  |  |\n| --- | --- |\n| (R) [3] i | j |"
    )


def test_a_public_document_is_marked_portion_by_portion():
    document = nz("# Title\n\ntext", banner="UNCLASSIFIED")
    assert body(document, [1, 2]) == "# (U) [1] Title\n\n(U) [2] text"


def test_plain_text_stays_plain_text():
    document = read("RESTRICTED\n\n(R) a *b* [c]\n(S) x\n- (R) d\n\nRESTRICTED", source="a.txt", system="nz")
    assert body(document, restricted(document)) == "(R) [1] a *b* [c]\n\n- (R) [2] d"


def test_the_header_names_originators_of_single_portions():
    header = TearlineHeader("NZL", "JPN", date(2026, 11, 23), None, ("NZL",), {1: ("AUS",), 2: ("USA",), 3: ("AUS",), 4: ("NZL",)})
    document = nz("(R) a\n\n(S) b\n\n(R) c\n\n(R) d")
    text = build_tearline(document, [1, 3, 4], header=header).text
    assert "Originators of \\[1\\], \\[2\\]: AUS.\n" in text
    assert "USA" not in text


@pytest.mark.parametrize(
    ("allowed", "message"),
    [([], "no portion is released"), ([1, 9], "no such portion"), ([2], "portion 2 has no label")],
)
def test_what_cannot_be_released(allowed, message):
    with pytest.raises(Malformed, match=message):
        build_tearline(nz("(R) a\n\nunmarked"), allowed, header=HEADER)


def test_a_header_may_not_hide_anything():
    with pytest.raises(Malformed, match="nobody sees"):
        build_tearline(nz("(R) a"), [1], header=TearlineHeader("NZL", "J\u200bPN", HEADER.on))
