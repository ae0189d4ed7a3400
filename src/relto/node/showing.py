"""The node's log, shown to its overseers as any log is shown: its checkpoint and its tiles, which whoever has them checks by themselves."""

from relto.audit import parse_path
from relto.node.authorising import Absent, Action, Actor, authorise
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Unavailable


class Showing:
    """The log of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

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
