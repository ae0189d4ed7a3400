"""The laws of parsing and writing, by generated labels and texts."""

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.markings.strategies import SLASHED, candidates, texts, written
from tests.worlds import examples

from relto.labels import dominates
from relto.markings import MarkingError, parse, render, system, system_ids
from relto.markings.model import Request
from relto.primitives import Malformed

KINDS = ("banner", "portion")
often = settings(max_examples=examples(20), suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_what_is_written_reads_back_as_the_same_label(name, kind, data):
    label = data.draw(written(name))
    assert parse(render(label, kind=kind), system=name, kind=kind).label == label


@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_a_banner_of_titles_reads_back_as_the_same_label(name, data):
    label = data.draw(written(name))
    assert render(label, kind="abbreviated") == render(label)
    titled = render(label, kind="title")
    reading = parse(titled, system=name)
    assert reading.label == label
    assert reading.repairs == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", system("tlp").scheme.levels)
def test_tlp_reads_back(level, kind):
    label = parse(level, system="tlp", kind=kind).label
    assert parse(render(label, kind=kind), system="tlp", kind=kind).label == label


@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_a_label_is_written_or_refused_as_malformed(name, data):
    label = data.draw(candidates(name))
    for kind in KINDS:
        try:
            render(label, kind=kind)
        except Malformed as refused:
            assert type(refused) is Malformed  # noqa: PT017 - whether it is refused depends on the label


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_writing_is_canonical_and_every_refusal_is_a_marking_error(name, kind, lenient, data):
    text = data.draw(texts(name, kind))
    try:
        reading = parse(text, system=name, kind=kind, lenient=lenient)
    except MarkingError as refused:
        assert refused.place.column in range(1, len(text) + 2)  # noqa: PT017 - as above
        return
    once = render(reading.label, kind=kind)
    again = parse(once, system=name, kind=kind).label
    assert again == reading.label
    assert render(again, kind=kind) == once


@pytest.mark.parametrize("name", system_ids())
@settings(max_examples=examples(150))
@given(text=st.text(max_size=40), kind=st.sampled_from(KINDS), lenient=st.booleans())
def test_any_text_is_read_or_refused_as_malformed(name, text, kind, lenient):
    try:
        parse(text, system=name, kind=kind, lenient=lenient)
    except MarkingError as refused:
        assert not refused.message.endswith((".", " "))  # noqa: PT017 - as above


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_a_lenient_reading_of_a_good_marking_repairs_nothing(name, kind, data):
    label = data.draw(written(name))
    reading = parse(render(label, kind=kind), system=name, kind=kind, lenient=True)
    assert reading.label == label
    assert reading.repairs == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_the_quick_reader_agrees_with_the_reader(name, kind, data):
    one = system(name)
    good = written(name).map(lambda label: render(label, kind=kind))
    text = data.draw(
        st.one_of(good, texts(name, kind), st.tuples(good, texts(name, kind)).map("//".join), st.tuples(good, good).map("/".join))
    )
    known = one.known(text, kind, frozenset())
    try:
        assert known in (None, one.read(text, Request(name, kind)).label)
    except MarkingError:
        assert known is None


@pytest.mark.parametrize(
    "text",
    [
        "SECRET",
        "(TS//SI-G ABCD/TK//SAR-BP/CA-XYZ YYY//RS/OC/NF)",
        "//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR",
        "SECRET//FGI DEU GBR//REL TO USA, DEU, GBR/DISPLAY ONLY AFG//LES",
    ],
)
def test_the_quick_reader_knows_good_markings(text):
    kind = "portion" if text.startswith("(") else "banner"
    assert system("us").known(text, kind, ()) == system("us").read(text, Request("us", kind)).label


@pytest.mark.parametrize(
    "text",
    [
        "SECRET//NOFORN/REL TO USA, GBR",
        "UNCLASSIFIED//NOFORN//SBU NOFORN",
        "SECRET//NOFORN//RSEN",
        "SECRET//NOFORN/NOFORN",
        "//DEU SECRET//FGI GBR",
        "SECRET//SAR-BP//CA",
        "SECRET//SAR-CA/BP",
        "SECRET//SAR-BP/SAR-CA",
        "SECRET//SAR-SAR-BP",
        "//JOINT SECRET CAN GBR USA//REL TO USA, CAN",
        "SECRET//ORCON//NOFORN",
        "UNCLASSIFIED//TK",
        "SECRET//NOFORN ",
        "SECRET// NOFORN",
        "SECRET//",
        "(SECRET)",
        "SECRET//NOFORN)",
        "SECRET//NOFORN\t",
        "SECRET//REL TO USA,  GBR",
        "",
        "//",
        "////SECRET",
        "SECRET////NOFORN",
    ],
)
def test_the_quick_reader_says_nothing_of_bad_ones(text):
    assert system("us").known(text, "banner", ()) is None
    with pytest.raises(MarkingError):
        parse(text, system="us")


def damaged(text, data):
    """A text damaged in a way that leaves one meaning."""
    how = data.draw(st.sampled_from(("lower", "spaces", "wide", "single")))
    if how == "lower":
        return text.lower()
    if how == "spaces":
        return text.replace("//", " // ")
    if how == "wide":
        return text.replace("/", "／").replace(" ", "\u3000")
    return text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SLASHED)
@often
@given(data=st.data())
def test_a_lenient_reading_is_never_less_strict(name, kind, data):
    label = data.draw(written(name))
    text = render(label, kind=kind)
    hurt = damaged(text, data)
    try:
        reading = parse(hurt, system=name, kind=kind, lenient=True)
    except MarkingError:
        return
    assert dominates(reading.label, label)
    assert bool(reading.repairs) == (hurt != text)


@pytest.mark.parametrize("name", [name for name in SLASHED if name != "us"])
@often
@given(data=st.data())
def test_a_national_roll_up_protects_every_part(name, data):
    parts = [data.draw(written(name)) for _ in range(data.draw(st.integers(1, 4)))]
    whole = system(name).roll_up(parts)
    assert all(dominates(whole, part) for part in parts)


@often
@given(data=st.data())
def test_a_united_states_banner_protects_every_part(data):
    parts = [data.draw(written("us")) for _ in range(data.draw(st.integers(1, 4)))]
    whole = system("us").roll_up(parts)
    shut = any(one.name == "NOFORN" for one in whole.exclusions)
    for part in parts:
        if part.is_public:
            continue
        assert whole.level != "RESTRICTED" or part.level in ("RESTRICTED", "UNCLASSIFIED")
        assert whole.scheme.protects(whole.level, part.level)
        assert whole.named_or_owner >= part.named_or_owner
        assert whole.exclusions >= part.exclusions
        assert whole.releasable_to is None or (part.releasable_to is not None and whole.releasable_to <= part.releasable_to)
        reached = (part.releasable_to or frozenset()) | (part.display_only or frozenset())
        assert whole.display_only is None or whole.display_only <= reached
        if part.releasable_to is not None and whole.releasable_to is None:
            assert shut or whole.display_only is not None or "RELIDO" in whole.controls
        dropped = part.controls - whole.controls
        assert dropped <= {"FOUO", "LIMDIS", "SBU", "SBU NOFORN", "LES NOFORN", "DOD UCNI", "DOE UCNI", "EXDIS", "ORCON-USGOV", "RELIDO"}
        assert not part.compartments - whole.compartments - {one for one in part.compartments if one.split("-")[0] in ("FRD", "TFNI")}


@often
@given(data=st.data())
def test_a_united_states_banner_can_be_written(data):
    parts = [data.draw(written("us")) for _ in range(data.draw(st.integers(1, 4)))]
    whole = system("us").roll_up(parts)
    text = render(whole)
    assert parse(text, system="us").label == evolve(whole, originators=parse(text, system="us").label.originators)


@often
@given(data=st.data())
def test_a_united_states_banner_is_the_same_rolled_up_again(data):
    parts = [data.draw(written("us")) for _ in range(data.draw(st.integers(1, 3)))]
    us = system("us")
    whole = us.roll_up(parts)
    assert us.roll_up([whole]) == whole
