"""Identities from an issuer (OpenID Connect), against a small issuer on loopback: who is who it says, and every way of not being so."""

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.nodes import SetClock

from relto.adapters.issuer import IssuerPlace, OpenIdIssuer
from relto.primitives import Malformed, Unavailable, Unverified

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEY, OTHER = ECKey.generate_key("P-256", {"kid": "one"}), ECKey.generate_key("P-256", {"kid": "one"})


class TestIssuer:
    """Gives the code ``code`` an identity; what it says can be bent."""

    __test__ = False

    def __init__(self):
        self.claims, self.key, self.head, self.metadata, self.asked = {}, KEY, {}, {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                self.reply(outer.keys() if self.path == "/keys" else outer.described())

            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                outer.asked.append((form, self.headers.get("Authorization")))
                is_right = form.get("code") == ["code"]
                self.reply(
                    {"id_token": outer.token(), "token_type": "Bearer"} if is_right else {"error": "invalid_grant"},
                    200 if is_right else 400,
                )

            def reply(self, value, status=200):
                data = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def described(self):
        names = {"authorization_endpoint": f"{self.url}/authorize", "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys"}
        return {"issuer": self.url, **names, **self.metadata}

    def keys(self):
        return {"keys": [KEY.as_dict(private=False)]}

    def token(self):
        now = int(NOW.timestamp())
        claims = {"iss": self.url, "aud": "relto", "sub": "person", "nonce": "nonce", "iat": now, "exp": now + 300, **self.claims}
        return jwt.encode({"alg": "ES256", "kid": "one", **self.head}, {k: v for k, v in claims.items() if v is not None}, self.key)

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def server():
    made = TestIssuer()
    yield made
    made.close()


@pytest.fixture
def issuer(server):
    return OpenIdIssuer(IssuerPlace(server.url, "relto", "secret", "https://node.example/return"), SetClock(NOW))


def test_a_browser_is_sent_with_a_challenge_whose_answer_only_the_node_knows(issuer):
    query = parse_qs(urlsplit(issuer.address("state", "nonce", "v" * 43)).query)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    assert query["code_challenge"] == [challenge]
    assert (query["code_challenge_method"], query["state"], query["nonce"]) == (["S256"], ["state"], ["nonce"])
    assert (query["scope"], query["redirect_uri"], query["client_id"]) == (["openid"], ["https://node.example/return"], ["relto"])


def test_whoever_comes_back_with_a_code_is_who_the_issuer_says(issuer, server):
    assert issuer.subject("code", "nonce", "v" * 43) == (server.url, "person")
    (form, authorization) = server.asked[0]
    assert form["code_verifier"] == ["v" * 43]
    assert base64.b64decode(authorization.removeprefix("Basic ")) == b"relto:secret"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"aud": "other"},
        {"aud": ["relto", "other"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"exp": "never"},
        {"iat": int(NOW.timestamp()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": ["person"]},
    ],
)
def test_an_identity_that_is_not_for_here_and_now_is_refused(issuer, server, claims):
    server.claims = claims
    with pytest.raises(Unverified):
        issuer.subject("code", "nonce", "v" * 43)


def test_an_identity_that_its_issuer_did_not_sign_is_refused(issuer, server):
    server.key = OTHER
    with pytest.raises(Unverified, match="not signed by its issuer"):
        issuer.subject("code", "nonce", "v" * 43)


@pytest.mark.parametrize("token", ["none", "symmetric", "nothing"])
def test_algorithm_confusion_is_refused(issuer, server, token):
    claims = {
        "iss": server.url,
        "aud": "relto",
        "sub": "person",
        "nonce": "nonce",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 9,
    }

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    head = {"none": {"alg": "none"}, "symmetric": {"alg": "HS256", "kid": "one"}, "nothing": {}}[token]
    server.token = lambda: f"{part(head)}.{part(claims)}.{'' if token == 'none' else 'AAAA'}"
    with pytest.raises(Unverified):
        issuer.subject("code", "nonce", "v" * 43)


def test_a_code_that_the_issuer_does_not_know_is_nobodys(issuer):
    with pytest.raises(Unverified, match="knows no such code"):
        issuer.subject("another", "nonce", "v" * 43)


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://other.example"}, {"token_endpoint": None}, {"jwks_uri": 5}],
)
def test_an_issuer_that_describes_itself_wrongly_is_not_asked(issuer, server, metadata):
    server.metadata = metadata
    with pytest.raises(Unavailable):
        issuer.subject("code", "nonce", "v" * 43)
    assert server.asked == []


def test_server_side_request_forgery_an_issuer_sends_the_node_nowhere_else(issuer, server):
    server.metadata = {"token_endpoint": "http://169.254.169.254/latest"}
    with pytest.raises(Malformed, match="no address of an issuer"):
        issuer.subject("code", "nonce", "v" * 43)


def test_an_issuer_is_asked_by_https_alone_and_away_is_away():
    for url in ("http://issuer.example", "ftp://issuer.example", "issuer.example"):
        with pytest.raises(Malformed, match="no address of an issuer"):
            OpenIdIssuer(IssuerPlace(url, "relto", "secret", "https://node.example/"), SetClock(NOW))
    away = OpenIdIssuer(IssuerPlace("http://127.0.0.1:1", "relto", "secret", "https://node.example/"), SetClock(NOW))
    with pytest.raises(Unavailable, match="cannot be asked"):
        away.address("state", "nonce", "v" * 43)


def test_the_secret_is_not_shown():
    assert "s3cr3t" not in repr(IssuerPlace("https://issuer.example", "relto", "s3cr3t", "https://node.example/"))
