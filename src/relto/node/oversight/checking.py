"""The log of a node gone through by the node itself, from the first entry on; what was gone through is not read again until it is asked.

1. The checkpoint that the log shows is signed by this log.
2. Every entry is hashed, every tile compared, and the root made from them is the one that is signed (:mod:`relto.audit.checking`).
3. Every entry is a line of the journal, at that place; only a succession stands for itself.
4. What stands beside a line (what it says, of what kind, when, by whom) is what it committed to, or was erased.

What is kept between two looks is the right edge of the tree in memory: so a log that was cut or rewritten, and signed anew, is found by the
next look. What was changed on the disk at a place that was gone through before, under the checkpoint as it was, is found only by going
through everything anew. Each process of a node goes through it for itself.
"""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from attrs import define, field, frozen

from relto.audit import (
    Checkpoint,
    Edge,
    Opening,
    Problem,
    Stretch,
    go_through,
    parse_checkpoint,
    parse_note,
    parse_succession,
    verify_opening,
    verify_signed_by,
)
from relto.node.journal import Entry
from relto.node.oversight.tallying import Statistics, Tally, counts
from relto.node.ports import Work
from relto.node.records.journal import Placed
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, ReltoError, Unverified

AT_ONCE = 1_024
"""Entries gone through at one look, at most."""
_MOST_PROBLEMS = 100
_MOST_OUTSIDE = 1_000


@frozen
class Check:
    """What is known of the log.

    Args:
        head: the checkpoint that it shows; ``None`` where it shows none, or none that can be read.
        cosigners: the names under the checkpoint beside the log's own.
        gone: entries gone through.
        since: when the first of them was.
        at: when this was looked at.
        whole: whether every entry was gone through, to the root.
        problems: what is wrong; the first 100.
    """

    head: Checkpoint | None = None
    cosigners: Sequence[str] = ()
    gone: int = 0
    since: datetime | None = None
    at: datetime | None = None
    whole: bool = False
    problems: Sequence[Problem] = ()

    @property
    def holds(self) -> bool:
        """Whether every entry was gone through and nothing is wrong."""
        return self.whole and not self.problems

    @property
    def says(self) -> str:
        """The first thing that is wrong."""
        return next((f"{one.where}: {one.says}" for one in self.problems), "")


@define
class _Gone:
    """What was gone through.

    Args:
        since: when it was begun.
    """

    since: datetime
    edge: Edge = field(factory=Edge)
    tally: Tally = field(factory=Tally)
    problems: list[Problem] = field(factory=list)

    def take(self, stretch: Stretch, lines: Sequence[Placed]) -> None:
        """Count a stretch in: what is wrong with it, and what its lines say."""
        found: dict[int, Placed] = {one.index: one for one in lines}
        problems = [*stretch.problems]
        if len(found) != len(lines):
            problems.append(Problem(f"entry {stretch.first}", "two lines of the journal stand at one place"))
        for index, entry in enumerate(stretch.entries, stretch.first):
            try:
                self._line(index, entry, found.get(index))
            except ReltoError as error:
                problems.append(Problem(f"entry {index}", error.message if isinstance(error, Malformed) else str(error)))
        self.edge = stretch.edge
        self.problems = [*self.problems, *problems][:_MOST_PROBLEMS]

    def _line(self, index: int, entry: bytes, line: Placed | None) -> None:  # 3, 4
        if line is None:
            if index == 0 and _is_succession(entry):
                return
            raise Unverified("the journal has no line for it")
        if line.entry != entry:
            raise Unverified("the line of the journal is another one")
        if line.salt is None and line.content is None:
            self.tally.add_erased()
            return
        said = Entry.from_bytes(verify_opening(entry, Opening(line.salt or b"", line.content or b"")))
        if (said.kind, said.at, said.actor) != (line.kind, line.at, line.actor):
            raise Unverified("the journal lists its line under another kind, instant or person than it says")
        self.tally.add(said)


def _is_succession(entry: bytes) -> bool:
    try:
        parse_succession(entry)
    except ReltoError:
        return False
    return True


class Checking:
    """Goes through the log of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._gone: _Gone | None = None
        self._looking, self._renewing = Lock(), Lock()

    def look(self) -> Check:
        """Go on where the last look stopped, for some entries; what was wrong stays wrong until everything is gone through anew."""
        with self._looking:
            at = self._node.clock.now()
            self._gone = gone = self._gone or _Gone(at)
            return self._step(gone, at)

    def anew(self) -> Check:
        """Go through everything from the first entry on, whatever was gone through before."""
        with self._renewing:
            gone = _Gone(self._node.clock.now())
            while True:
                before = gone.edge
                found = self._step(gone, self._node.clock.now(), thorough=True)
                if found.whole or gone.edge == before or len(gone.problems) >= _MOST_PROBLEMS:
                    break
            with self._looking:
                self._gone = gone
            return found

    def counts(self, since: datetime, until: datetime) -> Statistics:
        """Counts over whole days, from the lines that were gone through and those that wait for their place in the log.

        Raises:
            Unverified: what stands beside the commitment of a line that waits was changed.
        """
        waiting = Tally()
        with self._node.store.read() as work:
            some = work.journal.pending(_MOST_OUTSIDE)
            openings = work.journal.openings([one.number for one in some])
        for one in some:
            opening = openings.get(one.number)
            if opening is None:
                waiting.add_erased()
            else:
                waiting.add(Entry.from_bytes(verify_opening(one.entry, opening)), outside=True)
        with self._looking:
            return counts([waiting] if self._gone is None else [self._gone.tally, waiting], since, until)

    def _step(self, gone: _Gone, at: datetime, *, thorough: bool = False) -> Check:
        with self._node.store.read() as work:
            data = work.log.published()
            if data is None:
                return Check(at=at)
            try:
                note = parse_note(data)
                verify_signed_by(note, self._node.journal.keys)  # 1
                head = parse_checkpoint(note.text)
            except ReltoError as error:
                return Check(gone=gone.edge.size, since=gone.since, at=at, problems=[Problem("checkpoint", str(error))])
            whole = False if gone.problems and not thorough else self._go(gone, work, head)
        names = [one.name for one in note.signatures if one.name != head.origin]
        return Check(head, names, gone.edge.size, gone.since, at, whole, tuple(gone.problems))

    def _go(self, gone: _Gone, work: Work, head: Checkpoint) -> bool:  # 2
        """Go on for some entries; tells whether the end was reached."""
        most = gone.edge.size + AT_ONCE
        for stretch in go_through(work.log, head, gone.edge):
            count = len(stretch.entries)
            gone.take(stretch, work.journal.standing(stretch.first, count) if count else ())
            if stretch.edge.size >= most:
                return False
        return gone.edge.size == head.size
