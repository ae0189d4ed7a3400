"""What each thing in a document reads as, and what is a problem."""

import pytest

from relto.documents import decode, format_of, read
from relto.primitives import Malformed


def nz(body, banner="RESTRICTED", **more):
    return read(f"{banner}\n\n{body}\n\n{banner}\n", source="report.md", system="nz", **more)


def rules(document):
    return [one.rule for one in document.problems]


def shapes(document):
    return [(one.kind, one.mark, one.content) for one in document.portions]


def test_each_kind_of_portion():
    document = nz(
        """# (R) Weekly note

(R) A paragraph
over two lines.

## (R) 2.1 Ships

- (R) one
  1. (R) inner

| (R) Name | Knots |
| --- | --: |
| (R) A\\|B | 12 |

Table 1: (R) Ships

[^2]: (R) A note.

```
(R)
code  here
```

Quoted
======
""".replace("Quoted\n======\n", "(R) Set\n===")
    )
    assert shapes(document) == [
        ("title", "(R)", "Weekly note"),
        ("paragraph", "(R)", "A paragraph over two lines."),
        ("heading", "(R)", "Ships"),
        ("list-item", "(R)", "one"),
        ("list-item", "(R)", "inner"),
        ("table-row", "(R)", "Name | Knots"),
        ("table-row", "(R)", "A|B | 12"),
        ("caption", "(R)", "Ships"),
        ("footnote", "(R)", "A note."),
        ("code", "(R)", "code  here"),
        ("heading", "(R)", "Set"),
    ]
    assert document.problems == ()
    heading, inner, row, note = (document.portion(n) for n in (3, 5, 7, 9))
    assert heading.number is not None
    assert (heading.level, heading.number.parts) == (2, (2, 1))
    assert (inner.ancestors, inner.ordered) == ((4,), True)
    assert row.row is not None
    assert (row.row.table, row.row.header, row.row.alignment) == (1, False, ("", "right"))
    assert note.footnote == "2"


def test_lines_that_begin_with_a_mark_begin_a_portion():
    document = nz("(R) first\n(R) second\nand its end\n- (R) item\n(R) lazy", banner="RESTRICTED")
    assert [one.content for one in document.portions] == ["first", "second and its end", "item", "lazy"]


@pytest.mark.parametrize("form", ["markdown", "text"])
def test_an_enumerator_may_stand_before_the_mark(form):
    document = read(
        "RESTRICTED\n\nC. (R) Marks\n\n2.1 (R) Rules\n\nFigure 3: (R) Ships\n\n4. (R) item\n\nRESTRICTED", format=form, system="nz"
    )
    assert document.problems == ()
    assert [one.number.render() for one in document.portions] == ["C.", "2.1.", "Figure 3:", "4."]
    assert [one.kind for one in document.portions] == ["paragraph", "paragraph", "caption", "list-item"]


def test_an_initial_or_a_year_is_no_number():
    document = nz("(R) B. Smith left.\n\n(R) 2026. A year.\n\n(R) 4.5 million.\n\n(R) 12) done")
    assert [one.number and one.number.parts for one in document.portions] == [None, None, None, (12,)]


def test_place_of_a_portion():
    portion = nz("- (R) one\n- (R) two").portion(2)
    assert (portion.line, portion.column) == (4, 3)


def test_an_unmarked_portion_is_withheld_unless_the_banner_is_public():
    document = nz("(R) one\n\ntwo")
    assert document.portion(2).label is None
    assert [(one.rule, one.line, one.portion) for one in document.errors] == [("unmarked-portion", 5, 2)]
    public = nz("one\n\n(U) two", banner="UNCLASSIFIED")
    assert public.problems == ()
    assert [one.label for one in public.portions] == [public.banner] * 2


def test_a_mark_that_cannot_be_read_withholds_its_portion():
    document = nz("(R) one\n\n(S//NZZO) two")
    assert document.portion(2).label is None
    problem = next(one for one in document.problems if one.portion == 2)
    assert (problem.severity, problem.rule, problem.line) == ("error", "mark-unreadable", 5)
    assert problem.column is not None
    assert "two" not in problem.message


def test_a_banner_below_the_roll_up_is_an_error():
    document = nz("(R) one\n\n(S//NZEO) two")
    problem = document.errors[0]
    assert (problem.rule, problem.line) == ("banner-below-roll-up", 1)
    assert "SECRET" in problem.message
    assert "portion 2, line 5" in problem.message


def test_a_banner_above_the_roll_up_is_a_warning_that_says_what_exceeds():
    document = nz("(R) one", banner="SECRET")
    assert [(one.severity, one.rule) for one in document.problems] == [("warning", "banner-above-roll-up")]
    assert "the level SECRET" in document.problems[0].message


def test_page_banners_are_furniture():
    document = nz("(R) one\n\nRESTRICTED\n\n(R) two\nend page 3      RESTRICTED\n\n    UNCLASSIFIED\n\n(R) three")
    assert document.problems == ()
    assert len(document.portions) == 3
    assert rules(nz("(R) one\n\nbegin page 2   SECRET\n\n(R) two")) == ["page-banner"]


def test_a_missing_or_different_banner():
    assert rules(read("(R) one\n\nRESTRICTED", system="nz")) == ["banner-missing"]
    assert rules(read("RESTRICTED\n\n(R) one", system="nz")) == ["banner-missing"]
    assert "banner-differs" in rules(read("RESTRICTED\n\n(R) one\n\nSECRET", system="nz"))
    for text in ("", "\n \n", "hello\n\nworld"):
        with pytest.raises(Malformed):
            read(text)


def test_raw_html_and_pictures_are_refused():
    document = nz("(R) a <b>c</b>\n\n<div>\n(R) d\n</div>\n\n(R) ![x](y.png)\n\n(R) <!-- e -->\n\n(R) f<br>g")
    assert [one.label is None for one in document.portions] == [True, True, True, True, True, False]
    assert set(rules(document)) == {"raw-html", "picture", "unmarked-portion"}
    assert document.portions[-1].content == "f g"


def test_links_are_resolved_into_the_portion():
    document = nz("(R) see [this][a] and [b]\n\n[a]: https://example.org/x 'Title'\n[c]: https://unused.example")
    assert document.portion(1).content == '(R) see [this](<https://example.org/x> "Title") and \\[b\\]'.removeprefix("(R) ")
    assert "https://example.org/x" in document.portion(1).text
    assert [(one.severity, one.rule, one.line) for one in document.problems] == [("note", "definition-unused", 6)]


def test_a_footnote_is_never_taken_for_a_link_definition():
    document = nz("(R) text[^1]\n\n[^1]: (R)\n[^2]: https://example.org")
    assert [one.footnote for one in document.portions] == [None, "1", "2"]
    assert rules(document) == ["unmarked-portion"]


def test_a_stricter_mark_inside_a_portion_withholds_it():
    document = nz("(R) First. (S) Then more.\n\n| (R) a | (S) b |\n|---|---|\n\n(R) as in (S//NZEO) portions\n\n(R) copy (C) and (R) here.")
    assert [one.label is None for one in document.portions] == [True, True, False, False]
    assert [one.severity for one in document.problems if one.rule == "mark-inside"] == ["error", "error", "warning"]


def test_hidden_characters_are_an_error_and_stay():
    document = nz("(R) in\u200bvisible\u202e")
    assert document.portion(1).label is not None
    assert [(one.severity, one.rule) for one in document.problems] == [("error", "hidden-character")]
    assert "U+200B, U+202E" in document.problems[0].message


def test_cells_beyond_the_header_are_not_lost_silently():
    document = nz("| (R) a | b |\n|---|---|\n| (R) c | d | secret |")
    assert rules(document) == ["table-cells-lost"]
    assert document.portion(2).label is None


def test_a_quoted_table_reads():
    assert nz("> | (R) a | b |\n> |---|---|\n> | (R) c | d |").problems == ()


def test_line_ends_byte_order_mark_and_normal_form():
    plain = nz("(R) caf\u00e9\n\n(R) two")
    for text in (
        "\ufeffRESTRICTED\r\n\r\n(R) cafe\u0301\r\n\r\n(R) two\r\n\r\nRESTRICTED",
        "RESTRICTED\r\r(R) cafe\u0301\r\r(R) two\r\rRESTRICTED",
    ):
        assert shapes(read(text, system="nz")) == shapes(plain)


def test_japanese_text_joins_without_a_space():
    assert nz("(R) 船は港\nを出た。\nThe ship\n出港").portion(1).content == "船は港を出た。 The ship 出港"


def test_the_system_is_found_from_banner_and_marks():
    assert read("TLP:AMBER\n\n(TLP:GREEN) one\n\nTLP:AMBER").system == "tlp"
    assert read("SECRET//NOFORN\n\n(S//NF) one\n\nSECRET//NOFORN").system == "us"
    with pytest.raises(Malformed, match="several marking systems"):
        read("SECRET\n\n(S) one\n\nSECRET")
    with pytest.raises(Malformed, match="no marking system"):
        read("VERY SECRET INDEED\n\n(S) one\n\nVERY SECRET INDEED")
    with pytest.raises(Malformed, match="cannot be read as a marking of `tlp`"):
        read("SECRET\n\n(S) one\n\nSECRET", system="tlp")


def test_the_portion_marks_tell_which_system_a_shared_banner_means():
    assert read("SECRET\n\n(S//NZEO) one\n\nSECRET").system == "nz"
    assert read("SECRET\n\n(S//NF) one\n\nSECRET").system == "us"


def test_plain_text():
    document = read(
        "RESTRICTED\n\n(R) Title\n\n(R) One\n  goes on\n- (R) item\n  - (R) inner\n====\n| (R) a | b |\n|---|:-:|\n"
        "| (R) c\\|d | e |\n\n# (R) Head\nRESTRICTED",
        source="x.txt",
        system="nz",
    )
    assert document.problems == ()
    assert document.format == "text"
    assert shapes(document) == [
        ("paragraph", "(R)", "Title"),
        ("paragraph", "(R)", "One goes on"),
        ("list-item", "(R)", "item"),
        ("list-item", "(R)", "inner"),
        ("table-row", "(R)", "a | b"),
        ("table-row", "(R)", "c|d | e"),
        ("heading", "(R)", "Head"),
    ]
    assert document.portion(4).ancestors == (3,)


def test_decode():
    assert decode(b"\xef\xbb\xbfSECRET", "x") == "SECRET"
    with pytest.raises(Malformed, match="not UTF-8"):
        decode(b"SECRET\n\xff", "x")
    with pytest.raises(Malformed, match="too large"):
        decode(b"x" * (16 * 1024 * 1024 + 1), "x")
    with pytest.raises(Malformed, match="NUL"):
        read("SECRET\n\n(S) a\0\n\nSECRET")


def test_format_of():
    assert [format_of(name) for name in ("a.md", "a.TXT", "input")] == ["markdown", "text", "markdown"]


def test_an_index_that_is_no_portion():
    with pytest.raises(KeyError):
        nz("(R) one").portion(2)


def test_what_is_read_leniently_is_told_of_banners_too():
    document = nz("(S/NZEO) One.", banner="SECRET/NZEO", lenient=True)
    told = [(one.line, one.message) for one in document.problems if one.rule == "mark-repaired"]
    put_right = "two slashes before another category (caveats): `/` read as `//`"
    assert told == [
        (1, f"the banner `SECRET/NZEO` was read leniently: {put_right}"),
        (3, f"the mark `(S/NZEO)` was read leniently: {put_right}"),
        (5, f"the banner `SECRET/NZEO` was read leniently: {put_right}"),
    ]
    assert not document.errors
