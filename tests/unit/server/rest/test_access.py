"""Every route, for every role, about everything that the role may not see: generated from the description of the interface."""

import json

import pytest

from tests.unit.server.rest.describing import operations
from tests.unit.server.rest.serving import STAFF

REPORT = "SECRET\n\n(S//REL TO NZL, JPN) The landing ground will bear a transport aircraft.\n\nSECRET\n"
OPEN = {"/api/session", "/api/session/issuer", "/api/session/issuer/return"}
HIDDEN = {"item", "draft", "dossier", "copy", "incident", "machine", "person"}
"""What is hidden from whoever is not cleared for it, whatever their role."""


@pytest.fixture(scope="module")
def things(node):
    """One of each kind of thing, none of which an outsider may see."""
    dossier = node.call("drafter", "POST", "/dossiers", {"title": "Landing grounds"}).json()["id"]
    item = node.call("drafter", "POST", "/items", {"text": REPORT, "title": "Landing grounds", "dossier": dossier})
    assert item.status_code == 201, item.text
    item = item.json()["id"]
    draft = node.call("drafter", "POST", "/drafts", {"item": item, "recipient": "JPN"}).json()["id"]
    until = "2026-12-30T00:00:00Z"
    machine = node.call("drafter", "POST", "/me/machines", {"title": "a scanner", "until": until}).json()["id"]
    says = {"kind": "procedure", "says": "it was approved unread", "items": [item]}
    incident = node.call("drafter", "POST", "/incidents", says).json()["id"]
    promise = {"party": "JPN", "says": "no further use", "until": "2027-06-01T00:00:00Z"}
    assurance = node.call("negotiator", "POST", "/assurances", promise).json()["id"]
    return {
        "item": item,
        "incident": incident,
        "assurance": assurance,
        "draft": draft,
        "dossier": dossier,
        "machine": machine,
        "person": node.accounts["outside-analyst"].id,
        "party": "JPN",
        "sha256": "0" * 64,
        "message": "message-00000000000000000000000000",
        "asked": "request-00000000000000000000000000",
        "consent": "consent-00000000000000000000000000",
        "rule": "rule-00000000000000000000000000",
        "order": "order-00000000000000000000000000",
        "proof": "proof-00000000000000000000000000",
        "assessment": "assessment-00000000000000000000000000",
        "authenticator": "0" * 32,
        "copy": "copy-00000000000000000000000000",
        "file": "tile/0/000.p/1",
    }


@pytest.fixture(scope="module")
def all_operations(node):
    found = operations(node.call(None, "GET", "/openapi.json").json())
    assert len(found) > 60
    return found


def asked(node, name, operation, values):
    answer = node.kept(name).request(
        operation.method, operation.url(values), params=operation.query, json=operation.body, headers=operation.headers
    )
    return answer.status_code, answer.content


def test_every_parameter_of_a_path_is_known_to_this_test(all_operations, things):
    assert {name for one in all_operations for name in one.parameters} == set(things)


def test_whoever_has_no_token_gets_nothing(node, all_operations, things):
    for one in all_operations:
        status, body = asked(node, None, one, things)
        if one.path in OPEN:
            assert status != 500, one
        else:
            assert (status, json.loads(body)["type"]) == (401, "urn:relto:problem:unauthenticated"), one


def hidden_from(role, operation):
    """A security officer says who is a member of any dossier, and sees nothing of it by that; an overseer sees every incident.

    Who keeps people, clears them or oversees sees them; the analyst is the person that is asked for.
    """
    open_to = {
        "security": {"dossier", "person"},
        "overseer": {"incident", "person"},
        "admin": {"machine", "person"},
        "analyst": {"person"},
    }
    return HIDDEN & set(operation.parameters) - open_to.get(role, set())


@pytest.mark.parametrize("role", STAFF)
def test_wrong_object_what_one_may_not_see_is_answered_as_what_does_not_exist(node, all_operations, things, role):
    """Horizontal and vertical: for every route with such an object in its path, the same bytes as for an object that there is not."""
    compared = 0
    for one in all_operations:
        for name in hidden_from(role, one):
            missing = f"{name}-00000000000000000000000000"
            there = asked(node, f"outside-{role}", one, things)
            absent = asked(node, f"outside-{role}", one, {**things, name: missing})
            assert there == absent, (one.method, one.path, name)
            assert there[0] in (400, 403, 404), (one.method, one.path, there)
            compared += 1
    assert compared > 25


@pytest.mark.parametrize("role", STAFF)
def test_type_confused_an_identifier_of_another_kind_is_answered_as_what_does_not_exist(node, all_operations, things, role):
    for one in all_operations:
        for name in hidden_from(role, one):
            absent = asked(node, role, one, {**things, name: f"{name}-00000000000000000000000000"})
            for other in ("draft", "item", "dossier", "machine", "person"):
                if other != name:
                    assert asked(node, role, one, {**things, name: things[other]}) == absent, (one.method, one.path, other)


@pytest.mark.parametrize("role", STAFF)
def test_no_route_breaks_for_any_role(node, all_operations, things, role):
    for one in all_operations:
        if one.path == "/api/session" and one.method == "DELETE":
            continue
        status, body = asked(node, f"outside-{role}", one, {**things, "person": node.accounts[f"outside-{role}"].id})
        assert status < 500, (one.method, one.path, body)


@pytest.mark.parametrize("role", STAFF)
def test_side_channel_no_list_shows_or_counts_what_one_may_not_see(node, things, role):
    lists = ("/work", "/due?by=2100-01-01", "/incidents", "/orders", "/consents", "/assurances", "/consent-requests", "/messages")
    for path in ("/items", "/items/search?words=landing", "/drafts", "/dossiers", *lists):
        answer = node.call(f"outside-{role}", "GET", path)
        assert answer.status_code in (200, 403)
        found = answer.json() if answer.status_code == 200 else []
        some = found["items"] if isinstance(found, dict) else found
        hidden = {things[name] for name in HIDDEN} - ({things["incident"]} if role == "overseer" else set()) - {things["person"]}
        assert not {one.get("id", one.get("about")) for one in some} & hidden
        assert "words" not in path or some == []
        assert "Landing" not in answer.text
    assert node.call("drafter", "GET", "/items/search?words=landing").json()["items"][0]["id"] == things["item"]


def test_administrator_hierarchy_who_keeps_accounts_reads_nothing_and_clears_nobody(node, things):
    """Neither by their own role, nor by giving themselves another's account."""
    for path in (f"/items/{things['item']}", f"/items/{things['item']}/content", f"/drafts/{things['draft']}"):
        assert node.call("admin", "GET", path).status_code in (403, 404)
    own, drafter = node.accounts["admin"].id, node.accounts["outside-drafter"].id
    any_version = {"if-match": "*"}
    clearance = {"clearance": "TOP SECRET", "nationalities": ["NZL"], "need_to_know": True}
    assert node.call("admin", "PUT", f"/people/{drafter}/clearance", clearance, **any_version).status_code == 403
    assert node.call("admin", "PUT", f"/people/{own}/roles", {"roles": ["drafter"], "active": True}, **any_version).status_code == 403
    assert node.call("admin", "PUT", f"/people/{own}/password", {"password": "another password"}).status_code == 403
    made = {"login": "sneaky", "title": "x", "roles": ["security-officer"], "password": "a long password"}
    assert node.call("admin", "POST", "/people", made).status_code == 403
    both = {"login": "sneaky", "title": "x", "roles": ["administrator", "drafter"], "password": "a long password"}
    assert node.call("admin", "POST", "/people", both).status_code == 400
    security = node.accounts["security"].id
    assert node.call("admin", "PUT", f"/people/{security}/password", {"password": "another password"}).status_code == 403


def test_administrator_hierarchy_an_account_that_was_reset_reads_nothing_until_it_is_cleared_anew(node, things):
    made = node.person("reset", STAFF["drafter"], clearance="TOP SECRET", nationalities=frozenset({"NZL"}), need_to_know=True)
    dossier = things["dossier"]
    assert node.call("drafter", "PUT", f"/dossiers/{dossier}/members/{made.id}").status_code == 204
    assert node.call("reset", "GET", f"/items/{things['item']}").status_code == 200
    answer = node.call("admin", "PUT", f"/people/{made.id}/password", {"password": "another long password"})
    assert (answer.status_code, answer.json()["clearance"]) == (200, None)
    assert node.call("reset", "GET", "/me").status_code == 401
    answer = node.call(None, "POST", "/session", {"login": "reset", "password": "another long password"})
    token = answer.json()["token"]
    with node.client(authorization=f"Bearer {token}") as client:
        assert client.get(f"/items/{things['item']}").status_code == 404


@pytest.mark.parametrize("words", ["' OR 1=1 --", '"; DROP TABLE item; --', "%", "_", "\\", "*", "a' UNION SELECT 1", "\x00"])
def test_injection_words_and_cursors_are_never_part_of_a_statement(node, words):
    for path in ("/items/search", "/items", "/people", "/drafts", "/messages", "/orders"):
        with node.client("authority") as client:
            answer = client.get(path, params={"words": words, "cursor": words})
        assert answer.status_code in (400, 403, 404), (path, answer.text)


def test_second_routes_a_method_or_a_header_opens_nothing_that_the_route_does_not(node, things):
    path = f"/items/{things['item']}/content"
    with node.client("outside-analyst") as client:
        refused = client.get(path).content
        for headers in (
            {"x-http-method-override": "GET"},
            {"accept": "text/html"},
            {"x-forwarded-for": "127.0.0.1"},
            {"x-original-url": path},
        ):
            assert client.get(path, headers=headers).content == refused
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
            assert client.request(method, path).status_code in (404, 405)
        for other in (
            path + "/",
            path.upper(),
            path.replace("/items", "//items"),
            path + "%00",
            path + ";x=1",
            path.replace("items", "./items"),
        ):
            assert client.get(other).status_code in (404, 405), other


def test_state_change_by_get_no_reading_method_changes_anything(node, all_operations, things):
    def lines():
        with node.node.surroundings.store.read() as work:
            return [one.number for one in work.journal.found(most=1)]

    before = lines()
    for one in all_operations:
        if one.method == "GET" and not one.path.endswith("/content"):
            asked(node, "drafter", one, things)
    assert lines() == before


def test_a_token_in_a_cookie_or_an_address_is_none(node):
    token = node.token("drafter")
    with node.client() as client:
        assert client.get("/me", headers={"cookie": f"token={token}; session={token}"}).status_code == 401
        assert client.get("/me", params={"token": token, "access_token": token}).status_code == 401
        for value in (token, f"Basic {token}", f"Bearer  {token}", f"Bearer {token}x", f"Bearer {token[:-1]}", "Bearer " + "a" * 5000):
            assert client.get("/me", headers={"authorization": value}).status_code in (401, 431)


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "x", "scheme": "nz", "media_type": "text/plain", "content": "eA==", "marking": "SECRET", "marking": "RESTRICTED"}',
        '{"title": "x", "scheme": "nz", "media_type": "text/plain", "content": "eA==", "marking": "SECRET", "mark\\u0069ng": "RESTRICTED"}',
        '{"title": NaN, "scheme": "nz", "media_type": "text/plain", "content": "eA==", "marking": "RESTRICTED"}',
        "[" * 100_000,
        '{"title": "x"}{"title": "y"}',
        '{"title": "half a character: \\ud800"}',
        '{"title": "an end: \\u0000"}',
        '\ufeff{"title": "x"}',
    ],
    ids=["twice", "twice, escaped", "NaN", "deep", "two", "surrogate", "NUL", "byte order mark"],
)
def test_parser_difference_a_body_that_two_readers_could_take_for_two_things_is_refused(node, text):
    for path in ("/records", "/dossiers", "/session"):
        answer = node.kept("drafter").post(path, content=text.encode(), headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:relto:problem:malformed"), (path, answer.text)
