"""Key access as the node decides it, and the tokens of its people and machines."""

from datetime import datetime

from attrs import frozen

from relto.labels import Label
from relto.node.entering import Entrance
from relto.node.machines import Machines
from relto.node.opening import Opening
from relto.node.trying import Unauthenticated, Wait
from relto.sealing import Policy
from relto.sealing.access import Answer, Caller, Refused
from relto.server.keyaccess import Grant, Holder


@frozen
class KeyDecision:
    """The decision; a :class:`~relto.sealing.access.Decide`.

    Args:
        opening: who decides it.
    """

    opening: Opening

    def __call__(self, caller: Caller, policy: Policy, label: Label | None) -> Answer:
        """See the port."""
        found = self.opening.permits(caller.id, policy.id, label)
        return Answer(found is not None, found or ())


@frozen
class NodeTokens:
    """The tokens; a :class:`~relto.server.keyaccess.Tokens`.

    Args:
        entrance: the way in.
        machines: the machines.
    """

    entrance: Entrance
    machines: Machines

    def grant(self, client: str, secret: str, thumbprint: str | None, at: datetime) -> Grant:
        """See the port."""
        try:
            opened = self.machines.grant(client, secret, thumbprint)
        except (Unauthenticated, Wait):
            raise Refused("unauthenticated", "no such client, or too many tries") from None
        return Grant(opened.token, int((opened.session.until - at).total_seconds()))

    def holder(self, token: str, at: datetime) -> Holder:
        """See the port."""
        del at
        try:
            there = self.entrance.present(token)
        except Unauthenticated:
            raise Refused("unauthenticated", "nobody has this token") from None
        return Holder(there.account.id, there.session.thumbprint)
