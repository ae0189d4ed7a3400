"""Requests that are made again under the same key, over HTTP."""

import asyncio
import secrets
import time

from relto.node.repeating import Repeating
from relto.server.rest.access import Asking
from relto.server.rest.repeats import repeats


def key():
    return secrets.token_hex(8)


def test_a_repeated_request_is_done_once_and_answered_the_same(node):
    again = key()
    first = node.call("drafter", "POST", "/dossiers", {"title": "Done once"}, **{"idempotency-key": again})
    second = node.call("drafter", "POST", "/dossiers", {"title": "Done once"}, **{"idempotency-key": again})
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["idempotent-replayed"] == "true"
    assert [one["title"] for one in node.call("drafter", "GET", "/dossiers").json()["items"]].count("Done once") == 1


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


def test_who_has_an_answer_whole_and_asks_again_is_answered_the_same(node):
    """An answer is kept before its end goes out, however long the keeping takes."""
    happened = []

    class Slow(Repeating):
        def keep(self, *kept):
            time.sleep(0.05)
            super().keep(*kept)
            happened.append("kept")

    async def refusing(_, __, send):
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b"no", "more_body": False})

    async def sent(message):
        happened.append(message["type"])

    asking = Asking("token", node.node.entrance.present(node.token("drafter")))
    scope = {"type": "http", "method": "POST", "path": "/x", "query_string": b"", "user": asking}
    scope["headers"] = [(b"idempotency-key", key().encode())]
    asyncio.run(repeats(Slow(node.node.surroundings))(refusing)(scope, None, sent))
    assert happened == ["kept", "http.response.start", "http.response.body"]
