"""What goes out: kept in the transaction of what caused it, sent until receipted, given up by the agreed schedule, never silently.

* The identifier, the number and every byte of a message are the same on every try.
* A try is noted before it is made: after a crash nothing is sent that is not known to have been.
* Before every try it is asked again whether it may go: the agreement between the two in force, and a release still permitted.
* What is given up is said so: to this party's people, by signed evidence, and to the counterpart, whose row of numbers has no hole then.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from relto.node.authorising import Forbidden
from relto.node.exchange.ports import Received
from relto.node.exchange.signing import own_checkpoint, signer
from relto.node.exchange.undelivered import not_coming, not_reached
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note, note_many
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Outgoing, Pact, Proof
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place
from relto.primitives.limits import PEER_BATCH
from relto.protocols.peer import (
    KINDS,
    PROTOCOL,
    Envelope,
    Header,
    Kind,
    Message,
    NonDelivery,
    Precedence,
    Release,
    Schedule,
    fitting,
    last_wait,
    parse_envelope,
    parse_message,
    part_of,
    silences,
    wait_after,
    write,
    write_batch,
    write_envelope,
)

NEEDS_FORCE: frozenset[Kind] = frozenset({"release", "consent-request", "consent-answer"})
"""What goes only under an agreement in force; the rest goes on after it: receipts, recalls, what is said of the agreement itself."""
SETTLING: frozenset[Kind] = frozenset({"agreement-proposal", "agreement-signature"})
"""What is said before both have signed."""
UNNOTED: frozenset[Kind] = frozenset({"checkpoint", "checkpoint-answer"})
"""What is no line of the journal: said of the log itself, it would make the log grow by being said."""
_AGAIN = timedelta(seconds=5)
_MOST = 1_000


@frozen
class Way:
    """The way to one counterpart in one unit of work: nobody else sends to it until that is done.

    Args:
        peer: the counterpart, as the last message left it.
        pact: under which the two speak.
        checkpoint: this node's latest checkpoint.
    """

    peer: Counterpart
    pact: Pact
    checkpoint: str | None


@frozen
class Letter:
    """A message that goes out once it is kept.

    Args:
        outgoing: what is known of it.
        data: its envelope.
    """

    outgoing: Outgoing
    data: bytes


@frozen
class Batch:
    """What is sent to a counterpart at once.

    Args:
        party: to whom.
        url: where it listens, or ``None``.
        ids: the messages in it.
        data: its bytes.
    """

    party: str
    url: str | None
    ids: tuple[str, ...]
    data: bytes


@frozen
class Going:
    """What goes to a counterpart once the unit of work ended well in which it was noted as tried.

    Args:
        peer: to whom.
        envelopes: the messages, by identifier, in their order.
    """

    peer: Counterpart
    envelopes: Mapping[str, bytes]

    def batch(self) -> Batch:
        """The batch that is sent."""
        return Batch(self.peer.party, self.peer.url, tuple(self.envelopes), write_batch(list(self.envelopes.values())))


class Outbox:
    """What goes out of a node.

    Args:
        node: the node.
        received: the holdings, asked before a release goes.
    """

    def __init__(self, node: Surroundings, received: Received) -> None:
        self._node, self._received = node, received

    def enqueue(
        self,
        work: Work,
        at: datetime,
        recipient: str,
        message: Message,
        attachment: bytes = b"",
        *,
        about: str | None = None,
        in_reply_to: str | None = None,
        precedence: Precedence = "routine",
        pact: Pact | None = None,
    ) -> Outgoing:
        """Keep a message for a counterpart in a unit of work. It goes out when that ended well.

        Args:
            work: the unit of work of what causes it.
            at: when.
            recipient: for which party.
            message: what is said.
            attachment: what is attached.
            about: the item, request or order it is about.
            in_reply_to: the message it answers.
            precedence: how urgent it is.
            pact: under which pact, where not the one under which the two speak.

        Raises:
            Malformed: there is no such counterpart, or no agreement with it.
            Forbidden: the agreement is not in force, or the counterpart's log showed two histories.
        """
        way = self.way(work, recipient, pact)
        made, after = self.along(at, way, message, attachment, about=about, in_reply_to=in_reply_to, precedence=precedence)
        self.keep(work, (made,), (after,))
        return made.outgoing

    def way(self, work: Work, recipient: str, pact: Pact | None = None) -> Way:
        """The way to a counterpart, for sending several messages to it in a unit of work.

        Raises:
            Malformed: there is no such counterpart, or no agreement with it.
        """
        peer = work.exchange.lock(recipient)
        under = pact or (None if peer is None or peer.pact is None else work.exchange.pact(recipient, peer.pact))
        if peer is None or under is None:
            raise Malformed("no node to send to", place=Place("recipient"), found=recipient, expected="a counterpart with an agreement")
        return Way(peer, under, own_checkpoint(work))

    def along(
        self,
        at: datetime,
        way: Way,
        message: Message,
        attachment: bytes = b"",
        *,
        about: str | None = None,
        in_reply_to: str | None = None,
        precedence: Precedence = "routine",
    ) -> tuple[Letter, Way]:
        """A message on a way that is known, and the way for the next one. It goes once it is kept with :meth:`keep`.

        Where it is not kept, the way for the next one is the one that was given.

        Raises:
            Forbidden: the agreement is not in force, or the counterpart's log showed two histories.
        """
        peer, kind, recipient = way.peer, KINDS[type(message)], way.peer.party
        if kind in NEEDS_FORCE:
            why = peer.stopped or way.pact.why_not(at)
            if why is not None:
                raise Forbidden(f"nothing may go to {recipient} under {way.pact.agreement}: {why}")
        made = self._envelope(at, way, message, attachment, in_reply_to, precedence)
        data = made.to_bytes()
        outgoing = Outgoing(
            made.header.id,
            recipient,
            peer.stream,
            peer.sent + 1,
            kind,
            precedence,
            about,
            made.digest,
            made.header.body.sha256,
            made.header.attachment.sha256 if made.header.attachment else None,
            len(data),
            at,
            next_try=at,
        )
        return Letter(outgoing, data), evolve(way, peer=evolve(peer, sent=peer.sent + 1))

    def keep(self, work: Work, letters: Sequence[Letter], ways: Iterable[Way]) -> None:
        """Keep messages in the unit of work in which they were made, with their lines of the journal.

        Args:
            work: the unit of work.
            letters: the messages, in the order in which they were made.
            ways: the way to each of their recipients, as the last message left it.
        """
        work.exchange.send([(one.outgoing, one.data) for one in letters])
        for way in ways:
            work.exchange.put_counterpart(way.peer)
        note_many(work, [_sent(one.outgoing) for one in letters if one.outgoing.kind not in UNNOTED], self._node.entropy)

    def batch(self, party: str, at: datetime, most: int = PEER_BATCH, without: Collection[str] = ()) -> Batch | None:
        """What is due for a counterpart, noted as tried; ``None`` where nothing is.

        Args:
            party: for whom.
            at: when.
            most: so many messages at most.
            without: messages that are on their way.

        Raises:
            Unavailable: the store fails, or the log is frozen.
        """
        with self._node.store.write() as work:
            going = self.next(work, party, at, most, without)
        return None if going is None else going.batch()

    def next(self, work: Work, party: str, at: datetime, most: int, without: Collection[str]) -> Going | None:
        """The same in a unit of work. Nothing of it may leave this node before that ended well."""
        self.hold(work, party)
        peer = work.exchange.lock(party)
        if peer is None or peer.stopped is not None or work.log.frozen() is not None:
            return None
        pact = current_pact(work, party)
        longest = Schedule() if pact is None else pact.terms.schedule
        due = work.exchange.due(party, at, at + timedelta(seconds=max(longest.longest, longest.first)), most + len(without))
        some = [one for one in due if one.id not in without]
        some = some[: fitting((one.size for one in some), count=most)]
        known = work.exchange.envelopes([one.id for one in some])
        going = [one for one in some if self._may_go(work, one, known[one.id], at, pact)]
        if not going:
            return None
        schedule = (pact or work.exchange.pacts(party)[-1]).terms.schedule
        work.exchange.put_outgoing([_tried(one, at, schedule) for one in going])
        return Going(peer, {one.id: known[one.id] for one in going})

    def hold(self, work: Work, party: str) -> None:
        """Let nobody else prepare what goes to a counterpart until a unit of work has ended."""
        work.exclusively(f"outbox {party}")

    def expire(self, at: datetime) -> int:
        """Give up what had its last try; how many there were."""
        done = 0
        while True:
            with self._node.store.write() as work:
                some = work.exchange.exhausted(at, _MOST)
                for one in some:
                    self.give_up(work, one, at, "no receipt after the last try")
            done += len(some)
            if len(some) < _MOST:
                return done

    def fall_silent(self, at: datetime) -> int:
        """Keep signed evidence of every level that was not reached in time; how many there were."""
        with self._node.store.write() as work:
            some = work.exchange.silent(at, _MOST)
            for one in some:
                self._silence(work, one, at)
        return len(some)

    def give_up(self, work: Work, one: Outgoing, at: datetime, says: str) -> None:
        """Say that a message will not come: to people, by evidence, and to the counterpart."""
        work.exchange.put_outgoing([evolve(one, state="given-up", next_try=None, silent_at=None)])
        statement = not_coming(one, at, says)
        self._prove(work, "non-delivery", one, statement, at)
        said = {"message": one.id, "recipient": one.recipient, "kind": one.kind, "tries": str(one.tries), "says": says}
        note(work, Entry("message.given-up", at, "node", said, _subjects(one.id, one.about)), self._node.entropy)
        if one.kind != "non-delivery":
            self.enqueue(work, at, one.recipient, statement, about=one.id)

    def silent_at(self, one: Outgoing, pact: Pact | None) -> datetime | None:
        """From when on a message's next silence is an event, under the pact with its recipient."""
        if pact is None or one.kind != "release":
            return None
        return min((when for _, when in silences(one.progress, pact.terms.timeouts)), default=None)

    def _envelope(
        self, at: datetime, way: Way, message: Message, attachment: bytes, in_reply_to: str | None, precedence: Precedence
    ) -> Envelope:
        body, peer, under, kind = write(message), way.peer, way.pact, KINDS[type(message)]
        limit = under.terms.delivery if kind in NEEDS_FORCE else None  # a recall, say, is never too late
        header = Header(
            protocol=PROTOCOL,
            id=new_id("message", self._node.entropy),
            kind=kind,
            sender=self._node.party,
            recipient=peer.party,
            agreement=under.agreement,
            agreement_sha256=under.sha256,
            sent_at=at,
            body=part_of(body),
            attachment=part_of(attachment) if attachment else None,
            stream=peer.stream,
            sequence=peer.sent + 1,
            deliver_by=None if limit is None else at + timedelta(seconds=limit),
            precedence=precedence,
            in_reply_to=in_reply_to,
            own_checkpoint=way.checkpoint,
            seen_checkpoint=None if peer.seen is None else peer.seen.decode(),
        )
        return write_envelope(header, body, attachment, signer(self._node, at))

    def _may_go(self, work: Work, one: Outgoing, data: bytes, at: datetime, pact: Pact | None) -> bool:
        if one.kind not in NEEDS_FORCE:
            return True
        if pact is None or pact.why_not(at) is not None:
            ended = pact is None or (pact.terminated is not None and at.date() >= pact.terminated)
            if ended:
                self.give_up(work, one, at, "the agreement ended before it was delivered")
            else:
                work.exchange.put_outgoing([evolve(one, next_try=at + timedelta(seconds=pact.terms.schedule.first if pact else 60))])
            return False
        if one.kind != "release" or (one.tries == 0 and at - one.made < _AGAIN):
            return True  # decided in the transaction that sent it, a moment ago
        envelope = parse_envelope(data)
        message = parse_message("release", envelope.body, attached=True)
        why = self._received.withheld(work, message, at) if isinstance(message, Release) else None
        if why is not None:
            self.give_up(work, one, at, f"withheld: {why}")
        return why is None

    def _silence(self, work: Work, one: Outgoing, at: datetime) -> None:
        pact = current_pact(work, one.recipient)
        over = [] if pact is None else [(level, when) for level, when in silences(one.progress, pact.terms.timeouts) if when <= at]
        for level, _ in over:
            self._prove(work, "silence", one, not_reached(one, at, level), at)
            said = {"message": one.id, "recipient": one.recipient, "level": level}
            note(work, Entry("message.silent", at, "node", said, _subjects(one.id, one.about)), self._node.entropy)
        work.exchange.put_outgoing([evolve(one, silent_at=None)])

    def _prove(self, work: Work, kind: str, one: Outgoing, statement: NonDelivery, at: datetime) -> None:
        data = signer(self._node, at)(write(statement)).encode()
        work.exchange.prove(Proof(new_id("proof", self._node.entropy), kind, one.recipient, one.id, at, data))


def current_pact(work: Work, party: str) -> Pact | None:
    """The pact under which this node and a counterpart speak."""
    peer = work.exchange.counterpart(party)
    return None if peer is None or peer.pact is None else work.exchange.pact(party, peer.pact)


def _tried(one: Outgoing, at: datetime, schedule: Schedule) -> Outgoing:
    wait = wait_after(one.tries + 1, schedule)
    return evolve(
        one,
        tries=one.tries + 1,
        first_try=one.first_try or at,
        next_try=None if wait is None else at + wait,
        silent_at=at + last_wait(schedule) if wait is None else None,
    )


def _sent(one: Outgoing) -> Entry:
    said = {"message": one.id, "kind": one.kind, "recipient": one.recipient, "digest": one.digest}
    return Entry("message.sent", one.made, "node", said | ({"about": one.about} if one.about else {}), _subjects(one.id, one.about))


def _subjects(*some: str | None) -> tuple[str, ...]:
    return tuple(one for one in some if one is not None)
