"""What is overwritten is what was looked at: ``ETag``, ``If-Match``, 412 and 428."""

import pytest

from tests.unit.server.rest.describing import operations
from tests.unit.server.rest.serving import STAFF

TEXT = "RESTRICTED\n\n(R) The tide is low.\n\nRESTRICTED\n"


@pytest.fixture
def item(node):
    return node.call("drafter", "POST", "/items", {"text": TEXT, "title": "Tides"}).json()["id"]


@pytest.fixture
def overwritten(node, item):
    """Of each thing that is overwritten: who does it, where it is shown, where it is changed, two changes."""
    draft = node.call("drafter", "POST", "/drafts", {"item": item, "recipient": "JPN"}).json()["id"]
    person = node.person(f"p-{draft[-8:]}", STAFF["analyst"]).id
    cleared = {"clearance": "SECRET", "nationalities": ["NZL"]}
    return [
        ("drafter", f"/drafts/{draft}", "disclosure", {"purpose": "relief"}, {"purpose": "survey"}),
        ("drafter", f"/drafts/{draft}", "withheld", {"parts": [0]}, {"parts": []}),
        ("security", f"/items/{item}", "retention", {"until": "2030-01-01", "destroy_by": None}, {"until": None, "destroy_by": None}),
        ("admin", f"/people/{person}", "roles", {"roles": ["analyst", "drafter"], "active": True}, {"roles": ["analyst"], "active": True}),
        ("security", f"/people/{person}", "clearance", cleared, {**cleared, "need_to_know": True}),
    ]


def test_whoever_has_an_older_version_overwrites_nothing(node, overwritten):
    for name, path, what, first, second in overwritten:
        before = node.call(name, "GET", path)
        tag = before.headers["etag"]
        done = node.call(name, "PUT", f"{path}/{what}", first, **{"if-match": tag})
        assert done.status_code == 200, (path, done.text)
        assert done.headers["etag"] == node.call(name, "GET", path).headers["etag"] != tag
        late = node.call(name, "PUT", f"{path}/{what}", second, **{"if-match": tag})
        assert (late.status_code, late.json()["type"]) == (412, "urn:relto:problem:changed"), path
        assert node.call(name, "GET", path).content == done.content, "nothing was changed"
        again = node.call(name, "PUT", f"{path}/{what}", second, **{"if-match": f'"none", {done.headers["etag"]}'})
        assert again.status_code == 200, (path, again.text)


def test_whoever_says_no_version_is_told_to(node, overwritten):
    for name, path, what, first, _ in overwritten:
        answer = node.call(name, "PUT", f"{path}/{what}", first)
        assert (answer.status_code, answer.json()["type"]) == (428, "urn:relto:problem:condition-missing"), path
        weak = node.call(name, "PUT", f"{path}/{what}", first, **{"if-match": "W/" + node.call(name, "GET", path).headers["etag"]})
        assert weak.status_code == 412, "a weak tag never matches"
        assert node.call(name, "PUT", f"{path}/{what}", first, **{"if-match": "*"}).status_code == 200


def test_a_dossier_that_was_changed_meanwhile(node, item):
    dossier = node.call("drafter", "POST", "/dossiers", {"title": "Tides"}).json()["id"]
    tag = node.call("drafter", "GET", f"/items/{item}").headers["etag"]
    path = f"/items/{item}/dossier"
    assert node.call("drafter", "PUT", path, {"dossier": dossier}, **{"if-match": tag}).status_code == 200
    assert node.call("drafter", "PUT", path, {"dossier": None}, **{"if-match": tag}).status_code == 412


def test_what_one_may_not_see_is_not_compared(node, item):
    """Whatever is sent in the header, the answer is that of what does not exist."""
    tag = node.call("drafter", "GET", f"/items/{item}").headers["etag"]
    missing = "item-00000000000000000000000000"
    form = {"until": None, "destroy_by": None}
    for header in (tag, '"0"', "*"):
        answers = [node.call("outside-security", "PUT", f"/items/{one}/retention", form, **{"if-match": header}) for one in (item, missing)]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_the_description_says_what_asks_for_it(node):
    described = node.call(None, "GET", "/openapi.json").json()
    conditional = {(one.method, one.path) for one in operations(described) if one.headers}
    assert {path.rpartition("/")[2] for _, path in conditional} == {"disclosure", "withheld", "retention", "roles", "clearance", "dossier"}
    for method, path in conditional:
        assert {"412", "428"} <= set(described["paths"][path][method.lower()]["responses"])
