"""The key under which keys are kept, derived from a passphrase: by one thread at a time.

Derivations that run at once in one process can wait for each other's threads for ever (seen with OpenSSL 4.0.3). One after the other
they take no more memory than one, either.

Source: RFC 9106 section 4 (second recommended option: 64 MiB, 3 passes, 4 lanes).
"""

import threading

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEY = 32
_MEMORY = 64 * 1024
_PASSES = 3
_LANES = 4
_alone = threading.Lock()


def derived(passphrase: bytes, salt: bytes) -> bytes:
    """A key of 32 bytes.

    Args:
        passphrase: what people keep.
        salt: 16 bytes, kept beside what is encrypted.
    """
    with _alone:
        return Argon2id(salt=salt, length=KEY, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY).derive(passphrase)
