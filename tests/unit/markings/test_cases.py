"""Markings of tests/cases/markings: good ones read and written, bad ones refused in the words the file gives."""

import tomllib
from pathlib import Path

import pytest

from relto.markings import MarkingError, parse, render

CASES = Path(__file__).parents[2] / "cases" / "markings"


def cases(name):
    found = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [pytest.param(one, id=f"{one['system']} {one.get('kind', 'banner')} {one['text']!a}") for one in found]


@pytest.mark.parametrize("case", cases("good"))
def test_good(case):
    kind = case.get("kind", "banner")
    reading = parse(case["text"], system=case["system"], kind=kind)
    assert reading.repairs == ()
    assert render(reading.label, kind=kind) == case.get("canonical", case["text"])
    if "portion" in case:
        portion = case["portion"]
        assert render(reading.label, kind="portion") == portion
        assert parse(portion, system=case["system"], kind="portion").label == reading.label
        assert parse(portion[1:-1], system=case["system"], kind="portion").label == reading.label


@pytest.mark.parametrize("case", cases("bad"))
def test_bad(case):
    kind = case.get("kind", "banner")
    with pytest.raises(MarkingError) as refused:
        parse(case["text"], system=case["system"], kind=kind, source="line")
    error = refused.value
    assert (error.message, error.found, error.expected) == (case["message"], case.get("found"), case.get("expected"))
    assert (error.place.source, error.place.column) == ("line", case["column"])
    if "lenient" in case:
        reading = parse(case["text"], system=case["system"], kind=kind, lenient=True)
        assert render(reading.label, kind=kind) == case["lenient"]
        assert reading.repairs
    else:
        with pytest.raises(MarkingError):
            parse(case["text"], system=case["system"], kind=kind, lenient=True)


def test_there_are_more_bad_ones_than_good_ones():
    assert len(cases("bad")) > len(cases("good"))
