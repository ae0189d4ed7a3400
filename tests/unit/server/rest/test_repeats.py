"""Requests that are made again under the same key, over HTTP."""

import secrets


def key():
    return secrets.token_hex(8)


def test_a_repeated_request_is_done_once_and_answered_the_same(node):
    again = key()
    first = node.call("drafter", "POST", "/dossiers", {"title": "Done once"}, **{"idempotency-key": again})
    second = node.call("drafter", "POST", "/dossiers", {"title": "Done once"}, **{"idempotency-key": again})
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["idempotent-replayed"] == "true"
    assert [one["title"] for one in node.call("drafter", "GET", "/dossiers").json()].count("Done once") == 1


def test_a_key_is_for_one_request_of_one_account(node):
    one = key()
    node.call("drafter", "POST", "/dossiers", {"title": "First"}, **{"idempotency-key": one})
    other = node.call("drafter", "POST", "/dossiers", {"title": "Another"}, **{"idempotency-key": one})
    assert (other.status_code, other.json()["type"]) == (409, "urn:relto:problem:conflict")
    assert node.call("analyst", "POST", "/dossiers", {"title": "First"}, **{"idempotency-key": one}).status_code == 201


def test_what_was_refused_is_refused_the_same(node):
    one = key()
    for _ in range(2):
        assert node.call("overseer", "POST", "/dossiers", {"title": "x"}, **{"idempotency-key": one}).status_code == 403


def test_what_is_no_key_is_refused(node):
    for wrong in ("", "a" * 65):
        assert node.call("drafter", "POST", "/dossiers", {"title": "x"}, **{"idempotency-key": wrong}).status_code == 400
