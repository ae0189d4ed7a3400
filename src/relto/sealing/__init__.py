"""Content sealed for its recipients with its label bound to it: OpenTDF 4.3.0, written for any client and read more strictly than any.

:func:`seal` writes, :func:`examine` checks all that needs no key, :func:`open_sealed` the rest; no file, clock or source of random
bytes is asked for here: they are given in. Needs the extra ``sealing``.
"""

from relto.sealing.faults import Fault
from relto.sealing.keystore import KeyRecord, KeyStore, KeyUse, ManagedKeyStore, Recipient
from relto.sealing.manifest import KeyAccess, Manifest
from relto.sealing.policy import Policy
from relto.sealing.reading import Examined, Require, Trust, Unwrap, examine, open_sealed
from relto.sealing.signing import Algorithm, PinnedSigner, Signer
from relto.sealing.wrapping import Entropy, Oaep, Wrapped, wrap
from relto.sealing.writing import Progress, Terms, seal

__all__ = [
    "Algorithm",
    "Entropy",
    "Examined",
    "Fault",
    "KeyAccess",
    "KeyRecord",
    "KeyStore",
    "KeyUse",
    "ManagedKeyStore",
    "Manifest",
    "Oaep",
    "PinnedSigner",
    "Policy",
    "Progress",
    "Recipient",
    "Require",
    "Signer",
    "Terms",
    "Trust",
    "Unwrap",
    "Wrapped",
    "examine",
    "open_sealed",
    "seal",
    "wrap",
]
