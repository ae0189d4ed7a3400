"""What the documentation shows is what the command prints; what it links to is there."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tests.docs import PAGES, ROOT, commands, matches, prepare, run

import relto
from relto.server import pages

SHOWN = [one for page in PAGES for one in commands(page)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("docs")
    prepare(made)
    return made


def test_the_documentation_shows_commands():
    assert len(SHOWN) > 15


@pytest.mark.parametrize("page", [page for page in PAGES if list(commands(page))], ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_print_what_is_shown(page, folder):
    for shown in commands(page):
        printed = run(shown.command, folder)
        assert matches(shown.output, printed), f"{shown.command}\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", ["tutorial/first-node.md", "how-to/work-with-the-pages.md"])
def test_what_a_page_says_to_press_stands_on_the_pages_of_a_node(page):
    text = re.sub(r"```.*?```", "", (ROOT / "docs" / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    named = re.findall(r"(?<!\*)\*([^*\s][^*]*)\*(?!\*)", " ".join(re.sub(r"^\* ", "", text, flags=re.MULTILINE).split("\n")))
    with (Path(pages.__file__).parent / "locale" / "ja" / "LC_MESSAGES" / "relto.po").open("rb") as file:
        messages = [re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(one.id)) for one in read_po(file) if isinstance(one.id, str) and one.id]
    assert len(named) > 10
    assert [one for one in named if not any(re.fullmatch(each, one) for each in messages)] == []


def test_the_package_says_what_it_does():
    assert doctest.testmod(relto).failed == 0
    assert doctest.testmod(relto).attempted > 5
    library = ROOT / "docs" / "reference" / "python.md"
    assert doctest.testfile(str(library), module_relative=False).failed == 0


@pytest.mark.parametrize(
    "page",
    [
        "reference/formats.md",
        "reference/misp.md",
        "reference/audit-log.md",
        "how-to/mark-stix-objects.md",
        "how-to/label-e-mail.md",
        "how-to/ask-what-a-partner-may-have.md",
    ],
)
def test_the_examples_of_a_page_say_what_happens(page):
    done = doctest.testfile(str(ROOT / "docs" / page), module_relative=False)
    assert (done.failed, done.attempted > 5) == (0, True)


def test_every_public_name_is_there_and_documented():
    for name in relto.__all__:
        assert getattr(relto, name).__doc__, name
        assert f"`{name}`" in (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8"), name
    assert sorted(relto.__all__) == relto.__all__


def test_the_picture_is_what_the_command_answers():
    done = subprocess.run([sys.executable, ROOT / "scripts" / "picture"], capture_output=True, text=True, check=True)
    assert done.stdout == (ROOT / "docs" / "images" / "matrix.svg").read_text(encoding="utf-8")
