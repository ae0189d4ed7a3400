"""What can be wrong with a message from another node: one short name for each, which errors and refusing receipts carry.

docs/reference/exchange.md explains them. Some pass by themselves (a damaged copy, a clock): the sender tries again by the schedule.
The others are final: trying again would be refused again.
"""

from enum import StrEnum

from relto.primitives import BrokenSeal, Place


class Fault(StrEnum):
    """A kind of damage, tampering or disorder."""

    FRAMES = "frames"
    """The messages are not laid out one behind another as they must be."""
    TOO_LARGE = "too-large"
    """Something is over its limit."""
    HEADER = "header"
    """The header is no header, or not in its one form of writing."""
    VERSION = "version"
    """Another version of the protocol."""
    SIGNATURE = "signature"
    """The header is not as its signer signed it."""
    ALGORITHM = "algorithm"
    """Signed with an algorithm that is not the pinned key's."""
    KEY_IN_HEADER = "key-in-header"
    """A signature brings its own key or terms."""
    STRANGER = "stranger"
    """Signed with a key that is pinned for nobody, or was revoked."""
    WRONG_PARTY = "wrong-party"
    """Signed by another party than the one it says it is from."""
    KEY_NOT_VALID = "key-not-valid"
    """Signed with a key outside its days."""
    BODY = "body"
    """The body is not the one that was signed."""
    ATTACHMENT = "attachment"
    """The attachment is missing, not the one that was signed, or not expected."""
    RECIPIENT = "recipient"
    """It is for another party: somebody passed it on."""
    MESSAGE = "message"
    """The body is not of the form of its kind."""
    HIDDEN = "hidden-characters"
    """There are characters in it that nobody sees."""
    AGREEMENT = "agreement"
    """It was sent under another agreement than the two nodes have, or under another text of it."""
    NOT_IN_FORCE = "agreement-not-in-force"
    """The agreement between the two nodes is not signed yet, suspended or terminated."""
    FUTURE = "from-the-future"
    """It was sent later than now, by more than the clocks may differ."""
    LATE = "late"
    """It came after the instant by which it was to be delivered."""
    ID_REUSED = "id-reused"
    """Another message came before with the same identifier."""
    SEQUENCE_REUSED = "sequence-reused"
    """Another message came before with the same number."""
    LOG_DISAGREES = "log-disagrees"
    """The sender's log showed two histories; nothing is taken from it until people have settled that."""
    MANIFEST = "manifest"
    """What was approved is not what was sent, or two different people did not approve it."""
    LABEL = "label"
    """A label is missing or cannot be read."""
    DISCLOSURE = "disclosure"
    """The disclosure record is missing or says too little."""
    SEAL = "seal"
    """The sealed content does not hold, or is sealed for others."""
    UNKNOWN = "unknown"
    """It answers or names something that this node does not know."""
    UNAVAILABLE = "unavailable"
    """This node cannot take it now."""

    @property
    def final(self) -> bool:
        """Whether trying again would be refused again."""
        return self in _FINAL


_FINAL = frozenset(
    {
        Fault.VERSION,
        Fault.MESSAGE,
        Fault.HIDDEN,
        Fault.LATE,
        Fault.ID_REUSED,
        Fault.SEQUENCE_REUSED,
        Fault.RECIPIENT,
        Fault.TOO_LARGE,
        Fault.MANIFEST,
        Fault.LABEL,
        Fault.DISCLOSURE,
        Fault.SEAL,
        Fault.UNKNOWN,
        Fault.WRONG_PARTY,
    }
)


def refuse(fault: Fault, message: str, *, path: str | None = None, found: str | None = None, expected: str | None = None) -> BrokenSeal:
    """The error of a fault.

    Args:
        fault: what is wrong.
        message: the same in words.
        path: where in the message.
        found: what was found; never content.
        expected: what would have held.
    """
    return BrokenSeal(message, reason=str(fault), place=Place("message", path=path), found=found, expected=expected)
