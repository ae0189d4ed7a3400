"""Signing keys from files."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from relto.audit import Kind, PrivateKeySigner
from relto.primitives import Malformed, Place, Unavailable

_MOST = 64 * 1024


def load_signer(path: Path, name: str, *, cosigns: bool, password: bytes | None = None) -> PrivateKeySigner:
    """A signer from a private key in a file (PKCS #8, PEM), Ed25519 or ML-DSA-44.

    Args:
        path: the file.
        name: name of the key.
        cosigns: whether an Ed25519 key cosigns as a witness does, or signs as a log does.
        password: what the file is encrypted with, or ``None``.

    Raises:
        Unavailable: the file cannot be read.
        Malformed: it is no such key, or the password is wrong.
    """
    try:
        with path.open("rb") as opened:
            data = opened.read(_MOST)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be read: {error.strerror}") from error
    try:
        private = load_pem_private_key(data, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed(
            "not a private key that can be read", place=Place(str(path)), expected="PKCS #8 in PEM, and its password if it has one"
        ) from error
    if isinstance(private, MLDSA44PrivateKey):
        return PrivateKeySigner(name, Kind.ML_DSA_44, private)
    if isinstance(private, Ed25519PrivateKey):
        return PrivateKeySigner(name, Kind.COSIGNATURE if cosigns else Kind.ED25519, private)
    raise Malformed("a private key of another kind", place=Place(str(path)), expected="Ed25519 or ML-DSA-44")
