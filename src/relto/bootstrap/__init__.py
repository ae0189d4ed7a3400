"""The one place that names concrete adapters: the key store of a command, random bytes, and (:mod:`relto.bootstrap.nodes`) a node."""

import secrets
from pathlib import Path

from relto.adapters.keystore.file import FileKeyStore
from relto.adapters.keystore.records import is_device_file
from relto.primitives import Malformed
from relto.sealing import Entropy, ManagedKeyStore

__all__ = ["entropy", "key_store", "new_device_store", "new_key_store"]

entropy: Entropy = secrets.token_bytes
"""Random bytes of the operating system."""


def key_store(path: Path, passphrase: bytes) -> ManagedKeyStore:
    """The key store in a file, or in the device beside which the file stands.

    Args:
        path: the file.
        passphrase: its passphrase, or the device's PIN.

    Raises:
        Unavailable: it cannot be read, or the device cannot be reached.
        Malformed: it is none.
        BrokenSeal: the passphrase is another, or it was changed.
    """
    if is_device_file(path):
        from relto.adapters.keystore.pkcs11 import Pkcs11KeyStore  # noqa: PLC0415 -- an extra

        return Pkcs11KeyStore.load(path, _pin(passphrase))
    return FileKeyStore.load(path, passphrase, entropy)


def new_device_store(path: Path, module: str, token: str, pin: bytes) -> ManagedKeyStore:
    """A new key store in a device that speaks PKCS#11, with its file beside it.

    Raises:
        Malformed: there is a file already, or another file stands beside the device.
        Unavailable: there is no such device, or it refuses.
    """
    from relto.adapters.keystore.pkcs11 import Pkcs11KeyStore  # noqa: PLC0415 -- an extra

    return Pkcs11KeyStore.create(path, module, token, _pin(pin))


def _pin(given: bytes) -> str:
    try:
        return given.decode()
    except UnicodeDecodeError:
        raise Malformed("no PIN of a device", expected="text") from None


def new_key_store(path: Path, passphrase: bytes) -> ManagedKeyStore:
    """A new key store.

    Raises:
        Malformed: there is one already, or the passphrase is too short.
    """
    return FileKeyStore.create(path, passphrase, entropy)
