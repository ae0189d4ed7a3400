"""The examples of the United States' manual of 2016: read, written and read again; its pages rolled up; none of them left out."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from relto.markings import MarkingError, parse, render, system

TABLE = tomllib.loads((Path(__file__).parents[2] / "cases" / "markings" / "manual-2016.toml").read_text("utf-8"))
FOLDER = os.environ.get("RELTO_REAL_DATA")
MEMBERS = {"FVEY": frozenset({"AUS", "CAN", "GBR", "NZL", "USA"}), "ACGU": frozenset({"AUS", "CAN", "GBR", "USA"})}


def named(one, *keys):
    return pytest.param(one, id=" ".join(str(one[key]) for key in ("page", *keys) if key in one))


def kind_of(text):
    return "portion" if text.startswith("(") else "banner"


def label(text, banner=None, **how):
    return parse(text, system="us", kind=kind_of(text), banner=banner, **how).label


def comes_back(one):
    """Whether a label is the same after it was written and read again, in each form."""
    return all(label(render(one, kind=form)) == one for form in ("banner", "portion", "abbreviated", "title"))


@pytest.mark.parametrize("one", [named(one, "text") for one in TABLE["example"]])
def test_an_example_is_read_written_and_read_again(one):
    read = label(one["text"], banner=label(one["banner"]) if "banner" in one else None)
    assert comes_back(read)


@pytest.mark.parametrize("one", [named(one, "number", "banner") for one in TABLE["page"] if "refused" not in one])
def test_the_portions_of_a_page_roll_up_to_its_banner(one):
    banner = label(one["banner"])
    portions = [label(text, banner=banner, lenient="lenient" in one) for text in one["portions"]]
    assert all(comes_back(portion) for portion in (banner, *portions))
    assert render(system("us").roll_up(portions, MEMBERS.get)) == render(banner)


@pytest.mark.parametrize("one", [named(one, "text") for one in TABLE["not_read"]])
def test_what_is_not_read_is_refused(one):
    with pytest.raises(MarkingError):
        label(one["text"])


@pytest.mark.parametrize("one", [named(one, "number") for one in TABLE["page"] if {"refused", "lenient"} & set(one)])
def test_a_page_that_is_not_read_is_refused_somewhere(one):
    with pytest.raises(MarkingError):
        [label(text, banner=label(one["banner"])) for text in one["portions"]]


def bare(text):
    return "".join(text.split())


@pytest.fixture(scope="module")
def pages():
    if FOLDER is None:
        pytest.skip("RELTO_REAL_DATA names no folder of real data")
    text = (Path(FOLDER) / "markings" / "ic-markings-manual-2016.txt").read_text("utf-8")
    parts = re.split(r"^begin page (\d+)(?:-\d+)? .*$", text, flags=re.MULTILINE)
    return {int(number): body for number, body in zip(parts[1::2], parts[2::2], strict=True)}


def every_text():
    for one in (*TABLE["example"], *TABLE["not_read"]):
        yield one["page"], one["text"]
    for one in TABLE["page"]:
        yield from ((one["page"], text) for text in (one["banner"], *one["portions"]))


def test_every_example_stands_on_its_page(pages):
    missing = [(number, text) for number, text in every_text() if bare(text) not in bare(pages[number])]
    assert missing == []


_PORTION = re.compile(r"\(\s*(?:TS|S|C|U)?\s*//[^()\[\]]+\)")
_BANNER = re.compile(
    r"(?:(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)\s*//|(?<![\w/:(])//(?=[A-Z]{3}))[A-Z0-9/\-, ]*[A-Z0-9](?![A-Za-z0-9])"
)
_RUN_ON = re.compile(r"(?<=//LES) (?=UNCLASSIFIED//)")
"""Where one banner stands right behind another: at the foot of a page and the head of the next (page 183)."""
_GAP = re.compile(r"\s*[/-]+\s*\[|\s*\[(?:USA|LIST|N|C)")
"""What follows the start of a form that is to be filled in: ``//ORCON/[Explicit FD&R]``, ``//REL TO [USA, LIST]``."""


def found_on(body):
    """What looks like a marking with more than a level, on one page."""
    for line in body.splitlines():
        yield from (bare(one) for one in _PORTION.findall(line))
        rest = _RUN_ON.sub("; ", _PORTION.sub("()", line))
        yield from (bare(one[0]) for one in _BANNER.finditer(rest) if not _GAP.match(rest, one.end()))


def test_no_marking_of_the_manual_is_left_out(pages):
    known = {bare(text) for _, text in every_text()}
    left_out = {(number, one) for number, body in pages.items() for one in found_on(body) if one not in known}
    assert left_out == set()
