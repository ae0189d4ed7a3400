"""Checkpoints of logs that stand in messages: each node watches its counterparts' logs, and they watch this one's.

* A counterpart's checkpoint of the size of one that came before, with another root, is proof that its log showed two histories: both are
  kept, and nothing is taken from it or sent to it until people have settled that.
* What a counterpart saw of this node's log must be in this node's log. Where it is ahead of it, or another history, this node was set back
  (restored from a backup): its log is frozen, and it takes and sends nothing before another log succeeds it.
* Growth between checkpoints is proved on request: each node asks its counterparts as witnesses to cosign what they last saw.
"""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.audit import (
    Checkpoint,
    Disagreement,
    Note,
    Request,
    Signer,
    TileTree,
    VerifierKey,
    Witness,
    parse_checkpoint,
    parse_disagreement,
    parse_key,
    parse_note,
    parse_request,
    parse_signatures,
    prove_consistency,
    verify_signed_by,
)
from relto.node.exchange.ports import Came
from relto.node.exchange.sending import Outbox
from relto.node.exchange.signing import own_checkpoint
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Proof
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Unverified
from relto.protocols.peer import CheckpointAnswer, CheckpointRequest, Header, parse_envelope, parse_message

_OK, _CONFLICT, _UNPROVEN = 200, 409, 422


@frozen
class _Seen:
    """What a witness keeps, in one unit of work; a :class:`~relto.audit.WitnessStore`."""

    work: Work
    watch: "Watch"
    party: str
    at: datetime

    def latest(self, origin: str) -> bytes | None:
        """See the port."""
        return self.work.exchange.witnessed(origin)

    def advance(self, origin: str, before: bytes | None, note: bytes) -> bool:
        """See the port."""
        return self.work.exchange.witness(origin, before, note)

    def keep(self, evidence: bytes) -> None:
        """See the port."""
        self.watch.prove(self.work, self.party, evidence, self.at)


class Watch:
    """What a node sees of the logs of its counterparts, and they of its own.

    Args:
        node: the node.
        witness: the keys with which it cosigns others' checkpoints.
    """

    def __init__(self, node: Surroundings, witness: Sequence[Signer]) -> None:
        self._node, self._witness = node, tuple(witness)

    def look(self, work: Work, peer: Counterpart, headers: Sequence[Header], at: datetime) -> Counterpart:
        """Look at the checkpoints in verified headers of a counterpart.

        Returns:
            What is known of it now; it is kept already.

        Raises:
            Conflict: this node's own log was set back; it is frozen now, and that must be kept.
        """
        made = peer
        for text in dict.fromkeys(one.own_checkpoint for one in headers if one.own_checkpoint is not None):
            if made.stopped is None:
                made = self._saw(work, made, text, at)
        for text in dict.fromkeys(one.seen_checkpoint for one in headers if one.seen_checkpoint is not None):
            if text != made.confronted:
                self._confront(work, text, at)
                made = evolve(made, confronted=text)
        if made != peer:
            work.exchange.put_counterpart(made)
        return made

    def prove(self, work: Work, party: str, evidence: bytes, at: datetime) -> None:
        """Keep two checkpoints that cannot both be of one log, and take nothing more from whose it is."""
        origin = parse_disagreement(evidence).heads[0].origin
        work.exchange.prove(Proof(new_id("proof", self._node.entropy), "disagreement", party, origin, at, evidence))
        note(work, Entry("log.disagrees", at, "node", {"party": party}, (party,)), self._node.entropy)

    def offer(self, work: Work, outbox: Outbox, party: str, at: datetime) -> bool:
        """Ask a counterpart to cosign what it last saw of this node's log, or the latest; whether there was anything to ask."""
        peer = work.exchange.counterpart(party)
        published = work.log.published()
        if peer is None or published is None or peer.pact is None or work.exchange.waits(party, "checkpoint"):
            return False
        latest = parse_note(published)
        head = parse_checkpoint(latest.text)
        size, _ = work.exchange.cosigned(party, head.origin)
        seen = None if peer.confronted is None else parse_note(peer.confronted.encode())
        if seen is not None and _follows(parse_checkpoint(seen.text), head, size):
            latest = seen
            head = parse_checkpoint(seen.text)
        if head.size <= size:
            return False
        tree = TileTree(work.log.read, parse_checkpoint(parse_note(published).text).size)
        old = Checkpoint(head.origin, size, tree.root(size))
        proof = prove_consistency(old, head, tree) if size else []
        asked = Request(size, tuple(proof), _own(latest))
        outbox.enqueue(work, at, party, CheckpointRequest(request=asked.to_bytes().decode()))
        return True

    def asked(self, outbox: Outbox, work: Work, came: Came) -> None:
        """A counterpart asks to cosign its checkpoint: the effect of a message ``checkpoint``."""
        assert isinstance(came.message, CheckpointRequest)
        peer = came.counterpart
        key = None if peer.log is None else parse_key(peer.log)
        logs = {} if key is None else {key.name: [key]}
        witness = Witness(self._witness, logs, _Seen(work, self, peer.party, came.at), lambda: int(came.at.timestamp()))
        answer = witness.add_checkpoint(came.message.request.encode())
        if answer.status == _UNPROVEN:
            self._unproven(work, came, key)
            note(
                work, Entry("log.unproven", came.at, f"party:{peer.party}", {"message": came.header.id}, (peer.party,)), self._node.entropy
            )
        said = CheckpointAnswer(status=answer.status, body=answer.body)
        outbox.enqueue(work, came.at, peer.party, said, in_reply_to=came.header.id)

    def answered(self, work: Work, came: Came) -> None:
        """A counterpart answers as a witness: the effect of a message ``checkpoint-answer``."""
        assert isinstance(came.message, CheckpointAnswer)
        asked = None if came.header.in_reply_to is None else work.exchange.outgoing(came.header.in_reply_to)
        if asked is None or asked.kind != "checkpoint" or asked.recipient != came.counterpart.party:
            return
        given = work.exchange.envelope(asked.id)
        if not given:
            return  # it was asked so long ago that its bytes are not kept
        head = _asked_for(given)
        size, lines = work.exchange.cosigned(came.counterpart.party, head.origin)
        if came.message.status == _OK:
            parse_signatures(came.message.body, "the answer of a witness")
            if head.size > size:
                work.exchange.put_cosigned(came.counterpart.party, head.origin, head.size, came.message.body.encode())
        elif came.message.status == _CONFLICT and came.message.body.strip().isdecimal():
            work.exchange.put_cosigned(came.counterpart.party, head.origin, int(came.message.body), lines or b"")

    def _unproven(self, work: Work, came: Came, key: VerifierKey | None) -> None:
        """A log that does not grow from what it showed: both checkpoints are kept, and nothing more is taken from whose it is."""
        assert isinstance(came.message, CheckpointRequest)
        known = None if key is None else work.exchange.witnessed(key.name)
        if known is not None:
            shown = parse_request(came.message.request.encode()).note
            self.prove(work, came.counterpart.party, Disagreement(parse_note(known), shown).to_bytes(), came.at)
        peer = work.exchange.counterpart(came.counterpart.party)
        if peer is not None:
            work.exchange.put_counterpart(evolve(peer, stopped="its log does not grow from what it showed before"))

    def _saw(self, work: Work, peer: Counterpart, text: str, at: datetime) -> Counterpart:
        if peer.log is None or (peer.seen is not None and peer.seen.decode() == text):
            return peer
        try:
            found = parse_note(text.encode(), "a checkpoint in a message")
            head = parse_checkpoint(found.text)
            key = parse_key(peer.log)
            verify_signed_by(found, [key])
        except (Malformed, Unverified):
            return peer  # nobody answers for it: it passes for nothing
        if head.origin != key.name:
            return peer
        before = [parse_note(one) for one in (peer.seen, work.exchange.witnessed(head.origin)) if one is not None]
        for known in before:
            other = parse_checkpoint(known.text)
            if other.origin == head.origin and other.size == head.size and other.root != head.root:
                self.prove(work, peer.party, Disagreement(known, found).to_bytes(), at)
                return evolve(peer, stopped="its log showed two histories")
        last = None if peer.seen is None else parse_checkpoint(parse_note(peer.seen).text)
        newer = last is None or last.origin != head.origin or head.size > last.size
        return evolve(peer, seen=text.encode()) if newer else peer

    def _confront(self, work: Work, text: str, at: datetime) -> None:
        """Hold what a counterpart saw of this node's log against it.

        Raises:
            Conflict: this log signed it and it does not fit.
        """
        own = own_checkpoint(work)
        if own is None or own == text:
            return
        try:
            found = parse_note(text.encode(), "a checkpoint in a message")
            seen, head = parse_checkpoint(found.text), parse_checkpoint(parse_note(own.encode()).text)
        except Malformed:
            return  # it passes for nothing
        if seen.origin == head.origin and seen.size <= head.size and TileTree(work.log.read, head.size).root(seen.size) == seen.root:
            return
        try:
            self._node.journal.confront(work, text.encode(), at)
        except (Malformed, Unverified):
            return  # not signed by this log


def _own(given: Note) -> Note:
    origin = given.text.split("\n", 1)[0]
    return Note(given.text, tuple(one for one in given.signatures if one.name == origin))


def _follows(seen: Checkpoint, head: Checkpoint, size: int) -> bool:
    """Whether what a counterpart saw is what it can cosign next: of the log as it is, and larger than what it cosigned."""
    return seen.origin == head.origin and size < seen.size < head.size


def _asked_for(data: bytes) -> Checkpoint:
    """The checkpoint that a request spoke of, out of its envelope."""
    message = parse_message("checkpoint", parse_envelope(data).body, attached=False)
    assert isinstance(message, CheckpointRequest)
    return parse_checkpoint(parse_request(message.request.encode()).note.text)
