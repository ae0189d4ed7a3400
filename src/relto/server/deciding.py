"""Key access as the node decides it, and the tokens of its people, of machines, and of other parties' people.

A token of the node's own is looked up; that of another party's person holds what their party vouched, sealed by this node, and it is
believed anew each time. The two are told apart by the point that stands in the second alone.
"""

import base64
import binascii
from datetime import datetime

import msgspec
from attrs import frozen

from relto.labels import Label
from relto.node.entering import Entrance
from relto.node.machines import Machines
from relto.node.opening import Opening
from relto.node.releasing import AtSource
from relto.node.trying import Unauthenticated, Wait
from relto.node.vault import Vault
from relto.node.vouching import Visitor, Vouching
from relto.primitives import Unavailable
from relto.sealing import Policy
from relto.sealing.access import Answer, Caller, Refused
from relto.server.keyaccess import Grant, Holder

_VISITOR = "visitor"
_POINT = "."


class _Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token of another party's person holds."""

    party: str
    voucher: str
    thumbprint: str | None


@frozen
class KeyDecision:
    """The decision; a :class:`~relto.sealing.access.Decide`.

    Args:
        opening: who decides it for the node's own people.
        at_source: who decides it for those of other parties.
    """

    opening: Opening
    at_source: AtSource

    def __call__(self, caller: Caller, policy: Policy, label: Label | None) -> Answer:
        """See the port."""
        if caller.person is not None:
            return Answer(self.at_source.permits(caller.id, caller.person, policy.id, label))
        found = self.opening.permits(caller.id, policy.id, label)
        return Answer(found is not None, found or ())


@frozen
class NodeTokens:
    """The tokens; a :class:`~relto.server.keyaccess.Tokens`.

    Args:
        entrance: the way in.
        machines: the machines.
        vouching: who believes other parties of their people.
        vault: what seals tokens.
    """

    entrance: Entrance
    machines: Machines
    vouching: Vouching
    vault: Vault

    def grant(self, client: str, secret: str, thumbprint: str | None, at: datetime) -> Grant:
        """See the port; the client of another party's person calls itself by the party, and its secret is what the party vouched."""
        try:
            if _POINT in secret:
                return self._visiting(client, secret, thumbprint, at)
            opened = self.machines.grant(client, secret, thumbprint)
        except (Unauthenticated, Wait):
            raise Refused("unauthenticated", "no such client, or too many tries") from None
        return Grant(opened.token, int((opened.session.until - at).total_seconds()))

    def holder(self, token: str, at: datetime) -> Holder:
        """See the port."""
        del at
        try:
            if _POINT in token:
                return self._visitor(token)
            there = self.entrance.present(token)
        except Unauthenticated:
            raise Refused("unauthenticated", "nobody has this token") from None
        return Holder(there.account.id, there.session.thumbprint)

    def _visiting(self, party: str, voucher: str, thumbprint: str | None, at: datetime) -> Grant:
        visitor: Visitor = self.vouching.exchange(party, voucher, thumbprint)
        return Grant(self._sealed(party, voucher, thumbprint), int((visitor.until - at).total_seconds()))

    def _sealed(self, party: str, voucher: str, thumbprint: str | None) -> str:
        sealed = self.vault.close_own(msgspec.json.encode(_Sealed(party, voucher, thumbprint)).decode(), _VISITOR)
        return f"{_VISITOR}{_POINT}{base64.urlsafe_b64encode(sealed).decode()}"

    def _visitor(self, token: str) -> Holder:
        """Whose a token of another party's person is.

        Raises:
            Unauthenticated: nobody's, now.
        """
        kind, _, text = token.partition(_POINT)
        try:
            plain = self.vault.open_own(base64.b64decode(text, altchars=b"-_", validate=True), kind)
            found = msgspec.json.decode(plain, type=_Sealed)
        except (binascii.Error, ValueError, Unavailable, msgspec.MsgspecError):
            raise Unauthenticated from None
        visitor = self.vouching.believe(found.party, found.voucher)
        return Holder(visitor.id, found.thumbprint, visitor.person)
