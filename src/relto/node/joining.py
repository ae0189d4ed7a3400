"""Where the exchange and the rest of the node meet.

What comes in is held, what goes out is decided once more, what is said of the arrangement is recorded, each in the unit of work of its
receipt.
"""

from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen

from relto.agreements import Consent
from relto.node.authorising import Forbidden
from relto.node.exchange import Came, Outbox
from relto.node.exchange.signing import pinned, recipients
from relto.node.holdings.receiving import Incoming, Opened, Receiving
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.arrangement import KeptConsent, SignedAgreement, Turn
from relto.node.records.exchange import Pact
from relto.node.releasing.manifests import decide_again
from relto.node.releasing.preparing import judge_of
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, Malformed, PartyId, Period
from relto.protocols.peer import Consented, Correction, Header, Recall, Release, manifest_sha256
from relto.protocols.peer.messages import Outcome
from relto.release import Engine
from relto.release import Outcome as Permitted
from relto.sealing import PinnedSigner, Recipient

_CIRCLES = 10_000


@frozen
class Examined:
    """A release that was looked at.

    Args:
        opened: what it holds.
        engine: the network it was looked at with.
    """

    opened: Opened
    engine: Engine


class Joined:
    """The holdings as the exchange knows them; a :class:`~relto.node.exchange.Received`.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._receiving = Receiving(node)

    def examine(self, header: Header, release: Release, sealed: bytes, at: datetime) -> Any:
        """See the port."""
        sender = PartyId(header.sender)
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            believed = pinned(work.exchange.keys(sender))
        incoming = Incoming(sender, header.id, release, sealed, at)
        return Examined(self._receiving.open(incoming, believed, engine), engine)

    def keep(self, work: Work, came: Came) -> None:
        """See the port."""
        assert isinstance(came.examined, Examined)
        self._receiving.keep(work, came.examined.opened, came.examined.engine)

    def withheld(self, work: Work, release: Release, at: datetime) -> str | None:
        """See the port: the decision is taken again, for what the manifest says and against the network as it is then."""
        manifest, digest = release.manifest, manifest_sha256(release.manifest)
        for held in work.items.known_as(manifest.item):
            for sent in work.drafts.releases(item=held.id):
                draft = work.drafts.get(sent.draft) if sent.manifest_sha256 == digest else None
                if draft is not None:
                    engine = self._node.arrangement.engine(work, at.date())
                    judge = judge_of(held, engine, self._node.party, purpose=draft.purpose, channel=draft.channel)
                    decision = decide_again(manifest, judge)
                    rules = sorted({one.rule for one in decision.reasons if one.effect is not Permitted.PERMIT})
                    return None if decision.outcome is Permitted.PERMIT else f"not permitted any more: {', '.join(rules)}"
        return "what was approved is not known any more"

    def ordered(self, work: Work, order: Recall | Correction, at: datetime) -> Outcome:
        """See the port: what is recalled is put where nobody reads it, with all that was derived from it."""
        if order.by == self._node.party:
            return "pending"
        some = [held for name in self.went_on_as(work, order.item) for held in work.items.known_as(name) if held.destroyed is None]
        if not some:
            return "not-held"
        for held in some if isinstance(order, Recall) else ():
            locked = work.items.lock(held.id)
            if locked is not None:
                work.items.replace(evolve(locked, quarantined=True))
                about = {"item": held.id, "order": order.order}
                note(work, Entry("item.quarantined", at, "node", about, (held.id, order.order)), self._node.entropy)
        return "pending"

    def went_on_as(self, work: Work, item: str) -> frozenset[str]:
        """See the port."""
        found, ahead = {item}, [item]
        while ahead and len(found) < _CIRCLES:
            for held in work.items.derived_from(ahead.pop()):
                if held.known_as not in found:
                    found.add(held.known_as)
                    ahead.append(held.known_as)
        return frozenset(found)


class Arranged:
    """The arrangement as messages change it; a :class:`~relto.node.exchange.Recorded`.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def consented(self, work: Work, consent: Consented, party: str, message: str, at: datetime) -> None:
        """See the port."""
        work.arrangement.add_consent(KeptConsent(_consent(consent), at, f"party:{party}", message))

    def withdrawn(self, work: Work, consent: str, party: str, at: datetime) -> bool:
        """See the port."""
        known = work.arrangement.consent(consent)
        if known is None or known.by != f"party:{party}" or known.withdrawn is not None:
            return False
        work.arrangement.withdraw_consent(consent, at)
        return True

    def signed(self, work: Work, pact: Pact, at: datetime) -> None:
        """See the port."""
        work.arrangement.put_agreement(SignedAgreement(AgreementId(pact.agreement), pact.text, pact.sha256, at))

    def turned(self, work: Work, pact: Pact, kind: str, by: str, says: str, at: datetime, takes_effect: date | None = None) -> None:
        """See the port."""
        assert kind in ("suspended", "resumed", "terminated", "notice")
        turn = Turn(new_id("turn", self._node.entropy), AgreementId(pact.agreement), kind, at.date(), at, by, says, takes_effect)  # type: ignore[arg-type]
        work.arrangement.add_turn(turn)


class Handed:
    """The outbox as releasing knows it; a :class:`~relto.node.releasing.Outbox`.

    Args:
        outbox: the exchange's.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def enqueue(self, work: Work, recipient: PartyId, message: Release, attachment: bytes, at: datetime) -> str:
        """See the port."""
        try:
            return self._outbox.enqueue(work, at, recipient, message, attachment, about=message.manifest.item).id
        except Malformed as error:
            raise Forbidden(f"there is no exchange with {recipient}") from error


class PinnedKeys:
    """The keys of counterparts as releasing knows them; a :class:`~relto.node.releasing.Pins`."""

    def openers(self, work: Work, party: PartyId, at: datetime) -> tuple[Recipient, ...]:
        """See the port."""
        return recipients(work, party, at)

    def signers(self, work: Work, party: PartyId, at: datetime) -> tuple[PinnedSigner, ...]:
        """See the port."""
        del at
        return pinned(work.exchange.keys(party))


def _consent(given: Consented) -> Consent:
    return Consent(
        given.id,
        given.by,
        frozenset(map(PartyId, given.recipients)),
        given.given_on,
        given.scheme,
        given.up_to,
        written=True,
        period=Period(given.from_ or given.given_on, given.until),
        holders=frozenset(map(PartyId, given.holders)),
        items=frozenset(given.items),
        compartments=frozenset(given.compartments),
        purposes=frozenset(given.purposes),
        conditions=tuple(given.conditions),
    )
