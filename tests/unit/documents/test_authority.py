"""The classification authority block of a document: part of no portion, checked, and never carried out."""

import pytest

from relto.documents import authority_missing, read, write

BLOCK = "Classified By: Reporting officer\nDerived From: Multiple Sources\nDeclassify On: 20470127"
BANNER = "SECRET//NOFORN"


def document(*parts, banner=BANNER):
    return "\n\n".join((banner, *parts, banner)) + "\n"


@pytest.mark.parametrize("parts", [(BLOCK, "(S//NF) One."), ("(S//NF) One.", BLOCK), ("(S//NF) One.", BLOCK, "(U) Two.")])
@pytest.mark.parametrize("form", ["markdown", "text"])
def test_a_block_belongs_to_no_portion(parts, form):
    found = read(document(*parts), format=form)
    assert not found.problems
    assert found.authority == BLOCK
    assert [one.text for one in found.portions] == [part[part.index(")") + 2 :] for part in parts if part != BLOCK]
    assert not authority_missing(found)
    again = read(write(found), format=form)
    assert (again.authority, again.portions[0].text) == (BLOCK, found.portions[0].text)


def test_what_is_wrong_with_a_block_is_told_with_its_line():
    wrong = read(document("(S//NF) One.", BLOCK.replace("20470127", "20471327")), source="report.md")
    assert [(one.severity, one.rule, one.line) for one in wrong.problems] == [("error", "us-declassify-day", 7)]
    atomic = read(document("(S//RD//NF) One.", BLOCK, banner="SECRET//RD//NOFORN"))
    assert [(one.severity, one.rule) for one in atomic.problems] == [("error", "us-authority-nuclear")]


def test_what_stands_in_a_block_is_not_told():
    wrong = read(document("(S//NF) One.", BLOCK.replace("Reporting officer", "  Reporting officer")))
    assert [one.rule for one in wrong.problems] == ["us-authority-order"]
    assert "Reporting" not in wrong.problems[0].message
    lenient = read(document("(S//NF) One.", BLOCK.replace("Reporting officer", "  Reporting officer")), lenient=True)
    assert [(one.severity, one.rule) for one in lenient.problems] == [("note", "us-authority-order")]


def test_a_second_block_and_a_single_line_are_text_without_a_mark():
    found = read(document("(S//NF) One.", BLOCK, BLOCK))
    assert [one.rule for one in found.problems] == ["unmarked-portion"]
    assert read(document("(S//NF) One.", "Declassify On: 20470127")).problems[0].rule == "unmarked-portion"


def test_a_document_without_a_block_reads_and_is_told_to_lack_one():
    found = read(document("(S//NF) One."))
    assert not found.problems
    assert [(one.severity, one.rule) for one in authority_missing(found)] == [("warning", "us-authority-classified")]
    public = read(document("(U) One.", banner="UNCLASSIFIED"), system="us")
    assert not authority_missing(public)
    assert not authority_missing(read(document("(S) One.", banner="SECRET"), system="nz"))


def test_other_systems_have_no_block():
    assert read(document("(S) One.", BLOCK, banner="SECRET"), system="nz").problems[0].rule == "unmarked-portion"
