"""What happened, in the transaction in which it happened; and the log that nobody can rewrite quietly.

* A line is a salted commitment. What it commits to (who did what to which identifier, on what basis) stays beside it and can be
  erased; content and labels never stand in it.
* A line is written in the transaction of what it tells of, and put into the Merkle log soon after, in the order of the lines, by one
  process at a time. The checkpoint over it is signed before that transaction ends and shown after.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from relto.audit import SALT_BYTES, Checkpoint, Log, Opening, Receipt, Signer, VerifierKey, commit, verify_opening
from relto.markings.formats.json import read_json, write_json
from relto.node.ports import Store, Work
from relto.node.records.journal import Line
from relto.primitives import Malformed, Place
from relto.primitives.limits import JOURNAL_BYTES
from relto.sealing import Entropy

_BATCH = 10_000


@frozen
class Entry:
    """One thing that happened.

    Args:
        kind: what, by its stable name (``release.sent``; docs/reference/node.md lists them).
        at: when, UTC.
        actor: who: an account's identifier, ``party:JPN``, or ``node``.
        about: identifiers, digests, codes and names of rules, by name; values are texts or lists of texts. Never content.
        subjects: the identifiers among them by which it is to be found again.
    """

    kind: str
    at: datetime
    actor: str
    about: Mapping[str, str | Sequence[str]]
    subjects: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """The bytes that are committed to.

        Raises:
            Malformed: larger than a line may be.
        """
        plain = {"kind": self.kind, "at": self.at.isoformat(), "actor": self.actor, "about": {k: _plain(v) for k, v in self.about.items()}}
        data = write_json(plain)
        if len(data) > JOURNAL_BYTES:
            raise Malformed("longer than a line of the journal may be", place=Place(self.kind), found=f"{len(data):,} bytes")
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> "Entry":
        """An entry from the bytes that were committed to.

        Raises:
            Malformed: they are none.
        """
        plain = read_json(data, "a line of the journal", JOURNAL_BYTES)
        if not isinstance(plain, dict) or set(plain) != {"kind", "at", "actor", "about"}:
            raise Malformed("no line of a journal", place=Place("a line of the journal"))
        return cls(plain["kind"], datetime.fromisoformat(plain["at"]), plain["actor"], plain["about"])


def _plain(value: str | Sequence[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def note(work: Work, entry: Entry, entropy: Entropy) -> None:
    """Write a line in a unit of work."""
    note_many(work, (entry,), entropy)


def note_many(work: Work, entries: Sequence[Entry], entropy: Entropy) -> None:
    """Write lines in a unit of work, in their order."""
    lines = []
    for one in entries:
        opening = Opening(entropy(SALT_BYTES), one.to_bytes())
        lines.append(Line(one.kind, one.at, one.actor, one.subjects, commit(opening), opening))
    work.journal.add(lines)


def read(work: Work, number: int) -> Entry | None:
    """What a line says, checked against its commitment; ``None`` where there is none, or where it was erased.

    Raises:
        Unverified: what stands beside the commitment was changed.
    """
    leaf, opening = work.journal.leaf(number), work.journal.opening(number)
    return None if leaf is None or opening is None else Entry.from_bytes(verify_opening(leaf.entry, opening))


class Journal:
    """The log of a node.

    Args:
        store: where it is kept.
        origin: which log it is.
        signers: what signs its checkpoints.
    """

    def __init__(self, store: Store, origin: str, signers: Sequence[Signer]) -> None:
        self._store, self._origin, self._signers = store, origin, tuple(signers)

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The public keys by which its checkpoints are known."""
        return tuple(one.key for one in self._signers)

    def begin(self, at: datetime) -> Checkpoint:
        """Begin the log of a new node.

        Raises:
            Conflict: there is one.
        """
        with self._store.write() as work:
            return Log.create(work.log, self._origin, self._signers, time=int(at.timestamp())).checkpoint

    def sequence(self, at: datetime) -> int:
        """Put the lines that are not yet in the log into it, and sign a checkpoint over them.

        Returns:
            How many there were.

        Raises:
            Conflict: the log may sign nothing.
            Unavailable: the store or a key fails; nothing was signed that anybody has seen.
        """
        with self._store.write() as work:
            work.exclusively("journal")
            some = work.journal.pending(_BATCH)
            if some:
                log = Log.open(work.log, self._origin, self._signers, time=int(at.timestamp()))
                places = log.append([one.entry for one in some], time=int(at.timestamp()))
                work.journal.placed([one.number for one in some], places.start)
            return len(some)

    def confront(self, work: Work, note: bytes, at: datetime) -> None:
        """Hold a checkpoint of this log, as somebody else has it, against the log, in a unit of work.

        Raises:
            Conflict: this log signed it and it does not fit; the log is frozen, which must be kept: end the unit of work well.
            Unverified: no key of this log signed it.
            Malformed: it is no checkpoint.
        """
        Log.open(work.log, self._origin, self._signers, time=int(at.timestamp())).confront(note)

    def checkpoint(self) -> bytes | None:
        """The checkpoint that the log shows, signed."""
        with self._store.read() as work:
            return work.log.published()

    def prove(self, number: int, at: datetime) -> Receipt | None:
        """The receipt for a line; ``None`` where there is none or where it is not yet in the log."""
        with self._store.read() as work:
            leaf = work.journal.leaf(number)
            if leaf is None or leaf.index is None:
                return None
            return Log.open(work.log, self._origin, self._signers, time=int(at.timestamp())).prove(leaf.index)
