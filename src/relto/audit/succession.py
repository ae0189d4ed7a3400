"""Succession: how a new log takes the place of one that may not go on, for example after its store was restored.

A log that lost entries it had signed for must never sign again: it would show two histories. It is frozen as it stands, and a
log of another origin begins, whose first entry says which log it succeeds and at which checkpoint. Two persons and the
overseer sign that entry.
"""

from collections.abc import Collection

from attrs import frozen

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.encoding import shown
from relto.audit.keys import Kind, VerifierKey
from relto.audit.notes import parse_note, verify_note
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import LOG_ENTRY_BYTES

_HEAD = "relto.succession.v1"
_PERSONS = 2


@frozen
class Succession:
    """That one log succeeds another.

    Args:
        old: the last checkpoint of the old log that everybody agrees on.
        origin: origin of the new log.

    Raises:
        Malformed: both have one origin.
    """

    old: Checkpoint
    origin: str

    def __attrs_post_init__(self) -> None:
        if self.old.origin == self.origin:
            raise Malformed("a log cannot succeed itself", place=Place("a succession"), found=shown(self.origin), expected="another origin")

    @property
    def text(self) -> str:
        """The text that is signed as a note: `sign_text` makes the signatures, and the note is the new log's first entry."""
        return f"{_HEAD}\n{self.origin}\n{self.old.text}"


def parse_succession(entry: bytes) -> Succession:
    """A succession from the entry of a log; nobody's signature is checked here.

    Raises:
        Malformed: it is none.
    """
    source = "the entry of a succession"
    if len(entry) > LOG_ENTRY_BYTES:
        raise Malformed("larger than it may be", place=Place(source), expected=f"{LOG_ENTRY_BYTES:,} bytes at most")
    head, _, rest = parse_note(entry, source).text.partition("\n")
    origin, _, old = rest.partition("\n")
    if head != _HEAD:
        raise Malformed("not a succession", place=Place(source, 1), found=shown(head), expected=f"`{_HEAD}`")
    return Succession(parse_checkpoint(old, source), origin)


def verify_succession(entry: bytes, persons: Collection[VerifierKey], overseer: VerifierKey) -> Succession:
    """Check that two persons and the overseer approved a succession.

    Args:
        entry: the first entry of the new log.
        persons: keys of those who may approve.
        overseer: key of the overseer, who is none of them.

    Raises:
        Unverified: fewer than two persons signed, or the overseer did not, or a signature does not hold.
        Malformed: it is no succession, or a key is of a kind that signs checkpoints alone.
    """
    found = parse_succession(entry)
    for key in (*persons, overseer):
        if key.kind is not Kind.ED25519:
            raise Malformed("a key of a kind that signs checkpoints alone", place=Place(key.words), expected="type 0x01")
    signed = {one.key.public for one in verify_note(parse_note(entry), (*persons, overseer))}
    people = {key.public for key in persons} - {overseer.public}
    if len(signed & people) < _PERSONS or overseer.public not in signed:
        who = f"{len(signed & people)} of the persons who may" + ("" if overseer.public in signed else ", and the overseer did not")
        raise Unverified(f"a succession needs the signatures of {_PERSONS} persons and the overseer: it was signed by {who}")
    return found
