"""Devices that prove that somebody is there, by WebAuthn; what people show is checked by the library of that name.

Source: W3C Web Authentication, level 3.
"""

import json
from collections.abc import Mapping
from typing import Any

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from relto.node.records.people import Account
from relto.node.records.sessions import Authenticator
from relto.primitives import Unverified

_NO_ANSWER = "no answer to what was asked"
_LONGEST_ID = 1024


class WebAuthn:
    """Authenticators of people; an :class:`~relto.node.entering.Authenticators`.

    Args:
        host: the host name of the node's pages.
        origin: their origin (``https://node.example``).
    """

    def __init__(self, host: str, origin: str) -> None:
        self._host, self._origin = host, origin

    def invitation(self, challenge: bytes, account: Account, known: tuple[str, ...]) -> Mapping[str, Any]:
        """See the port."""
        made = generate_registration_options(
            rp_id=self._host,
            rp_name="Relto",
            user_id=account.id.encode(),
            user_name=account.login,
            user_display_name=account.title,
            challenge=challenge,
            exclude_credentials=_descriptors(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
            ),
        )
        found: Mapping[str, Any] = json.loads(options_to_json(made))
        return found

    def joined(self, challenge: bytes, answer: Mapping[str, Any]) -> tuple[str, bytes, int]:
        """See the port."""
        try:
            found = verify_registration_response(
                credential=dict(answer), expected_challenge=challenge, expected_rp_id=self._host, expected_origin=self._origin
            )
        except (WebAuthnException, ValueError, TypeError, KeyError):
            raise Unverified(_NO_ANSWER) from None
        if len(found.credential_id) > _LONGEST_ID:
            raise Unverified(_NO_ANSWER)
        return found.credential_id.hex(), found.credential_public_key, found.sign_count

    def question(self, challenge: bytes, known: tuple[str, ...]) -> Mapping[str, Any]:
        """See the port."""
        made = generate_authentication_options(rp_id=self._host, challenge=challenge, allow_credentials=_descriptors(known))
        found: Mapping[str, Any] = json.loads(options_to_json(made))
        return found

    def named(self, answer: Mapping[str, Any]) -> str:
        """See the port."""
        try:
            return base64url_to_bytes(answer["rawId"]).hex()
        except (KeyError, ValueError, TypeError, AttributeError):
            raise Unverified(_NO_ANSWER) from None

    def answered(self, challenge: bytes, answer: Mapping[str, Any], known: Authenticator) -> int:
        """See the port."""
        try:
            found = verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=known.public_key,
                credential_current_sign_count=known.counter,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError):
            raise Unverified(_NO_ANSWER) from None
        return found.new_sign_count


def _descriptors(known: tuple[str, ...]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes.fromhex(one)) for one in known]
