"""Keys in a device that speaks PKCS#11: private keys never leave it. For opening; what it signs is not offered yet.

Whether a device unwraps with SHA-256 differs: SoftHSM 2.6.1 refuses it, and the refusal says so.

Source: OASIS PKCS #11 Cryptographic Token Interface 3.0, CKM_RSA_PKCS_OAEP; RFC 8017 section 7.1.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pkcs11
from attrs import field, frozen
from pkcs11 import MGF, KeyType, Mechanism, ObjectClass, PKCS11Error

from relto.primitives import Malformed, Place, Unavailable
from relto.sealing import KeyRecord, Oaep, Wrapped
from relto.sealing.faults import Fault, refuse
from relto.sealing.wrapping import SHARE

_OAEP: Mapping[Oaep, tuple[Mechanism, MGF]] = MappingProxyType(
    {"sha1": (Mechanism.SHA_1, MGF.SHA1), "sha256": (Mechanism.SHA256, MGF.SHA256)}
)


@frozen
class Pkcs11KeyStore:
    """See the module; a :class:`~relto.sealing.KeyStore` over an open session.

    Args:
        session: an open session, logged in (:func:`open_session`).
        known: what is known of the keys of the device, by identifier, which is their label on the device.
    """

    session: Any = field(repr=False)
    known: Mapping[str, KeyRecord]

    def records(self) -> tuple[KeyRecord, ...]:
        """See the port."""
        return tuple(self.known[kid] for kid in sorted(self.known))

    def unwrap(self, kid: str, wrapped: Wrapped) -> bytes:
        """See the port.

        Raises:
            Malformed: there is no such key, it was revoked, or is not of RSA.
            Unavailable: the device refuses the mechanism.
            BrokenSeal: it was not wrapped for the key.
        """
        record = self.known.get(kid)
        if record is None or record.revoked is not None or record.use != "open" or wrapped.type != "wrapped":
            raise Malformed("no such key", place=Place("device"), found=kid, expected="an RSA key to open with, not revoked")
        mechanism, mask = _OAEP[record.oaep]
        try:
            key = self.session.get_key(ObjectClass.PRIVATE_KEY, KeyType.RSA, label=kid)
            share = bytes(key.decrypt(wrapped.data, mechanism=Mechanism.RSA_PKCS_OAEP, mechanism_param=(mechanism, mask, None)))
        except pkcs11.exceptions.NoSuchKey as error:
            raise Malformed("no such key on the device", place=Place("device"), found=kid, expected="a key of that label") from error
        except (pkcs11.exceptions.ArgumentsBad, pkcs11.exceptions.MechanismInvalid, pkcs11.exceptions.MechanismParamInvalid) as error:
            raise Unavailable(f"the device does not open OAEP with {record.oaep}: agree another hash, or take another device") from error
        except PKCS11Error as error:
            raise refuse(Fault.KEY, "a key that was not wrapped for this one", path="keyAccess") from error
        if len(share) != SHARE:
            raise refuse(Fault.KEY, "a key of another size", path="keyAccess", expected=f"{SHARE} bytes")
        return share

    def sign(self, kid: str, payload: bytes, at: datetime) -> str:
        """Not offered: sign with a key of a file store.

        Raises:
            Malformed: always.
        """
        del payload, at
        raise Malformed("keys of a device do not sign yet", place=Place("device"), found=kid, expected="a key of a file store")


def open_session(module: str, token: str, pin: str) -> Any:
    """A session with a device.

    Args:
        module: path of the maker's library.
        token: the token's label.
        pin: its user's PIN.

    Raises:
        Unavailable: there is no such library or token, or the PIN is another.
    """
    try:
        return pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin)
    except (PKCS11Error, RuntimeError) as error:
        raise Unavailable(f"no session with the token `{token}`: {type(error).__name__}") from error
