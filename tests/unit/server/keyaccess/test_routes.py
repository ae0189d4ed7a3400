"""Key access over HTTP: whoever has no token, no proof or no right gets no key, in either form of the messages."""

import base64
import gzip
import json
import os
import zlib
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import httpx
import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from tests.unit.sealing import sealed as s
from tests.unit.sealing.keys import MemoryKeyStore
from tests.unit.sealing.test_access import body
from tests.unit.server.keyaccess.serving import OneClient, clock, serving

from relto.sealing.access import Answer, KeyAccessServer, Refused
from relto.sealing.wrapping import Wrapped, unwrap
from relto.server.keyaccess.messages import METHODS, read_request, write_reply
from relto.server.keyaccess.proofs import Asked, Seen, check_proof

KEY = s.ec_key("client")
JWK = ECKey.import_key(s.private_pem(KEY))
SESSION = s.rsa_key("session")
REWRAP = "/kas.AccessService/Rewrap"
ATTRIBUTES = "/policy.attributes.AttributesService/GetAttributeValuesByFqns"


@pytest.fixture(scope="module")
def access():
    keys = MemoryKeyStore().add("jpn-1", s.rsa_key("jpn"))
    machine = KeyAccessServer(keys, lambda caller, *_: Answer(caller.id == "reader", ("https://d.example/obl/mark/value/a",)), os.urandom)
    with serving(machine) as made:
        yield made


@pytest.fixture
def client(access):
    with httpx.Client(base_url=access.url, trust_env=False) as made:
        yield made


def signed(claims, key=JWK, **head):
    return jws.serialize_compact({"alg": "ES256", **head}, json.dumps(claims).encode(), key, algorithms=["ES256"])


def proof(url, token=None, key=JWK, head=None, **change):
    claims = {"htm": "POST", "htu": url, "iat": int(clock().timestamp()), "jti": os.urandom(8).hex(), **change}
    if token is not None:
        claims.setdefault("ath", base64.urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode())
    return signed(claims, key, **{"typ": "dpop+jwt", "jwk": key.as_dict(private=False), **(head or {})})


def token(client, **headers):
    found = client.post("/token", data={"grant_type": "client_credentials"}, auth=("reader", "secret"), headers=headers)
    assert found.status_code == 200, found.text
    return found.json()["access_token"]


def request(key=JWK, **change):
    now = int(clock().timestamp())
    return signed({"iat": now, "exp": now + 60, "requestBody": json.dumps(body(SESSION)), **change}, key)


def rewrapped(client, bearer, given=None, **headers):
    return client.post(REWRAP, json={"signedRequestToken": given or request()}, headers={"authorization": f"Bearer {bearer}", **headers})


def test_a_key_is_given_to_whom_the_decision_permits(client):
    found = rewrapped(client, token(client)).json()["responses"][0]["results"][0]
    assert found["status"] == "permit"
    assert found["metadata"] == {"X-Required-Obligations": ["https://d.example/obl/mark/value/a"]}
    assert len(unwrap(Wrapped("wrapped", base64.b64decode(found["kasWrappedKey"])), SESSION)) == 32


def test_both_forms_of_a_message_say_the_same(client):
    asking = {"authorization": f"Bearer {token(client)}"}
    plain = request().encode()
    length = len(plain).to_bytes(1, "big") if len(plain) < 128 else bytes([len(plain) & 127 | 128, len(plain) >> 7])
    packed = gzip.compress(b"\x0a" + length + plain)
    found = client.post(REWRAP, content=packed, headers={**asking, "content-type": "application/proto", "content-encoding": "gzip"})
    assert (found.status_code, found.headers["content-type"]) == (200, "application/proto")
    assert b"permit" in found.content
    assert b"kao-0" in found.content


def test_a_token_that_is_bound_to_a_key_is_of_use_with_that_key_alone(client, access):
    bound = token(client, dpop=proof(f"{access.url}/token"))
    url, other = access.url + REWRAP, ECKey.import_key(s.private_pem(s.ec_key("thief")))
    assert rewrapped(client, bound, dpop=proof(url, bound)).status_code == 200
    assert rewrapped(client, bound, dpop=proof(urlsplit(url).path, bound)).status_code == 200
    assert rewrapped(client, bound).status_code == 401
    assert rewrapped(client, bound, dpop=proof(url, bound, other)).status_code == 401
    assert rewrapped(client, bound, request(other), dpop=proof(url, bound)).status_code == 401


def test_a_proof_is_good_once(client, access):
    given = proof(f"{access.url}/token")
    token(client, dpop=given)
    again = client.post("/token", data={"grant_type": "client_credentials"}, auth=("reader", "secret"), headers={"dpop": given})
    assert (again.status_code, again.json()) == (401, {"error": "invalid_client"})


URL = "https://keys.example/kas.AccessService/Rewrap"


@pytest.mark.parametrize(
    "given",
    [
        lambda: proof(URL, "token", htm="GET"),
        lambda: proof(URL.replace("keys", "other"), "token"),
        lambda: proof("/kas.AccessService/PublicKey", "token"),
        lambda: proof(URL, "token", iat=int((clock() - timedelta(hours=1)).timestamp())),
        lambda: proof(URL, "token", iat=int((clock() + timedelta(hours=1)).timestamp())),
        lambda: proof(URL, "token", iat="now"),
        lambda: proof(URL, "token", iat=True),
        lambda: proof(URL, "another token"),
        lambda: proof(URL, "token", ath="é"),
        lambda: proof(URL),
        lambda: proof(URL, "token", jti=""),
        lambda: proof(URL, "token", jti="a" * 200),
        lambda: proof(URL, "token", head={"typ": "jwt"}),
        lambda: proof(URL, "token", head={"jwk": JWK.as_dict(private=True)}),
        lambda: proof(URL, "token", head={"jwk": {"kty": "oct", "k": "AAAA"}}),
        lambda: proof(URL, "token", head={"jwk": ECKey.import_key(s.private_pem(s.ec_key("thief"))).as_dict(private=False)}),
        lambda: proof(URL, "token").rpartition(".")[0] + ".",
        lambda: proof(URL, "token") + ".x",
        lambda: "x",
        lambda: "",
        lambda: "a" * 20_000,
        lambda: base64.urlsafe_b64encode(b'{"typ":"dpop+jwt","typ":"dpop+jwt"}').decode() + ".e30.x",
    ],
)
def test_what_proves_nothing_for_this_request_is_refused(given):
    asked, now = Asked("POST", URL, "token"), clock()
    check_proof(proof(URL, "token"), asked, Seen(), now)
    with pytest.raises(Refused):
        check_proof(given(), asked, Seen(), now)


def test_a_proof_is_remembered_for_as_long_as_it_is_good():
    seen, given, asked, now = Seen(), proof(URL, "token"), Asked("POST", URL, "token"), clock()
    check_proof(given, asked, seen, now)
    for later in (0, 1, 299):
        with pytest.raises(Refused):
            check_proof(given, asked, seen, now + timedelta(seconds=later))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"grant_type": "client_credentials"}, "auth": ("reader", "wrong")}, 401),
        ({"data": {"grant_type": "client_credentials"}, "auth": ("READER", "secret")}, 401),
        ({"data": {"grant_type": "client_credentials", "client_id": "reader", "client_secret": ""}}, 401),
        ({"data": {"grant_type": "client_credentials", "client_secret": "secret"}, "auth": ("reader", "secret")}, 400),
        ({"data": {"grant_type": "password", "client_id": "reader", "client_secret": "secret"}}, 400),
        ({"content": b"grant_type=client_credentials&client_id=reader&client_id=x&client_secret=secret"}, 400),
        ({"content": b"grant_type=client_credentials&pad=" + b"a" * 9000}, 400),
        ({"content": b"\xff"}, 400),
        ({"data": {"grant_type": "client_credentials"}, "headers": {"authorization": "Basic !"}}, 401),
        ({"data": {"grant_type": "client_credentials"}, "headers": {"authorization": "Bearer x"}}, 401),
    ],
)
def test_a_token_is_given_to_clients_that_say_their_secret_alone(client, sent, status):
    assert client.post("/token", **sent).status_code == status


@pytest.mark.parametrize("path", [REWRAP, ATTRIBUTES, "/policy.kasregistry.KeyAccessServerRegistryService/ListKeyAccessServers"])
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer x"}, {"authorization": "Basic cmVhZGVyOnNlY3JldA=="}])
def test_without_a_token_there_is_nothing(client, path, headers):
    found = client.post(path, json={}, headers=headers)
    assert (found.status_code, found.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"{"},
        {"content": b"[]"},
        {"content": b'{"signedRequestToken":"a","signedRequestToken":"b"}'},
        {"content": b'{"signedRequestToken":1}'},
        {"content": b"\x08\x01", "headers": {"content-type": "application/proto", "content-encoding": "gzip"}},
        {"content": b"\x0a\xff", "headers": {"content-type": "application/proto"}},
        {"content": gzip.compress(b" " * 5_000_000), "headers": {"content-encoding": "gzip"}},
        {"content": gzip.compress(b"{}")[:-3], "headers": {"content-encoding": "gzip"}},
        {"content": gzip.compress(b"{}") + b"x", "headers": {"content-encoding": "gzip"}},
        {"content": zlib.compress(b"{}"), "headers": {"content-encoding": "deflate"}},
    ],
)
def test_what_is_no_message_is_refused(client, sent):
    headers = {"authorization": f"Bearer {token(client)}", "content-type": "application/json", **sent.get("headers", {})}
    found = client.post(REWRAP, content=sent["content"], headers=headers)
    assert (found.status_code, found.json()["code"]) == (400, "invalid_argument")


def test_a_method_that_is_not_served_is_absent(client):
    assert client.post("/kas.AccessService/Unseal", json={}).status_code == 404
    assert client.get(REWRAP).status_code == 405


def test_the_definitions_of_attributes_are_told(client, access):
    base = f"https://{access.server.authority}/attr"
    wanted = [f"{base}/us-classification/value/secret", f"{base}/us-releasable-to/value/jpn", f"{base}/us-compartment/value/zz9"]
    headers = {"authorization": f"Bearer {token(client)}"}
    found = client.post(ATTRIBUTES, json={"fqns": wanted}, headers=headers).json()["fqnAttributeValues"]
    assert sorted(found) == sorted(wanted)
    level = found[wanted[0]]["attribute"]
    assert level["rule"] == "ATTRIBUTE_RULE_TYPE_ENUM_HIERARCHY"
    assert [one["value"] for one in level["values"]][:2] == ["top_secret", "secret"]


@pytest.mark.parametrize(
    "fqn",
    [
        "https://other.example/attr/us-classification/value/secret",
        "https://{0}/attr/us-classification/value/purple",
        "https://{0}/attr/us-nothing/value/secret",
        "https://{0}/attr/us-classification/value/secret/x",
        "https://{0}/attr/us-classification/valued/secret",
        "http://{0}/attr/us-classification/value/secret",
        "https://{0}/attr/us-releasable-to/value/%41",
        "x",
        "",
    ],
)
def test_an_attribute_that_is_none_is_not_found(client, access, fqn):
    headers = {"authorization": f"Bearer {token(client)}"}
    found = client.post(ATTRIBUTES, json={"fqns": [fqn.format(access.server.authority)]}, headers=headers)
    assert (found.status_code, found.json()["code"]) == (404, "not_found")


def test_more_names_than_a_client_may_ask_for_are_refused(client):
    headers = {"authorization": f"Bearer {token(client)}"}
    assert client.post(ATTRIBUTES, json={"fqns": ["x"] * 251}, headers=headers).status_code == 400


def test_a_client_that_is_withdrawn_gets_nothing_more(access, client):
    given = token(client)
    assert isinstance(access.tokens, OneClient)
    access.tokens.given.pop(given)
    assert rewrapped(client, given).status_code == 401


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=20), st.text(st.characters(codec="utf-8"), max_size=20), max_size=4))
def test_a_configuration_reads_back_by_another_reader(values):
    """The form of protocol buffers, read by the library's own class of the same message."""
    method = next(one for one in METHODS if one.reply == "Configuration")
    data = write_reply(method, {"configuration": values}, "application/proto")
    inner = struct_pb2.Struct()
    if values:
        inner.ParseFromString(data[1 + (1 if data[1] < 128 else 2 if data[2] < 128 else 3) :])
    assert dict(inner) == values


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_messages(data):
    for method in METHODS:
        for form in ("application/json", "application/proto"):
            try:
                read_request(method, data, form)
            except Refused as refused:
                assert refused.code == "invalid_argument"  # noqa: PT017 - what is read is read
