"""Where small ciphertexts are kept: in the unit of work of what names them."""

from collections.abc import Sequence
from typing import Protocol


class Contents(Protocol):
    """Small ciphertexts, each under its own SHA-256, in one unit of work."""

    def put(self, digest: str, data: bytes) -> None:
        """Keep one; no two are alike, since each is encrypted with a key of its own."""

    def get(self, digest: str) -> bytes | None:
        """The one of a digest, as it is kept; ``None`` where it is not here."""

    def ahead(self, digests: Sequence[str]) -> None:
        """Read ciphertexts that will be asked for one by one: :meth:`get` gives once what was read here."""

    def named(self, digests: Sequence[str]) -> frozenset[str]:
        """Those of these digests that something held, or a draft, names: its ciphertext is needed, wherever it is."""

    def delete(self, digest: str) -> None:
        """Remove one; one that is not there is removed already."""
