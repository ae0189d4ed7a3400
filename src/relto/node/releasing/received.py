"""The holdings as the exchange sees them: what came is examined and held, what goes is decided once more, orders are taken to heart."""

from collections.abc import Callable, Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.node.authorising import Forbidden, Role
from relto.node.exchange.ports import Came
from relto.node.exchange.signing import pinned
from relto.node.holdings.receiving import Incoming, Opened, Receiving
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.holdings import Held
from relto.node.records.incidents import Duty
from relto.node.releasing.manifests import decide_again, same_terms
from relto.node.releasing.preparing import judge_of
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, PartyId
from relto.protocols.peer import Correction, Fault, Header, Recall, Release, manifest_sha256, refuse
from relto.protocols.peer.messages import Manifest, Outcome
from relto.release import Engine
from relto.release import Outcome as Decided
from relto.sealing import PinnedSigner


@frozen
class _Examined:
    """A release that was opened, and the network it was opened over."""

    opened: Opened
    engine: Engine


class ReceivedHoldings:
    """Holdings as the exchange needs them; a :class:`~relto.node.exchange.ports.Received`.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._receiving = Receiving(node)

    def examining(self, sender: str, at: datetime) -> Callable[[Header, Release, bytes], _Examined]:
        """See the port."""
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            believed = pinned(work.exchange.keys(sender))
        return lambda header, release, sealed: self._examined(Incoming(PartyId(sender), header.id, release, sealed, at), believed, engine)

    def _examined(self, incoming: Incoming, believed: Sequence[PinnedSigner], engine: Engine) -> _Examined:
        sender, release, at = incoming.sender, incoming.release, incoming.at
        instrument = engine.network.agreements.get(AgreementId(release.manifest.instrument))
        if instrument is None or not {sender, self._node.party} <= instrument.members(at.date()):
            found = release.manifest.instrument
            raise refuse(Fault.MANIFEST, "released under no agreement of the two parties", path="manifest.instrument", found=found)
        return _Examined(self._receiving.open(incoming, believed, engine), engine)

    def keep(self, work: Work, came: Came) -> Sequence[Entry]:
        """See the port."""
        assert isinstance(came.examined, _Examined)
        examined = came.examined
        return [self._receiving.keep(work, examined.opened, examined.engine)]

    def withheld(self, work: Work, release: Release, at: datetime) -> str | None:
        """See the port."""
        return still_withheld(self._node, work, release.manifest, at)

    def ordered(self, work: Work, order: Recall | Correction, at: datetime) -> Outcome:
        """See the port: what another recalls is quarantined with everything derived from it, and somebody here owes an answer.

        This party's own order leaves what it holds itself as it is: it is done here by being given.
        """
        if order.by == self._node.party:
            return "done"
        some = [one for one in reached(work, order.item) if one.destroyed is None]
        if isinstance(order, Recall):
            for one in some:
                work.items.replace(evolve(one, quarantined=True))
        if not some:
            return "not-held"
        kind = "recall" if isinstance(order, Recall) else "correction"
        work.incidents.owe(Duty(new_id("duty", self._node.entropy), kind, order.order, Role.SECURITY_OFFICER, order.answer_by, at))
        about = {"order": order.order, "items": [one.id for one in some], "by": order.by}
        note(work, Entry("item.ordered", at, "node", about, (order.order, *(one.id for one in some))), self._node.entropy)
        return "pending"

    def went_on_as(self, work: Work, item: str) -> frozenset[str]:
        """See the port."""
        return frozenset({item, *(one.known_as for one in reached(work, item))})


def still_withheld(node: Surroundings, work: Work, manifest: Manifest, at: datetime) -> str | None:
    """Why what was released may not go any more; ``None`` where it may, on the very terms that were approved."""
    engine = node.arrangement.engine(work, at.date())
    digest = manifest_sha256(manifest)
    some = work.items.known_as(manifest.item)
    found = ((held, one) for held in some for one in work.drafts.releases(item=held.id) if one.manifest_sha256 == digest)
    held, sent = next(found, (None, None))
    draft = None if sent is None else work.drafts.get(sent.draft)
    if held is None or draft is None or held.destroyed is not None:
        return "it is not held any more"
    if held.quarantined:
        return "it was recalled"
    judge = judge_of(held, engine, node.party, purpose=draft.purpose, channel=draft.channel)
    decision = decide_again(manifest, judge)
    if decision.outcome is not Decided.PERMIT:
        rules = sorted({one.rule for one in decision.reasons if one.effect is not Decided.PERMIT})
        return f"not permitted any more: {', '.join(rules)}"
    try:
        same = same_terms(manifest, decision, engine, node.party)
    except Forbidden as error:
        return str(error)
    return None if same else "permitted on other terms than those that were approved"


def reached(work: Work, item: str) -> list[Held]:
    """What is held under an identifier that travels, and everything derived from it, over all steps."""
    found = {one.id: one for one in work.items.known_as(item)}
    names, seen = [item], {item}
    while names:
        for one in work.items.derived_from(names.pop()):
            found.setdefault(one.id, one)
            if one.known_as not in seen:
                seen.add(one.known_as)
                names.append(one.known_as)
    return list(found.values())
