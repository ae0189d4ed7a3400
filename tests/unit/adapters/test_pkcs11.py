"""A key store on a device, here SoftHSM2; left out where it is not installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from attrs import evolve
from tests.unit.sealing import sealed as s

from relto.primitives import BrokenSeal, Malformed, Unavailable
from relto.sealing import KeyRecord, wrap
from relto.sealing.wrapping import pem_of

pkcs11 = pytest.importorskip("pkcs11")
MODULE = next((one for one in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")) if one.exists()), None)
pytestmark = pytest.mark.skipif(MODULE is None or shutil.which("softhsm2-util") is None, reason="SoftHSM2 is not installed")
SHARE = bytes(range(32))
PIN = "1234"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    from relto.adapters.keystore.pkcs11 import Pkcs11KeyStore, open_session  # noqa: PLC0415 - where the library is there

    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    pem = folder / "key.pem"
    pem.write_bytes(s.private_pem(s.rsa_key("device")))
    for words in (
        ["--init-token", "--free", "--label", "relto", "--pin", PIN, "--so-pin", PIN],
        ["--import", str(pem), "--token", "relto", "--label", "jpn-1", "--id", "01", "--pin", PIN],
    ):
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    record = KeyRecord("jpn-1", "open", "rsa:2048", pem_of(s.rsa_key("device").public_key()), s.FROM, s.UNTIL)
    known = {"jpn-1": record, "other": evolve(record, kid="other"), "gone": evolve(record, kid="gone", revoked=s.AT)}
    yield Pkcs11KeyStore(open_session(str(MODULE), "relto", PIN), known)
    del os.environ["SOFTHSM2_CONF"]


def test_what_was_wrapped_opens_in_the_device(store):
    wrapped = wrap(SHARE, store.known["jpn-1"].public, entropy=os.urandom)
    assert store.unwrap("jpn-1", wrapped) == SHARE
    file = s.sealed(the=s.terms((s.recipient(key=s.rsa_key("device")),)))
    assert s.opened(file, None, lambda access, one: store.unwrap(access.kid, one)) == s.TEXT


def test_what_was_wrapped_for_another_does_not(store):
    with pytest.raises(BrokenSeal) as refused:
        store.unwrap("jpn-1", wrap(SHARE, pem_of(s.rsa_key("jpn").public_key()), entropy=os.urandom))
    assert refused.value.reason == "key"


@pytest.mark.parametrize("kid", ["other", "gone", "unknown"])
def test_keys_that_are_not_there_or_revoked(store, kid):
    with pytest.raises(Malformed, match="no such key"):
        store.unwrap(kid, wrap(SHARE, store.known["jpn-1"].public, entropy=os.urandom))


def test_the_device_signs_nothing_yet(store):
    with pytest.raises(Malformed, match="do not sign yet"):
        store.sign("jpn-1", b"x", s.AT)


def test_a_token_that_is_not_there(store):
    from relto.adapters.keystore.pkcs11 import open_session  # noqa: PLC0415

    with pytest.raises(Unavailable, match="no session"):
        open_session(str(MODULE), "another", PIN)
