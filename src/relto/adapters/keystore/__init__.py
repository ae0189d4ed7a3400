"""Key stores: a file that is encrypted at rest, and hardware by PKCS#11."""

from relto.adapters.keystore.file import FileKeyStore

__all__ = ["FileKeyStore"]
