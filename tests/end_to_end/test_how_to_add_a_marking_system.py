"""The how-to on adding a marking system, followed in a copy of the package."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "add-a-marking-system.md"
_FILE = re.compile(r"`src/(relto/[a-z/]+\.(?:toml|py))`:\n\n```(?:toml|python)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "src" / "relto", folder / "relto", ignore=shutil.ignore_patterns("__pycache__"))
    files = dict(_FILE.findall(PAGE.read_text(encoding="utf-8")))
    assert sorted(Path(name).suffix for name in files) == [".py", ".toml"]
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def python(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(folder), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def test_the_shown_session_runs_in_the_copy(copy):
    page = copy / "page.txt"
    shown = re.findall(r"^```pycon\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    page.write_text("\n".join(shown), encoding="utf-8")
    assert doctest.DocTestParser().get_examples(page.read_text(encoding="utf-8"))
    done = python(copy, "-m", "doctest", str(page))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_new_system_has_a_scheme_rules_meanings_and_round_trips(copy):
    script = """
from relto.agreements._schemes import written_schemes
from relto.markings import parse, render, system, system_ids
one = system("exa")
assert "exa" in system_ids() and written_schemes()["exa"] == one.scheme
assert any(rule.id == "exa-xex-eyes-only-bars" for rule in one.rules())
for level in one.scheme.levels:
    assert one.means(level) and one.means(level, "ja")
    for caveat in ("", "//XEX EYES ONLY", "//REL TO XEX, DEU", "//FGI DEU"):
        label = parse(level + caveat, system="exa").label
        for kind in ("banner", "portion"):
            assert parse(render(label, kind=kind), system="exa", kind=kind).label == label
whole = one.roll_up([parse(text, system="exa").label for text in ("GARDÉ//REL TO XEX, DEU, NZL", "GRAND SECRET//REL TO XEX, NZL")])
print(render(whole))
"""
    done = python(copy, "-c", script)
    assert (done.stderr, done.stdout) == ("", "GRAND SECRET//REL TO XEX, NZL\n")


def test_without_the_page_there_is_no_such_system():
    done = python(ROOT / "src", "-c", "from relto.markings import system; system('exa')")
    assert "an unknown marking system" in done.stderr
