"""Banners, instants, languages, files: what every page is made with."""

import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto import markings
from relto.primitives import Malformed
from relto.server.pages import assets
from relto.server.pages.banners import banner
from relto.server.pages.instants import read_day, written
from relto.server.pages.languages import catalogue, preferred
from relto.server.pages.shell import public_banner

ROOT = Path(__file__).parents[4]


def label(text, system):
    return markings.parse(text, system=system).label


def test_a_banner_is_the_roll_up_of_what_is_shown_one_stripe_for_each_scheme():
    shown = [label("SECRET//REL TO NZL, JPN", "nz"), label("CONFIDENTIAL//REL TO NZL, AUS, JPN", "nz"), label("TLP:AMBER", "tlp")]
    assert [(one.system, one.text) for one in banner(shown)] == [("nz", "SECRET//REL TO NZL, JPN"), ("tlp", "TLP:AMBER")]
    assert banner([]) == ()


def test_a_banner_has_colours_only_where_the_system_s_data_give_them():
    us, nz = banner([label("SECRET//NOFORN", "us")]), banner([label("SECRET", "nz")])
    assert us[0].style
    assert nz[0].style == ""
    rule = next(line for line in assets.colours().splitlines() if f".{us[0].style} " in line)
    assert "#c8102e" in rule
    assert assets.colours().count(" */") == assets.colours().count("{")  # every colour with its source


def test_levels_that_no_marking_can_join_are_all_said():
    both = banner([label("RESTRICTED", "nz"), label("SENSITIVE", "nz")])
    assert len(both) == 1
    assert both[0].text in ("CONFIDENTIAL", "RESTRICTED + SENSITIVE")


@pytest.mark.parametrize(("system", "text"), [("nz", ["UNCLASSIFIED"]), (None, []), ("nowhere", [])])
def test_what_has_no_label_is_under_the_party_s_own_public_level(system, text):
    assert [one.text for one in public_banner(system)] == text


def test_instants_are_written_in_two_ways():
    at = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
    assert (written(at), written(at, "dtg")) == ("2026-11-23 12:05Z", "231205Z NOV 26")
    assert (written(at.date()), written(at.date(), "dtg"), written(None)) == ("2026-11-23", "23 NOV 26", "")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_in_every_way_it_is_written(day):
    for text in (written(day), written(day, "dtg"), f"{day}T12:00:00Z", f"{day:%d}1200Z {written(day, 'dtg')[3:]}"):
        assert read_day(text, place="day") == day


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "31 FEB 26", "23 NOV", "2026-11-23; DROP"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Malformed):
        read_day(text, place="day")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ja", "ja"),
        ("en-NZ,en;q=0.9,ja;q=0.8", "en"),
        ("de, ja;q=0.5", "ja"),
        ("fr", "en"),
        ("", "en"),
        ("ja;q=0, en", "en"),
        ("ja;q=x", "en"),
    ],
)
def test_the_browser_s_wish_decides_the_language(accepted, language):
    assert preferred(accepted) == language


def test_every_word_of_the_pages_is_there_in_japanese():
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "translations"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert catalogue("ja").gettext("Agreements") == "協定"


def test_what_was_taken_from_elsewhere_is_what_its_list_says():
    folder = Path(assets.__file__).parent / "static"
    rows = [line.split("|") for line in (folder / "SOURCES.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    listed = {row[1].strip(" `"): row[5].strip(" `") for row in rows}
    assert {one.name for one in folder.glob("*.min.js")} == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
