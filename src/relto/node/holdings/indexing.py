"""Documents that were held before they were indexed by portion are, one by one, beside everything else that the node does.

* What waits stands in the database. A document waits no more in the very unit of work that indexes it, so that whoever is stopped
  anywhere, or does it twice at once, leaves nothing undone and nothing double.
* What the person rules look at in the whole stays as it was settled when the document came. That of its portions is settled by the
  network of that day, as far as it is known now.
* A document that cannot be read by portion any more stays open as a whole or not at all. One whose content cannot be had now waits on.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from relto.node.holdings.entering import content_of, document_of, index, title_of
from relto.node.journal import Entry, note
from relto.node.kinds import whole_of
from relto.node.ports import Work
from relto.node.records.holdings import Held, Indexed
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Unavailable
from relto.release import Engine

_AT_ONCE = 5
"""Documents of one unit of work: few, so that nobody waits long for the database."""


@frozen
class Progress:
    """How far it has come.

    Args:
        done: documents that are indexed since it began.
        stayed: documents that cannot be read by portion, and stay as they are.
        unavailable: documents whose content could not be had; they wait on.
    """

    done: int = 0
    stayed: int = 0
    unavailable: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(self.done + other.done, self.stayed + other.stayed, self.unavailable + other.unavailable)


class Indexing:
    """The indexing of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def waits(self) -> int:
        """How many documents wait.

        Raises:
            Unavailable: the database fails.
        """
        with self._node.store.read() as work:
            return work.items.count_waiting()

    def run(self, at: datetime) -> Iterator[Progress]:
        """Index what waits, a few documents at each step, until nothing waits whose content can be had; then note it.

        Args:
            at: when it began.

        Yields:
            How far it has come.

        Raises:
            Unavailable: the database fails; what was done stays so.
        """
        progress, after = Progress(), 0
        while True:
            with self._node.store.read() as work:
                some = [(one, *self._of(work, one)) for one in work.items.waiting(after, _AT_ONCE)]
            if not some:
                break
            after = some[-1][0].number
            progress += self._step(some)
            yield progress
        if progress.done or progress.stayed:
            about = {"done": str(progress.done), "stayed": str(progress.stayed)}
            with self._node.store.write() as work:
                note(work, Entry("store.indexed", at, "node", about), self._node.entropy)

    def _of(self, work: Work, held: Held) -> tuple[str, Engine]:
        """What the person rules look at in the whole of something, and the network of the day on which it came."""
        shelf = work.items.stands(held.id)
        return "" if shelf is None else whole_of(shelf.kind), self._node.arrangement.engine(work, held.held_at.date())

    def _step(self, some: Sequence[tuple[Held, str, Engine]]) -> Progress:
        made: list[tuple[Held, Indexed | None]] = []
        unavailable = 0
        for held, whole, engine in some:
            try:
                made.append((held, self._indexed(held, whole, engine)))
            except Unavailable:
                unavailable += 1
        with self._node.store.write() as work:
            for held, indexed in made:
                now = work.items.lock(held.id)
                if now is None or now.vaulted is None or indexed is None:  # destroyed meanwhile: it waits no more
                    work.items.stay(held.number)
                else:
                    work.items.index(now, indexed)
        stayed = sum(indexed is None for _, indexed in made)
        return Progress(len(made) - stayed, stayed, unavailable)

    def _indexed(self, held: Held, whole: str, engine: Engine) -> Indexed | None:
        if held.vaulted is None or not whole:
            return None
        try:
            document = document_of(held, content_of(self._node, held), engine)
        except Malformed:
            return None
        return index(self._node, held, self._node.vault.unwrap(held.vaulted.wrapped), title_of(self._node, held), document, engine, whole)
