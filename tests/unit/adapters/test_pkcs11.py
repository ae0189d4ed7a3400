"""A key store on a device, here SoftHSM2; left out where it is not installed."""

import json
import os
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from tests.softhsm import MODULE, PIN, TOKEN, needs_softhsm, token
from tests.unit.sealing import sealed as s

from relto.primitives import BrokenSeal, Malformed, ReltoError, Unavailable
from relto.sealing import PinnedSigner, Wrapped, wrap
from relto.sealing.signing import verify
from relto.sealing.wrapping import pem_of

pytest.importorskip("pkcs11")
from relto.adapters.keystore.pkcs11 import Pkcs11KeyStore, open_session

pytestmark = needs_softhsm
SHARE = bytes(range(32))
RSA, CURVES = ["rsa:2048", "rsa:3072"], ["ec:secp256r1", "ec:secp384r1"]


@pytest.fixture(scope="session")
def device(tmp_path_factory):
    """One for a process: the module of the device is told once where its tokens are."""
    folder = tmp_path_factory.mktemp("device")
    with pytest.MonkeyPatch.context() as patch:
        token(folder, patch)
        made = Pkcs11KeyStore.create(folder / "keys", str(MODULE), TOKEN, PIN)
        for number, algorithm in enumerate((*RSA, *CURVES)):
            for use in ("open", "sign"):
                made.new(f"{use}-{number}", use, algorithm, valid_from=s.FROM, valid_until=s.UNTIL)
        made.close()
        yield folder / "keys"


@pytest.fixture
def store(device):
    made = Pkcs11KeyStore.load(device, PIN)
    yield made
    made.close()


@contextmanager
def again(store, path):
    """The store as it is when it is loaded anew."""
    store.close()
    made = Pkcs11KeyStore.load(path, PIN)
    store._session = made._session  # closed when the test ends
    yield made


def record(store, kid):
    return next(one for one in store.records() if one.kid == kid)


def public(store, kid):
    return record(store, kid).public


@pytest.mark.parametrize("kid", ["open-0", "open-1", "open-2", "open-3"])
def test_what_was_wrapped_opens_in_the_device(store, kid):
    made = wrap(SHARE, public(store, kid), entropy=os.urandom)
    assert store.unwrap(kid, made) == SHARE
    with pytest.raises(BrokenSeal) as refused:
        store.unwrap(kid, Wrapped(made.type, made.data[:-1] + bytes([made.data[-1] ^ 1]), made.ephemeral))
    assert refused.value.reason == "key"


@pytest.mark.parametrize("other", ["open-0", "open-1", "open-2", "open-3"])
@pytest.mark.parametrize("kid", ["open-0", "open-2"])
def test_what_was_wrapped_for_another_does_not(store, kid, other):
    if kid != other:
        with pytest.raises(BrokenSeal):
            store.unwrap(kid, wrap(SHARE, public(store, other), entropy=os.urandom))


@pytest.mark.parametrize("kid", ["sign-0", "sign-1", "sign-2", "sign-3"])
def test_the_device_signs_what_others_verify(store, kid):
    made = store.sign(kid, b"a payload", s.AT)
    algorithm = {"sign-0": "RS256", "sign-1": "RS256", "sign-2": "ES256", "sign-3": "ES384"}[kid]
    own = PinnedSigner("USA", kid, algorithm, public(store, kid), frozenset({"us"}), s.FROM, s.UNTIL)
    assert verify(made, [own], "test")[0] == b"a payload"
    for at in (s.FROM - timedelta(days=1), s.UNTIL + timedelta(seconds=1)):
        with pytest.raises(Malformed, match="not valid now"):
            store.sign(kid, b"a payload", at)


@pytest.mark.parametrize(("signing", "opening"), [("sign-0", "open-0"), ("sign-2", "open-2")])
def test_a_file_is_sealed_and_opened_with_keys_of_the_device_alone(store, signing, opening):
    kinds = {"sign-0": "RS256", "sign-2": "ES256"}
    own = PinnedSigner("USA", signing, kinds[signing], public(store, signing), frozenset({"us"}), s.FROM, s.UNTIL)
    the = s.terms((s.recipient(pem=public(store, opening), kid=opening, key=s.rsa_key("jpn")),))
    file = s.sealed(the=the, sign=partial(store.sign, signing, at=s.AT))
    assert s.opened(file, s.trust(own), lambda access, one: store.unwrap(access.kid, one)) == s.TEXT


def test_no_private_key_can_be_taken_out(device, store):
    from pkcs11 import Attribute, ObjectClass, PKCS11Error  # noqa: PLC0415 -- where the library is there

    found = list(store._session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    assert len(found) >= 8
    for one in found:
        assert one[Attribute.SENSITIVE]
        assert not one[Attribute.EXTRACTABLE]
        with pytest.raises(PKCS11Error):
            one[Attribute.PRIVATE_EXPONENT if "RSA" in str(one.key_type) else Attribute.VALUE]
    assert b"PRIVATE" not in device.read_bytes()


def test_a_key_has_one_use(store):
    with pytest.raises(Malformed, match="another use"):
        store.sign("open-0", b"x", s.AT)
    with pytest.raises(Malformed, match="another use"):
        store.unwrap("sign-0", wrap(SHARE, public(store, "sign-0"), entropy=os.urandom))


def test_a_revoked_key_is_gone_from_the_device(device, store):
    store.new("gone", "open", "ec:secp256r1", valid_from=s.FROM, valid_until=s.UNTIL)
    wrapped = wrap(SHARE, public(store, "gone"), entropy=os.urandom)
    assert store.unwrap("gone", wrapped) == SHARE
    store.revoke("gone", s.AT)
    assert store._objects("gone") == []
    with pytest.raises(Malformed, match="no such key"):
        store.unwrap("gone", wrapped)
    with again(store, device) as kept, pytest.raises(Malformed, match="no such key"):
        kept.unwrap("gone", wrapped)
    for kid in ("gone", "open-0", "relto-records", ""):
        with pytest.raises(Malformed, match="used before"):
            store.new(kid, "open", "rsa:2048", valid_from=s.FROM, valid_until=s.UNTIL)


def test_a_key_is_destroyed_also_where_the_process_was_killed_before_it_had_done_so(device, store, monkeypatch):
    store.new("half", "open", "ec:secp256r1", valid_from=s.FROM, valid_until=s.UNTIL)

    def killed(kid):
        raise KeyboardInterrupt(kid)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store, "_destroy", killed)
        store.revoke("half", s.AT)
    assert len(store._objects("half")) == 2
    with again(store, device) as kept:
        assert kept._objects("half") == []
        assert record(kept, "half").revoked == s.AT


def test_a_key_that_was_followed_opens_what_it_has(device, store):
    store.new("old", "open", "ec:secp256r1", valid_from=s.FROM, valid_until=s.UNTIL)
    wrapped = wrap(SHARE, public(store, "old"), entropy=os.urandom)
    assert store.rotate("old", "new", at=s.AT, valid_until=s.UNTIL).is_current(s.AT)
    with again(store, device) as kept:
        assert kept.unwrap("old", wrapped) == SHARE
        assert not record(kept, "old").is_current(s.AT + timedelta(seconds=1))


def test_whoever_changes_the_file_is_found_out(device, tmp_path):
    found = json.loads(device.read_text())

    def changed(**first):
        bad = {**found, "records": [{**found["records"][0], **first}, *found["records"][1:]]}
        (tmp_path / "keys").write_text(json.dumps(bad))
        with pytest.raises(ReltoError) as refused:
            Pkcs11KeyStore.load(tmp_path / "keys", PIN)
        return getattr(refused.value, "reason", None)

    assert changed(valid_until="2199-01-01T00:00:00Z") == "key-store"
    assert changed(public=pem_of(s.rsa_key("stranger").public_key())) == "key-store"
    assert changed(use="sign") == "key-store"
    (tmp_path / "keys").write_text(json.dumps({**found, "records": found["records"][1:]}))
    with pytest.raises(BrokenSeal):
        Pkcs11KeyStore.load(tmp_path / "keys", PIN)
    (tmp_path / "keys").write_bytes(device.read_bytes())
    good = Pkcs11KeyStore.load(tmp_path / "keys", PIN)
    assert good.records()
    good.close()


def test_what_the_device_cannot_do_it_says(store):
    for algorithm in ("hpqt:secp256r1-mlkem768", "dsa"):
        with pytest.raises(Malformed, match="no algorithm of a key in a device"):
            store.new("k", "open", algorithm, valid_from=s.FROM, valid_until=s.UNTIL)
    store.new("sha256", "open", "rsa:2048", valid_from=s.FROM, valid_until=s.UNTIL, oaep="sha256")
    wrapped = wrap(SHARE, public(store, "sha256"), entropy=os.urandom, oaep="sha256")
    with pytest.raises(Unavailable, match="does not open OAEP with sha256"):
        store.unwrap("sha256", wrapped)


def test_a_device_that_is_not_there_or_another_pin(device, tmp_path):
    with pytest.raises(Unavailable, match="no session"):
        open_session(str(MODULE), "another", PIN)
    with pytest.raises(Unavailable, match="no session"):
        open_session(str(tmp_path / "none.so"), TOKEN, PIN)
    with pytest.raises(Malformed, match="another file stands beside this device"):
        Pkcs11KeyStore.create(tmp_path / "second", str(MODULE), TOKEN, PIN)
    with pytest.raises(Malformed, match="already"):
        Pkcs11KeyStore.create(device, str(MODULE), TOKEN, PIN)
    with pytest.raises(Unavailable, match="cannot be read"):
        Pkcs11KeyStore.load(tmp_path / "none", PIN)
    for text in (b"", b"{}", b"[]", b"x" * 5_000_000, b'{"version":2}'):
        (tmp_path / "bad").write_bytes(text)
        with pytest.raises(Malformed, match="no key store"):
            Pkcs11KeyStore.load(tmp_path / "bad", PIN)
