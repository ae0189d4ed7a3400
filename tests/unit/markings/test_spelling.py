"""Letters beyond ASCII: composed, without accents, in another case; and levels whose name holds a slash."""

import unicodedata

import pytest

from relto.markings import MarkingError, parse, render, system, system_ids
from relto.markings.slashed import SlashedSystem
from relto.markings.spelling import unaccented
from relto.primitives import Malformed

ACCENTED = [
    (name, level)
    for name in system_ids()
    if isinstance(system(name), SlashedSystem)
    for level in system(name).scheme.levels
    if not level.isascii()
]


@pytest.mark.parametrize(("name", "level"), ACCENTED)
def test_a_decomposed_level_is_read_with_notice_only(name, level):
    text = unicodedata.normalize("NFD", level)
    if text == level:
        assert parse(level, system=name).label.level == level
        return
    with pytest.raises(MarkingError):
        parse(text, system=name)
    reading = parse(text, system=name, lenient=True)
    assert reading.label.level == level
    assert [one.rule for one in reading.repairs] == [f"{name}-composed"]


@pytest.mark.parametrize(("name", "level"), ACCENTED)
def test_a_level_without_its_accents_is_read_with_notice_only(name, level):
    text = unaccented(level)
    if text == level:
        return
    with pytest.raises(MarkingError) as refused:
        parse(text, system=name)
    assert refused.value.expected == f"`{level}`"
    reading = parse(text, system=name, lenient=True)
    assert (reading.label.level, [one.message for one in reading.repairs]) == (level, ["a level without its accents"])


def test_there_are_accented_levels():
    assert {name for name, _ in ACCENTED} >= {"fra", "deu", "fin", "esp", "lux", "kor", "jp"}


def test_columns_are_those_of_the_text_as_given():
    text = unicodedata.normalize("NFD", "TRÈS SECRET DÉFENSE//XYZ")
    with pytest.raises(MarkingError) as refused:
        parse(text, system="fra", lenient=True)
    assert text[refused.value.place.column - 1 :] == "XYZ"


@pytest.mark.parametrize("text", ["\u212aEY", "SECRET//T\u212a", "SECRE\u0301T", "SE\u0301CRET//TK"])
def test_nothing_else_becomes_a_letter_by_normalising(text):
    for lenient in (False, True):
        with pytest.raises(MarkingError):
            parse(text, system="us", lenient=lenient)


@pytest.mark.parametrize(
    ("text", "name", "level"),
    [
        ("SECRET UE/EU SECRET", "eu", "SECRET UE/EU SECRET"),
        ("SECRET UE / EU SECRET", "eu", "SECRET UE/EU SECRET"),
        ("secret ue/eu secret", "eu", "SECRET UE/EU SECRET"),
        ("S-UE/EU-S", "eu", "SECRET UE/EU SECRET"),
        ("//JOINT HEMLIG/SECRET FIN SWE//REL TO SWE, FIN", "swe", "HEMLIG/SECRET"),
        ("hemlig/top secret", "swe", "HEMLIG/TOP SECRET"),
    ],
)
def test_a_slash_inside_a_level(text, name, level):
    assert parse(text, system=name, lenient=True).label.level == level


@pytest.mark.parametrize("text", ["SECRET UE/SECRET UE", "EU SECRET/SECRET UE", "SECRET UE//EU SECRET", "SECRET UE/EU CONFIDENTIAL"])
def test_halves_that_do_not_belong_together(text):
    for lenient in (False, True):
        with pytest.raises(MarkingError):
            parse(text, system="eu", lenient=lenient)


def test_two_activities_and_an_activity_that_opens_nothing():
    nato = system("nato")
    kfor, isaf = (nato.parse(text).label for text in ("NATO/KFOR SECRET", "NATO/ISAF SECRET"))
    assert (kfor.releasable_to, kfor.originators, kfor.controls) == (None, frozenset(), {"NATO/KFOR"})
    whole = nato.roll_up([kfor, isaf])
    assert whole.controls == {"NATO/KFOR", "NATO/ISAF"}
    with pytest.raises(Malformed, match="no such marking"):
        render(whole)
