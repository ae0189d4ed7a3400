"""No English sentence of Relto's own on a Japanese page: what is English there is what agreements and people wrote, and is marked so."""

import re

import lxml.html
import pytest

from relto import markings
from relto.agreements import library
from tests.pages.reading import Reader
from tests.pages.test_looks import PAGES
from tests.pages.test_refused_forms import FIELDS, FILES

SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[a-z]{2,}){2,}")
CODES = ("code", "mark", "fingerprint")


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
                left += english(Reader(client).go(path.format(**filled)), path, data)
    assert left == [], "\n".join(left)


def test_a_refused_form_says_nothing_in_english(place, filled, data):
    left = []
    for login in dict.fromkeys(one[0] for one in FIELDS):
        with place.client(login) as client:
            client.headers["accept-language"] = "ja"
            for path, ending, field, typed in (one[1:] for one in FIELDS if one[0] == login):
                reader = Reader(client).go(path.format(**filled))
                reader.send(ending, files=FILES.get((ending, field)), status=422, **typed)
                assert reader.page.xpath("//*[@role='alert']")
                left += english(reader, f"{path} {field}", data)
    assert left == [], "\n".join(left)


def test_what_may_not_be_done_and_what_nobody_knows_is_told_in_japanese(place, data):
    with place.client("analyst") as client:
        client.headers["accept-language"] = "ja"
        reader = Reader(client)
        for path, status in (("/people", 403), ("/counterparts", 403), ("/holdings/item-nothing", 404), ("/network?day=never", 400)):
            reader.answer = client.get(path)
            assert reader.answer.status_code == status, path
            assert english(reader, path, data) == []


def test_lint_and_leaks_of_a_paper_are_told_in_japanese_and_its_markings_are_not_translated(place, data):
    text = [
        ("# ", "(R)", "A title"),
        ("", "(S//RELTO)", "1. Two <b>craft</b>."),
        ("", "", "2. As paragraph 4 says, 3 of 5."),
        ("", "(U)", "3. See 9."),
    ]
    text += [
        ("", "(S//NZEO)", "4. Patrol craft left Nukualofa harbour."),
        ("", "(U)", "5. Paragraph 4 names Nukualofa, a total of 3 of 5."),
    ]
    with place.client("drafter") as client:
        client.headers["accept-language"] = "ja"
        path = client.post("/write", data={"system": "nz", "from": "nothing"}).headers["location"]
        fields = {"version": "1", "front": [], "mark": [], "text": [], "tight": ["0"] * len(text)}
        for front, mark, words in text:
            for name, value in (("front", front), ("mark", mark), ("text", words)):
                fields[name].append(value)
        assert client.post(path, data=fields).status_code == 303
        reader = Reader(client).go(f"{path}?reader=AUS&checked=1")
        assert "(S//RELTO)" in reader.text
        assert "を読めない" in reader.text
        assert len(reader.page.find_class("findings")[0]) > 3
        assert english(reader, path, data) == []


def english(reader, path, data):
    """What a page says in English that neither agreements nor people wrote."""
    left = []
    page = lxml.html.fromstring(reader.answer.text)
    assert page.get("lang") == "ja", path
    for language, text in pieces(page, "ja"):
        said = " ".join(text.split())
        if language == "ja" and SENTENCE.search(said):
            left.append(f"{path}: not marked: {said[:120]}")
        elif language == "en" and SENTENCE.search(said) and not any(said.rpartition(" – ")[2] in one for one in data):
            left.append(f"{path}: of Relto's own: {said[:120]}")
    return left
