"""Who may see some portions of a document has those and nothing else by every way in: the interface, and the pages."""

import httpx
import pytest

from relto.node.authorising import Role
from relto.server.pages.visiting import session_name

TEXT = """SECRET

# (U) Dredgers

(R) The dredger works at night.

{hidden}

SECRET
"""
HIDDEN = ("(S) A source aboard counts drums.", "(S) Drums.\n\n(S) More of it, paragraph by paragraph.\n\n## (S) Aboard")


@pytest.fixture(scope="module")
def low(node):
    return node.person("low", Role.ANALYST, clearance="RESTRICTED", need_to_know=True, nationalities=frozenset({"NZL"}))


def held(node, hidden, **said):
    return node.call("drafter", "POST", "/items", {"text": TEXT.format(hidden=hidden), **said}).json()["id"]


def page(node, path, **form):
    with httpx.Client(base_url=node.url, cookies={session_name("NZL"): node.token("low")}, trust_env=False) as client:
        return client.post(path, data=form, headers={"origin": node.url}) if form else client.get(path)


def test_side_channel_what_is_answered_does_not_change_with_what_is_refused(node, low):
    del low
    answers = []
    for hidden in HIDDEN:
        item = held(node, hidden, title="Drums aboard")
        shown, content = (node.call("low", "GET", f"/items/{item}{more}") for more in ("", "/content"))
        assert content.content.decode() == "RESTRICTED\n\n# (U) Dredgers\n\n(R) The dredger works at night.\n\nRESTRICTED\n"
        assert node.call("low", "GET", f"/items/{item}/content", **{"if-none-match": content.headers["etag"]}).status_code == 304
        read = page(node, f"/holdings/{item}")
        assert (read.status_code, "The dredger works" in read.text) == (200, True)
        plain = [
            shown.text.replace(item, "ITEM"),
            content.text,
            content.headers["etag"],
            read.text.replace(item, "ITEM").replace(item[:12], "ITEM"),
        ]
        answers.append([one.replace(shown.json()["held_at"], "AT") for one in plain])
        for text in (*answers[-1], node.call("low", "GET", "/items").text, page(node, "/holdings").text):
            assert "drums" not in text.lower()
            assert "aboard" not in text.lower()
            assert "SECRET" not in text
    first, second = ([one if at < 3 else _without_instants(one) for at, one in enumerate(some)] for some in answers)
    assert first == second


def _without_instants(text):
    return "\n".join(line for line in text.split("\n") if "<time" not in line)


def test_side_channel_no_search_finds_what_is_refused(node, low):
    del low
    item = held(node, HIDDEN[0], title="Drums aboard")

    def found(words):
        return [one["id"] for one in node.call("low", "GET", f"/items/search?words={words}").json()["items"]]

    assert item in found("dredger+night")
    assert item in page(node, "/holdings/search", words="dredger").text
    for words in ("drums", "aboard", "dredger+drums", "source"):
        assert (found(words), item in page(node, "/holdings/search", words=words.replace("+", " ")).text) == ([], False)


def test_what_is_done_with_the_whole_is_answered_as_for_what_does_not_exist(node, low):
    del low
    item = held(node, HIDDEN[0])
    for path in ("releases",):
        some = [node.call("low", "GET", f"/items/{one}/{path}") for one in (item, "item-00000000000000000000000000")]
        assert [one.status_code for one in some] == [404, 404]
        assert some[0].content == some[1].content
