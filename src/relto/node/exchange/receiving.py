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
from datetime import datetime, timedelta
from hashlib import sha256

from attrs import evolve, frozen

from relto.node.exchange.ports import Came, Received
from relto.node.exchange.sending import NEEDS_FORCE, SETTLING, UNNOTED, own_checkpoint
from relto.node.exchange.signing import pinned, signer
from relto.node.exchange.watching import Watch
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note_many
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Incoming, Inflow, Pact, Proof
from relto.node.surroundings import Surroundings
from relto.primitives import BrokenSeal, Conflict, Malformed, ReltoError, Unavailable, Unverified
from relto.protocols.peer import (
    PROTOCOL,
    Envelope,
    Fault,
    Header,
    Kind,
    Message,
    Receipt,
    Release,
    parse_batch,
    parse_envelope,
    parse_message,
    part_of,
    refuse,
    verify_envelope,
    write,
    write_batch,
    write_envelope,
)
from relto.sealing import PinnedSigner

Handler = Callable[[Work, Came], str | None]
"""The effect of a kind of message; gives what it is about. Raises BrokenSeal to refuse it."""


@frozen
class Read:
    """A message of a batch, read before any transaction: what came, or why it is refused.

    Args:
        data: its bytes.
        envelope: as it was read, or ``None``.
        message: what it says, or ``None``.
        fault: why it is refused, or ``None``.
        says: the same in words.
        examined: what was found of a release.
    """

    data: bytes
    envelope: Envelope | None = None
    message: Message | None = None
    fault: Fault | None = None
    says: str | None = None
    examined: object = None


class Inbox:
    """What comes into a node.

    Args:
        node: the node.
        received: the holdings.
        watch: what looks at the checkpoints that stand in messages.
        handlers: the effect of each kind of message.
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
            Unavailable: they cannot be taken now; none of them was.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            if work.exchange.counterpart(party) is None:
                raise Malformed("no counterpart of this node", found=party, expected="a party with whom keys were exchanged")
            believed = pinned(work.exchange.keys())
        read = [self._read(one, believed, party) for one in envelopes]
        with self._node.store.read() as work:
            known = work.exchange.incoming_many(party, _ids(read))
        some = [self._examined(one, known, at) for one in read]
        with self._node.store.write() as work:
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

    def _examined(self, one: Read, known: Mapping[str, Incoming], at: datetime) -> Read:
        """A release looked at, unless it came before: what was answered is answered alike, whatever would be found now."""
        if one.envelope is None or not isinstance(one.message, Release) or one.envelope.header.id in known:
            return one
        try:
            examined = self._received.examine(one.envelope.header, one.message, one.envelope.attachment, at)
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
        taking = _Taking(self._node, work, peer, at, inflows, own_checkpoint(work), sign)
        known = dict(work.exchange.incoming_many(party, [header.id for header in good]))
        receipts = []
        for one in some:
            receipt, kept = self._one(taking, one, known)
            receipts.append(receipt)
            if kept is not None:
                known[kept.id] = kept
        taking.end()
        return receipts

    def _one(self, taking: "_Taking", one: Read, known: Mapping[str, Incoming]) -> tuple[bytes, Incoming | None]:
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
                    about = self._handlers[envelope.header.kind](taking.work, came)
                if envelope.header.kind in _TURNING:
                    taking.look_again()
        except (BrokenSeal, Malformed, Conflict, Unverified) as error:
            fault, says = fault_of(error)
        receipt = taking.receipt(one, fault, says)
        if fault is not None and (not fault.final or fault in (Fault.ID_REUSED, Fault.SEQUENCE_REUSED)):
            return receipt, None
        return receipt, taking.keep(envelope, fault, about, receipt)


class _Taking:
    """One batch being taken."""

    def __init__(
        self,
        node: Surroundings,
        work: Work,
        peer: Counterpart,
        at: datetime,
        inflows: dict[str, Inflow],
        checkpoint: str | None,
        sign: Callable[[bytes], str],
    ) -> None:
        self.work, self.peer, self.at = work, peer, at
        self._node, self._inflows, self._checkpoint, self._sign = node, inflows, checkpoint, sign
        self._pact = None if peer.pact is None else work.exchange.pact(peer.party, peer.pact)
        self._came: dict[str, list[int]] = {}
        self._kept: list[tuple[Incoming, str, bytes]] = []
        self._lines: list[Entry] = []

    def check(self, envelope: Envelope) -> None:
        """Steps 4 to 6.

        Raises:
            BrokenSeal: one of them fails.
        """
        header, pact = envelope.header, self._pact
        if self.peer.stopped is not None:
            raise refuse(Fault.LOG_DISAGREES, "the sender's log showed two histories", expected="that people settle it")
        if header.kind not in SETTLING and (pact is None or (header.agreement, header.agreement_sha256) != (pact.agreement, pact.sha256)):
            pact = self._older(header)
        inflow = self._inflows.get(header.stream) if header.stream is not None else None
        taken = header.stream is not None and header.sequence in self._came.get(header.stream, ())
        if header.sequence is not None and (taken or (inflow is not None and header.sequence in inflow.row)):
            if self.work.exchange.came_about(header.id, "non-delivery"):
                raise refuse(Fault.LATE, "its sender gave it up before", path="id", found=header.id)
            self.prove("sequence-reused", envelope)
            raise refuse(Fault.SEQUENCE_REUSED, "another message came before with this number", path="sequence", found=str(header.sequence))
        if header.kind in NEEDS_FORCE and (why := "not signed" if pact is None else pact.why_not(self.at)) is not None:
            raise refuse(Fault.NOT_IN_FORCE, f"the agreement is not in force: {why}", path="agreement", found=header.agreement)
        clocks = pact.terms.clocks if pact is not None else 300
        if header.sent_at > self.at + timedelta(seconds=clocks):
            raise refuse(
                Fault.FUTURE, "sent later than now", path="sent_at", found=header.sent_at.isoformat(), expected=self.at.isoformat()
            )
        if header.deliver_by is not None and header.deliver_by < self.at:
            raise refuse(Fault.LATE, "it was to be delivered before", path="deliver_by", found=header.deliver_by.isoformat())

    def look_again(self) -> None:
        """Know the counterpart and its agreement as a message has just changed them."""
        self.peer = self.work.exchange.counterpart(self.peer.party) or self.peer
        self._pact = None if self.peer.pact is None else self.work.exchange.pact(self.peer.party, self.peer.pact)

    def keep(self, envelope: Envelope, fault: Fault | None, about: str | None, receipt: bytes) -> Incoming:
        """Note that a message came and was answered for good."""
        header = envelope.header
        made = Incoming(
            header.sender,
            header.id,
            envelope.digest,
            header.stream,
            header.sequence,
            header.kind,
            about,
            self.at,
            None if fault is None else str(fault),
            receipt,
        )
        self._kept.append((made, envelope.signature, envelope.body))
        if header.stream is not None and header.sequence is not None:
            self._came.setdefault(header.stream, []).append(header.sequence)
        said = {"message": header.id, "kind": header.kind, "sender": header.sender, "digest": envelope.digest}
        said |= {"refused": str(fault)} if fault is not None else {}
        said |= {"about": about} if about is not None else {}
        subjects = tuple(one for one in (header.id, about) if one is not None)
        kind = "message.accepted" if fault is None else "message.refused"
        if header.kind not in UNNOTED:
            self._lines.append(Entry(kind, self.at, f"party:{header.sender}", said, subjects))
        return made

    def flush(self) -> None:
        """Keep what came so far, so that what comes behind it in the batch finds it."""
        self.work.exchange.receive(self._kept)
        note_many(self.work, self._lines, self._node.entropy)
        self._kept, self._lines = [], []

    def end(self) -> None:
        """Keep what came, its lines of the journal, and the numbers in their rows."""
        self.flush()
        known = {one.stream: one for one in self.work.exchange.inflows(self.peer.party)}
        for stream, numbers in sorted(self._came.items()):
            before = known.get(stream) or Inflow(self.peer.party, stream)
            row = before.row
            for number in sorted(numbers):
                row = row.with_number(number)
            whole = row.complete == row.highest
            self.work.exchange.put_inflow(evolve(before, row=row, gap_since=None if whole else before.gap_since or self.at))

    def prove(self, kind: str, envelope: Envelope) -> None:
        """Keep what was signed as evidence."""
        proof = Proof(new_id("proof", self._node.entropy), kind, self.peer.party, envelope.header.id, self.at, envelope.signature.encode())
        self.work.exchange.prove(proof)

    def receipt(self, one: Read, fault: Fault | None, says: str | None) -> bytes:
        """The signed receipt of a message, or of what could not be read."""
        envelope = one.envelope
        body, attachment = (envelope.body, envelope.attachment) if envelope is not None else (one.data, b"")
        said = Receipt(
            message=None if envelope is None else envelope.header.id,
            digest=sha256(one.data).hexdigest() if envelope is None else envelope.digest,
            body_sha256=part_of(body).sha256,
            attachment_sha256=part_of(attachment).sha256 if attachment else None,
            level="accepted",
            refused=None if fault is None else str(fault),
            says=says[:1_000] if says else None,
            again=fault is not None and not fault.final,
            at=self.at,
        )
        data = write(said)
        given = envelope.header if envelope is not None else None
        agreement = (self._pact.agreement, self._pact.sha256) if self._pact is not None else _of(given)
        header = Header(
            protocol=PROTOCOL,
            id=new_id("message", self._node.entropy),
            kind="receipt",
            sender=self._node.party,
            recipient=self.peer.party,
            agreement=agreement[0],
            agreement_sha256=agreement[1],
            sent_at=self.at,
            body=part_of(data),
            attachment=None,
            stream=None,
            sequence=None,
            deliver_by=None,
            precedence="routine",
            in_reply_to=said.message,
            own_checkpoint=self._checkpoint,
            seen_checkpoint=None if self.peer.seen is None else self.peer.seen.decode(),
        )
        return write_envelope(header, data, b"", self._sign).to_bytes()

    def _older(self, header: Header) -> Pact:
        """An earlier pact with the counterpart, for what goes on after it: receipts, recalls.

        Raises:
            BrokenSeal: it is under none that both signed, or needs the one that is in force.
        """
        found = self.work.exchange.pact(self.peer.party, header.agreement_sha256)
        if found is None or found.agreement != header.agreement or header.kind in NEEDS_FORCE or found.signed_there is None:
            raise refuse(
                Fault.AGREEMENT,
                "under another agreement, or another text of it, than the two have",
                path="agreement_sha256",
                found=f"{header.agreement} {header.agreement_sha256}",
                expected="no agreement" if self._pact is None else f"{self._pact.agreement} {self._pact.sha256}",
            )
        return found


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


def _believed(one: Read) -> bool:
    """Whether what was refused before any transaction was signed by its sender all the same, and may be kept as refused."""
    return one.envelope is not None and one.fault in _AFTER_SIGNATURE


_TURNING: frozenset[Kind] = frozenset(
    {"agreement-proposal", "agreement-signature", "agreement-suspension", "agreement-termination", "checkpoint"}
)
_AFTER_SIGNATURE = frozenset({Fault.MESSAGE, Fault.HIDDEN, Fault.MANIFEST, Fault.LABEL, Fault.DISCLOSURE, Fault.SEAL, Fault.UNAVAILABLE})


def _of(header: Header | None) -> tuple[str, str]:
    return ("none", "0" * 64) if header is None else (header.agreement, header.agreement_sha256)
