"""The exchange of a node: what a runner (a server, a simulation, a person with a file) drives.

* :meth:`Exchange.outgoing` gives what is due for a counterpart, noted as tried; the runner carries it and gives the answer to
  :meth:`Exchange.answered`.
* :meth:`Exchange.incoming` takes what came and gives the answer that is carried back; when it returns, everything in it is kept.
* :meth:`Exchange.tick` does what time brings: gives up, keeps evidence of silence, asks for what is missing, offers checkpoints.
* :meth:`Exchange.due` says when any of these is next.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from relto.audit import Signer
from relto.node.exchange.agreeing import Agreeing
from relto.node.exchange.answering import Answers, forgetting
from relto.node.exchange.carrying import Carrying
from relto.node.exchange.consenting import Consents
from relto.node.exchange.ordering import Orders
from relto.node.exchange.ports import Came, Received, Recorded
from relto.node.exchange.receiving import Handler, Inbox
from relto.node.exchange.sending import Batch, Outbox
from relto.node.exchange.watching import Watch
from relto.node.ports import Work
from relto.node.surroundings import Surroundings
from relto.primitives.limits import PEER_BATCH
from relto.protocols.peer import Kind, parse_batch

OFFERED = timedelta(minutes=5)
"""How often counterparts are asked to cosign this node's log."""


class Exchange:
    """The exchange of a node.

    Args:
        node: the node.
        received: the holdings.
        recorded: where the arrangement is kept.
        witness: the keys with which it cosigns the checkpoints of its counterparts' logs.
    """

    def __init__(self, node: Surroundings, received: Received, recorded: Recorded, witness: Sequence[Signer]) -> None:
        self._node, self._received = node, received
        self.watch = Watch(node, witness)
        self.outbox = Outbox(node, received)
        self.answers = Answers(node, self.outbox, self.watch)
        self.agreeing = Agreeing(node, self.outbox, recorded)
        self.consents = Consents(node, self.outbox, recorded)
        self.orders = Orders(node, self.outbox, received)
        self.inbox = Inbox(node, received, self.watch, self._handlers())
        self.carrying = Carrying(node, self.outbox, self.inbox, self.answers)
        self._offered: datetime | None = None

    def outgoing(self, party: str, most: int = PEER_BATCH, without: Collection[str] = ()) -> Batch | None:
        """What is due for a counterpart, noted as tried; ``None`` where nothing is.

        Args:
            party: for whom.
            most: so many messages at most.
            without: messages that are on their way.

        Raises:
            Unavailable: the store fails.
        """
        return self.outbox.batch(party, self._node.clock.now(), most, without)

    def answered(self, party: str, data: bytes) -> int:
        """Take the answer to what was carried to a counterpart; how many receipts in it count.

        Raises:
            BrokenSeal: it is no batch.
            Unavailable: the store fails.
        """
        return self.answers.take(party, data)

    def go_on(self, party: str, data: bytes, most: int = PEER_BATCH, without: Collection[str] = ()) -> tuple[int, Batch | None]:
        """Take the answer to what was carried to a counterpart, and give what is due then, in one unit of work.

        Args:
            party: to whom it was carried.
            data: the answer.
            most: so many messages at most.
            without: other messages that are on their way.

        Returns:
            How many receipts in the answer count; and the next batch, noted as tried, or ``None``.

        Raises:
            BrokenSeal: it is no batch.
            Unavailable: the store fails; no receipt was taken, and nothing was noted as tried.
        """
        some = self.answers.read(party, parse_batch(data))
        at = self._node.clock.now()
        with self._node.store.write() as work:
            self.outbox.hold(work, party)
            counted = self.answers.count(work, party, some, at)
            going = self.outbox.next(work, party, at, most, without)
        return counted, None if going is None else going.batch()

    def incoming(self, party: str, data: bytes) -> bytes:
        """Take what a counterpart's node sent, and give the answer.

        Raises:
            BrokenSeal: it is no batch.
            Malformed: there is no such counterpart.
            Unavailable: it cannot be taken now; nothing of it was.
        """
        return self.inbox.take(party, data)

    def tick(self) -> None:
        """Do what time brings.

        Raises:
            Unavailable: the store fails; what was done stays done.
            Conflict: the log may sign nothing more.
        """
        at = self._node.clock.now()
        for do in self._to_do(at):
            do(at)
        if self._offered is None or not self._offered <= at < self._offered + OFFERED:
            self._offered = at
            self._offer(at)

    def due(self) -> Mapping[str, datetime]:
        """For each counterpart for whom something waits, when the first of it is due."""
        with self._node.store.read() as work:
            return work.exchange.next_due()

    def _to_do(self, at: datetime) -> list[Callable[[datetime], object]]:
        """What time brings now; mostly nothing, which costs one look and no writing."""
        with self._node.store.read() as work:
            asked: list[tuple[Callable[[datetime], object], object]] = [
                (self._node.journal.sequence, work.journal.pending(1)),
                (self.outbox.expire, work.exchange.exhausted(at, 1)),
                (self.outbox.fall_silent, work.exchange.silent(at, 1)),
                (self.answers.ask_again, work.exchange.gaps()),
                (self.answers.ask_for_forgotten, forgetting(work)),
                (self.consents.overdue, work.settling.overdue_requests(at)),
                (self.orders.overdue, work.settling.overdue_holders(at)),
            ]
            return [do for do, found in asked if found]

    def _offer(self, at: datetime) -> None:
        with self._node.store.write() as work:
            for peer in work.exchange.counterparts():
                self.watch.offer(work, self.outbox, peer.party, at)

    def _handlers(self) -> Mapping[Kind, Handler]:
        return {
            "receipt": self.answers.receipted,
            "non-delivery": self.answers.undelivered,
            "consent-request": self.consents.came,
            "consent-answer": self.consents.answered,
            "consent-withdrawal": self.consents.withdrawn,
            "recall": self.orders.came,
            "correction": self.orders.came,
            "recall-answer": self.orders.answered,
            "agreement-proposal": self.agreeing.proposed,
            "agreement-signature": self.agreeing.signed,
            "agreement-suspension": self.agreeing.suspended,
            "agreement-termination": self.agreeing.terminated,
            "backfill-request": self.answers.asked_again,
            "key-announcement": self.agreeing.announced,
            "checkpoint": self._cosign,
            "checkpoint-answer": self.watch.answered,
        }

    def _cosign(self, work: Work, came: Came) -> None:
        self.watch.asked(self.outbox, work, came)
