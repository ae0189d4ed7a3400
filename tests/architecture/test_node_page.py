"""What the node's reference page lists is what the node has."""

import re
from pathlib import Path

from relto.node.authorising import Role

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "node.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "src" / "relto" / "node").rglob("*.py"))
NO_KINDS = {"consent.by", "disclosure.assurances", "manifest.instrument", "tearline.md", "tearline.txt"}


def test_every_kind_of_line_stands_on_the_page():
    found = {kind for path in SOURCES for kind in re.findall(r'"([a-z]+\.[a-z-]+)"', path.read_text(encoding="utf-8"))}
    assert len(found) > 50
    assert {kind for kind in found - NO_KINDS if f"`{kind}`" not in PAGE} == set()


def test_every_role_stands_on_the_page():
    assert all(f"| `{role}` |" in PAGE for role in Role)
