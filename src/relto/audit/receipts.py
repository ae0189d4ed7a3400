"""Receipts: what proves, with no log at hand, that an entry is in a log and who saw it there.

The extra data is not signed by anybody: nothing may be concluded from it.

Source: C2SP tlog-proof, section "Format".
"""

from attrs import frozen

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.encoding import read_base64, read_number, read_text, shown, write_base64
from relto.audit.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from relto.audit.notes import Note, parse_note
from relto.audit.policies import Accepted, Policy
from relto.primitives import Malformed, Place
from relto.primitives.limits import PROOF_HASHES, RECEIPT_BYTES, RECEIPT_EXTRA_BYTES

_HEAD = "c2sp.org/tlog-proof@v1"


@frozen
class Receipt:
    """A proof that an entry is in a log, with the checkpoint that it is proved against.

    Args:
        index: of the entry, from 0.
        proof: hashes, from the leaf's sibling upwards, 63 at most.
        note: the signed checkpoint, with the cosignatures of witnesses.
        extra: data that comes with it and proves nothing, or ``None``.
    """

    index: int
    proof: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint; nobody's signature is checked here."""
        return parse_checkpoint(self.note.text)

    def to_bytes(self) -> bytes:
        """The receipt as a file."""
        extra = "" if self.extra is None else f"extra {write_base64(self.extra)}\n"
        hashes = "".join(f"{write_base64(one)}\n" for one in self.proof)
        return f"{_HEAD}\n{extra}index {self.index}\n{hashes}\n{self.note}".encode()


def parse_receipt(data: bytes, source: str = "receipt") -> Receipt:
    """A receipt from its bytes. Nothing is verified yet.

    Args:
        data: the bytes.
        source: what messages call it.

    Raises:
        Malformed: it is no receipt, or over a limit.
    """
    text = read_text(data, RECEIPT_BYTES, source)
    head, found, rest = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _HEAD:
        raise Malformed("not a receipt", place=Place(source, 1), found=shown(lines[0]), expected=f"`{_HEAD}`")
    extra, at = None, 1
    if len(lines) > 1 and lines[1].startswith("extra "):
        extra, at = read_base64(lines[1][6:], Place(source, 2)), 2
        if len(extra) > RECEIPT_EXTRA_BYTES:
            raise Malformed(
                "more extra data than a receipt may have", place=Place(source, 2), expected=f"{RECEIPT_EXTRA_BYTES:,} bytes at most"
            )
    if at >= len(lines) or not lines[at].startswith("index "):
        raise Malformed("no index of the entry", place=Place(source, at + 1), expected="`index` and a number")
    if not found:
        raise Malformed("no checkpoint", place=Place(source), expected="an empty line and a signed checkpoint")
    hashes = read_hashes(lines[at + 1 :], source, at + 2)
    note = parse_note(rest.encode(), f"{source}, checkpoint")
    parse_checkpoint(note.text, f"{source}, checkpoint")
    return Receipt(read_number(lines[at][6:], Place(source, at + 1)), hashes, note, extra)


def read_hashes(lines: list[str], source: str, first: int) -> tuple[bytes, ...]:
    """The hashes of a proof, one a line.

    Args:
        lines: the lines.
        source: what messages call it.
        first: number of the first line.

    Raises:
        Malformed: one is no hash, or there are more than 63.
    """
    if len(lines) > PROOF_HASHES:
        raise Malformed(
            "more hashes than a proof may have", place=Place(source, first), found=str(len(lines)), expected=f"{PROOF_HASHES} at most"
        )
    return tuple(read_base64(line, Place(source, number), length=HASH_BYTES) for number, line in enumerate(lines, first))


def verify_receipt(receipt: Receipt, entry: bytes, policy: Policy, now: int) -> Accepted:
    """Check that an entry is in a log that a policy trusts, as the policy's witnesses saw it.

    1. The checkpoint satisfies the policy: a log's signature, and a quorum of witnesses.
    2. The entry's hash leads by the proof to the checkpoint's root.

    Args:
        receipt: the receipt.
        entry: the entry.
        policy: whom to trust.
        now: seconds since 1970.

    Returns:
        The checkpoint and who vouches for it.

    Raises:
        Unverified: a step fails.
        Malformed: a signature has a length that its kind has not.
    """
    accepted = policy.verify(receipt.note, now)  # 1
    head = accepted.checkpoint
    verify_inclusion(leaf_hash(entry), receipt.index, head.size, receipt.proof, head.root)  # 2
    return accepted
