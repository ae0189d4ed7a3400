"""Every list is paged in the one way, and whoever walks it while things come and go misses nothing and is told nothing twice."""

import re
from datetime import date

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from relto.node.holdings import Given
from relto.node.records.releasing import Draft
from relto.primitives import PartyId
from relto.server.describing import description
from relto.server.pages.visiting import session_name
from relto.server.paging import cursor_of
from tests.unit.server.rest.lists import AT, LISTS, Lists, nothing
from tests.unit.server.rest.serving import serving

DAY = date(2027, 2, 20)
DESCRIBED = description()
ANSWERS = {
    path: content["schema"]
    for path, methods in DESCRIBED["paths"].items()
    if "get" in methods
    for status, answer in methods["get"]["responses"].items()
    if status.startswith("2")
    for content in answer.get("content", {}).values()
}
PAGED = {
    path
    for path, methods in DESCRIBED["paths"].items()
    if {"cursor", "most"} <= {one["name"] for one in methods.get("get", {}).get("parameters", ())}
}
EXPORTED = "/api/log/export"
"""JSON lines: where its next part begins stands in a header."""


@pytest.fixture(scope="module")
def lists(kept, tmp_path_factory):
    del kept
    with serving(tmp_path_factory.mktemp("lists") / "nzl") as node:
        yield Lists(node)


def resolved(schema):
    return DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def described(path):
    return path.replace("/JPN/", "/{party}/")


def test_every_list_of_the_description_is_paged_in_the_one_way():
    assert not [path for path, schema in ANSWERS.items() if resolved(schema).get("type") == "array"], "a list without pages"
    pages = {path for path, schema in ANSWERS.items() if {"items", "next"} == set(resolved(schema).get("properties", ()))}
    assert pages == PAGED - {EXPORTED}
    assert pages == {f"/api{described(path)}" for path in LISTS}, "lists.py is to know every list"


def walk(lists, path, most, between=lambda _: None):
    """Everything that somebody is told who goes from page to page; something happens between two pages."""
    listed, found, cursor = LISTS[path], [], None
    address = path.format(draft=lists.draft, item=lists.item, order=lists.order, person=lists.node.accounts["analyst"].id)
    while True:
        asked = {"most": most, **listed.query, **({} if cursor is None else {"cursor": cursor})}
        answer = lists.node.kept(listed.name).get(address, params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= most
        found += map(listed.key, page["items"])
        cursor = page["next"]
        if cursor is None:
            return found
        between(found)


CHANGES = st.sampled_from(["one comes", "one goes", "the last that was told goes"])


@pytest.mark.parametrize("path", LISTS)
@settings(  # what was added stays: an example is no smaller the second time
    max_examples=3, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(most=st.integers(1, 4), changes=st.lists(st.tuples(CHANGES, st.floats(0, 1)), min_size=2, max_size=6))
def test_what_stands_throughout_is_told_once(lists, path, most, changes):
    listed, gone = LISTS[path], set()
    for _ in range(5):
        listed.add(lists)
    before = walk(lists, path, 200)
    assert len(before) >= 5

    def between(found):
        if not changes:
            return
        change, where = changes.pop()
        if change == "one comes" or listed.remove is nothing:
            listed.add(lists)
            return
        one = found[-1] if change != "one goes" else before[int(where * (len(before) - 1))]
        if one not in {*gone, lists.item, lists.draft}:
            gone.add(one)
            listed.remove(lists, one)

    found = walk(lists, path, most, between)
    assert len(found) == len(set(found)), "told twice"
    assert not set(before) - gone - set(found), "lost"


WRONG = ("\x00", "'; --", "9" * 400, 2**64 - 1, 0)


@pytest.mark.parametrize("path", LISTS)
def test_injection_a_cursor_that_somebody_made_up_is_a_place_or_none_and_breaks_nothing(lists, path):
    listed = LISTS[path]
    address = path.format(draft=lists.draft, item=lists.item, order=lists.order, person=lists.node.accounts["analyst"].id)
    for wrong in WRONG:
        for many in (1, 2):
            asked = {**listed.query, "cursor": cursor_of([wrong] * many)}
            assert lists.node.kept(listed.name).get(address, params=asked).status_code in (200, 400, 404), (wrong, many)


def drafts(lists, many):
    """Many drafts of one item."""
    some = [Draft(lists.id("draft"), lists.item, PartyId("JPN"), AT, "node", frozenset()) for _ in range(many)]
    lists.work(lambda work: [work.drafts.add(one) for one in some])
    return [f"/releases/{one.id}" for one in some]


def due(lists, many):
    """Many things that must be destroyed."""
    node, drafter, security = lists.node.node, *(lists.node.accounts[name].actor for name in ("drafter", "security"))
    how = {"media_type": "text/plain", "scheme": "nz", "marking": "RESTRICTED"}
    made = [node.holdings.hold_record(drafter, b"x", Given("Due"), **how).held.id for _ in range(many)]
    for one in made:
        node.keeping.keep(security, one, until=None, destroy_by=DAY)
    return [f"/holdings/{one}/keeping" for one in made]


SHOWN = {
    "/": ("security", 201, lambda lists, many: [f"/incidents/{lists.duty()}" for _ in range(many)]),
    "/consents": ("authority", 201, lambda lists, many: [f"/consents/{lists.asked()}" for _ in range(many)]),
    "/exchange": ("security", 51, lambda lists, many: [f"/exchange/orders/{lists.ordered()}" for _ in range(many)]),
    "/incidents": ("overseer", 51, lambda lists, many: [f"/incidents/{lists.incident()}" for _ in range(many)]),
    "/keeping?by=2027-03-01": ("security", 101, due),
    "/releases": ("drafter", 101, drafts),
}
"""Pages that show the beginning of a list: who looks, how many things are more than one page, and what puts them there."""


@pytest.mark.parametrize("path", SHOWN)
def test_a_page_that_is_cut_leads_on(lists, path):
    name, many, add = SHOWN[path]
    made, seen, here = add(lists, many), set(), path
    cookies = {session_name("NZL"): lists.node.token(name)}
    with httpx.Client(base_url=lists.node.url, cookies=cookies, trust_env=False, timeout=60) as client:
        for _ in range(many):
            text = client.get(here).raise_for_status().text
            seen.update(re.findall(r'href="([^"]+)"', text))
            onward = re.search(r'data-next href="([^"]+)"', text)
            if onward is None:
                break
            here = onward[1].replace("&amp;", "&")
    assert here != path, "it was not cut"
    assert not set(made) - seen
