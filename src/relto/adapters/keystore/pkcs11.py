"""Keys in a device that speaks PKCS#11: they are made in it and never leave it; it opens and signs with them.

A file beside it says which device it is and what is known of its keys: use, days, public half. The device authenticates the file with
a secret of its own (HMAC-SHA-256), so that nobody who can write the file can prolong a key or exchange its public half.
A key is revoked by destroying it in the device. Its PIN takes the place of a passphrase.

Not every device does everything: SoftHSM 2.6.1 refuses OAEP with SHA-256, and no device here has ML-KEM. The refusal says so.

Source: OASIS PKCS #11 3.0: CKM_RSA_PKCS_OAEP, CKM_SHA256_RSA_PKCS, CKM_ECDSA, CKM_ECDH1_DERIVE, CKM_SHA256_HMAC; RFC 7515 section 3.1;
RFC 7518 sections 3.3 and 3.4.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import msgspec
import pkcs11
from attrs import evolve
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import KDF, MGF, Attribute, KeyType, Mechanism, ObjectClass, PKCS11Error
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key

from relto.adapters.keystore.records import RecordForm, file_bytes, read, written
from relto.adapters.placing import placed
from relto.primitives import BrokenSeal, Malformed, Place, Unavailable
from relto.sealing import KeyRecord, KeyUse, Oaep, PinnedSigner, Wrapped
from relto.sealing.faults import Fault, refuse
from relto.sealing.signing import algorithm_for, verify
from relto.sealing.wrapping import SHARE, pem_of, unwrap_by

_VERSION = 1
_MAC_KEY = "relto-records"
_OAEP: Mapping[Oaep, tuple[Mechanism, MGF]] = MappingProxyType(
    {"sha1": (Mechanism.SHA_1, MGF.SHA1), "sha256": (Mechanism.SHA256, MGF.SHA256)}
)
_RSA = {"rsa:2048": 2048, "rsa:3072": 3072, "rsa:4096": 4096}
_CURVES = ("ec:secp256r1", "ec:secp384r1")
_X962 = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class _Device(msgspec.Struct, forbid_unknown_fields=True):
    module: str
    token: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    device: _Device
    records: list[RecordForm]
    mac: str


class Pkcs11KeyStore:
    """See the module; a :class:`~relto.sealing.KeyStore`.

    Args:
        path: the file beside the device.
        device: which device it is.
        session: an open session, logged in.
        records: what is known of its keys.
    """

    def __init__(self, path: Path, device: _Device, session: Any, records: dict[str, KeyRecord]) -> None:
        self._path, self._device, self._session, self._records = path, device, session, records

    @classmethod
    def create(cls, path: Path, module: str, token: str, pin: str) -> Self:
        """A new file beside a device that is set up, and the device's secret for it.

        Args:
            path: the file.
            module: path of the maker's library.
            token: the token's label.
            pin: its user's PIN.

        Raises:
            Malformed: the file is there already, or the device has such a secret: another file stands beside it.
            Unavailable: there is no such device, or it refuses.
        """
        if path.exists():
            raise Malformed("there is a key store already", place=Place(str(path)), expected="another name")
        made = cls(path, _Device(module, token), open_session(module, token, pin), {})
        try:
            made._begin()
        except BaseException:
            made.close()
            raise
        return made

    def _begin(self) -> None:
        if self._objects(_MAC_KEY):
            raise Malformed(
                "another file stands beside this device", place=Place(self._device.token), expected="that file, or another token"
            )
        with _asked("make a secret"):
            kept = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True, Attribute.SIGN: True, Attribute.VERIFY: True}
            self._session.generate_key(KeyType.GENERIC_SECRET, 256, label=_MAC_KEY, store=True, template=kept)
        self._save({})

    @classmethod
    def load(cls, path: Path, pin: str) -> Self:
        """The store beside which a file stands.

        Raises:
            Unavailable: the file or the device cannot be reached, or the PIN is another.
            Malformed: it is no such file.
            BrokenSeal: the file was changed (``key-store``).
        """
        try:
            found = msgspec.json.decode(file_bytes(path), type=_File)
            mac = base64.b64decode(found.mac, validate=True)
        except (msgspec.MsgspecError, ValueError) as error:
            raise Malformed("no key store", place=Place(str(path)), expected="a file that `relto keys new` made") from error
        if found.version != _VERSION:
            raise Malformed("no key store", place=Place(str(path)), found=str(found.version), expected=f"version {_VERSION}")
        made = cls(path, found.device, open_session(found.device.module, found.device.token, pin), read(found.records))
        try:
            made._check(found, mac)
            for one in made._records.values():
                if one.revoked is not None:  # by a process that was killed before it had destroyed the key, it may be
                    made._destroy(one.kid)
        except BaseException:
            made.close()
            raise
        return made

    def _check(self, found: _File, mac: bytes) -> None:
        with _asked("check a file"):
            holds = self._secret().verify(_beside(found.device, found.records), mac, mechanism=Mechanism.SHA256_HMAC)
        if not holds or len(self._records) != len(found.records):
            raise BrokenSeal("a key store that was changed", reason="key-store", place=Place(str(self._path)))

    def close(self) -> None:
        """End the session; a process has one with a device at a time."""
        self._session.close()

    def records(self) -> tuple[KeyRecord, ...]:
        """See the port."""
        return tuple(self._records[kid] for kid in sorted(self._records))

    def unwrap(self, kid: str, wrapped: Wrapped) -> bytes:
        """See the port.

        Raises:
            Malformed: there is no such key, it was revoked, or it does not open.
            Unavailable: the device refuses the mechanism.
            BrokenSeal: it was not wrapped for the key.
        """
        record = self._record(kid, "open")
        if record.algorithm.startswith("ec:"):
            return unwrap_by(lambda other: self._exchange(record, other), wrapped)
        if wrapped.type != "wrapped":
            raise refuse(Fault.KEY, "a key that was not wrapped for this one", path="keyAccess", found=wrapped.type, expected="wrapped")
        mechanism, mask = _OAEP[record.oaep]
        try:
            key = self._private(record)
            share = bytes(key.decrypt(wrapped.data, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=(mechanism, mask, None)))
        except (pkcs11.exceptions.ArgumentsBad, pkcs11.exceptions.MechanismInvalid, pkcs11.exceptions.MechanismParamInvalid) as error:
            raise Unavailable(f"the device does not open OAEP with {record.oaep}: agree another hash, or take another device") from error
        except PKCS11Error as error:
            raise refuse(Fault.KEY, "a key that was not wrapped for this one", path="keyAccess") from error
        if len(share) != SHARE:
            raise refuse(Fault.KEY, "a key of another size", path="keyAccess", expected=f"{SHARE} bytes")
        return share

    def sign(self, kid: str, payload: bytes, at: datetime) -> str:
        """See the port. What the device signed is verified before it is handed out.

        Raises:
            Malformed: there is no such key, it does not sign, or is not valid at that instant.
            Unavailable: the device refuses, or signed what does not hold.
        """
        record = self._record(kid, "sign")
        if not record.is_current(at):
            raise Malformed("a key that is not valid now", place=Place(str(self._path)), found=kid, expected="a key that is valid")
        algorithm = algorithm_for(record.public.encode())
        head = msgspec.json.encode({"alg": algorithm, "kid": kid})
        message = f"{_base64url(head)}.{_base64url(payload)}"
        with _asked(f"sign with {algorithm}"):
            made = f"{message}.{_base64url(self._signature(record, algorithm, message.encode()))}"
        own = PinnedSigner("", kid, algorithm, record.public, frozenset(), record.valid_from, record.valid_until)
        try:
            verify(made, [own], "device")
        except BrokenSeal as error:
            raise Unavailable(f"the device signed with {kid} what does not hold under its public key") from error
        return made

    def new(self, kid: str, use: KeyUse, algorithm: str, *, valid_from: datetime, valid_until: datetime, oaep: Oaep = "sha1") -> KeyRecord:
        """Make a key in the device.

        Raises:
            Malformed: the identifier was used before, the algorithm is unknown, or it would never be valid.
            Unavailable: the device refuses.
        """
        return self._make(KeyRecord(kid, use, algorithm, "", valid_from, valid_until, None, oaep))

    def revoke(self, kid: str, at: datetime) -> KeyRecord:
        """Revoke a key from an instant on; it is destroyed in the device.

        Raises:
            Malformed: there is no such key, or it was revoked before.
            Unavailable: the device or the file cannot be written.
        """
        record = evolve(self._known(kid), revoked=at)
        self._save({**self._records, kid: record})
        self._destroy(kid)
        return record

    def rotate(self, kid: str, successor: str, *, at: datetime, valid_until: datetime) -> KeyRecord:
        """Make a key like another, which from now on neither signs nor is wrapped for, and opens what it has.

        Raises:
            Malformed: there is no such key, it was revoked, or the successor's identifier was used before.
            Unavailable: the device or the file cannot be written.
        """
        old = self._known(kid)
        made = KeyRecord(successor, old.use, old.algorithm, "", at, valid_until, None, old.oaep)
        return self._make(made, evolve(old, valid_until=min(old.valid_until, at)))

    def _make(self, record: KeyRecord, *followed: KeyRecord) -> KeyRecord:
        """Make a key in the device, and write down with it what becomes of others."""
        kid = record.kid
        if kid in self._records or kid in ("", _MAC_KEY) or self._objects(kid):
            raise Malformed("an identifier that was used before", place=Place(str(self._path)), found=kid, expected="a new one")
        if record.valid_until <= record.valid_from:
            raise Malformed("a key that would never be valid", found=record.valid_until.isoformat(), expected="a later end")
        with _asked(f"make a key of {record.algorithm}"):
            made = evolve(record, public=self._generated(kid, record.use, record.algorithm))
        try:
            self._save(self._records | {one.kid: one for one in (made, *followed)})
        except Unavailable:
            self._destroy(kid)  # what no file knows is not left behind
            raise
        return made

    def _known(self, kid: str) -> KeyRecord:
        record = self._records.get(kid)
        if record is None or record.revoked is not None:
            found = f"{kid}{', revoked' if record is not None else ''}"
            raise Malformed("no such key", place=Place(str(self._path)), found=found, expected="a key of this store that was not revoked")
        return record

    def _record(self, kid: str, use: KeyUse) -> KeyRecord:
        record = self._known(kid)
        if record.use != use:
            raise Malformed("a key for another use", place=Place(str(self._path)), found=f"{kid}: {record.use}", expected=use)
        return record

    def _private(self, record: KeyRecord) -> Any:
        kind = KeyType.RSA if record.algorithm.startswith("rsa:") else KeyType.EC
        try:
            return self._session.get_key(ObjectClass.PRIVATE_KEY, kind, label=record.kid)
        except (pkcs11.exceptions.NoSuchKey, pkcs11.exceptions.MultipleObjectsReturned) as error:
            raise Malformed(
                "no such key on the device", place=Place("device"), found=record.kid, expected="one key of that label"
            ) from error

    def _exchange(self, record: KeyRecord, other: ec.EllipticCurvePublicKey) -> bytes:
        if record.algorithm != f"ec:{other.curve.name}":
            raise ValueError(other.curve.name)
        given = (KDF.NULL, None, other.public_bytes(*_X962))
        template = {Attribute.EXTRACTABLE: True, Attribute.SENSITIVE: False}
        with _asked("agree on a secret"):
            made = self._private(record).derive_key(
                KeyType.GENERIC_SECRET, other.key_size, mechanism_param=given, template=template, store=False
            )
            return bytes(made[Attribute.VALUE])

    def _signature(self, record: KeyRecord, algorithm: str, message: bytes) -> bytes:
        key = self._private(record)
        if algorithm == "RS256":
            return bytes(key.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS))
        digest = hashlib.sha256(message) if algorithm == "ES256" else hashlib.sha384(message)
        return bytes(key.sign(digest.digest(), mechanism=Mechanism.ECDSA))  # the two numbers side by side, as RFC 7518 has them

    def _generated(self, kid: str, use: KeyUse, algorithm: str) -> str:
        does = {Attribute.SIGN: use == "sign", Attribute.DECRYPT: use == "open", Attribute.DERIVE: use == "open"}
        private = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True, Attribute.UNWRAP: False, **does}
        if algorithm in _RSA:
            del private[Attribute.DERIVE]
            public, _ = self._session.generate_keypair(KeyType.RSA, _RSA[algorithm], label=kid, store=True, private_template=private)
            return _pem(encode_rsa_public_key(public))
        if algorithm not in _CURVES:
            raise Malformed("no algorithm of a key in a device", found=algorithm, expected=", ".join((*_RSA, *_CURVES)))
        del private[Attribute.DECRYPT]
        named = {Attribute.EC_PARAMS: encode_named_curve_parameters(algorithm.removeprefix("ec:"))}
        public, _ = self._session.create_domain_parameters(KeyType.EC, named, local=True).generate_keypair(
            label=kid, store=True, mechanism=Mechanism.EC_KEY_PAIR_GEN, private_template=private
        )
        return _pem(encode_ec_public_key(public))

    def _objects(self, kid: str) -> list[Any]:
        with _asked("look for a key"):
            return list(self._session.get_objects({Attribute.LABEL: kid}))

    def _destroy(self, kid: str) -> None:
        for one in self._objects(kid):
            with _asked("destroy a key"):
                one.destroy()

    def _secret(self) -> Any:
        return self._session.get_key(ObjectClass.SECRET_KEY, KeyType.GENERIC_SECRET, label=_MAC_KEY)

    def _save(self, records: dict[str, KeyRecord]) -> None:
        listed = written(records)
        with _asked("sign a file"):
            mac = bytes(self._secret().sign(_beside(self._device, listed), mechanism=Mechanism.SHA256_HMAC))
        with placed(self._path) as file:
            file.write(msgspec.json.encode(_File(_VERSION, self._device, listed, base64.b64encode(mac).decode())))
        self._records = records


def open_session(module: str, token: str, pin: str) -> Any:
    """A session with a device, to read and to write.

    Args:
        module: path of the maker's library.
        token: the token's label.
        pin: its user's PIN.

    Raises:
        Unavailable: there is no such library or token, or the PIN is another.
    """
    try:
        return pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin, rw=True)
    except (PKCS11Error, RuntimeError) as error:
        raise Unavailable(f"no session with the token `{token}`: {type(error).__name__}") from error


@contextmanager
def _asked(what: str) -> Iterator[None]:
    """Says what a device refused."""
    try:
        yield
    except PKCS11Error as error:
        raise Unavailable(f"the device does not {what}: {type(error).__name__}") from error


def _beside(device: _Device, records: list[RecordForm]) -> bytes:
    return b"relto device records 1\n" + msgspec.json.encode([device, records])


def _pem(der: bytes) -> str:
    return pem_of(serialization.load_der_public_key(der))  # type: ignore[arg-type]  # RSA or a curve: it was made as such


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
