"""The node's own secrets in one file, encrypted under its passphrase: keys of its vault and log, the passphrase of its TLS key.

Source: RFC 9106 section 4 (second recommended option).
"""

from pathlib import Path

import msgspec
from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relto.adapters.keystore.deriving import derived
from relto.adapters.placing import placed
from relto.primitives import BrokenSeal, Malformed, Place, Unavailable
from relto.primitives.limits import KEYSTORE_BYTES
from relto.sealing import Entropy

_SALT, _NONCE, _LEAST = 16, 12, 8
_BESIDE = b"relto node secrets 1"


@frozen(repr=False)
class Secrets:
    """The secrets of a node.

    Args:
        vault: 32 bytes, under which the keys of what is held are wrapped.
        log: the key that signs its log, PKCS #8 PEM.
        witness: the key that cosigns the logs of its counterparts, PKCS #8 PEM.
        tls: passphrase of the key by which counterparts know it.
    """

    vault: bytes
    log: bytes
    witness: bytes
    tls: bytes


def save_secrets(path: Path, passphrase: bytes, secrets: Secrets, entropy: Entropy) -> None:
    """Write the secrets of a node.

    Raises:
        Malformed: the passphrase is too short.
        Unavailable: they cannot be written.
    """
    if len(passphrase) < _LEAST:
        raise Malformed("the passphrase is too short", place=Place(str(path)), expected=f"{_LEAST} bytes at least")
    salt, nonce = entropy(_SALT), entropy(_NONCE)
    plain = msgspec.json.encode({name: getattr(secrets, name) for name in ("vault", "log", "witness", "tls")})
    with placed(path) as file:
        file.write(salt + nonce + AESGCM(derived(passphrase, salt.ljust(_SALT, b"\0"))).encrypt(nonce, plain, _BESIDE))


def load_secrets(path: Path, passphrase: bytes) -> Secrets:
    """The secrets of a node.

    Raises:
        Unavailable: they cannot be read.
        BrokenSeal: the passphrase is another, or the file was changed.
    """
    try:
        with path.open("rb") as file:
            data = file.read(KEYSTORE_BYTES)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be read: {error.strerror}") from error
    salt, nonce, closed = data[:_SALT], data[_SALT : _SALT + _NONCE], data[_SALT + _NONCE :]
    try:
        plain = AESGCM(derived(passphrase, salt.ljust(_SALT, b"\0"))).decrypt(nonce, closed, _BESIDE)
        found = msgspec.json.decode(plain, type=dict[str, bytes])
        return Secrets(**found)
    except (InvalidTag, ValueError, TypeError) as error:
        raise BrokenSeal("another passphrase, or secrets that were changed", reason="key-store", place=Place(str(path))) from error
