"""The classification authority block of the United States: its lines, its values, and the value that several sources give."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.markings import MarkingError, parse, system
from relto.markings.systems.us import AuthorityBlock, DeclassifyOn, Retired, Source, carried_forward, objections, read_block
from relto.primitives import Malformed

TODAY = date(2026, 11, 23)
DERIVATIVE = "Classified By: Reporting Analyst 7, Example Agency\nDerived From: Example SCG 2-1, 20150601\nDeclassify On: {}"
ORIGINAL = "Classified By: Chief of Reporting, Example Agency\nClassification Reason: 1.4(c)\nDeclassify On: {}"
NA_RD = "N/A to RD portions. See source list for NSI portions."


def value(text, **how):
    return read_block(DERIVATIVE.format(text), **how).block.declassify_on


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("20400601", DeclassifyOn(day=date(2040, 6, 1))),
        ("Completion of Exercise ALFA", DeclassifyOn(event="Completion of Exercise ALFA")),
        ("25X1, 20560601", DeclassifyOn(exemption="25X1", day=date(2056, 6, 1))),
        ("25X1, EO 12951", DeclassifyOn(exemption="25X1", event="EO 12951")),
        ("50X6, 20810601", DeclassifyOn(exemption="50X6", day=date(2081, 6, 1))),
        ("75X9, end of the system, all marks", DeclassifyOn(exemption="75X9", event="end of the system, all marks")),
        ("50X1-HUM", DeclassifyOn(exemption="50X1-HUM")),
        ("50X2-WMD", DeclassifyOn(exemption="50X2-WMD")),
        (NA_RD, DeclassifyOn(not_applicable={"RD"})),
        ("N/A to NATO portions. See source list for NSI portions.", DeclassifyOn(not_applicable={"NATO"})),
        (
            "N/A to RD/FRD/TFNI and NATO portions. See source list for NSI portions.",
            DeclassifyOn(not_applicable={"RD", "FRD", "TFNI", "NATO"}),
        ),
        ("N/A to TFNI portions.", DeclassifyOn(not_applicable={"TFNI"}, source_list=False)),
    ],
)
def test_a_value_is_read_and_written(text, means):
    assert value(text) == means
    assert str(means) == text


@pytest.mark.parametrize("form", [DERIVATIVE, ORIGINAL])
def test_a_block_is_read_and_written(form):
    text = form.format("20400601")
    reading = read_block(text)
    assert str(reading.block) == text
    assert reading.block.is_original == (form is ORIGINAL)
    assert (reading.retired, reading.repairs) == (None, ())


def test_several_sources():
    assert read_block(DERIVATIVE.format("20400601").replace("Example SCG 2-1, 20150601", "Multiple Sources")).block.has_several_sources


BROKEN = {
    "us-authority-too-long": DERIVATIVE.format("x" * 2000),
    "us-authority-character": DERIVATIVE.format("the end\u202e of it"),
    "us-authority-line": "Sorted By: Reporting Analyst 7",
    "us-authority-order": "Declassify On: 20400601\nClassified By: Reporting Analyst 7\nDerived From: Example SCG",
    "us-authority-twice": DERIVATIVE.format("20400601\nDeclassify On: 20410601"),
    "us-authority-missing": "Classified By: Reporting Analyst 7\nDerived From: Example SCG",
    "us-authority-kind": "Classified By: Analyst 7\nDerived From: Example SCG\nClassification Reason: 1.4(c)\nDeclassify On: 20400601",
    "us-authority-reason": ORIGINAL.replace("1.4(c)", "1.4(i)").format("20400601"),
    "us-declassify-value": DERIVATIVE.format("!!"),
    "us-declassify-day": DERIVATIVE.format("20400631"),
    "us-declassify-exemption": DERIVATIVE.format("25X0, 20400601"),
    "us-declassify-exemption-end": DERIVATIVE.format("50X1-HUM, 20810601"),
    "us-declassify-retired": DERIVATIVE.format("OADR"),
    "us-declassify-na": DERIVATIVE.format("N/A to SAR portions."),
}


def broken(text, **how):
    with pytest.raises(MarkingError) as refused:
        read_block(text, **how)
    return refused.value


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_is_broken_by_its_example(rule):
    assert broken(BROKEN[rule]).rule == rule


BANNERS = {
    "us-authority-years": ("20520601", "SECRET//NOFORN"),
    "us-authority-nuclear": ("20400601", "SECRET//RD//NOFORN"),
    "us-authority-classified": (None, "SECRET//NOFORN"),
}


def told(text, banner, origin=date(2026, 6, 1)):
    block = read_block(DERIVATIVE.format(text)).block if text else None
    return [error.rule for error in objections(block, parse(banner, system="us").label, origin=origin)]


@pytest.mark.parametrize("rule", BANNERS)
def test_a_rule_about_the_document_is_broken_by_its_example(rule):
    assert told(*BANNERS[rule]) == [rule]


def test_every_rule_of_the_block_has_an_example():
    listed = {rule.id for rule in system("us").rules() if rule.id.startswith(("us-authority", "us-declassify"))}
    assert listed == {*BROKEN, *BANNERS}


@pytest.mark.parametrize(
    ("text", "banner"),
    [
        ("20510601", "SECRET//NOFORN"),  # 25 years to the day
        ("25X1, 20760601", "SECRET//NOFORN"),
        ("50X1-HUM", "SECRET//HCS-P//NOFORN"),
        (NA_RD, "SECRET//RD//NOFORN"),
        ("N/A to RD/FRD/TFNI portions. See source list for NSI portions.", "SECRET//RD//NOFORN"),  # the banner shows RD alone
        ("N/A to NATO portions. See source list for NSI portions.", "SECRET//FGI NATO//NOFORN"),
        ("N/A to NATO portions. See source list for NSI portions.", "SECRET//FGI//NOFORN"),  # concealed, perhaps NATO's
        ("N/A to RD and NATO portions. See source list for NSI portions.", "SECRET//RD/ATOMAL//FGI NATO//NOFORN"),
        (None, "UNCLASSIFIED//FOUO"),
        (None, "//DEU SECRET"),  # another's document: no block of the United States
        ("20400601", "UNCLASSIFIED"),  # a letter that forwards a classified annex may have one
        ("20400601", "//JOINT SECRET GBR USA//REL TO USA, GBR"),
    ],
)
def test_nothing_is_wrong(text, banner):
    assert told(text, banner) == []


@pytest.mark.parametrize(
    ("text", "banner", "rule"),
    [
        ("20510602", "SECRET//NOFORN", "us-authority-years"),
        ("N/A to NATO portions. See source list for NSI portions.", "SECRET//RD//NOFORN", "us-authority-nuclear"),
        (NA_RD, "SECRET//FRD//NOFORN", "us-authority-nuclear"),
        (NA_RD, "SECRET//NOFORN", "us-authority-nuclear"),
        (NA_RD, "SECRET//RD//FGI NATO//NOFORN", "us-authority-nuclear"),
        (None, "//JOINT SECRET GBR USA//REL TO USA, GBR", "us-authority-classified"),
        ("20400601", "UNCLASSIFIED//DOE UCNI", "us-authority-classified"),
    ],
)
def test_something_is_wrong(text, banner, rule):
    assert told(text, banner) == [rule]


def test_without_a_day_of_origin_the_years_are_not_counted():
    assert told("20990601", "SECRET//NOFORN", origin=None) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("2040-06-01", "20400601"),
        ("50X1 - HUM", "50X1-HUM"),
        ("50X2 \u2013 WMD", "50X2-WMD"),
        ("25X1-human", "50X1-HUM"),
        ("25X1 - Human", "50X1-HUM"),
        ("N/A to FRD/RD portions. See source list for NSI portions", "N/A to RD/FRD portions. See source list for NSI portions."),
    ],
)
def test_what_has_one_meaning_is_put_right_leniently(text, after):
    assert broken(DERIVATIVE.format(text)).rule.startswith("us-declassify")
    reading = read_block(DERIVATIVE.format(text), lenient=True)
    assert str(reading.block.declassify_on) == after
    assert len(reading.repairs) == 1


@pytest.mark.parametrize(
    ("text", "retired"),
    [
        ("OADR", Retired("OADR")),
        ("Source Marked OADR, date of source 19941231", Retired("OADR", date(1994, 12, 31))),
        ("MR", Retired("MR")),
        ("X5", Retired("X5")),
        ("DCI Only", Retired("DCI ONLY")),
        ("Subject to treaty or international agreement", Retired("SUBJECT TO TREATY OR INTERNATIONAL AGREEMENT")),
        ("25X4", Retired("25X4")),
        ("Source Marked 25X4, date of source 20010101", Retired("25X4", date(2001, 1, 1))),
    ],
)
def test_a_retired_value_is_told_leniently_and_is_no_value(text, retired):
    assert broken(DERIVATIVE.format(text)).rule in {"us-declassify-retired", "us-declassify-exemption-end"}
    reading = read_block(DERIVATIVE.format(text), lenient=True)
    assert (reading.block, reading.retired) == (None, retired)
    assert reading.repairs


@pytest.mark.parametrize(
    "text",
    [
        "25X10, 20400601",
        "50X0, 20400601",
        "X9",
        "25X1 20400601",
        "50X1",
        "25x1, 20400601",
        "20400601, 25X1",
        "N/A",
        "N/A to RD",
        "2040",
        "204006011",
    ],
)
def test_what_is_no_value_is_refused_in_either_reading(text):
    for lenient in (False, True):
        assert broken(DERIVATIVE.format(text), lenient=lenient).rule.startswith("us-declassify")


def test_a_refusal_says_where():
    error = broken(DERIVATIVE.format("20400631"), source="report.md")
    assert (error.place.source, error.place.line, error.place.column, error.found) == ("report.md", 3, 16, "20400631")


def test_lines_are_put_in_order_leniently():
    text = "declassify on:20400601\n\nCLASSIFIED BY: Reporting Analyst 7\n  Derived  From: Example SCG"
    reading = read_block(text, lenient=True)
    assert str(reading.block) == "Classified By: Reporting Analyst 7\nDerived From: Example SCG\nDeclassify On: 20400601"
    assert {one.rule for one in reading.repairs} == {"us-authority-order"}


def on(text):
    return value(text)


DAY = date(2020, 3, 1)
HIERARCHY = [
    (["N/A to RD portions.", "N/A to NATO portions.", "50X1-HUM"], "N/A to RD and NATO portions. See source list for NSI portions."),
    (["N/A to TFNI portions."], "N/A to TFNI portions."),
    (["75X1, 21000101", "50X1-HUM"], "75X1, 21000101"),
    (["50X2-WMD", "50X1-HUM"], "50X1-HUM"),
    (["50X2-WMD", "50X5, 20990101"], "50X2-WMD"),
    (["50X5, 20700101", "50X3, 20800101"], "50X3, 20800101"),
    (["50X5, 20700101", "50X3, 20700101"], "50X3, 20700101"),
    (["50X3, 20700101", "25X1, EO 12951"], "50X3, 20700101"),
    (["25X1, EO 12951", "25X2, 20990101"], "25X1, EO 12951"),
    (["25X7, 20500101", "25X2, 20500101", "25X1, 20490101"], "25X2, 20500101"),
    (["25X7, 20500101", "20990101"], "25X7, 20500101"),
    (["25X7, end of the system", "25X3, end of the system"], "25X3, end of the system"),
    (["20400101", "20410101", "end of the exercise"], "20410101"),
    (["end of the exercise", "end of the exercise"], "end of the exercise"),
]


@pytest.mark.parametrize(("values", "whole"), HIERARCHY)
def test_the_hierarchy(values, whole):
    sources = [Source(on(one), DAY) for one in values]
    assert str(carried_forward(sources, today=TODAY)) == whole
    assert str(carried_forward(sources[::-1], today=TODAY)) == whole


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        (Source(None, DAY), "20450301"),
        (Source(None), "20511123"),  # 25 years from today
        (Source(Retired("OADR"), DAY), "20450301"),
        (Source(Retired("X3", date(1999, 5, 5)), DAY), "20240505"),
        (Source(Retired("25X4"), DAY), "25X4, 20700301"),
        (Source(Retired("25X4")), "25X4, 20761123"),
        (Source(Retired("MR"), date(2024, 2, 29)), "20490228"),
    ],
)
def test_what_says_nothing_counts_from_its_source(source, whole):
    assert str(carried_forward([source], today=TODAY)) == whole


def test_a_counted_day_that_is_later_wins_over_a_written_one():
    assert str(carried_forward([Source(on("20300101")), Source(Retired("OADR"), DAY)], today=TODAY)) == "20450301"
    assert str(carried_forward([Source(on("25X1, 20400101")), Source(Retired("25X2"), DAY)], today=TODAY)) == "25X2, 20700301"


@pytest.mark.parametrize("values", [["end of one thing", "end of another"], ["25X1, 20400101", "25X2, end of the system"]])
def test_nobody_can_tell_which_event_is_later(values):
    with pytest.raises(Malformed, match="nobody can tell"):
        carried_forward([Source(on(one)) for one in values], today=TODAY)


def test_nothing_to_carry_forward():
    with pytest.raises(Malformed, match="nothing to carry forward"):
        carried_forward([], today=TODAY)
    with pytest.raises(Malformed, match="too far away"):
        carried_forward([Source(None, date(9990, 1, 1))], today=TODAY)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"day": DAY, "event": "the end"},
        {"exemption": "25X1"},
        {"exemption": "50X1-HUM", "day": DAY},
        {"exemption": "25X0", "day": DAY},
        {"event": "OADR"},
        {"event": "25X1"},
        {"event": " the end"},
        {"not_applicable": {"RD"}, "day": DAY},
        {"not_applicable": {"SAR"}},
    ],
)
def test_parts_that_make_no_value_are_refused(parts):
    with pytest.raises(Malformed, match="no value of a Declassify On line"):
        DeclassifyOn(**parts)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"derived_from": "a", "reason": "1.4(c)"},
        {"reason": "because"},
        {"derived_from": ""},
        {"derived_from": "a\nDeclassify On: never"},
    ],
)
def test_parts_that_make_no_block_are_refused(parts):
    with pytest.raises(Malformed):
        AuthorityBlock("Reporting Analyst 7", DeclassifyOn(day=DAY), **parts)


days = st.dates(date(1, 1, 1), date(9999, 12, 31))
events = st.text(st.sampled_from("abc XYZ-,."), min_size=1, max_size=20).map(str.strip)
exemptions = st.builds("{}X{}".format, st.sampled_from((25, 50, 75)), st.integers(1, 9))


@st.composite
def values(draw):
    kind = draw(st.sampled_from(("day", "event", "exemption", "alone", "na")))
    if kind == "alone":
        return DeclassifyOn(exemption=draw(st.sampled_from(("50X1-HUM", "50X2-WMD"))))
    if kind == "na":
        named = draw(st.frozensets(st.sampled_from(("RD", "FRD", "TFNI", "NATO")), min_size=1))
        return DeclassifyOn(not_applicable=named, source_list=draw(st.booleans()))
    end = {"day": draw(days)} if draw(st.booleans()) else {"event": f"a{draw(events)}".strip(" ,")}
    return DeclassifyOn(**end, exemption=draw(exemptions) if kind == "exemption" else None)


@given(one=values())
def test_every_value_comes_back(one):
    assert value(str(one)) == one


@given(ones=st.lists(values().filter(lambda one: one.event is None), min_size=1, max_size=5))
def test_the_order_of_sources_does_not_matter_and_once_more_changes_nothing(ones):
    whole = carried_forward([Source(one) for one in ones], today=TODAY)
    assert carried_forward([Source(one) for one in reversed(ones)], today=TODAY) == whole
    assert carried_forward([Source(whole)], today=TODAY) == whole


@given(text=st.text(max_size=60), lenient=st.booleans())
def test_any_text_is_read_or_refused(text, lenient):
    try:
        reading = read_block(DERIVATIVE.format(text), lenient=lenient)
    except MarkingError as refused:
        assert refused.rule in {rule.id for rule in system("us").rules()}  # noqa: PT017 - whether it is refused depends on the text
        return
    assert (reading.block is None) == (reading.retired is not None)
    if reading.block is not None:
        assert read_block(str(reading.block)).block == reading.block
