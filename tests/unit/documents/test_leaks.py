"""The gates: what they let through and, with builders broken on purpose, what they catch."""

from datetime import date

import pytest
from attrs import evolve

from relto.documents import TearlineHeader, build_tearline, check_leaks, read

HEADER = TearlineHeader(holder="NZL", recipient="JPN", on=date(2026, 11, 23), originators=("NZL",))
SOURCE = """SECRET//NZEO

# (S//NZEO) Operation Zarnovia

(R) 1. The convoy left, see paragraph 3.

(S//NZEO) 2. The source is Ambassador Quixley, phone 4711, at 41.2865S, a@b.example, reached by the long northern road.

(R) 3. It rained[^2].

[^1]: (S//NZEO) Told by カモメ on Monday.

[^2]: (R) On Tuesday.

SECRET//NZEO
"""


def nz(source=SOURCE):
    return read(source, source="report.md", system="nz")


def restricted(document):
    return [one.index for one in document.portions if one.mark == "(R)"]


def gates(document=None, allowed=None, **more):
    document = document or nz()
    results = check_leaks(document, allowed or restricted(document), HEADER, **more)
    assert [one.name for one in results] == ["non-interference", "structure", "content", "meaning"]
    return {one.name: one for one in results}


def failed(**more):
    return {name for name, one in gates(**more).items() if not one.passed}


def test_a_good_tearline_passes_every_gate():
    assert failed(file_name="tearline-jpn-0001.md") == set()


def broken(change):
    """A builder that builds well and then spoils the text with what only the whole document knows."""

    def build(document, allowed, *, header, expand):
        tearline = build_tearline(document, allowed, header=header, expand=expand)
        return evolve(tearline, text=change(tearline.text, document, allowed, tearline))

    return build


def before_end(text, added):
    head, _, end = text.rstrip("\n").rpartition("\n\n")
    return f"{head}\n\n{added}\n\n{end}\n"


def counted(text, document, allowed, tearline):
    return before_end(text, f"(U) {len(tearline.withheld)} portions withheld.")


def old_numbers(text, document, allowed, tearline):
    for old, new in sorted(tearline.numbering.items(), reverse=True):
        text = text.replace(f"[{new}]", f"[{old}]")
    return text


def footnote_left(text, document, allowed, tearline):
    left = [one for one in document.portions if one.footnote and one.index not in allowed]
    return before_end(text, "\n\n".join(f"[^9]: {one.mark} {one.content}" for one in left)) if left else text


def same_length(text, document, allowed, tearline):
    return before_end(text, "\n\n".join(f"(U) {'█' * len(document.portion(index).text)}" for index in tearline.withheld))


def title_in_header(text, document, allowed, tearline):
    return text.replace("Tearline released", f"Tearline of {document.portions[0].text} released")


def comment(text, document, allowed, tearline):
    return text.replace("\n\n", f"\n\n<!-- {document.source} -->\n\n", 1)


def definition(text, document, allowed, tearline):
    return before_end(text, "[x]: https://intranet.example/4711")


def old_banner(text, document, allowed, tearline):
    return text.replace(tearline.banner_text, document.banner_text)


def blank_lines(text, document, allowed, tearline):
    return text.replace("\n\n", "\n" * (2 + len(tearline.withheld)), 1)


def trailing_space(text, document, allowed, tearline):
    return text.replace("\n\n", " \n\n", 1)


def hidden_mark(text, document, allowed, tearline):
    return text.replace("convoy", "con\u200bvoy")


def changed_word(text, document, allowed, tearline):
    return text.replace("convoy", "fleet")


def raised_mark(text, document, allowed, tearline):
    return text.replace("(R) [1]", "(U) [1]")


@pytest.mark.parametrize(
    ("change", "caught"),
    [
        (counted, {"non-interference", "structure"}),
        (old_numbers, {"non-interference", "structure"}),
        (footnote_left, {"non-interference", "structure", "content"}),
        (same_length, {"non-interference", "structure"}),
        (title_in_header, {"non-interference", "structure", "content"}),
        (comment, {"structure"}),
        (definition, {"structure"}),
        (old_banner, {"structure"}),
        (blank_lines, {"non-interference", "structure"}),
        (trailing_space, {"structure"}),
        (hidden_mark, {"structure"}),
        (changed_word, {"structure"}),
        (raised_mark, {"structure"}),
    ],
)
def test_a_broken_builder_is_caught(change, caught):
    assert failed(builder=broken(change)) >= caught


def test_a_builder_that_writes_no_document_is_caught():
    assert failed(builder=broken(lambda *_: "nothing")) >= {"structure"}


@pytest.mark.parametrize("name", ["zarnovia.md", "Operation_Zarnovia.md", "quixley-2026.md", "note-4711.txt", "カモメ.md"])
def test_a_file_name_may_not_tell(name):
    assert failed(file_name=name) == {"content"}


@pytest.mark.parametrize(
    "secret",
    [
        "reached by the long northern road",
        "Quixley",
        "phone 4711",
        "at 41.2865S",
        "12.5 km",
        "a@b.example",
        "https://x.example/y",
        "10.1.2.3",
        "CVE-2026-12345",
        "d41d8cd98f00b204e9800998ecf8427e",
        "カモメ作戦",
        "午前四時に三隻の船を確認した",
    ],
)
def test_content_of_withheld_portions_is_found_in_the_text(secret):
    document = nz(f"SECRET\n\n(R) 1. The convoy left.\n\n(S) {secret}\n\nSECRET")

    def leak(text, *_):
        return text.replace("The convoy left", f"The convoy left {secret}")

    results = gates(document, builder=broken(leak))
    assert not results["content"].passed
    assert gates(document)["content"].passed


@pytest.mark.parametrize(
    "words",
    [
        "see paragraph 2",
        "See para. 2",
        "paras 1-3",
        "paragraphs 1 and 2",
        "item 2 above",
        "portion 2",
        "(第２項)",
        "section 7",
        "Table 1",
        "図3",
        "x[^1]",
    ],
)
def test_a_dangling_reference_fails(words):
    document = nz(f"SECRET\n\n(R) 1. a {words}\n\n(S) 2. b\n\n(R) 3. c\n\n[^1]: (S) note\n\nSECRET")
    meaning = gates(document)["meaning"]
    assert not meaning.passed
    assert meaning.findings[0].portion == 1
    assert gates(document, [one.index for one in document.portions])["meaning"].findings == ()


@pytest.mark.parametrize("words", ["see paragraph 3", "paras 1 and 3", "section 7 of the Crimes Act", "at 2 paragraphs", "同法第10条第2項"])
def test_a_reference_that_holds_does_not_fail(words):
    assert gates(nz(f"SECRET\n\n(R) 1. a {words}\n\n(S) 2. b\n\n(R) 3. c\n\nSECRET"))["meaning"].passed


def test_an_ambiguous_reference_dangles():
    document = nz("SECRET\n\n(R) 1. see paragraph 2\n\n(R) 2. b\n\n# (R) New\n\n(S) 1. c\n\n(S) 2. d\n\nSECRET")
    assert not gates(document)["meaning"].passed


def test_totals_gaps_sums_and_shared_names_are_shown():
    document = nz(
        "SECRET\n\n(R) 1. Three of four sources agree on Quixley, as noted above.\n\n(S) 2. Quixley\n\n(R) 3. In all, nine.\n\n"
        "| (R) Place | n |\n|---|---|\n| (R) A | 4 |\n| (S) B | 5 |\n| (R) All | 9 |\n\nSECRET"
    )
    meaning = gates(document)["meaning"]
    assert meaning.passed
    said = [(one.portion, one.message.split(":")[0].split(",")[0]) for one in meaning.findings]
    assert said == [
        (1, "a total or a share is named"),
        (1, "a place is named without a number"),
        (3, "a total or a share is named"),
        (7, "column 2 is a sum over rows that are withheld"),
        (3, "the typed numbers before this portion had a gap and were closed up"),
        (1, "a name that withheld portions name too"),
    ]


def test_a_word_that_only_opens_a_sentence_is_no_name():
    document = nz("SECRET\n\n(R) The ship lay off Kure. What else?\n\n(S) The port of Kure. What is known?\n\nSECRET")
    assert [one.message for one in gates(document)["meaning"].findings] == ["a name that withheld portions name too: Kure"]


def test_the_portion_with_a_hidden_character_may_not_go():
    document = nz("SECRET\n\n(R) a\u200bb\n\n(R) c\n\n(S) d\n\nSECRET")
    assert not gates(document)["structure"].passed
    assert gates(document, [2])["structure"].passed


def test_plain_text_passes_too():
    document = read(SOURCE.replace("[^1]: ", "").replace("[^2]", ""), source="a.txt", system="nz")
    assert {name for name, one in gates(document, restricted(document)).items() if not one.passed} == set()
