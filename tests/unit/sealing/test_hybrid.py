"""Keys wrapped with ML-KEM and a curve together: laid out as the draft has it, opened by their holder alone, refused if changed."""

import os
from base64 import b64decode, b64encode
from hashlib import sha3_256

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.noble import needs_noble, noble
from tests.unit.sealing import sealed as s
from tests.unit.sealing.keys import MemoryKeyStore

from relto.primitives import BrokenSeal, Malformed
from relto.sealing import Wrapped, hybrid, wrap
from relto.sealing.hybrid import HYBRIDS, generate_hybrid, load_hybrid_private, load_hybrid_public
from relto.sealing.wrapping import fingerprint, load_private, load_public, pem_of, unwrap

SHARE = bytes(range(32))
SIZES = {"hpqt:secp256r1-mlkem768": (1184, 1088, 65), "hpqt:secp384r1-mlkem1024": (1568, 1568, 97)}


@pytest.fixture(scope="module", params=HYBRIDS)
def key(request):
    return generate_hybrid(request.param)


def wrapped_for(key):
    return wrap(SHARE, pem_of(key.public_key()), entropy=os.urandom)


def test_what_was_wrapped_opens(key):
    made = wrapped_for(key)
    assert (made.type, made.ephemeral) == ("hybrid-wrapped", None)
    assert unwrap(made, key) == SHARE
    assert unwrap(made, load_private(key.pem)) == SHARE
    assert made.data != wrapped_for(key).data


def test_it_is_laid_out_as_the_draft_and_the_platform_have_it(key):
    """The secrets are put together anew here, from the parts and by hand."""
    lattice, ciphertext, point = SIZES[key.algorithm]
    public = asn1.decode_der(hybrid._Public, load_hybrid_public(pem_of(key.public_key())).der)
    raw = public.key.as_bytes()
    assert public.algorithm.algorithm.dotted_string == {1184: "1.3.6.1.5.5.7.6.59", 1568: "1.3.6.1.5.5.7.6.63"}[lattice]
    assert raw[:lattice] == key.lattice.public_key().public_bytes_raw()
    assert (len(raw), raw[lattice]) == (lattice + point, 4)
    data = wrapped_for(key).data
    assert data[0] == 0x30
    assert data[4] == 0x80  # [0] IMPLICIT OCTET STRING
    envelope = asn1.decode_der(hybrid._Envelope, data)
    assert (len(envelope.ciphertext), len(envelope.sealed)) == (ciphertext + point, 12 + 32 + 16)
    other = ec.EllipticCurvePublicKey.from_encoded_point(key.curve.curve, envelope.ciphertext[ciphertext:])
    label = b"MLKEM768-P256" if lattice == 1184 else b"MLKEM1024-P384"
    secrets = key.lattice.decapsulate(envelope.ciphertext[:ciphertext]) + key.curve.exchange(ec.ECDH(), other)
    wrapping = sha3_256(secrets + envelope.ciphertext[ciphertext:] + raw[lattice:] + label).digest()
    assert AESGCM(wrapping).decrypt(envelope.sealed[:12], envelope.sealed[12:], None) == SHARE


def test_a_change_anywhere_is_refused(key):
    made = wrapped_for(key)
    places = [*range(12), *range(12, len(made.data), 41), *range(len(made.data) - 12, len(made.data))]
    for place in places:
        bad = made.data[:place] + bytes([made.data[place] ^ 1]) + made.data[place + 1 :]
        with pytest.raises(BrokenSeal) as refused:
            unwrap(Wrapped("hybrid-wrapped", bad), key)
        assert refused.value.reason == "key"
    for bad in (b"", made.data[:-1], made.data + b"x", made.data[: len(made.data) // 2]):
        with pytest.raises(BrokenSeal):
            unwrap(Wrapped("hybrid-wrapped", bad), key)


def test_it_opens_for_nobody_else_and_in_no_other_way(key):
    made = wrapped_for(key)
    others = [generate_hybrid(key.algorithm), *(generate_hybrid(one) for one in HYBRIDS if one != key.algorithm), s.rsa_key("jpn")]
    for other in others:
        with pytest.raises(BrokenSeal):
            unwrap(made, other)
    for kind in ("wrapped", "ec-wrapped"):
        with pytest.raises(BrokenSeal):
            unwrap(Wrapped(kind, made.data, pem_of(s.ec_key("x").public_key())), key)
    with pytest.raises(BrokenSeal):
        unwrap(wrap(SHARE, pem_of(s.rsa_key("jpn").public_key()), entropy=os.urandom), key)


def test_a_damaged_key_is_none(key):
    lines = pem_of(key.public_key()).splitlines()
    with pytest.raises(Malformed, match="no public key"):
        load_public("\n".join(lines[:5] + lines[6:]))
    lines = key.pem.decode().splitlines()
    with pytest.raises(Malformed, match="no private key"):
        load_private("\n".join(lines[:2] + lines[3:]).encode())
    assert load_hybrid_public(pem_of(s.rsa_key("jpn").public_key())) is None
    assert load_hybrid_private(s.private_pem(s.ec_key("x"))) is None
    assert fingerprint(pem_of(key.public_key())).startswith("SHA256:")


def test_a_file_is_sealed_for_it_beside_another_and_opened_with_either(key):
    recipients = (s.recipient(key=key, kid="pq-1"), s.recipient(key=s.rsa_key("aus"), kid="aus-1"))
    file = s.sealed(the=s.terms(recipients))
    ways = s.manifest_of(file)["encryptionInformation"]["keyAccess"]
    assert [one["type"] for one in ways] == ["hybrid-wrapped", "wrapped"]
    assert "ephemeralPublicKey" not in ways[0]
    for kid, own in (("pq-1", key), ("aus-1", s.rsa_key("aus"))):
        keys = MemoryKeyStore().add(kid, own)
        assert s.opened(file, None, lambda access, one, keys=keys, kid=kid: keys.unwrap(kid, one) if access.kid == kid else None) == s.TEXT


@needs_noble
def test_another_implementation_wraps_for_our_key(key):
    """The secret is @noble/post-quantum's; only the envelope around it is made here."""
    public = asn1.decode_der(hybrid._Public, load_hybrid_public(pem_of(key.public_key())).der).key.as_bytes()
    said = noble("encapsulate", algorithm=key.algorithm, public=b64encode(public).decode())
    sealed = AESGCM(b64decode(said["secret"])).encrypt(bytes(12), SHARE, None)
    envelope = asn1.encode_der(hybrid._Envelope(ciphertext=b64decode(said["ciphertext"]), sealed=bytes(12) + sealed))
    assert unwrap(Wrapped("hybrid-wrapped", envelope), key) == SHARE
