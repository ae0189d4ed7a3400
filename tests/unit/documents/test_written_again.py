"""What was read can be written, and then reads as the same portions: cases that once did not."""

import pytest

from relto.documents import read, write


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
    ],
)
def test_it_reads_as_the_same(form, body):
    document = read(f"UNCLASSIFIED\n\n{body}\n\nUNCLASSIFIED\n", format=form, system="us")
    once = write(document)
    again = read(once, format=form, system="us")
    assert portions(again) == portions(document)
    assert write(again) == once
