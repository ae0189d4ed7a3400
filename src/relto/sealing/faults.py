"""What can be wrong with a sealed file: one short name for each, which errors carry and docs/reference/sealing.md explains."""

from enum import StrEnum

from relto.primitives import BrokenSeal, Place


class Fault(StrEnum):
    """A kind of damage or tampering."""

    CONTAINER = "container"
    """The archive is not laid out as a sealed file's is."""
    MANIFEST = "manifest"
    """The manifest is no manifest, or not in the one form of writing that a seal has."""
    VERSION = "version"
    """Another version of the format, or none."""
    ALGORITHM = "algorithm"
    """An algorithm that is not known, or not admitted where it stands."""
    NOT_ENCRYPTED = "not-encrypted"
    """The manifest says that the content is not encrypted."""
    SIZES = "sizes"
    """Sizes of segments are missing, or do not add up to the content."""
    DUPLICATE = "duplicate"
    """An identifier stands twice."""
    LABEL_MISSING = "label-missing"
    """There is no label."""
    LABEL_UNSIGNED = "label-unsigned"
    """The label is signed with the key of the content, which every reader has, and not by its originator."""
    LABEL_SIGNATURE = "label-signature"
    """The label is not as its signer signed it."""
    STRANGER = "stranger"
    """A signature by a key that is pinned for nobody, or was not valid."""
    KEY_IN_HEADER = "key-in-header"
    """A signature brings its own key, or a place to get one."""
    DISAGREE = "label-and-attributes"
    """The label and the attributes of the policy say different things."""
    SEAL = "seal"
    """The originator's seal over the whole manifest is missing or does not hold."""
    POLICY = "policy"
    """The policy is not the one that the key is bound to."""
    KEY = "key"
    """No key of the reader opens it, or what it opens is no key."""
    ROOT = "root"
    """The segments are not those that were sealed, or not in their order."""
    SEGMENT = "segment"
    """The content of a segment was changed."""


def refuse(fault: Fault, message: str, *, path: str | None = None, found: str | None = None, expected: str | None = None) -> BrokenSeal:
    """The error of a fault.

    Args:
        fault: what is wrong.
        message: the same in words.
        path: where in the sealed file.
        found: what was found.
        expected: what would have held.
    """
    return BrokenSeal(message, reason=str(fault), place=Place("sealed file", path=path), found=found, expected=expected)
