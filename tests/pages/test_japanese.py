"""No English sentence of Relto's own on a Japanese page: what is English there is what agreements and people wrote, and is marked so."""

import re

import lxml.html
import pytest

from relto import markings
from relto.agreements import library
from tests.pages.reading import Reader
from tests.pages.test_looks import PAGES

SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[a-z]{2,}){2,}")
CODES = ("code", "mark", "fingerprint")
STILL = {
    "/releases/{draft}": "what the leak check finds",
    "/agreements/jpn-aus-2012/beside/jpn-usa-2007": "the differences of two agreements, and the topics that are the same",
    "/calendar": "clauses that may bring something due",
}
"""Pages on which sentences of Relto's own are still English, marked as such."""


def facts():
    """Every text that the packaged agreements hold."""
    network, found = library(), set()

    def gather(value, depth=0):
        if isinstance(value, str):
            found.add(" ".join(value.split()))
        elif isinstance(value, list | tuple | set | frozenset):
            for one in value:
                gather(one, depth)
        elif hasattr(value, "__attrs_attrs__") and depth < 5:
            for each in value.__attrs_attrs__:
                gather(getattr(value, each.name), depth + 1)

    gather(list(network.agreements.values()))
    gather(list(network.national_rules))
    gather(list(network.communities.values()))
    gather([markings.system(one).name for one in markings.system_ids()])
    return found


def pieces(element, language):
    """The texts of an element and what is in it, each with its language."""
    mine = element.get("lang", language)
    if any(one in (element.get("class") or "").split() for one in CODES) or element.tag in ("script", "style", "kbd"):
        mine = "zxx"
    for name in ("aria-label", "title", "placeholder", "alt"):
        if element.get(name):
            yield mine, element.get(name)
    if element.text:
        yield mine, element.text
    for child in element:
        if isinstance(child.tag, str):
            yield from pieces(child, mine)
        if child.tail:
            yield mine, child.tail


@pytest.fixture(scope="module")
def data():
    return facts()


def test_a_japanese_page_says_nothing_in_english_but_what_others_wrote(place, filled, data):
    left = []
    for login, paths in PAGES.items():
        with place.client(login) as client:
            client.headers["accept-language"] = "ja"
            for path in paths:
                reader = Reader(client).go(path.format(**filled))
                page = lxml.html.fromstring(reader.answer.text)
                assert page.get("lang") == "ja", path
                for language, text in pieces(page, "ja"):
                    said = " ".join(text.split())
                    if language == "ja" and SENTENCE.search(said):
                        left.append(f"{path}: not marked: {said[:120]}")
                    elif (
                        language == "en"
                        and path not in STILL
                        and SENTENCE.search(said)
                        and not any(said.rpartition(" – ")[2] in one for one in data)
                    ):
                        left.append(f"{path}: of Relto's own: {said[:120]}")
    assert left == [], "\n".join(left)
