"""The one place that names concrete adapters: the key store of a command, random bytes, and (:mod:`relto.bootstrap.nodes`) a node."""

import secrets
from pathlib import Path

from relto.adapters.keystore.file import FileKeyStore
from relto.sealing import Entropy

entropy: Entropy = secrets.token_bytes
"""Random bytes of the operating system."""


def key_store(path: Path, passphrase: bytes) -> FileKeyStore:
    """The key store in a file.

    Raises:
        Unavailable: it cannot be read.
        Malformed: it is none.
        BrokenSeal: the passphrase is another, or it was changed.
    """
    return FileKeyStore.load(path, passphrase, entropy)


def new_key_store(path: Path, passphrase: bytes) -> FileKeyStore:
    """A new key store.

    Raises:
        Malformed: there is one already, or the passphrase is too short.
    """
    return FileKeyStore.create(path, passphrase, entropy)
