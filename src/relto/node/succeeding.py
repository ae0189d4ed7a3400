"""A log that succeeds another, after a node was restored: it holds every line that is left, and what is said goes out in rows anew.

The log of a restored node may have signed more than the backup knows. It never signs again: it is kept as it stands, and a log of another
origin begins with the succession, which two persons and the overseer signed. Every line of the journal that is left goes into it. Numbers
of messages begin anew, so that none is used twice; what came in since is found missing by its number, and asked for again. What went
out since is forgotten here: each counterpart is asked for its receipts of it, which are kept as evidence.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import evolve

from relto.audit import Checkpoint, Log, Signer, Succession, VerifierKey, parse_checkpoint, parse_note, verify_succession
from relto.node.identifiers import new_id
from relto.node.ports import Store
from relto.primitives import Conflict
from relto.sealing import Entropy


def succession_of(store: Store, origin: str) -> Succession:
    """What two persons and the overseer sign, so that a log of another origin takes the place of a frozen one.

    Raises:
        Conflict: the log is not frozen: it may go on by itself.
        Malformed: the origin is the old one.
    """
    with store.read() as work:
        if work.log.frozen() is None:
            raise Conflict("the log is not frozen: nothing is to succeed it")
        head = work.log.head()
    return Succession(_checkpoint(head), origin)


def succeed(
    store: Store,
    approved: bytes,
    signers: Sequence[Signer],
    keys: tuple[Collection[VerifierKey], VerifierKey],
    at: datetime,
    entropy: Entropy,
) -> Checkpoint:
    """Begin the log that succeeds.

    Args:
        store: where the node keeps what it knows.
        approved: the succession, signed.
        signers: what signs the new log.
        keys: the keys of the persons who may approve, and the overseer's.
        at: when.
        entropy: where random bytes come from.

    Raises:
        Unverified: it was not approved as it must be.
        Conflict: it is of another log than the one that is frozen here.
    """
    found = verify_succession(approved, *keys)
    with store.write() as work:
        work.exclusively("journal")
        if work.log.frozen() is None or found.old != _checkpoint(work.log.head()):
            raise Conflict("the succession is of another log, or of another checkpoint, than the one that is frozen here")
        work.retire_log(found.old.origin)
        made = Log.create(work.log, found.origin, signers, time=int(at.timestamp()), succession=approved)
        for peer in work.exchange.counterparts():
            begun = evolve(peer, stream=new_id("stream", entropy), sent=0)
            work.exchange.put_counterpart(evolve(begun, former=peer.stream, former_sent=peer.sent, former_asked=False))
        return made.checkpoint


def _checkpoint(head: bytes | None) -> Checkpoint:
    if head is None:
        raise Conflict("there is no log")
    return parse_checkpoint(parse_note(head).text)
