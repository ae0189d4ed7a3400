"""The node's log, shown to its overseers as any log is shown: its checkpoint and its tiles, which whoever has them checks by themselves."""

from collections.abc import Sequence

from attrs import frozen

from relto.audit import Checkpoint, TileTree, parse_checkpoint, parse_note, parse_path
from relto.node.authorising import Absent, Action, Actor, authorise
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, ReltoError, Unavailable


@frozen
class Check:
    """The check of the log.

    Args:
        head: the head that the log shows; ``None`` where it shows none.
        holds: whether the tree worked out from its own tiles has that root.
        cosigners: the names under the checkpoint beside the log's own.
        says: why it does not hold, where it does not.
    """

    head: Checkpoint | None
    holds: bool = False
    cosigners: Sequence[str] = ()
    says: str = ""


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

    def check(self, actor: Actor) -> Check:
        """Work out the root of the log from its own tiles, and hold the checkpoint that it shows against it.

        Raises:
            Forbidden: this is for overseers.
        """
        authorise(actor, Action.OVERSEE)
        data = self._node.journal.checkpoint()
        if data is None:
            return Check(None)
        note = parse_note(data)
        head = parse_checkpoint(note.text)
        names = [one.name for one in note.signatures if one.name != head.origin]
        try:
            with self._node.store.read() as work:
                root = TileTree(work.log.read, head.size).root(head.size)
        except ReltoError as error:
            return Check(head, cosigners=names, says=str(error))
        return Check(head, root == head.root, names, "" if root == head.root else "the tiles lead to another root than the checkpoint says")

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
