"""What is kept for nothing is taken away: objects that no row names, and the bytes of messages that were answered long ago.

* An object is written before the unit of work whose row names it. One that no row names a day later, by the clock of the store of objects
  itself, belongs to work that failed, or to something destroyed while the store could not be reached.
* A message's bytes are kept so that it can go again. Once a release, or what is said of messages and logs, was answered for good, and
  nobody has asked for it again for :data:`KEPT`, its bytes go; its digests, its numbers, its receipts and its lines of the journal stay.
  A counterpart that asks for it later is told that it cannot come again. What changes what a counterpart may do is never let go of: who
  was set back must learn of every recall, withdrawal, suspension and revoked key again, however long ago they were.
"""

from datetime import datetime, timedelta

from attrs import frozen

from relto.node.journal import Entry, note
from relto.node.surroundings import Surroundings
from relto.protocols.peer import Kind

KEPT = timedelta(days=90)
"""For how long the bytes of an answered release are kept: the oldest backup from which a counterpart gets back everything it lost."""
_LET_GO: frozenset[Kind] = frozenset({"release", "receipt", "non-delivery", "backfill-request", "checkpoint", "checkpoint-answer"})
_UNNAMED = timedelta(days=1)
_AT_ONCE = 1_000


@frozen
class Swept:
    """What a sweep took away.

    Args:
        objects: how many objects.
        messages: the bytes of how many messages.
    """

    objects: int
    messages: int


class Sweeping:
    """The sweep of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def sweep(self, at: datetime) -> Swept:
        """Take away what is kept for nothing; safe beside everything else that the node does.

        Args:
            at: when.

        Raises:
            Unavailable: the database or the store of objects fails; what was taken away stays so.
        """
        swept = Swept(self._objects(), self._messages(at))
        if swept != Swept(0, 0):
            about = {"objects": str(swept.objects), "messages": str(swept.messages)}
            with self._node.store.write() as work:
                note(work, Entry("store.swept", at, "node", about), self._node.entropy)
        return swept

    def _objects(self) -> int:
        old = list(self._node.objects.aged(_UNNAMED))
        if not old:
            return 0
        with self._node.store.read() as work:  # after they were listed: who named one of them since would have done so within the day
            named = work.contents.named(old)
        unnamed = [one for one in old if one not in named]
        for one in unnamed:
            self._node.objects.delete(one)
        return len(unnamed)

    def _messages(self, at: datetime) -> int:
        done, after = 0, 0
        while True:
            with self._node.store.read() as work:  # all that ever went is gone through while others write
                some = work.exchange.long_answered(at - KEPT, _LET_GO, after, _AT_ONCE)
            if not some:
                return done
            with self._node.store.write() as work:  # one of them may have been asked for again meanwhile
                done += work.exchange.forget(some, at - KEPT)
            after = some[-1]
