"""The server of keys: who asks rightly gets the key, and every other request is refused."""

import base64
import io
import json
import os
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from joserfc import jws
from joserfc.jwk import ECKey
from tests.unit.sealing import sealed as s
from tests.unit.sealing.keys import MemoryKeyStore

from relto.sealing import examine, open_sealed
from relto.sealing.access import Answer, Caller, KeyAccessServer, Refused
from relto.sealing.hybrid import generate_hybrid
from relto.sealing.manifest import base64_of
from relto.sealing.policy import Policy, bind, write_policy
from relto.sealing.wrapping import Wrapped, pem_of, unwrap, wrap

CALLER_KEY = s.ec_key("caller")
CALLER = Caller("reader", pem_of(CALLER_KEY.public_key()), may_be_unproved=False)
NOW = int(s.AT.timestamp())
HYBRID = generate_hybrid("hpqt:secp256r1-mlkem768")


def permit(_caller, _policy, _label):
    return Answer(True, ("https://demo.example/obl/mark/value/japan",))


def machine(decide=permit):
    return KeyAccessServer(
        MemoryKeyStore().add("jpn-1", s.rsa_key("jpn")).add("jpn-2", s.ec_key("jpn-ec")).add("jpn-3", HYBRID), decide, os.urandom
    )


def token(body, key=CALLER_KEY, **claims):
    payload = {"iat": NOW, "exp": NOW + 60, "requestBody": json.dumps(body), **claims}
    return jws.serialize_compact({"alg": "ES256"}, json.dumps(payload).encode(), ECKey.import_key(s.private_pem(key)), algorithms=["ES256"])


def body(session, file=None, **change):
    inner = s.manifest_of(file or s.sealed())["encryptionInformation"]
    access = {**inner["keyAccess"][0], **change.pop("access", {})}
    policy = {"id": "policy", "body": change.pop("policy", inner["policy"])}
    one = {"policy": policy, "keyAccessObjects": [{"keyAccessObjectId": "kao-0", "keyAccessObject": access}]}
    return {"clientPublicKey": pem_of(session.public_key()), "requests": [one], **change}


def asked(the=None, decide=permit, caller=CALLER):
    return machine(decide).rewrap(token(the or body(s.rsa_key("session"))), caller, s.AT)


def result(reply):
    return reply["responses"][0]["results"][0]


@pytest.mark.parametrize("session", [s.rsa_key("session"), s.ec_key("session")], ids=["rsa", "ec"])
@pytest.mark.parametrize("holder", ["jpn-1", "jpn-2", "jpn-3"])
def test_a_key_is_wrapped_anew_for_the_caller(session, holder):
    key = {"jpn-1": s.rsa_key("jpn"), "jpn-2": s.ec_key("jpn-ec"), "jpn-3": HYBRID}[holder]
    file = s.sealed(the=s.terms((s.recipient(key=key, kid=holder),)))
    reply = asked(body(session, file))
    found = result(reply)
    assert (found["status"], found["keyAccessObjectId"], reply["responses"][0]["policyId"]) == ("permit", "kao-0", "policy")
    assert found["metadata"] == {"X-Required-Obligations": ["https://demo.example/obl/mark/value/japan"]}
    data = base64.b64decode(found["kasWrappedKey"])
    kind = "ec-wrapped" if "sessionPublicKey" in reply else "wrapped"
    share = unwrap(Wrapped(kind, data, reply.get("sessionPublicKey")), session)
    sink = io.BytesIO()
    open_sealed(io.BytesIO(file), examine(io.BytesIO(file), s.trust()), sink, unwrap=lambda *_: share)
    assert sink.getvalue() == s.TEXT


def test_the_decision_is_asked_with_the_label():
    seen = []
    asked(decide=lambda caller, policy, label: seen.append((caller.id, policy.attributes, label.level)) or Answer(True))
    assert seen[0][0] == "reader"
    assert seen[0][2] == "SECRET"
    assert seen[0][1][0].endswith("/us-classification/value/secret")


def test_who_is_denied_gets_no_key():
    found = result(asked(decide=lambda *_: Answer(False)))
    assert found["status"] == "fail"
    assert "kasWrappedKey" not in found
    assert "forbidden" in found["error"]


def by_hand(policy):
    """A request for a key that is bound to any policy."""
    share, text = os.urandom(32), write_policy(policy)
    wrapped = wrap(share, pem_of(s.rsa_key("jpn").public_key()), entropy=os.urandom)
    access = {"type": "wrapped", "url": "https://a.example", "protocol": "kas", "wrappedKey": base64_of(wrapped.data), "kid": "jpn-1"}
    access["policyBinding"] = {"alg": "HS256", "hash": bind(share, text).hash}
    return body(s.rsa_key("session"), policy=text, access=access)


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        (Policy("1", (), ("reader",)), "permit"),
        (Policy("1", (), ("another",)), "fail"),
        (Policy("1", (), ()), "fail"),
        (Policy("1", ("https://attributes.relto.example/attr/us-classification/value/secret",), ()), "fail"),
        (Policy("1", ("https://demo.example/attr/level/value/high",), ()), "fail"),
    ],
    ids=["named", "not named", "neither attributes nor readers", "a label that is not whole", "attributes of others"],
)
def test_what_a_policy_lets_through(policy, status):
    assert result(asked(by_hand(policy)))["status"] == status


def test_a_policy_that_the_key_is_not_bound_to():
    found = result(asked(body(s.rsa_key("session"), policy=write_policy(Policy("1", (), ("reader",))))))
    assert (found["status"], found["error"]) == ("fail", "rpc error: code = InvalidArgument desc = bad request")


@pytest.mark.parametrize("access", [{"wrappedKey": "AAAA"}, {"kid": "nobody"}, {"type": "ec-wrapped"}, {"policyBinding": {"alg": "HS256"}}])
def test_a_key_access_that_is_none(access):
    assert result(asked(body(s.rsa_key("session"), access=access)))["status"] == "fail"


@pytest.mark.parametrize(
    "claims", [{"exp": NOW - 301}, {"iat": NOW + 301}, {"exp": NOW + 90_000}, {"iat": None}, {"exp": True}, {"iat": "1"}]
)
def test_a_token_that_is_out_of_date(claims):
    with pytest.raises(Refused) as refused:
        machine().rewrap(token(body(s.rsa_key("session")), **claims), CALLER, s.AT)
    assert refused.value.code == "unauthenticated"


def test_a_token_that_the_caller_did_not_sign():
    with pytest.raises(Refused, match="did not sign"):
        machine().rewrap(token(body(s.rsa_key("session")), s.ec_key("another")), CALLER, s.AT)
    with pytest.raises(Refused, match="must be proved"):
        machine().rewrap(token(body(s.rsa_key("session"))), Caller("reader", None, may_be_unproved=False), s.AT)


@pytest.mark.parametrize(
    "text",
    ["", ".", "a.b.c", "x" * 5_000_000, *(f".{base64.urlsafe_b64encode(one).decode()}." for one in (b"[]", b"[" * 99, b"{}"))],
    ids=range(7),
)
def test_a_request_that_is_none(text):
    with pytest.raises(Refused):
        machine().rewrap(text, Caller("reader", None, may_be_unproved=True), s.AT)


@pytest.mark.parametrize(
    "the",
    [{}, {"clientPublicKey": "x"}, {"requests": []}, {"requests": [1]}, {"requests": [{"policy": {"id": 1}}]}, {"requests": {}}],
    ids=str,
)
def test_a_body_that_is_none(the):
    given = {**body(s.rsa_key("session")), **the} if the else {}
    with pytest.raises(Refused) as refused:
        machine().rewrap(token(given), CALLER, s.AT)
    assert refused.value.code == "invalid_argument"


def test_the_public_key_is_the_newest_that_is_valid():
    keys = MemoryKeyStore().add("old", s.rsa_key("old")).add("new", s.rsa_key("new"), valid_from=s.AT - timedelta(days=1))
    keys.add("later", s.rsa_key("later"), valid_from=s.AT + timedelta(days=1))
    the = KeyAccessServer(keys, permit, os.urandom)
    assert the.public_key("", s.AT)["kid"] == "new"
    keys.revoke("new", s.AT)
    found = the.public_key("rsa:2048", s.AT)
    assert found["kid"] == "old"
    serialization.load_pem_public_key(found["publicKey"].encode())
    with pytest.raises(Refused) as refused:
        the.public_key("ec:secp256r1", s.AT)
    assert refused.value.code == "not_found"


def test_a_revoked_key_opens_nothing():
    the = machine()
    the.keys.revoke("jpn-1", s.AT)
    assert result(the.rewrap(token(body(s.rsa_key("session"))), CALLER, s.AT))["status"] == "fail"


def test_a_session_key_that_no_reply_is_wrapped_for_is_refused():
    with pytest.raises(Refused, match="no reply is wrapped for"):
        asked(body(HYBRID))


def test_a_way_of_wrapping_that_nobody_knows_is_no_key():
    assert result(asked(body(s.rsa_key("session"), access={"type": "mlkem-wrapped"})))["status"] == "fail"
