"""Every test that the page of attacks names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "attacks.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there_once():
    named = re.findall(r"`(test_\w+)`", PAGE)
    assert len(named) > 25
    there = [one for path in (ROOT / "tests").rglob("test_*.py") for one in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))]
    assert {one: there.count(one) for one in named} == dict.fromkeys(named, 1)
