"""Evidence: two checkpoints that one log signed and that cannot both be of one tree.

Of equal size and unequal root, they prove by themselves that the log showed two histories. Of unequal size they do so together
with a proof from the larger tree; such a pair is kept as suspected, with what was found.
"""

from collections.abc import Iterable

from attrs import frozen

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.encoding import read_number
from relto.audit.keys import VerifierKey
from relto.audit.notes import Note, parse_note, verify_signed_by
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import NOTE_BYTES

_HEAD = b"relto.disagreement.v1"


@frozen
class Disagreement:
    """Two signed checkpoints of one log.

    Args:
        first: one.
        second: the other.
    """

    first: Note
    second: Note

    @property
    def heads(self) -> tuple[Checkpoint, Checkpoint]:
        """Both checkpoints; nobody's signature is checked here."""
        return parse_checkpoint(self.first.text), parse_checkpoint(self.second.text)

    def to_bytes(self) -> bytes:
        """The evidence as a file."""
        notes = self.first.to_bytes(), self.second.to_bytes()
        return b"%s\n%d\n%d\n" % (_HEAD, len(notes[0]), len(notes[1])) + b"".join(notes)


def parse_disagreement(data: bytes, source: str = "evidence") -> Disagreement:
    """Evidence from its bytes. Nothing is verified yet.

    Raises:
        Malformed: it is no evidence of this form.
    """
    place = Place(source)
    if len(data) > 2 * NOTE_BYTES + 100:
        raise Malformed("larger than it may be", place=place, expected=f"{2 * NOTE_BYTES + 100:,} bytes at most")
    parts = data.split(b"\n", 3)
    if len(parts) != 4 or parts[0] != _HEAD:  # noqa: PLR2004 -- head, two lengths, the notes
        raise Malformed("not evidence of two checkpoints", place=place, expected=f"`{_HEAD.decode()}`, two lengths, two notes")
    first, second = (read_number(part.decode("utf-8", "replace"), Place(source, number)) for number, part in enumerate(parts[1:3], 2))
    if first + second != len(parts[3]):
        raise Malformed("not of the length it must have", place=place, found=f"{len(parts[3])} bytes", expected=f"{first + second}")
    made = Disagreement(parse_note(parts[3][:first], f"{source}, first"), parse_note(parts[3][first:], f"{source}, second"))
    _ = made.heads
    return made


def verify_disagreement(evidence: Disagreement, keys: Iterable[VerifierKey]) -> str:
    """Check that evidence proves by itself that a log showed two histories.

    Args:
        evidence: the evidence.
        keys: the log's keys.

    Returns:
        What it proves, in words.

    Raises:
        Unverified: it does not: a signature does not hold, or both can be of one tree as far as they say.
        Malformed: a signature has a length that its kind has not.
    """
    known = list(keys)
    first, second = evidence.heads
    if first.origin != second.origin:
        raise Unverified(f"these are checkpoints of two logs, {first.origin} and {second.origin}")
    own = [key for key in known if key.name == first.origin]
    signed = [verify_signed_by(note, own)[0].key for note in (evidence.first, evidence.second)]
    if first.size != second.size or first.root == second.root:
        raise Unverified(f"by themselves these do not disagree: {first.words}; {second.words}")
    return (
        f"the log {first.origin} signed two different trees of {first.size:,} entries, with the roots {first.root.hex()} and "
        f"{second.root.hex()}; both signatures hold, of {signed[0].words} and {signed[1].words}"
    )
