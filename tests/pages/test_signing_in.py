"""Coming in by a second factor and by way of an issuer of identities, in a browser; and the accounts that an administrator links."""

from contextlib import closing
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from relto.adapters.configuration import OpenId
from relto.node.records.sessions import Authenticator
from tests.pages.demonstration import PASSWORD, Place, demonstration, populate, running
from tests.pages.reading import Reader
from tests.unit.adapters.test_issuer import TestIssuer


def test_an_authenticator_is_enrolled_by_page_and_asked_for_from_then_on(place, someone):
    place.node.people.add(place.people["admin"], "keyholder", "Somebody with a key", frozenset({"analyst"}), PASSWORD)
    somebody = someone(base=place.url.replace("127.0.0.1", "localhost"))
    page = somebody.page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    somebody.enter("keyholder")
    somebody.go("/me")
    page.click("text=New authenticator")
    page.fill("#title", "the blue key")
    page.click("text=Ask the device")
    page.wait_for_url("**/me#authenticators")
    assert "the blue key" in page.locator("main").inner_text()
    assert page.locator("form[action$='/drop'] button").is_disabled()  # it was not shown in this session
    page.click("text=Sign out")
    somebody.enter("keyholder")
    assert page.url.endswith("/enter/second")
    page.goto(f"{somebody.base}/holdings")
    assert page.url.endswith("/enter")  # the password alone opens nothing
    page.goto(f"{somebody.base}/enter/second")
    page.click("text=Ask the device")
    page.wait_for_url(f"{somebody.base}/")
    somebody.go("/me")
    assert "2 factors" in page.locator("main").inner_text()
    page.click("form[action$='/drop'] button")
    expect(page.locator("main")).to_contain_text("a password alone lets you in")
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


def test_a_second_factor_of_nobody_is_refused_and_asked_for_again(place):
    with place.client() as client:
        made = place.node.people.add(place.people["admin"], "half.way", "Somebody half way in", frozenset({"analyst"}), PASSWORD)
        with place.node.surroundings.store.write() as work:
            work.sessions.join(Authenticator("ab" * 16, made.id, "a key", b"no key", 0, made.created))
        answer = client.post("/enter", data={"login": "half.way", "password": PASSWORD})
        assert answer.headers["location"] == "/enter/second"
        assert "data-question" in client.get("/enter/second").text
        for said in ("{}", '{"rawId": "abab"}'):
            refused = client.post("/enter/second", data={"answer": said})
            assert (refused.status_code, "not one of this account" in refused.text) == (401, True)
        assert client.post("/enter/second", data={"answer": "[]"}).status_code == 400
        assert client.get("/holdings").headers["location"] == "/enter"


@pytest.fixture(scope="module")
def ministry(tmp_path_factory):
    """A node with an issuer of identities; the issuer."""
    with closing(TestIssuer()) as issuer, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RELTO_ISSUER_SECRET", "secret")
        named = OpenId(issuer=issuer.url, client="relto", redirect="http://127.0.0.1/enter/return")
        with demonstration(tmp_path_factory.mktemp("node") / "nzl", named) as node:
            people = populate(node)
            with running(node) as url:
                yield Place(node, url, people, ""), issuer


def sent(place, reader, issuer, subject):
    """Somebody sent to the issuer and back, who is there who they say."""
    reader.answer = reader.client.get("/enter/issuer")
    assert reader.answer.status_code == 303, reader.answer.text
    query = parse_qs(urlsplit(reader.answer.headers["location"]).query)
    now = int(place.node.surroundings.clock.now().timestamp())
    issuer.claims = {"sub": subject, "nonce": query["nonce"][0], "iat": now, "exp": now + 300}
    return query["state"][0]


def test_an_administrator_links_an_identity_that_comes_in_from_then_on(ministry):
    place, issuer = ministry
    analyst = place.people["analyst"].id
    with place.client() as client, place.client("admin") as other, place.client("security") as third:
        somebody, admin = Reader(client), Reader(other)
        assert "/enter/issuer" in somebody.go("/enter").answer.text
        state = sent(place, somebody, issuer, "person-1")
        back = client.get(f"/enter/return?{urlencode({'state': state, 'code': 'code'})}")
        assert back.status_code == 401  # nobody whom the node knows
        admin.go(f"/people/{analyst}").send("/link", subject="person-1")
        assert "cleared for nothing" in admin.text
        admin.sure()
        assert "person-1" in admin.text
        assert place.node.people.show(place.people["admin"], analyst).person.clearance is None
        state = sent(place, somebody, issuer, "person-1")
        back = client.get(f"/enter/return?{urlencode({'state': state, 'code': 'code'})}")
        assert (back.status_code, "You are signed in" in back.text) == (200, True)
        assert "Analyst, maritime" in somebody.go("/me").text
        assert third.post(f"/people/{analyst}/link", data={"subject": "p", "sure": "yes"}).status_code == 403
        officer = place.people["security"].id
        assert other.post(f"/people/{officer}/link", data={"subject": "p", "sure": "yes"}).status_code == 403
        admin.go(f"/people/{analyst}").send("/unlink")
        assert "None comes in as this account" in admin.text
        assert client.get("/me").headers["location"] == "/enter"


def test_nobody_comes_back_from_the_issuer_in_another_s_place(ministry):
    place, issuer = ministry
    with place.client() as client, place.client() as other:
        state = sent(place, Reader(client), issuer, "person-2")
        address = f"/enter/return?{urlencode({'state': state, 'code': 'code'})}"
        assert other.get(address).status_code == 401  # another browser has not asked
        assert client.get("/enter/return?error=access_denied").status_code == 401
        assert client.get("/enter/issuer", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_node_without_an_issuer_has_no_such_door(place):
    with place.client() as client:
        assert "/enter/issuer" not in client.get("/enter").text
        assert client.get("/enter/issuer").status_code == 404
        assert client.get("/enter/return?state=x&code=y").status_code == 404
