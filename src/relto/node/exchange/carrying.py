"""Over an air gap: what is due for a counterpart in a file, and the answer to a file in another.

A file holds what is due, noted as tried as if it had been sent, and the receipts of what came in by file before. Taking a file twice
changes nothing, as taking a message twice.
"""

from attrs import frozen

from relto.node.authorising import Action, Actor, authorise
from relto.node.exchange.answering import Answers
from relto.node.exchange.receiving import Inbox
from relto.node.exchange.sending import Outbox
from relto.node.exchange.signing import pinned, signer
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.surroundings import Surroundings
from relto.primitives.limits import PEER_BUNDLE, PEER_BUNDLE_BYTES
from relto.protocols.peer import Slip, parse_batch, parse_bundle, parse_envelope, write_bundle


@frozen
class Imported:
    """What came of a file.

    Args:
        party: who sent it.
        messages: how many messages were in it.
        receipts: how many receipts in it counted.
        answer: the file that goes back with the receipts of what was in it; ``None`` where it held receipts alone.
    """

    party: str
    messages: int
    receipts: int
    answer: bytes | None


class Carrying:
    """Files of messages.

    Args:
        node: the node.
        outbox: what goes out.
        inbox: what comes in.
        answers: receipts.
    """

    def __init__(self, node: Surroundings, outbox: Outbox, inbox: Inbox, answers: Answers) -> None:
        self._node, self._outbox, self._inbox, self._answers = node, outbox, inbox, answers

    def export(self, actor: Actor, party: str) -> bytes:
        """Everything that is due for a counterpart, in a file; noted as tried.

        Raises:
            Forbidden: this is for who keeps keys.
        """
        authorise(actor, Action.KEEP_KEYS)
        at = self._node.clock.now()
        envelopes: list[bytes] = []
        size = 0
        while len(envelopes) < PEER_BUNDLE and size < PEER_BUNDLE_BYTES // 2:
            batch = self._outbox.batch(party, at)
            if batch is None:
                break
            envelopes += parse_batch(batch.data)
            size += len(batch.data)
        return self._written(actor, party, envelopes)

    def take(self, actor: Actor, data: bytes) -> Imported:
        """Take a file that was carried here.

        Raises:
            Forbidden: this is for who keeps keys.
            BrokenSeal: the file is not what its sender signed, or not for this party: nothing of it was taken.
            Unavailable: it cannot be taken now; take it again.
        """
        authorise(actor, Action.KEEP_KEYS)
        with self._node.store.read() as work:
            believed = pinned(work.exchange.keys())
        bundle = parse_bundle(data, believed, self._node.party)
        party = bundle.slip.sender
        receipts = [one for one in bundle.envelopes if _is_receipt(one)]
        messages = [one for one in bundle.envelopes if not _is_receipt(one)]
        counted = self._answers.take_each(party, receipts)
        answered = self._inbox.take_each(party, messages) if messages else []
        answer = self._written(actor, party, answered) if answered else None
        return Imported(party, len(messages), counted, answer)

    def _written(self, actor: Actor, party: str, envelopes: list[bytes]) -> bytes:
        at = self._node.clock.now()

        def slip(messages: int, digest: str) -> Slip:
            return Slip(
                protocol="relto-bundle/1",
                id=new_id("bundle", self._node.entropy),
                sender=self._node.party,
                recipient=party,
                made_at=at,
                messages=messages,
                sha256=digest,
            )

        made = write_bundle(slip, envelopes, signer(self._node, at))
        with self._node.store.write() as work:
            about = {"party": party, "messages": str(len(envelopes))}
            note(work, Entry("bundle.written", at, actor.id, about, (party,)), self._node.entropy)
        return made


def _is_receipt(data: bytes) -> bool:
    """Whether an envelope is the receipt of a message outside any row; read before anything is believed, to sort it."""
    header = parse_envelope(data).header
    return header.kind == "receipt" and header.stream is None
