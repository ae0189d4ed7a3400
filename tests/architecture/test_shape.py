"""The shape of the package: rooms, exports, sizes, and that the project stands alone."""

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "relto"
GENERATED = SOURCE / "client"
"""Made by scripts/client, and not ours to shape."""
MODULES = sorted(path for path in SOURCE.rglob("*.py") if GENERATED not in path.parents)
ROOMS = (
    "primitives",
    "parties",
    "labels",
    "markings",
    "agreements",
    "documents",
    "sealing",
    "audit",
    "release",
    "protocols",
    "node",
    "adapters",
    "bootstrap",
    "cli",
    "server",
    "client",
)
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_what_it_offers(room):
    module = importlib.import_module(f"relto.{room}")
    assert module.__doc__
    assert sorted(module.__all__, key=str.lower) == sorted(set(module.__all__), key=str.lower)
    assert all(hasattr(module, name) for name in module.__all__)


def test_every_room_stands_in_the_architecture():
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    found = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert found == set(ROOMS)
    assert all(f"`{room}/`" in page for room in ROOMS)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_has_one_idea_and_says_which(module):
    text = module.read_text(encoding="utf-8")
    assert text.startswith(('"""', "r'''", 'r"""'))
    assert text.count("\n") <= 400


def test_no_room_is_called_by_no_name():
    assert not {path.stem.lstrip("_") for path in MODULES} & {"utils", "util", "helpers", "common", "misc", "core", "manager"}


def test_locks_pin_by_hash_and_name_no_host():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
    assert "uv.lock" not in TRACKED


def test_the_project_names_no_package_registry():
    hosts = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + "js", "crates" + r"\.io")), re.IGNORECASE)
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".lock", ".json", ""} and path.is_file():
            assert not hosts.search(path.read_bytes().decode("utf-8", "replace")), name


def test_a_fixture_of_a_folder_ends_with_it():
    """Where a folder is no package, pytest takes its fixtures for those of the whole session, and says nothing."""
    theirs = [path for path in (ROOT / "tests").rglob("conftest.py") if 'scope="package"' in path.read_text(encoding="utf-8")]
    assert theirs
    assert [path for path in theirs if not (path.parent / "__init__.py").exists()] == []
