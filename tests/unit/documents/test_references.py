"""What counts as a reference that tells of a withheld portion: one rule for tearlines and for who reads a part of a document.

The first corpus must never stand, the second must stand. A case that is decided wrongly is added here before the rule is changed.
"""

import pytest
from tests.unit.documents.made import HEADER

from relto.documents import check_leaks, outline_of, read, self_contained

DANGLE = """
See paragraph 5.
Paragraph 5 about the source must go to nobody.
As paragraphs 2 and 5 say, it rained.
(see para. 5)
paras 2-5 give the reasons
PARAGRAPH 5 IS NOT FOR THE EMBASSY
It repeats portion [5].
Items 1 and 5 above were left out.
Point 5 was struck.
The list (a) to (c) leaves out point 5.
Point (b) was struck, and point (b) stays so.
See paragraph (b) above.
See paragraph 3(b).
Section 7 has the names.
§ 7 has the names.
Chapter 2 has the names.
Part B has the names.
Part II has the names.
Part IX has the names.
Section B.3 has the names.
See Annex B.
See Annex II.
See annexes A and C.
Appendix 3 lists the ships.
Table 4 lists the ships.
Table A lists the ships.
Figure 2 shows the berth.
Figs. 2 and 3 show the berth.
A footnote says so[^4].
Paragraph 5 of the report has it.
Paragraph 5 of this report has it.
Paragraph 5 of our note has it.
Paragraph 5 of the summary has it.
Paragraph 5 of the draft has it.
Paragraph 5 of Annex B has it.
Paragraph 5 of Background has it.
The embassy sent paragraph 5 to Canberra.
Paragraph 5 in Tokyo's copy was cut.
We used paragraph 5 in the talks.
We gave paragraph 5 to the treaty negotiators.
We gave Annex B to the treaty negotiators.
Paragraph 5 of the agreement draft has it.
Paragraph 5 of the draft has it, says the treaty.
Paragraph 5 of the source and the treaty differ.
Paragraph 5 of the exercise report has it.
The Act, paragraph 5 says, was broken.
The Act, section 5 says, was broken.
The Crimes Act of 1961, paragraph 5 says, was broken.
The source was paid, § 5 and the Act say so.
By the Act it was, says § 5.
By the Act, § 5, see also paragraph 5.
Paragraph 5 of REPORT 12 has it.
Paragraph 5 of its annex has it.
Paragraph 5 of their annex has it.
See section 3 in the annex to the Act.
Paragraph 5 of the operation order has it.
Under the treaty, paragraph 5 must go to nobody.
During the exercise, paragraph 5 was changed.
Resolution 2231, paragraph 5 of this report says, was broken.
Paragraph 5 of the report on the treaty has it.
Paragraph 5, which the Act forbids us to give, stays here.
Repeat paragraph 5 in a later report.
See Annex B to this paper.
第５項を見よ。
第2章に名がある。
第5号に名がある。
図3を見よ。
表2のとおり。
脚注4を見よ。
段落の第5段落。
""".strip().splitlines()

STAND = """
Section 3 of the Act forbids it.
Section 7 of the Crimes Act 1961 forbids it.
Section 12 of the Intelligence and Security Act asks for a warrant.
Paragraph 2 of the treaty allows it.
Paragraph 2 of the draft treaty was struck.
Paragraph 2 of the 2019 agreement with them was struck.
Paragraphs 4 and 5 of Security Council resolution 2231 call on all states.
Paragraph 4 in Resolution 1718 calls on all states.
Article 5, paragraph 2 binds both.
Article 5(1), paragraph 2 binds both.
Resolution 2231 (2015), paragraph 5 calls on all states.
UNSCR 2231, para 3 calls on all states.
FISA section 702 is not ours.
Section 702 of FISA is not ours.
Section 3 of ICD 710 says how.
Part XI of UNCLOS rules the sea-bed.
The treaty's section 4 was struck.
By EO 13526, §4.3 it is allowed.
By ICD 710, §D.2 it is allowed.
By 32 CFR Part 2001 it is marked.
By 10 U.S.C. §§130 and 455 it is marked.
By the National Security Act of 1947, as amended, Title I, §105 it is marked.
By the National Security Act of 1947, section 105 it is marked.
By the Implementing Directive, §2001.24 (h), §2001.30 (p) and §2001.34 (b) it is marked.
Annex B to the agreement is long.
Paragraph 4 of Annex B to the Agreement binds both.
Section 2 of Part 3 of the Convention says so.
Paragraph 3 of their letter is polite.
Paragraph 3 of another report says the opposite.
Section 2 of the ministry's report says the opposite.
Part 2 of the exercise begins at dawn.
Part 2 of Operation Kauri begins at dawn.
Agenda item 5 was put off.
Item 5 of the agenda was put off.
They asked for (1) fuel and (2) water; item (2) was refused.
They asked for (a) fuel and (b) water; point (b) was refused.
It lay at a point 5 km north of the mole.
It rose by points 5 per cent.
Figures 2024 and 2025 are alike.
The aircraft flew figure 8 patterns.
They took part. A ship left.
Two paragraphs were struck.
There are 3 sections, 2 tables and 4 figures.
同法第10条第2項による。
日米条約第5項による。
決議第2231号による。
第3号機が着いた。
代表3名が来た。
発表1件があった。
図3枚を渡した。
""".strip().splitlines()


def document(says):
    return read(f"SECRET\n\n(R) It rained.\n\n(R) {says}\n\n(S) 5. Fuel.\n\nSECRET\n", source="document", system="nz")


def verdicts(made, allowed):
    """The portions that a reader of the allowed ones is shown, and whether a tearline of them passes."""
    shown = self_contained(outline_of(one) for one in made.portions if one.index in allowed)
    gates = {one.name: one for one in check_leaks(made, allowed, HEADER)}
    return set(shown), gates["meaning"].passed


@pytest.mark.parametrize("says", DANGLE)
def test_what_may_tell_of_a_withheld_portion_stays_away_and_fails(says):
    assert verdicts(document(says), [1, 2]) == ({1}, False)


@pytest.mark.parametrize("says", STAND)
def test_what_tells_of_nothing_withheld_stands(says):
    assert verdicts(document(says), [1, 2]) == ({1, 2}, True)


def headed(*lines):
    return read("\n\n".join(["SECRET", *lines, "(S) Fuel.", "SECRET"]) + "\n", source="document", system="nz")


def restricted(made):
    return [one.index for one in made.portions if one.mark == "(R)"]


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("Annex A", "Annex B: landing grounds", "See Annex B."),
        ("Annex A", "Annex B", "Annexes A and B are new."),
        ("Annex I", "Annex II", "See Annex II and Annex I."),
        ("Part 1 The north", "Part 2 The south", "Parts 1 and 2 differ."),
        ("**Section 1** The north", "Section 2", "Section 2 is short."),
        ("Section A", "Section A.1", "See section A.1."),
        ("第1章 概要", "第2章 詳細", "第2章を見よ。"),
    ],
)
def test_headings_that_call_themselves_by_a_number_are_what_references_name(first, second, says):
    made = headed(f"# (R) {first}", "(R) One.", f"# (R) {second}", f"(R) {says}")
    assert verdicts(made, restricted(made)) == ({1, 2, 3, 4}, True)
    withheld = headed(f"# (S) {first}", "(S) One.", f"# (R) {second}", f"(R) {says}")
    shown, passed = verdicts(withheld, restricted(withheld))
    assert 3 not in shown  # its number tells that there is one before it
    assert not passed


def test_a_heading_whose_number_follows_nothing_in_the_whole_document_is_shown_to_the_officer():
    made = headed("# (R) Annex B", "(R) One.")
    assert verdicts(made, [1, 2]) == ({2}, True)
    meaning = next(one for one in check_leaks(made, [1, 2], HEADER) if one.name == "meaning")
    assert [(one.severity, one.portion) for one in meaning.findings] == [("look", 1)]


def test_a_number_that_two_portions_have_dangles():
    made = headed("(R) 1. See paragraph 2.", "(R) 2. One.", "# (R) New", "(R) 2. Two.")
    assert verdicts(made, restricted(made)) == ({2, 3, 4}, False)


def test_a_paragraph_that_only_begins_like_a_heading_is_a_reference():
    made = headed("(R) Part 1 is from a liaison.", "(R) Part 2 is from a ship.", "# (S) Part 1", "(S) x", "# (S) Part 2")
    assert verdicts(made, [1, 2]) == (set(), False)


def test_a_letter_names_a_lettered_portion_and_is_renumbered_with_it():
    made = headed("a. (S) One.", "b. (R) Two.", "(R) 1. See paragraph 1(b) and paragraph (b).")
    assert verdicts(made, restricted(made)) == ({2, 3}, True)
