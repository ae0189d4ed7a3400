"""What comes in: verified, taken once, and receipted, effect and receipt and journal in one transaction.

A batch is taken in this order; whatever fails refuses its message alone, by name, in a signed receipt:

1. it is laid out as a batch, and each message in it as an envelope;
2. each is signed by the counterpart that sends the batch, is for this party, and its body is of its kind (before any transaction);
3. a release is looked at: labels, disclosure record, approvals, seal (before any transaction);
4. the counterpart's log has not shown two histories, here or now;
5. it did not come before: the same one gets the same receipt again, another one of the same identifier or number is refused;
6. it is under the agreement that the two have, in force where its kind needs that; not from the future, not too late;
7. its effect, its receipt and its line of the journal.

What is refused for good is kept as refused, so that it is refused again in the same words; what may be tried again leaves nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from relto.node.exchange.ports import Came, Examine, Received
from relto.node.exchange.sending import current_pact
from relto.node.exchange.signing import own_checkpoint, pinned, signer
from relto.node.exchange.taking import Read, Taking, clocks_of
from relto.node.exchange.watching import Watch
from relto.node.ports import Work
from relto.node.records.exchange import Incoming
from relto.node.surroundings import Surroundings
from relto.primitives import BrokenSeal, Conflict, Malformed, ReltoError, Unavailable, Unverified
from relto.protocols.peer import (
    AgreementSignature,
    AgreementSuspension,
    AgreementTermination,
    Envelope,
    Fault,
    KeyAnnouncement,
    Kind,
    Release,
    parse_batch,
    parse_envelope,
    parse_message,
    refuse,
    verify_envelope,
    write_batch,
)
from relto.sealing import PinnedSigner

Handler = Callable[[Work, Came], str | None]
"""The effect of a kind of message; gives what it is about. Raises BrokenSeal to refuse it."""


class Inbox:
    """What comes into a node.

    Args:
        node: the node.
        received: the holdings.
        watch: what looks at the checkpoints that stand in messages.
        handlers: the effect of each kind of message but releases, which the holdings keep.
    """

    def __init__(self, node: Surroundings, received: Received, watch: Watch, handlers: Mapping[Kind, Handler]) -> None:
        self._node, self._received, self._watch, self._handlers = node, received, watch, handlers

    def take(self, party: str, data: bytes) -> bytes:
        """Take a batch from a counterpart, and give the receipts of it, one for each message, as a batch.

        Args:
            party: whose node sends it, as the connection or the slip of a file proves.
            data: the batch.

        Raises:
            BrokenSeal: it is no batch, or over a limit (``frames``, ``too-large``): nothing of it was looked at.
            Malformed: there is no such counterpart.
            Unavailable: it cannot be taken now; nothing of it was.
        """
        return write_batch(self.take_each(party, parse_batch(data)))

    def take_each(self, party: str, envelopes: Sequence[bytes]) -> list[bytes]:
        """Take messages from a counterpart, and give the receipt of each.

        Raises:
            Malformed: there is no such counterpart.
            Unavailable: they cannot be taken now; none of them was, or those up to one that changes how the others are looked at, which are
                answered alike again.
        """
        receipts: list[bytes] = []
        while True:
            receipts += self._take_some(party, envelopes[len(receipts) :])
            if len(receipts) >= len(envelopes):
                return receipts

    def _take_some(self, party: str, envelopes: Sequence[bytes]) -> list[bytes]:
        """Take messages up to one of keys or of the agreement: what stands behind it is looked at with those as they are then."""
        at = self._node.clock.now()
        with self._node.store.read() as work:
            if work.exchange.counterpart(party) is None:
                raise Malformed("no counterpart of this node", found=party, expected="a party with whom keys were exchanged")
            believed = pinned(work.exchange.keys())
        read = []
        for data in envelopes:
            read.append(self._read(data, believed, party))
            if isinstance(read[-1].message, _CHANGING):
                break
        while True:
            with self._node.store.read() as work:
                known, version = work.exchange.incoming_many(party, _ids(read)), work.arrangement.version()
                latest = at + clocks_of(current_pact(work, party))
            some = self._all_examined(party, [_in_time(one, latest) for one in read], known, at)
            with self._node.store.write() as work:
                if any(one.fault is not None for one in some) and work.arrangement.version() != version:
                    continue  # refused over an arrangement that is another one by now: that is no refusal for good
                receipts = self._take(work, party, some, at) if work.log.frozen() is None else None
            if receipts is None:
                raise Unavailable("this node takes nothing: its log is frozen, and another one must succeed it")
            return receipts

    def _read(self, data: bytes, believed: Sequence[PinnedSigner], party: str) -> Read:
        envelope = None
        try:
            envelope = parse_envelope(data)
            header = verify_envelope(envelope, believed, self._node.party)
            if header.sender != party:
                raise refuse(
                    Fault.WRONG_PARTY, "sent by another node than its sender's", path="sender", found=header.sender, expected=party
                )
            message = parse_message(header.kind, envelope.body, attached=bool(envelope.attachment))
        except ReltoError as error:
            fault, says = fault_of(error)
            return Read(data, envelope, None, fault, says)
        return Read(data, envelope, message)

    def _all_examined(self, party: str, some: Sequence[Read], known: Mapping[str, Incoming], at: datetime) -> Sequence[Read]:
        """The releases looked at, but for those that came before: what was answered is answered alike, whatever would be found now."""
        examine = None
        made = []
        for one in some:
            if one.envelope is None or not isinstance(one.message, Release) or one.envelope.header.id in known:
                made.append(one)
                continue
            examine = examine or self._received.examining(party, at)
            made.append(self._examined(one, one.envelope, one.message, examine))
        return made

    def _examined(self, one: Read, envelope: Envelope, release: Release, examine: Examine) -> Read:
        try:
            examined = examine(envelope.header, release, envelope.attachment)
        except ReltoError as error:
            fault, says = fault_of(error)
            return evolve(one, message=None, fault=fault, says=says)
        return evolve(one, examined=examined)

    def _take(self, work: Work, party: str, some: Sequence[Read], at: datetime) -> list[bytes] | None:
        """The receipts; ``None`` where the log was frozen by what stands in the messages, which is kept."""
        peer = work.exchange.lock(party)
        if peer is None:
            raise Malformed("no counterpart of this node", found=party, expected="a party with whom keys were exchanged")
        good = [one.envelope.header for one in some if one.envelope is not None and (one.fault is None or _believed(one))]
        try:
            peer = self._watch.look(work, peer, good, at)
        except Conflict:
            return None
        inflows = {one.stream: one for one in work.exchange.inflows(party)}
        sign = signer(self._node, at)
        taking = Taking(self._node, work, peer, at, inflows, own_checkpoint(work), sign)
        known = dict(work.exchange.incoming_many(party, [header.id for header in good]))
        receipts = []
        for one in some:
            receipt, kept = self._one(taking, one, known)
            receipts.append(receipt)
            if kept is not None:
                known[kept.id] = kept
        taking.end()
        return receipts

    def _one(self, taking: Taking, one: Read, known: Mapping[str, Incoming]) -> tuple[bytes, Incoming | None]:
        envelope = one.envelope
        if envelope is None or (one.message is None and not _believed(one)):
            return taking.receipt(one, one.fault or Fault.FRAMES, one.says), None
        before = known.get(envelope.header.id)
        if before is not None and before.digest == envelope.digest:
            return before.receipt, None
        about, fault, says = None, one.fault, one.says
        try:
            if before is not None:
                taking.prove("id-reused", envelope)
                raise refuse(Fault.ID_REUSED, "another message came before with this identifier", path="id", found=envelope.header.id)
            taking.check(envelope)
            if one.message is not None:
                if envelope.header.kind != "release":
                    taking.flush()
                came = Came(envelope, one.message, taking.peer, taking.at, one.examined)
                with taking.work.savepoint():
                    if isinstance(came.message, Release):
                        lines, about = self._received.keep(taking.work, came), came.message.manifest.item
                    else:
                        lines, about = (), self._handlers[envelope.header.kind](taking.work, came)
                taking.add(lines)
                if envelope.header.kind in _TURNING:
                    taking.look_again()
        except (BrokenSeal, Malformed, Conflict, Unverified) as error:
            fault, says = fault_of(error)
        receipt = taking.receipt(one, fault, says)
        if fault is not None and (not fault.final or fault in (Fault.ID_REUSED, Fault.SEQUENCE_REUSED)):
            return receipt, None
        return receipt, taking.keep(envelope, fault, about, receipt)


def fault_of(error: ReltoError) -> tuple[Fault, str]:
    """The name under which an error is told to a counterpart, and words that say no more than they may."""
    if isinstance(error, BrokenSeal):
        try:
            return Fault(error.reason), error.message
        except ValueError:
            return Fault.SEAL, error.message
    if isinstance(error, Malformed):
        return Fault.MESSAGE, error.message
    if isinstance(error, Unavailable):
        return Fault.UNAVAILABLE, "it cannot be taken now"
    return Fault.UNKNOWN, "it does not fit what is known here"


def _ids(some: Sequence[Read]) -> list[str]:
    return [one.envelope.header.id for one in some if one.envelope is not None and (one.fault is None or _believed(one))]


def _in_time(one: Read, latest: datetime) -> Read:
    """A message, unless it is from the future: then nothing of it is looked at, since it may pass when the clocks agree again."""
    if one.envelope is None or one.message is None or one.envelope.header.sent_at <= latest:
        return one
    return evolve(one, message=None, fault=Fault.FUTURE, says="sent later than now")


def _believed(one: Read) -> bool:
    """Whether what was refused before any transaction was signed by its sender all the same, and may be kept as refused."""
    return one.envelope is not None and one.fault in _AFTER_SIGNATURE


_CHANGING = (KeyAnnouncement, AgreementSignature, AgreementSuspension, AgreementTermination)
_TURNING: frozenset[Kind] = frozenset(
    {"agreement-proposal", "agreement-signature", "agreement-suspension", "agreement-termination", "checkpoint"}
)
_AFTER_SIGNATURE = frozenset({Fault.MESSAGE, Fault.HIDDEN, Fault.MANIFEST, Fault.LABEL, Fault.DISCLOSURE, Fault.SEAL, Fault.UNAVAILABLE})
