"""The Merkle tree: hashes of leaves and nodes, which subtrees a proof is made of, and the checking of proofs.

* The tree of no leaves has the hash of nothing as its root. Every tree follows from it: the proof has no hashes.
* Two trees of equal size are consistent where their roots are equal: the proof has no hashes.
* An index outside the tree, a larger tree before a smaller one, and a hash too many or too few are refused.

Source: RFC 6962 section 2.1; the checking as in RFC 9162 sections 2.1.3.2 and 2.1.4.2 (same tree).
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from relto.primitives import Unverified

HASH_BYTES = 32
"""Length of a hash, SHA-256, in bytes."""

EMPTY_ROOT = sha256().digest()
"""Root of the tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf. Source: RFC 6962 section 2.1."""
    return sha256(b"\0" + entry).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The hash of each entry as a leaf, as `leaf_hash` makes it, many at once."""
    return [sha256(b"\0" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees under one node. Source: RFC 6962 section 2.1."""
    return sha256(b"\1" + left + right).digest()


def pair_up(hashes: bytes) -> bytes:
    """The hashes one storey up: of every two neighbours, as one string; an odd one at the end is left out.

    Args:
        hashes: hashes in order, one after another.
    """
    return b"".join([sha256(b"\1" + hashes[at : at + 64]).digest() for at in range(0, len(hashes) - 63, 64)])


def fold(peaks: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, the largest first.

    Args:
        peaks: their hashes, from left to right, one at least.
    """
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def _half(width: int) -> int:
    return 1 << ((width - 1).bit_length() - 1)


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes prove that a tree has grown from a smaller one.

    Args:
        old: leaves of the smaller tree.
        new: leaves of the larger tree, as many at least.

    Returns:
        Ranges, each from its first leaf to the one after its last; none where the sizes are equal or the old one is 0.

    Source: RFC 6962 section 2.1.2.
    """
    found: list[tuple[int, int]] = []
    start, end = 0, new
    if old in {0, new}:
        return found
    while old != end:
        middle = start + _half(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    if start:
        found.append((start, end))
    return found[::-1]


def subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees of a range that a proof asks for, from left to right, as storey and place.

    Args:
        start: first leaf; a multiple of the largest power of two in the range's length.
        end: one after the last leaf.
    """
    while start < end:
        storey = (end - start).bit_length() - 1
        yield storey, start >> storey
        start += 1 << storey


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bytes:
    """Check that a leaf stands at an index of the tree with a root.

    Args:
        leaf: hash of the leaf.
        index: its index, from 0.
        size: leaves of the tree.
        proof: hashes, from the leaf's sibling upwards.
        root: root of the tree.

    Returns:
        The root.

    Raises:
        Unverified: it does not stand there, or the proof has not the hashes it must have.

    Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise Unverified(f"entry {index} cannot be in a tree of {size} entries")
    place, last, found = index, size - 1, leaf
    for one in proof:
        if not last:
            raise Unverified(f"the proof for entry {index} of {size} has {len(proof)} hashes, more than it needs")
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    if last:
        raise Unverified(f"the proof for entry {index} of {size} has {len(proof)} hashes, fewer than it needs")
    return _same(found, root, f"entry {index} of {size}")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bytes:
    """Check that a tree has grown from a smaller one: nothing in it was removed, changed or moved.

    Args:
        old: leaves of the smaller tree.
        old_root: its root.
        new: leaves of the larger tree.
        new_root: its root.
        proof: hashes.

    Returns:
        The larger tree's root.

    Raises:
        Unverified: it has not, or the proof has not the hashes it must have.

    Source: RFC 9162 section 2.1.4.2; the degenerate cases as said at the head of this module.
    """
    if not 0 <= old <= new:
        raise Unverified(f"a tree of {new} entries cannot have grown from one of {old}")
    needed = len(consistency_ranges(old, new))
    if len(proof) != needed:
        raise Unverified(f"the proof from {old} to {new} entries has {len(proof)} hashes, and needs {needed}")
    if old == 0:
        _same(old_root, EMPTY_ROOT, "the tree of no entries")
        return new_root if new else _same(new_root, EMPTY_ROOT, "the tree of no entries")
    if old == new:
        return _same(new_root, old_root, f"two trees of {new} entries")
    rest = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = rest[0]
    for one in rest[1:]:
        if place & 1 or place == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, one)
        place, last = place >> 1, last >> 1
    _same(before, old_root, f"the {old} entries of before")
    return _same(after, new_root, f"the {new} entries of now")


def _same(found: bytes, root: bytes, what: str) -> bytes:
    if found != root:
        raise Unverified(f"{what}: the hashes lead to the root {found.hex()[:16]}…, and the root is {root.hex()[:16]}…")
    return root
