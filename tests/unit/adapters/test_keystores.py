"""Key stores keep their port's word: what was wrapped opens, what was revoked does not, and nothing readable lies on the disk."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.unit.sealing import sealed as s

from relto.adapters.keystore import FileKeyStore
from relto.adapters.keystore.deriving import derived
from relto.primitives import BrokenSeal, Malformed, ReltoError, Unavailable
from relto.sealing import PinnedSigner, wrap
from relto.sealing.hybrid import HYBRIDS
from relto.sealing.signing import verify

PASSPHRASE = b"correct horse"
SHARE = bytes(range(32))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def store(path):
    made = FileKeyStore.create(path, PASSPHRASE, os.urandom)
    made.new("open-1", "open", "rsa:2048", valid_from=s.FROM, valid_until=s.UNTIL)
    made.new("sign-1", "sign", "ec:secp256r1", valid_from=s.FROM, valid_until=s.UNTIL)
    return made


def again(path):
    return FileKeyStore.load(path, PASSPHRASE, os.urandom)


def public(store, kid):
    return next(one.public for one in store.records() if one.kid == kid)


@pytest.mark.parametrize("algorithm", ["rsa:2048", "rsa:3072", "ec:secp256r1", "ec:secp384r1", *HYBRIDS])
@pytest.mark.parametrize("oaep", ["sha1", "sha256"])
def test_what_was_wrapped_opens_after_the_store_was_closed(path, store, algorithm, oaep):
    made = store.new("k", "open", algorithm, valid_from=s.FROM, valid_until=s.UNTIL, oaep=oaep)
    wrapped = wrap(SHARE, made.public, entropy=os.urandom, oaep=oaep)
    assert again(path).unwrap("k", wrapped) == SHARE
    if algorithm.startswith("rsa"):
        with pytest.raises(BrokenSeal):
            store.unwrap("k", wrap(SHARE, made.public, entropy=os.urandom, oaep="sha1" if oaep == "sha256" else "sha256"))


def test_what_an_ed25519_key_signs_holds_under_its_pin_alone(path, store):
    made = store.new("node-1", "sign", "ed25519", valid_from=s.FROM, valid_until=s.UNTIL)
    pin = PinnedSigner("NZL", "node-1", "Ed25519", made.public, frozenset({"nz"}), s.FROM, s.UNTIL)
    signed = again(path).sign("node-1", b"said", s.AT)
    assert verify(signed, [pin], "x") == (b"said", pin)
    other = PinnedSigner("NZL", "node-1", "ES256", public(store, "sign-1"), frozenset({"nz"}), s.FROM, s.UNTIL)
    with pytest.raises(BrokenSeal) as refused:
        verify(signed, [other], "x")
    assert refused.value.reason == "stranger"
    store.revoke("node-1", s.AT)
    with pytest.raises(Malformed, match="no such key"):
        store.sign("node-1", b"said", s.AT)


def test_an_ed25519_key_does_not_open(path, store):
    with pytest.raises(Malformed, match="algorithm"):
        store.new("node-1", "open", "ed25519", valid_from=s.FROM, valid_until=s.UNTIL)


@pytest.mark.parametrize("algorithm", ["hpqt:xwing", "mlkem:768", "ec:secp521r1", "dsa"])
def test_other_algorithms_are_refused_by_name(store, algorithm):
    with pytest.raises(Malformed, match=f"no algorithm of a key: found `{algorithm}`; expected rsa:2048"):
        store.new("k", "open", algorithm, valid_from=s.FROM, valid_until=s.UNTIL)


def test_a_key_of_two_algorithms_does_not_sign(store):
    with pytest.raises(Malformed, match="opens and does not sign"):
        store.new("k", "sign", HYBRIDS[0], valid_from=s.FROM, valid_until=s.UNTIL)


def test_nothing_of_a_private_key_lies_open(path, store):
    data = path.read_bytes()
    assert b"PRIVATE" not in data
    assert data.count(b"BEGIN PUBLIC KEY") == len(store.records())
    assert path.stat().st_mode & 0o077 == 0


def test_another_passphrase_opens_nothing(path, store):
    with pytest.raises(BrokenSeal) as refused:
        FileKeyStore.load(path, b"correct horses", os.urandom)
    assert refused.value.reason == "key-store"


def test_a_flipped_bit_of_the_store_is_detected(path, store):
    """A sample of places: each try derives a key anew, which is slow on purpose."""
    data = path.read_bytes()
    for place in range(0, len(data), 311):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(ReltoError):
            again(path)


def test_a_revoked_key_opens_and_signs_nothing_and_is_gone(path, store):
    wrapped = wrap(SHARE, public(store, "open-1"), entropy=os.urandom)
    store.revoke("open-1", s.AT)
    for one in (store, again(path)):
        with pytest.raises(Malformed, match="no such key"):
            one.unwrap("open-1", wrapped)
    with pytest.raises(Malformed, match="no such key"):
        store.revoke("open-1", s.AT)
    with pytest.raises(Malformed, match="used before"):
        store.new("open-1", "open", "rsa:2048", valid_from=s.FROM, valid_until=s.UNTIL)


def test_a_key_that_was_followed_opens_what_it_has(path, store):
    wrapped = wrap(SHARE, public(store, "open-1"), entropy=os.urandom)
    made = store.rotate("open-1", "open-2", at=s.AT, valid_until=s.UNTIL)
    assert made.is_current(s.AT)
    kept = again(path)
    assert kept.unwrap("open-1", wrapped) == SHARE
    old = next(one for one in kept.records() if one.kid == "open-1")
    assert not old.is_current(s.AT + timedelta(seconds=1))


def test_a_key_has_one_use(store):
    with pytest.raises(Malformed, match="another use"):
        store.sign("open-1", b"x", s.AT)
    with pytest.raises(Malformed, match="another use"):
        store.unwrap("sign-1", wrap(SHARE, public(store, "sign-1"), entropy=os.urandom))


@pytest.mark.parametrize("at", [s.FROM - timedelta(days=1), s.UNTIL + timedelta(seconds=1)])
def test_a_key_signs_on_its_days_alone(store, at):
    assert store.sign("sign-1", b"x", s.AT).count(".") == 2
    with pytest.raises(Malformed, match="not valid now"):
        store.sign("sign-1", b"x", at)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"x" * 5_000_000, b'{"version":2}'])
def test_a_file_that_is_no_store(path, data):
    path.write_bytes(data)
    with pytest.raises(Malformed, match="no key store"):
        again(path)


def test_a_store_that_is_not_there_or_there_already(path, store):
    with pytest.raises(Malformed, match="already"):
        FileKeyStore.create(path, PASSPHRASE, os.urandom)
    with pytest.raises(Unavailable):
        again(path.with_name("none"))
    with pytest.raises(Malformed, match="too short"):
        FileKeyStore.create(path.with_name("other"), b"short", os.urandom)


def test_keys_are_derived_by_several_threads_at_once():
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: derived(b"a passphrase", bytes(16)), range(8)))
    assert len(set(made)) == 1


def test_a_key_that_has_opened_opens_nothing_once_it_is_revoked(store):
    wrapped = wrap(SHARE, store.records()[0].public, entropy=os.urandom)
    assert [store.unwrap("open-1", wrapped) for _ in range(2)] == [SHARE, SHARE]
    store.revoke("open-1", s.FROM)
    with pytest.raises(Malformed, match="no such key"):
        store.unwrap("open-1", wrapped)
