"""Keys in one file, encrypted at rest under a passphrase (Argon2id, AES-256-GCM), replaced whole at every change.

What is known of the keys stands readable beside them and is authenticated with them. A key is rotated by making another and setting the
end of the first; it is revoked by saying so; it is never taken out, so that what was sealed for it is known to be lost, not unknown.

Source: RFC 9106 section 4 (second recommended option: 64 MiB, 3 passes, 4 lanes).
"""

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from attrs import evolve
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relto.adapters.keystore.deriving import derived
from relto.adapters.keystore.records import RecordForm, file_bytes, read, written
from relto.adapters.placing import placed
from relto.primitives import BrokenSeal, Malformed, Place, Unavailable
from relto.sealing import Entropy, KeyRecord, KeyUse, Oaep, Signer, Wrapped
from relto.sealing.hybrid import HYBRIDS, HybridPrivateKey, generate_hybrid
from relto.sealing.signing import algorithm_for
from relto.sealing.wrapping import PrivateKey, load_private, pem_of, unwrap

_VERSION = 1
_SALT = 16
_RSA = {"rsa:2048": 2048, "rsa:3072": 3072, "rsa:4096": 4096}
_CURVES: dict[str, Callable[[], ec.EllipticCurve]] = {"ec:secp256r1": ec.SECP256R1, "ec:secp384r1": ec.SECP384R1}
_EDWARDS = "ed25519"
_LEAST_PASSPHRASE = 8


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    salt: str
    nonce: str
    records: list[RecordForm]
    sealed: str


class FileKeyStore:
    """See the module; a :class:`~relto.sealing.KeyStore`.

    Args:
        path: the file.
        records: what is known of the keys.
        keys: the private keys, PEM, by identifier.
        kept: the salt of the file and the key that it and the passphrase give; each writing has a nonce of its own.
        entropy: where random bytes come from.
    """

    def __init__(
        self, path: Path, records: dict[str, KeyRecord], keys: dict[str, bytes], kept: tuple[bytes, bytes], entropy: Entropy
    ) -> None:
        self._path, self._records, self._keys = path, records, keys
        self._salt, self._key = kept
        self._entropy = entropy
        self._signers: dict[str, Signer] = {}
        self._openers: dict[str, PrivateKey] = {}

    @classmethod
    def create(cls, path: Path, passphrase: bytes, entropy: Entropy) -> "FileKeyStore":
        """A new store without keys.

        Raises:
            Malformed: the file is there already, or the passphrase is too short.
        """
        if path.exists():
            raise Malformed("there is a key store already", place=Place(str(path)), expected="another name")
        if len(passphrase) < _LEAST_PASSPHRASE:
            raise Malformed("the passphrase is too short", place=Place(str(path)), expected=f"{_LEAST_PASSPHRASE} bytes at least")
        salt = entropy(_SALT)
        made = cls(path, {}, {}, (salt, derived(passphrase, salt)), entropy)
        made._save({}, {})
        return made

    @classmethod
    def load(cls, path: Path, passphrase: bytes, entropy: Entropy) -> "FileKeyStore":
        """The store in a file.

        Raises:
            Unavailable: it cannot be read.
            Malformed: it is no key store.
            BrokenSeal: the passphrase is another, or the file was changed.
        """
        found = _read(path)
        records = read(found.records)
        salt = base64.b64decode(found.salt)
        key = derived(passphrase, salt)
        try:
            plain = AESGCM(key).decrypt(base64.b64decode(found.nonce), base64.b64decode(found.sealed), _beside(found.records))
        except (InvalidTag, ValueError) as error:
            raise BrokenSeal("another passphrase, or a key store that was changed", reason="key-store", place=Place(str(path))) from error
        keys = msgspec.json.decode(plain, type=dict[str, bytes])
        return cls(path, records, keys, (salt, key), entropy)

    def records(self) -> tuple[KeyRecord, ...]:
        """See the port."""
        return tuple(self._records[kid] for kid in sorted(self._records))

    def unwrap(self, kid: str, wrapped: Wrapped) -> bytes:
        """See the port."""
        record = self._record(kid, "open")
        if kid not in self._openers:  # a private key is checked when it is loaded, which takes longer than a hundred unwrappings
            self._openers[kid] = load_private(self._keys[kid])
        return unwrap(wrapped, self._openers[kid], oaep=record.oaep)

    def sign(self, kid: str, payload: bytes, at: datetime) -> str:
        """See the port."""
        record = self._record(kid, "sign")
        if not record.is_current(at):
            raise Malformed("a key that is not valid now", place=Place(str(self._path)), found=kid, expected="a key that is valid")
        if kid not in self._signers:
            self._signers[kid] = Signer(kid, algorithm_for(self._keys[kid]), self._keys[kid])
        return self._signers[kid].sign(payload)

    def new(self, kid: str, use: KeyUse, algorithm: str, *, valid_from: datetime, valid_until: datetime, oaep: Oaep = "sha1") -> KeyRecord:
        """Make a key.

        Raises:
            Malformed: the identifier was used before, the algorithm is unknown, or it would never be valid.
            Unavailable: the file cannot be written.
        """
        record, pem = self._made(kid, use, algorithm, valid_from, valid_until, oaep)
        self._save({**self._records, kid: record}, {**self._keys, kid: pem})
        return record

    def revoke(self, kid: str, at: datetime) -> KeyRecord:
        """Revoke a key from an instant on; its private half is destroyed.

        Raises:
            Malformed: there is no such key, or it was revoked before.
            Unavailable: the file cannot be written.
        """
        record = evolve(self._record(kid), revoked=at)
        self._save({**self._records, kid: record}, {name: key for name, key in self._keys.items() if name != kid})
        return record

    def rotate(self, kid: str, successor: str, *, at: datetime, valid_until: datetime) -> KeyRecord:
        """Make a key like another, which from now on neither signs nor is wrapped for, and opens what it has.

        Raises:
            Malformed: there is no such key, it was revoked, or the successor's identifier was used before.
            Unavailable: the file cannot be written; then neither was done.
        """
        old = self._record(kid)
        made, pem = self._made(successor, old.use, old.algorithm, at, valid_until, old.oaep)
        followed = evolve(old, valid_until=min(old.valid_until, at))
        self._save({**self._records, kid: followed, successor: made}, {**self._keys, successor: pem})
        return made

    def _made(self, kid: str, use: KeyUse, algorithm: str, begin: datetime, end: datetime, oaep: Oaep) -> tuple[KeyRecord, bytes]:
        if kid in self._records or not kid:
            raise Malformed("an identifier that was used before", place=Place(str(self._path)), found=kid, expected="a new one")
        if end <= begin:
            raise Malformed("a key that would never be valid", found=end.isoformat(), expected="a later end")
        if use == "sign" and algorithm in HYBRIDS:
            raise Malformed(
                "a key that opens and does not sign",
                place=Place(str(self._path)),
                found=algorithm,
                expected="RSA, P-256, P-384 or Ed25519",
            )
        key = _generated(algorithm, use)
        return KeyRecord(kid, use, algorithm, pem_of(key.public_key()), begin, end, None, oaep), _private_pem(key)

    def _record(self, kid: str, use: KeyUse | None = None) -> KeyRecord:
        record = self._records.get(kid)
        if record is None or record.revoked is not None:
            found = f"{kid}{', revoked' if record is not None else ''}"
            raise Malformed("no such key", place=Place(str(self._path)), found=found, expected="a key of this store that was not revoked")
        if use is not None and record.use != use:
            raise Malformed("a key for another use", place=Place(str(self._path)), found=f"{kid}: {record.use}", expected=use)
        return record

    def _save(self, records: dict[str, KeyRecord], keys: dict[str, bytes]) -> None:
        nonce = self._entropy(12)
        listed = written(records)
        sealed = AESGCM(self._key).encrypt(nonce, msgspec.json.encode(keys), _beside(listed))
        text = msgspec.json.encode(_File(_VERSION, _text(self._salt), _text(nonce), listed, _text(sealed)))
        with placed(self._path) as file:
            file.write(text)
        self._records, self._keys, self._signers, self._openers = records, keys, {}, {}


def _beside(records: list[RecordForm]) -> bytes:
    return b"relto key store 1\n" + msgspec.json.encode(records)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _generated(algorithm: str, use: KeyUse) -> PrivateKey | ed25519.Ed25519PrivateKey:
    if algorithm in _RSA:
        return rsa.generate_private_key(65537, _RSA[algorithm])
    if algorithm in _CURVES:
        return ec.generate_private_key(_CURVES[algorithm]())
    if algorithm == _EDWARDS and use == "sign":
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm not in HYBRIDS:
        expected = ", ".join((*_RSA, *_CURVES, *HYBRIDS, f"{_EDWARDS} to sign"))
        raise Malformed("no algorithm of a key", found=algorithm, expected=expected)
    try:
        return generate_hybrid(algorithm)
    except UnsupportedAlgorithm as error:
        raise Unavailable(f"the library of this machine has no ML-KEM: {algorithm} cannot be made") from error


def _private_pem(key: PrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    if isinstance(key, HybridPrivateKey):
        return key.pem
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _read(path: Path) -> _File:
    data = file_bytes(path)
    try:
        found = msgspec.json.decode(data, type=_File)
        salt = base64.b64decode(found.salt, validate=True)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Malformed("no key store", place=Place(str(path)), expected="a file that `relto keys new` made") from error
    kids = [one.kid for one in found.records]
    if found.version != _VERSION or len(salt) != _SALT or len(set(kids)) != len(kids):
        raise Malformed("no key store", place=Place(str(path)), expected="a file that `relto keys new` made")
    return found
