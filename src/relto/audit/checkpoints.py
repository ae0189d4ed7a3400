"""Checkpoints: what a log signs of its tree.

Lines after the third are refused: no witness answers for them, and ML-DSA-44 does not sign them.

Source: C2SP tlog-checkpoint, section "Note text".
"""

from attrs import frozen

from relto.audit.encoding import read_base64, read_number, shown, write_base64
from relto.audit.merkle import EMPTY_ROOT, HASH_BYTES
from relto.primitives import Malformed, Place

_LINES = 3


@frozen
class Checkpoint:
    """The head of a log's tree.

    Args:
        origin: which log it is.
        size: entries in the tree, 0 to 2^63 - 1.
        root: root of the tree, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text of the note that is signed."""
        return f"{self.origin}\n{self.size}\n{write_base64(self.root)}\n"

    @property
    def words(self) -> str:
        """The checkpoint as people are told of it."""
        return f"{self.origin} at {self.size:,} entries, root {self.root.hex()[:16]}…"


def parse_checkpoint(text: str, source: str = "checkpoint") -> Checkpoint:
    """A checkpoint from the text of a note.

    Args:
        text: the text with its last newline.
        source: what messages call it.

    Raises:
        Malformed: it is no checkpoint, has more than three lines, or says an empty tree with entries in it.
    """
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines[-1]:
        raise Malformed(
            "not the three lines of a checkpoint", place=Place(source), found=f"{len(lines) - 1} lines", expected="origin, size, root"
        )
    origin, size, root = lines[:_LINES]
    if not origin or origin != origin.strip() or any("\ud800" <= char <= "\udfff" for char in origin):
        raise Malformed(
            "not the origin of a log", place=Place(source, 1), found=shown(origin), expected="a name, as a rule a URL without scheme"
        )
    head = Checkpoint(origin, read_number(size, Place(source, 2)), read_base64(root, Place(source, 3), length=HASH_BYTES))
    if not head.size and head.root != EMPTY_ROOT:
        raise Malformed(
            "an empty tree with another root than it has", place=Place(source, 3), found=root, expected=write_base64(EMPTY_ROOT)
        )
    return head
