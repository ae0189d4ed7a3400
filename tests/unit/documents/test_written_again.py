"""What was read can be written, and then reads as the same portions: cases that once did not."""

import pytest

from relto.documents import read, write


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("broken", ["(TLP:R\nED) secret", "2.1 (TLP:R\nED) secret", "(TLP:AMBER\n+STRICT) secret"])
def test_a_mark_that_runs_over_the_end_of_a_line_is_no_public_text(form, broken):
    document = read(f"TLP:CLEAR\n\n(TLP:CLEAR) open\n\n{broken}\n\nTLP:CLEAR\n", format=form, system="tlp")
    assert document.portions[1].mark.startswith("(TLP:")
    assert document.portions[1].label is None or document.portions[1].label.level != "TLP:CLEAR"
    assert document.errors


def test_a_stricter_mark_behind_a_sign_that_begins_no_item_withholds_the_portion():
    body = "7. (S//REL TO NZL, AUS) one\n    8. (R) two\n        - (TS//SI) three"
    document = read(f"TOP SECRET//SI\n\n{body}\n\nTOP SECRET//SI\n", system="nz")
    assert document.portions[1].label is None
    assert "mark-inside" in {problem.rule for problem in document.errors}


def portions(document):
    return [(one.content, one.mark, one.label) for one in document.portions]


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("text", "| --- | --- \u2028 |"),
        ("text", "|\u3000---\u3000|"),
        ("markdown", "~~~\n1. (U) one\n~~~"),
        ("markdown", "~~~\nC. (U) one\ntwo\n~~~"),
        ("markdown", "~~~\nFigure 3: (U) [4] one\n~~~"),
        ("markdown", "&lpar;U) one"),
        ("markdown", "(U) &nbsp; one"),
        ("markdown", "| [^1]: (U) one |\n| --- |"),
        ("markdown", "(U) \u3000one\u3000"),
        ("markdown", "(U) A title that ends in a sign #\n==="),
        ("markdown", "## (U) \\##"),
        ("markdown", "(U) C\\# ##\n---"),
        ("text", "# (U) A title #"),
    ],
)
def test_it_reads_as_the_same(form, body):
    document = read(f"UNCLASSIFIED\n\n{body}\n\nUNCLASSIFIED\n", format=form, system="us")
    once = write(document)
    again = read(once, format=form, system="us")
    assert portions(again) == portions(document)
    assert write(again) == once
