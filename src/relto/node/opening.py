"""Who gets the key of something sealed for this party: its own people, where the party may hold it and they may read it.

Of the content only the label is known here. Whoever classified it must be able to release it to this party without anybody's further
consent; and the person rules are asked as for what is held.
"""

from datetime import datetime

from relto.labels import UNNAMED_SOURCE, Label
from relto.node.authorising import Action, Actor, may
from relto.node.journal import Entry, note
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, PartyId
from relto.release import Engine, Item, Outcome, as_kept, may_open


class Opening:
    """The decision of a party's server of keys.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def permits(self, account: str, policy: str, label: Label | None) -> tuple[str, ...] | None:
        """What an account must do with it, where it may have the key; ``None`` where it may not.

        Args:
            account: who asks.
            policy: identifier of the policy of what is sealed.
            label: its label; ``None``: it has none, and opens to nobody.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found = work.accounts.get(account)
            engine = self._node.arrangement.engine(work, at.date())
            may_have = found is not None and found.active and self._may(found.actor, label, engine, at)
            about = {"policy": policy[:64], "outcome": "given" if may_have else "refused"}
            note(work, Entry("key.asked", at, account, about, (account,)), self._node.entropy)
        return () if may_have else None

    def _may(self, actor: Actor, label: Label | None, engine: Engine, at: datetime) -> bool:
        if label is None or actor.person is None or not may(actor, Action.READ):
            return False
        instrument: AgreementId | None = None
        for originator in self._originators(label):
            if originator != self._node.party:
                decision = engine.decide(Item(label), holder=originator, recipient=self._node.party)
                if decision.outcome is not Outcome.PERMIT:
                    return False
                instrument = decision.instrument
        kept = as_kept(engine.network, Item(label, under=instrument), holder=self._node.party, at=at.date())
        return may_open(engine.network, kept, actor.person, at.date()).outcome is Outcome.PERMIT

    def _originators(self, label: Label) -> list[PartyId]:
        named = sorted(one for one in label.originators if one != UNNAMED_SOURCE)
        if named or label.scheme.owner is None:
            return named
        return [label.scheme.owner]
