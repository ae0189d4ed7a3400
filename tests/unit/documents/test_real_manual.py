"""The Intelligence Community Markings System Register and Manual of 2016, as released: 200 pages, portion-marked."""

import os
from collections import Counter
from pathlib import Path

import pytest

from relto.documents import decode, outline_of, read, self_contained, write

FOLDER = os.environ.get("RELTO_REAL_DATA")

pytestmark = pytest.mark.skipif(FOLDER is None, reason="RELTO_REAL_DATA names no folder of real data")


@pytest.fixture(scope="module")
def text():
    path = Path(FOLDER or "") / "markings" / "ic-markings-manual-2016.txt"
    if not path.is_file():
        pytest.fail(f"RELTO_REAL_DATA is set, but {path} is missing")
    return decode(path.read_bytes(), path.name)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_it_reads(text, form):
    document = read(text, source="manual.txt", system="us", format=form)
    assert document.banner_text == "UNCLASSIFIED"
    assert len(document.portions) > 2_500


def test_it_writes_and_reads_again(text):
    document = read(text, source="manual.txt", system="us")
    again = read(write(document), source="manual.txt", system="us")
    assert [one.content for one in again.portions] == [one.content for one in document.portions]


def test_what_is_wrong_with_it(text):
    """Counts by kind; docs/reference/documents.md says why each is right."""
    document = read(text, source="manual.txt", system="us")
    assert Counter((one.severity, one.rule) for one in document.problems) == {
        ("error", "mark-inside"): 61,
        ("warning", "mark-inside"): 103,
        ("error", "hidden-character"): 1,
    }
    assert sum(one.label is None for one in document.portions) == 61


def test_what_refers_to_something_that_nothing_in_it_bears(text):
    """Nothing is withheld where all of it is shown: each of these is taken for a reference and is none, or cannot be followed."""
    document = read(text, source="manual.txt", system="us")
    shown = self_contained(outline_of(one) for one in document.portions)
    assert len(document.portions) - len(shown) == 109
