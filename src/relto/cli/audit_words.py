"""What ``relto audit verify`` answers, in words that can be read to somebody who has to decide."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from relto.audit import (
    Accepted,
    LogSource,
    Note,
    Opening,
    Policy,
    Signed,
    commit,
    look_over,
    parse_disagreement,
    parse_receipt,
    verify_disagreement,
    verify_receipt,
)
from relto.cli import files
from relto.cli.output import counted
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import DOCUMENT_BYTES, LOG_ENTRY_BYTES, NOTE_BYTES, RECEIPT_BYTES

_EVIDENCE = b"relto.disagreement.v1\n"
_NOT_SHOWN = (
    "What this does not show: that everything that happened was logged; what the entries say; or that the log showed nobody else",
    "another history, beyond those named above as having seen this one.",
)


@frozen
class Found:
    """An answer.

    Args:
        verified: whether it is what it claims to be.
        lines: the answer in words.
        json: the answer for programs; part of the interface (docs/reference/command.md).
    """

    verified: bool
    lines: list[str]
    json: dict[str, object]


def not_verified(target: str, error: Unverified) -> Found:
    """That something is not what it claims to be."""
    return Found(
        verified=False,
        lines=[f"NOT VERIFIED: {target}", "", f"  {error}"],
        json={"verified": False, "problems": [{"where": target, "says": str(error)}]},
    )


def log(source: LogSource, note: Note, policy: Policy, now: int, earlier: Sequence[Note]) -> Found:
    """Look over a whole log.

    Raises:
        Unverified: its checkpoint is not to be trusted.
        Malformed: something has not the form it must have.
    """
    report = look_over(source, note, policy, now, earlier=earlier)
    head = report.accepted.checkpoint
    lines = [f"{'VERIFIED' if report.sound else 'NOT VERIFIED'}: the log {head.origin}", "", *_head_lines(report.accepted)]
    if report.sound:
        lines.append(
            f"  Each of the {counted_entries(head.size)} was hashed anew, and the hashes lead to that root: nothing under it was changed."
        )
    lines += [
        f"  The checkpoint kept from {one.size:,} entries is of this same log: none of them was removed, changed or moved since."
        for one in report.earlier
    ]
    lines += [f"  WRONG: {one.where}: {one.says}" for one in report.problems]
    said = _head_json(report.accepted) | {
        "verified": report.sound,
        "entries_hashed": report.entries,
        "tiles_compared": report.tiles,
        "earlier": [{"size": one.size, "root": one.root.hex()} for one in report.earlier],
        "problems": [{"where": one.where, "says": one.says} for one in report.problems],
    }
    return Found(report.sound, [*lines, "", *_NOT_SHOWN] if report.sound else lines, said)


def file(path: Path, policy: Policy, now: int, *, entry: Path | None, content: Path | None, salt: Path | None) -> Found:
    """Verify a receipt, or evidence.

    Raises:
        Unverified: it is not what it claims to be.
        Malformed: it has not the form it must have, or what it needs was not given.
    """
    data = files.read(path, max(RECEIPT_BYTES, 2 * NOTE_BYTES + 100))
    if data.startswith(_EVIDENCE):
        evidence = parse_disagreement(data, str(path))
        says = verify_disagreement(evidence, policy.logs)
        return Found(verified=True, lines=[f"VERIFIED: {says}."], json={"verified": True, "says": says, "problems": []})
    receipt = parse_receipt(data, str(path))
    stands = _entry(entry, content, salt)
    accepted = verify_receipt(receipt, stands, policy, now)
    head = accepted.checkpoint
    lines = [f"VERIFIED: entry {receipt.index} of the log {head.origin}", "", *_head_lines(accepted)]
    lines.append(f"  The entry, with the SHA-256 {sha256(stands).hexdigest()}, stands at index {receipt.index} under that root.")
    if content is not None:
        lines.append(f"  The entry was made from the content of {content} with this salt; no other content can be found that fits it.")
    said = _head_json(accepted) | {
        "verified": True,
        "index": receipt.index,
        "entry_sha256": sha256(stands).hexdigest(),
        "opened": content is not None,
    }
    return Found(verified=True, lines=lines, json=said | {"problems": []})


def _entry(entry: Path | None, content: Path | None, salt: Path | None) -> bytes:
    if entry is not None and content is None and salt is None:
        return files.read(entry, LOG_ENTRY_BYTES)
    if entry is None and content is not None and salt is not None:
        data = files.read(content, DOCUMENT_BYTES)
        if len(data) > DOCUMENT_BYTES:
            raise Malformed("larger than it may be", place=Place(str(content)), expected=f"{DOCUMENT_BYTES:,} bytes at most")
        return commit(Opening(files.read(salt, 1_024), data))
    raise Malformed("a receipt says nothing without what it is for", place=Place("verify"), expected="--entry; or --content and --salt")


def counted_entries(number: int) -> str:
    """A number of entries in words."""
    return f"{number:,} entries" if number != 1 else "1 entry"


def _head_lines(accepted: Accepted) -> list[str]:
    head = accepted.checkpoint
    lines = [
        f"  Its signed checkpoint covers {counted_entries(head.size)}; the root over them is {head.root.hex()}.",
        f"  Signed by {'; and by '.join(one.key.words for one in accepted.logs)}.",
    ]
    lines += [f"  Seen by {name}: {one.key.words}, {_when(one)}." for name, one in accepted.witnesses]
    if not accepted.witnesses:
        lines.append("  Seen by no witness of the policy: nobody but the log's own operator vouches that it shows everybody this history.")
    if accepted.ignored:
        lines.append(f"  Put aside for their time: {counted(len(accepted.ignored), 'cosignature')}, of {', '.join(accepted.ignored)}.")
    return lines


def _when(one: Signed) -> str:
    return "at no stated time" if one.time is None else f"on {_instant(one.time)}"


def _instant(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d at %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} seconds after 1970"


def _head_json(accepted: Accepted) -> dict[str, object]:
    head = accepted.checkpoint
    return {
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "signed_by": [_key_json(one) for one in accepted.logs],
        "seen_by": [{"witness": name} | _key_json(one) for name, one in accepted.witnesses],
        "put_aside": list(accepted.ignored),
    }


def _key_json(one: Signed) -> dict[str, object]:
    return {"name": one.key.name, "kind": int(one.key.kind), "key": one.key.id.hex(), "time": one.time}
