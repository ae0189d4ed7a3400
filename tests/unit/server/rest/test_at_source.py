"""What was released, read at the source by the recipient's people with a client of OpenTDF: what they may, and nothing else."""

import base64
import io
import json
import os
from datetime import timedelta

import httpx
import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from relto.markings import parse
from relto.markings.formats import MachineLabel
from relto.node.authorising import Role
from relto.node.exchange.signing import pinned, signer
from relto.node.vouching import Voucher
from relto.sealing import Recipient, Terms, Trust, seal
from relto.sealing.wrapping import Wrapped, unwrap
from relto.server.deciding import NodeTokens
from tests.people import office
from tests.unit.sealing import sealed as s
from tests.unit.server.keyaccess import peers
from tests.unit.server.rest.carrying import MARKING, held, released, soon, told

SESSION = s.rsa_key("session")
SENTENCE = b"The landing ground will bear a transport aircraft."


@pytest.fixture(scope="module")
def message(node, jpn):
    """A release to Japan: its item and its message."""
    item = held(node)
    return item, told(released(node, item), 201)["message"]


@pytest.fixture(scope="module")
def file(node, message):
    return fetched(node, message)


def fetched(node, message):
    answer = node.call("authority", "GET", f"/items/{message[0]}/releases/{message[1]}/sealed")
    assert answer.status_code == 200, answer.text
    return answer.content


def vouched(jpn, name="analyst"):
    return jpn.node.vouching.vouch(jpn.people[name], "NZL").secret


def token(node, secret, client="JPN", headers=None):
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    answer = httpx.post(f"{node.url}/token", data=form, headers=headers, trust_env=False)
    return answer.json().get("access_token") if answer.status_code == 200 else None


def share(node, bearer, data):
    """The key share that the node gives for a file, or the status or error that it gives instead."""
    inside = s.manifest_of(data)["encryptionInformation"]
    objects = [{"keyAccessObjectId": str(at), "keyAccessObject": one} for at, one in enumerate(inside["keyAccess"])]
    public = s.pem_of(SESSION.public_key())
    body = {"clientPublicKey": public, "requests": [{"policy": {"id": "p", "body": inside["policy"]}, "keyAccessObjects": objects}]}
    at = int(now().timestamp())
    asked = jws.serialize_compact(
        {"alg": "ES256"},
        json.dumps({"iat": at, "exp": at + 60, "requestBody": json.dumps(body)}).encode(),
        ECKey.import_key(s.private_pem(s.ec_key("client"))),
        algorithms=["ES256"],
    )
    url = f"{node.url}/kas.AccessService/Rewrap"
    answer = httpx.post(url, json={"signedRequestToken": asked}, headers={"authorization": f"Bearer {bearer}"}, trust_env=False)
    if answer.status_code != 200:
        return answer.status_code
    (result,) = answer.json()["responses"][0]["results"]
    return unwrap(Wrapped("wrapped", base64.b64decode(result["kasWrappedKey"])), SESSION) if result["status"] == "permit" else "fail"


def now():
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime.now(UTC)  # noqa: TID251 - the nodes have the clock of the machine


def lines(node, kind):
    with node.node.surroundings.store.read() as work:
        return [work.journal.opening(one.number).content.decode() for one in work.journal.found(kinds=[kind], most=100)]


def test_the_recipients_people_open_what_was_released_and_it_stands_in_both_journals(node, jpn, file):
    given = token(node, vouched(jpn))
    key = share(node, given, file)
    with jpn.node.surroundings.store.read() as work:
        believed = Trust(pinned(work.exchange.keys("NZL")), now())
    assert s.opened(file, believed, lambda *_: key).count(SENTENCE) == 1
    assert any(jpn.people["analyst"].id in one and '"given"' in one for one in lines(node, "key.asked"))
    with jpn.node.surroundings.store.read() as work:
        assert work.journal.found(kinds=["key.vouched"], most=1)
    assert len(lines(node, "release.sealed")) >= 1


@pytest.mark.parametrize("name", [name for name, python in peers.PEERS.items()])
def test_a_stock_client_of_the_recipient_opens_it_and_one_of_somebody_uncleared_does_not(node, jpn, file, tmp_path, name):
    run = peers.runner(name, node.url, tmp_path, "JPN", vouched(jpn))
    assert run("read", file).count(SENTENCE) == 1
    nobody = office(jpn.node.surroundings, f"nobody-{name}", Role.ANALYST, clearance=None)
    refused = peers.runner(name, node.url, tmp_path, "JPN", jpn.node.vouching.vouch(nobody, "NZL").secret)
    with pytest.raises(peers.RefusedThereError):
        refused("read", file)


@pytest.mark.parametrize("said", [{"clearance": None}, {"need_to_know": False}, {"contractor": True}])
def test_whoever_the_person_rules_keep_out_gets_no_key(node, jpn, file, said):
    somebody = office(jpn.node.surroundings, f"without-{next(iter(said)).replace('_', '-')}", Role.ANALYST, **said)
    assert share(node, token(node, jpn.node.vouching.vouch(somebody, "NZL").secret), file) == "fail"


def test_a_label_alone_opens_nothing_to_another_party(node, jpn):
    """What was never released does not open, whatever its label says and whoever sealed it for the node's own key."""
    keys = node.node.surroundings.keys
    own = next(one for one in keys.records() if one.use == "open")
    to = Recipient("NZL", "", node.url, own.kid, own.public, own.valid_from, own.valid_until)
    label = MachineLabel(parse(MARKING, system="nz").label, now())
    out = io.BytesIO()
    seal(io.BytesIO(b"x"), out, Terms(label, ((to,),), now()), size=1, sign=s.signer().sign, entropy=os.urandom)
    assert share(node, token(node, vouched(jpn)), out.getvalue()) == "fail"


def test_what_was_recalled_opens_no_more(node, jpn):
    item = held(node)
    message = item, told(released(node, item), 201)["message"]
    data, given = fetched(node, message), token(node, vouched(jpn))
    assert isinstance(share(node, given, data), bytes)
    form = {"duty": "destroy", "says": "the source is in danger", "answer_by": soon()}
    told(node.call("authority", "POST", f"/items/{item}/recall", form), 201)
    assert share(node, given, data) == "fail"
    answer = node.call("authority", "GET", f"/items/{item}/releases/{message[1]}/sealed")
    assert (answer.status_code, "recalled" in answer.text) == (403, True)


def test_while_the_agreement_is_suspended_nobody_of_the_other_party_comes_in(node, jpn, file):
    secret = vouched(jpn)
    given = token(node, secret)
    told(node.call("authority", "PUT", "/counterparts/JPN/suspension", {"says": "a breach"}))
    assert (token(node, secret), share(node, given, file)) == (None, 401)
    told(node.call("authority", "DELETE", "/counterparts/JPN/suspension"))
    assert isinstance(share(node, given, file), bytes)


def forged(jpn, **change):
    """A voucher of Japan's with something else said in it, signed with Japan's key."""
    surroundings = jpn.node.surroundings
    at = surroundings.clock.now()
    person = jpn.people["analyst"].person
    said = {
        "protocol": "relto-voucher/1",
        "party": "JPN",
        "to": "NZL",
        "person": "person-1",
        "issued": at,
        "until": at + timedelta(minutes=5),
        "clearance": person.clearance,
        "nationalities": ["JPN"],
        "need_to_know": True,
        "read_ins": [],
        "contractor": False,
        "facility_clearance": None,
        **change,
    }
    known = {name: value for name, value in said.items() if name in Voucher.__struct_fields__}
    return signer(surroundings, at)(msgspec.json.encode(known | {k: v for k, v in said.items() if k not in known}))


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("change", "client"),
    [
        ({"to": "USA"}, "JPN"),
        ({"party": "USA"}, "JPN"),
        ({}, "USA"),
        ({"until": now() - HOUR, "issued": now() - 2 * HOUR}, "JPN"),
        ({"until": now() + 24 * HOUR}, "JPN"),
        ({"issued": now() + HOUR, "until": now() + 2 * HOUR}, "JPN"),
        ({"protocol": "relto-card/1"}, "JPN"),
        ({"more": 1}, "JPN"),
        ({"nationalities": "JPN"}, "JPN"),
    ],
    ids=["for another", "of another", "as another", "out of date", "for a day", "not yet", "something else", "unknown", "malformed"],
)
def test_replay_a_voucher_that_says_something_else_is_believed_by_nobody(node, jpn, change, client):
    assert token(node, forged(jpn)) is not None, "as it should be it is believed"
    assert token(node, forged(jpn, **change), client) is None


def test_replay_a_voucher_is_exchanged_once_and_again_by_the_key_alone_that_was_proved(node, jpn):
    secret = vouched(jpn)
    assert token(node, secret) is not None
    assert token(node, secret) is None
    assert token(node, secret, headers=proof(node, "thief")) is None
    secret = vouched(jpn)
    assert token(node, secret, headers=proof(node, "owner")) is not None
    assert token(node, secret, headers=proof(node, "owner")) is not None
    assert (token(node, secret), token(node, secret, headers=proof(node, "thief"))) == (None, None)
    assert len(lines(node, "key.voucher-again")) >= 4


def proof(node, name):
    """The header of a client that proves a key."""
    key = ECKey.import_key(s.private_pem(s.ec_key(name)))
    header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": key.as_dict(private=False)}
    claims = {"htm": "POST", "htu": f"{node.url}/token", "iat": int(now().timestamp()), "jti": os.urandom(8).hex()}
    return {"DPoP": jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=["ES256"])}


def test_replay_what_stands_on_a_voucher_ends_a_quarter_of_an_hour_behind_it(node, jpn, file):
    for issued, exchanged, read in ((0, True, True), (6, False, True), (14, False, True), (16, False, False)):
        at = now() - timedelta(minutes=issued)
        secret = forged(jpn, issued=at, until=at + timedelta(minutes=5))
        assert (token(node, secret) is not None) is exchanged
        visitor = NodeTokens(None, None, node.node.vouching, node.node.surroundings.vault)
        sealed = visitor._sealed("JPN", secret, None)
        assert isinstance(share(node, sealed, file), bytes) is read


def test_a_voucher_that_another_key_signed_is_nobodys(node, jpn):
    header, payload, signature = vouched(jpn).split(".")
    stranger = s.signer("stranger").sign(base64.urlsafe_b64decode(payload + "=="))
    own = signer(node.node.surroundings, now())(base64.urlsafe_b64decode(payload + "=="))
    for text in (stranger, own, f"{header}.{payload}.", f"{header}.{payload}.{signature[:-4]}AAAA", "a.b.c", f"{header}.{payload}"):
        assert token(node, text) is None


def test_second_routes_a_visitors_token_opens_no_other_door(node, jpn, file):
    given = token(node, vouched(jpn))
    for path in ("/me", "/items", "/log/keys"):
        with node.client(authorization=f"Bearer {given}") as client:
            assert client.get(path).status_code == 401
    for wrong in (given[:-2], given + "A", given.replace("visitor.", "other."), "visitor.", vouched(jpn)):
        assert share(node, wrong, file) == 401


def test_who_releases_hands_the_file_over_and_nobody_else(node, message):
    path = f"/items/{message[0]}/releases/{message[1]}/sealed"
    for name in ("drafter", "analyst", "second", "security", "admin", "overseer"):
        assert node.call(name, "GET", path).status_code == 403
    missing = path.replace(message[1], "message-00000000000000000000000000")
    outside = [node.call("outside-authority", "GET", one) for one in (path, missing)]
    assert [one.status_code for one in outside] == [404, 404]
    assert outside[0].content == outside[1].content


def test_vouching_is_for_who_reads_and_towards_a_party_with_an_agreement(node, jpn):
    del jpn
    made = told(node.call("analyst", "POST", "/me/vouchers", {"party": "JPN"}), 201)
    assert (made["client"], made["secret"].count(".")) == ("NZL", 2)
    assert made["url"].startswith("http")
    for name, party in (("admin", "JPN"), ("overseer", "JPN"), ("analyst", "USA")):
        told(node.call(name, "POST", "/me/vouchers", {"party": party}), 403)


def test_wrong_object_what_belongs_to_something_else_is_absent(node, message):
    """A copy, or a release, of another item than the one in the path: seen by the same person, and not there."""
    other = held(node)
    copy = told(node.call("security", "POST", f"/items/{message[0]}/copies", {"holder": "a safe"}), 201)["id"]
    told(node.call("security", "PUT", f"/items/{other}/copies/{copy}/return", {}), 404)
    told(node.call("authority", "GET", f"/items/{other}/releases/{message[1]}/sealed"), 404)
    told(node.call("security", "PUT", f"/items/{message[0]}/copies/{copy}/return", {}))
