"""Receipts of what went out, levels of what came in, and rows of numbers with holes.

* A receipt counts when its counterpart signed it and it names the signed header, body and attachment of a message that went to it.
* A refusal that is final ends a message; people are told. One that is not leaves the schedule as it is.
* A hole in a row is asked for by its numbers, until it is filled: by the same messages, or by the word that one was given up.
* A node that was set back has forgotten what it sent since. It asks for the receipts of that, by the numbers behind the last one that it
  knows, and keeps what comes of it, signed, as evidence. What it took and forgot comes again by its number; where the counterpart's node
  has let go of the bytes, its signed word of that is kept as evidence, and stands in the journals of both.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from attrs import evolve

from relto.node.exchange.ports import Came
from relto.node.exchange.sending import UNNOTED, Outbox, current_pact
from relto.node.exchange.signing import pinned
from relto.node.exchange.undelivered import not_coming
from relto.node.exchange.watching import Watch
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note, note_many
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Incoming, Inflow, Outgoing, Pact, Proof
from relto.node.surroundings import Surroundings
from relto.primitives import BrokenSeal, Conflict
from relto.protocols.peer import (
    BackfillRequest,
    Envelope,
    Fault,
    Gap,
    Level,
    NonDelivery,
    Receipt,
    Went,
    advanced,
    parse_batch,
    parse_envelope,
    parse_message,
    refuse,
    verify_envelope,
    verify_receipt,
)
from relto.sealing import PinnedSigner

_RESENT = 10_000
_PATIENCE = 4
_AGAIN = timedelta(hours=1)
_ANSWERS = UNNOTED | {"receipt", "backfill-request"}


Receipts = Sequence[tuple[Envelope, Receipt]]
"""Receipts that a counterpart signed, with the envelopes that they came in."""


class Answers:
    """What comes of what went out.

    Args:
        node: the node.
        outbox: what goes out.
        watch: what looks at the checkpoints that stand in receipts.
    """

    def __init__(self, node: Surroundings, outbox: Outbox, watch: Watch) -> None:
        self._node, self._outbox, self._watch = node, outbox, watch

    def take(self, party: str, data: bytes) -> int:
        """Take the receipts that a counterpart gave in answer to a batch.

        Args:
            party: whose node answered.
            data: the answer: a batch of envelopes of receipts.

        Returns:
            How many of them count; the others are no receipts of its, or of nothing that went to it, and change nothing.

        Raises:
            BrokenSeal: it is no batch: nothing of it was looked at.
            Unavailable: the store fails.
        """
        return self.take_each(party, parse_batch(data))

    def take_each(self, party: str, envelopes: Sequence[bytes]) -> int:
        """The same for receipts one by one."""
        at = self._node.clock.now()
        some = self.read(party, envelopes)
        if not some:
            return 0
        with self._node.store.write() as work:
            return self.count(work, party, some, at)

    def read(self, party: str, envelopes: Sequence[bytes]) -> Receipts:
        """The receipts among envelopes that a counterpart signed, read before any transaction."""
        with self._node.store.read() as work:
            believed = pinned(work.exchange.keys(party))
        return [one for one in (self._read(data, believed, party) for data in envelopes) if one is not None]

    def count(self, work: Work, party: str, some: Receipts, at: datetime) -> int:
        """Take receipts in a unit of work; how many of them count."""
        if not some:
            return 0
        peer = work.exchange.lock(party)  # before its messages, as everybody locks them
        counted = self._count(work, party, some, at)
        with suppress(Conflict):  # this node's log was set back: it is frozen now, and nothing more goes out or comes in
            if peer is not None:
                self._watch.look(work, peer, [envelope.header for envelope, _ in some], at)
        return counted

    def receipted(self, work: Work, came: Came) -> str | None:
        """A receipt came as a message of its own: the effect of a message ``receipt``.

        Raises:
            BrokenSeal: it is of nothing that went to the counterpart, though nothing was forgotten, or of other bytes than went.
        """
        assert isinstance(came.message, Receipt)
        name = came.message.message
        sent = None if name is None else work.exchange.outgoing(name)
        if sent is None and name is not None and came.counterpart.former is not None:
            return self._forgotten(work, came, name, came.message)
        one = _matched(sent, came.counterpart.party, came.message)
        made, line = self._advanced(work, one, came.message, came.at, current_pact(work, one.recipient))
        work.exchange.put_outgoing([made])
        note_many(work, line, self._node.entropy)
        return one.id

    def _forgotten(self, work: Work, came: Came, name: str, receipt: Receipt) -> str:
        """Keep the receipt of something that this node sent before it was set back, and does not know any more."""
        party = came.counterpart.party
        work.exchange.prove(Proof(new_id("proof", self._node.entropy), "forgotten", party, name, came.at, came.envelope.to_bytes()))
        said = {"message": name, "recipient": party, "level": receipt.level, "digest": receipt.digest}
        said |= {"refused": receipt.refused} if receipt.refused else {}
        note(work, Entry("message.forgotten", came.at, f"party:{party}", said, (name,)), self._node.entropy)
        return name

    def report(self, work: Work, sender: str, message: str, level: Level, at: datetime, says: str | None = None) -> Outgoing | None:
        """Tell the sender how far its message has come here.

        Args:
            work: the unit of work of what happened to it.
            sender: who sent it.
            message: the message.
            level: how far.
            at: when.
            says: what was done, or why it was declined.

        Returns:
            The receipt that goes out, or ``None`` where no such message was accepted.
        """
        incoming = work.exchange.incoming(sender, message)
        if incoming is None or incoming.refused is not None:
            return None
        given = parse_envelope(incoming.receipt)
        accepted = parse_message("receipt", given.body, attached=False)
        assert isinstance(accepted, Receipt)
        said = Receipt(
            message=message,
            digest=incoming.digest,
            body_sha256=accepted.body_sha256,
            attachment_sha256=accepted.attachment_sha256,
            level=level,
            refused=None,
            says=says,
            again=False,
            at=at,
        )
        return self._outbox.enqueue(work, at, sender, said, about=incoming.about, in_reply_to=message)

    def undelivered(self, work: Work, came: Came) -> str | None:
        """The counterpart gave a message up: the effect of a message ``non-delivery``. Its number is accounted for.

        To a node that was set back this may be something that it had taken and forgot: then the signed word is evidence, and kept.
        """
        assert isinstance(came.message, NonDelivery)
        said, party = came.message, came.counterpart.party
        if said.level == "accepted":
            inflow = next((one for one in work.exchange.inflows(party) if one.stream == said.stream), Inflow(party, said.stream))
            work.exchange.put_inflow(_settled(evolve(inflow, row=inflow.row.with_number(said.sequence))))
            known = came.counterpart.former is None or any(one.kind == "lost" for one in work.exchange.proofs(party, said.message))
            if not known:
                data = came.envelope.to_bytes()
                work.exchange.prove(Proof(new_id("proof", self._node.entropy), "lost", party, said.message, came.at, data))
        about = {"message": said.message, "sender": party, "level": said.level, "digest": said.digest, "says": said.says}
        note(work, Entry("message.not-delivered", came.at, f"party:{party}", about, (said.message,)), self._node.entropy)
        return said.message

    def asked_again(self, work: Work, came: Came) -> str | None:
        """The counterpart misses numbers: the effect of a message ``backfill-request``. While they are kept, the same bytes go again.

        Where the row is its own, it was set back: it asks for the receipts of what it sent and forgot.
        """
        assert isinstance(came.message, BackfillRequest)
        party, stream = came.counterpart.party, came.message.stream
        if any(one.stream == stream for one in work.exchange.inflows(party)):
            self._receipted_again(work, party, came.message, came.at)
            return None
        left = _RESENT
        for gap in came.message.gaps:
            some = work.exchange.numbered(party, stream, gap.first, gap.last, left)
            gone = work.exchange.forgotten([one.id for one in some])
            for one in some:
                if one.id in gone:
                    self._gone(work, one, came.at)
            waiting = [self._resent(work, one, came.at) for one in some if one.id not in gone]
            work.exchange.put_outgoing([one for one in waiting if one is not None])
            left -= len(some)
            if left <= 0:
                break
        return None

    def _receipted_again(self, work: Work, party: str, asked: BackfillRequest, at: datetime) -> None:
        """Say again how messages were answered that their sender forgot, but for answers and what is said of logs."""
        left = _RESENT
        for gap in asked.gaps:
            for one in work.exchange.came_in(party, asked.stream, gap.first, gap.last, left):
                given = parse_message("receipt", parse_envelope(one.receipt).body, attached=False)
                if one.kind not in _ANSWERS and isinstance(given, Receipt):
                    self._outbox.enqueue(work, at, party, given, about=one.about, in_reply_to=one.id)
                left -= 1
            if left <= 0:
                break

    def ask_for_forgotten(self, at: datetime) -> int:
        """Ask counterparts for their receipts of what this node sent before it was set back; how many were asked."""
        done = 0
        with self._node.store.write() as work:
            for peer in forgetting(work):
                if peer.former is None or current_pact(work, peer.party) is None:
                    continue
                gap = Gap(first=peer.former_sent + 1, last=peer.former_sent + _RESENT)
                self._outbox.enqueue(work, at, peer.party, BackfillRequest(stream=peer.former, gaps=[gap], highest=peer.former_sent))
                latest = work.exchange.counterpart(peer.party) or peer  # a number of its row was just given
                work.exchange.put_counterpart(evolve(latest, former_asked=True))
                done += 1
        return done

    def ask_again(self, at: datetime) -> int:
        """Ask counterparts for what is missing in their rows; how many were asked."""
        done = 0
        with self._node.store.write() as work:
            for inflow in work.exchange.gaps():
                pact = current_pact(work, inflow.sender)
                patience = timedelta(seconds=_PATIENCE * pact.terms.schedule.first) if pact is not None else _AGAIN
                since = inflow.asked or inflow.gap_since
                missing = inflow.row.gaps()
                if pact is None or since is None or not missing or since <= at < since + patience:
                    continue
                gaps = [Gap(first=first, last=last) for first, last in missing]
                asked = BackfillRequest(stream=inflow.stream, gaps=gaps, highest=inflow.row.highest)
                self._outbox.enqueue(work, at, inflow.sender, asked)
                work.exchange.put_inflow(evolve(inflow, asked=at))
                named = ", ".join(f"{first}-{last}" for first, last in missing[:50])
                note(
                    work,
                    Entry("row.gaps", at, "node", {"sender": inflow.sender, "stream": inflow.stream, "missing": named}),
                    self._node.entropy,
                )
                done += 1
        return done

    def _read(self, data: bytes, believed: Sequence[PinnedSigner], party: str) -> tuple[Envelope, Receipt] | None:
        try:
            envelope = parse_envelope(data)
            header = verify_envelope(envelope, believed, self._node.party)
            message = parse_message(header.kind, envelope.body, attached=bool(envelope.attachment))
        except BrokenSeal:
            return None  # nobody signed it: it is no receipt, and the schedule goes on
        return (envelope, message) if header.sender == party and isinstance(message, Receipt) else None

    def _count(self, work: Work, party: str, some: Receipts, at: datetime) -> int:
        known = dict(work.exchange.incoming_many(party, [envelope.header.id for envelope, _ in some]))
        sent = dict(work.exchange.outgoing_many([one.message for _, one in some if one.message is not None]))
        pact = current_pact(work, party)
        kept: list[tuple[Incoming, str, bytes]] = []
        lines: list[Entry] = []
        changed: dict[str, Outgoing] = {}
        for envelope, receipt in some:
            header = envelope.header
            before = known.get(header.id)
            try:
                one = _matched(sent.get(receipt.message or ""), party, receipt)
            except BrokenSeal:
                continue
            if before is not None and before.digest != envelope.digest:
                continue
            if before is None:
                made = Incoming(party, header.id, envelope.digest, None, None, "receipt", one.id, at, None, b"")
                kept.append((made, envelope.signature, envelope.body))
                known[header.id] = made
            # one that came before closes what was sent again because it was asked for again
            sent[one.id], line = self._advanced(work, one, receipt, at, pact)
            changed[one.id] = sent[one.id]
            lines += line
        work.exchange.receive(kept)
        work.exchange.put_outgoing(list(changed.values()))
        note_many(work, lines, self._node.entropy)
        return len(kept)

    def _advanced(self, work: Work, one: Outgoing, receipt: Receipt, at: datetime, pact: Pact | None) -> tuple[Outgoing, list[Entry]]:
        """A message after a receipt of it, and what the journal says of that."""
        progress = advanced(one.progress, receipt)
        if progress == one.progress and not (one.state == "waiting" and progress.accepted is not None):
            return one, []
        said = {"message": one.id, "recipient": one.recipient, "level": receipt.level}
        said |= {"refused": receipt.refused} if receipt.refused else {}
        subjects = tuple(name for name in (one.id, one.about) if name is not None)
        lines = [] if one.kind in UNNOTED else [Entry("message.receipted", at, f"party:{one.recipient}", said, subjects)]
        if one.state == "given-up" and progress.accepted is not None:
            data = f"{one.id} {receipt.digest}".encode()
            work.exchange.prove(Proof(new_id("proof", self._node.entropy), "late-receipt", one.recipient, one.id, at, data))
        state = "accepted" if progress.accepted is not None else "refused" if progress.refused is not None else one.state
        made = evolve(one, progress=progress, state=state, next_try=None, silent_at=None)
        return (evolve(made, silent_at=self._outbox.silent_at(made, pact)) if state == "accepted" else made), lines

    def _gone(self, work: Work, one: Outgoing, at: datetime) -> None:
        """Say of a message whose bytes were let go of that it cannot come again, so that its number is accounted for.

        Its recipient, who had answered it, does not know it any more: people here read of that in the journal, and may release it anew.
        """
        told = work.exchange.sent_about(one.id, "non-delivery")
        if one.kind == "non-delivery" or any(each.state == "waiting" for each in told):
            return
        says = "it was answered long ago, and is not kept any more"
        if one.kind not in UNNOTED and not told:
            said = {"message": one.id, "recipient": one.recipient, "kind": one.kind, "digest": one.digest}
            subjects = tuple(name for name in (one.id, one.about) if name is not None)
            note(work, Entry("message.lost-there", at, f"party:{one.recipient}", said, subjects), self._node.entropy)
        self._outbox.enqueue(work, at, one.recipient, not_coming(one, at, says), about=one.id)

    def _resent(self, work: Work, one: Outgoing, at: datetime) -> Outgoing | None:
        if one.state == "given-up" and one.kind != "non-delivery":
            if not any(told.state in ("waiting", "accepted") for told in work.exchange.sent_about(one.id, "non-delivery")):
                self._outbox.give_up(work, one, at, "it was given up before")
            return None
        if one.state == "refused":
            return None  # it was answered for good; its receipt says so
        return evolve(one, state="waiting", next_try=at, tries=0, silent_at=None)


def _matched(one: Outgoing | None, party: str, receipt: Receipt) -> Outgoing:
    """The message that a receipt is of.

    Raises:
        BrokenSeal: it is of nothing that went to the party, or of other bytes than went.
    """
    if one is None or one.recipient != party:
        raise refuse(Fault.UNKNOWN, "a receipt of nothing that was sent", path="message", found=receipt.message or "none")
    verify_receipt(receipt, Went(one.id, one.digest, one.body_sha256, one.attachment_sha256))
    return one


def forgetting(work: Work) -> list[Counterpart]:
    """The counterparts to whom this node sent what it forgot, and who were not asked for their receipts of it."""
    return [one for one in work.exchange.counterparts() if one.former is not None and not one.former_asked and one.pact is not None]


def _settled(inflow: Inflow) -> Inflow:
    return evolve(inflow, gap_since=None) if inflow.row.complete == inflow.row.highest else inflow
