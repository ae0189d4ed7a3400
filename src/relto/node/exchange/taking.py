"""One batch being taken: what is checked of each message in the unit of work, its receipt, and what is kept of it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from attrs import evolve, frozen

from relto.node.exchange.sending import NEEDS_FORCE, SETTLING, UNNOTED
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note_many
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Incoming, Inflow, Pact, Proof
from relto.node.surroundings import Surroundings
from relto.protocols.peer import (
    PROTOCOL,
    Envelope,
    Fault,
    Header,
    Message,
    Receipt,
    part_of,
    refuse,
    write,
    write_envelope,
)


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


class Taking:
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
        if header.sent_at > self.at + clocks_of(pact):
            raise refuse(
                Fault.FUTURE, "sent later than now", path="sent_at", found=header.sent_at.isoformat(), expected=self.at.isoformat()
            )
        asked_again = self.peer.former is not None and inflow is not None and inflow.asked is not None
        missing = asked_again and inflow is not None and header.sequence is not None and header.sequence < inflow.row.highest
        if header.deliver_by is not None and header.deliver_by < self.at and not missing:  # a node that was set back took it in time
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

    def add(self, lines: Sequence[Entry]) -> None:
        """Lines of the journal that are written with those of the batch."""
        self._lines += lines

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


def clocks_of(pact: Pact | None) -> timedelta:
    """By how much the clocks of two nodes may differ."""
    return timedelta(seconds=300 if pact is None else pact.terms.clocks)


def _of(header: Header | None) -> tuple[str, str]:
    return ("none", "0" * 64) if header is None else (header.agreement, header.agreement_sha256)
