"""The node's log, shown to its overseers as any log is shown: its checkpoint and its tiles, which whoever has them checks by themselves."""

from datetime import datetime

from relto.audit import parse_path
from relto.node.authorising import Absent, Action, Actor, authorise
from relto.node.oversight import Check, Checking, Statistics
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Unavailable


class Showing:
    """The log of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node, self._checking = node, Checking(node)

    def keys(self) -> tuple[str, ...]:
        """The public keys of the log; for everybody."""
        return tuple(str(one) for one in self._node.journal.keys)

    def checkpoint(self, actor: Actor) -> bytes:
        """The checkpoint that the log shows, as a signed note.

        Raises:
            Forbidden: this is for overseers.
            Absent: it shows none yet.
        """
        authorise(actor, Action.OVERSEE)
        found = self._node.journal.checkpoint()
        if found is None:
            raise Absent
        return found

    def check(self, actor: Actor) -> Check:
        """Go on through the log where the last look stopped, for some entries.

        Raises:
            Forbidden: this is for overseers.
        """
        authorise(actor, Action.OVERSEE)
        return self._checking.look()

    def check_anew(self, actor: Actor) -> Check:
        """Go through the whole log from its first entry on; it takes a second or so for each 50,000 entries.

        Raises:
            Forbidden: this is for overseers.
        """
        authorise(actor, Action.OVERSEE)
        return self._checking.anew()

    def counts(self, actor: Actor, since: datetime, until: datetime) -> Statistics:
        """Counts over whole days, UTC, from the lines that were gone through, and those that wait for their place in the log.

        Raises:
            Forbidden: this is for overseers.
            Unverified: what stands beside the commitment of a line that waits was changed.
        """
        authorise(actor, Action.OVERSEE)
        return self._checking.counts(since, until)

    def resource(self, actor: Actor, path: str) -> bytes:
        """A tile or a bundle of entries, by its path below the log's prefix.

        Raises:
            Forbidden: this is for overseers.
            Absent: there is none of this path.
        """
        authorise(actor, Action.OVERSEE)
        try:
            tile = parse_path(path)
            with self._node.store.read() as work:
                return work.log.read(tile)
        except (Malformed, Unavailable):
            raise Absent from None
