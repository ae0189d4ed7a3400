"""The changes of holdings counted, shown and written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import define
from msgspec import json

from relto.cli import files, output
from relto.cli.holdings import Holdings, render
from relto.release import Reason
from relto.release.analysis import Change, Comparison

_SHOWN = 20
"""Most refused lines that are told one by one."""

Found = Mapping[int, Sequence[Change]]
"""The changes of each sort of items."""


@define
class _Row:
    """Changes of one recipient and one cause."""

    change: Change
    items: int = 0


def changes(comparison: Comparison) -> Found:
    """The changes of every sort; where numpy is installed, found through two tables of outcomes, else sort by sort."""
    try:
        from relto.release.analysis.holdings import differing
    except ImportError:
        chosen = comparison.kinds
    else:
        chosen = differing(comparison)
    found = {kind.number: list(comparison.changes(kind)) for kind in chosen}
    return {kind.number: found.get(kind.number, []) for kind in comparison.kinds}


def report(at: date, read: Holdings, comparison: Comparison, found: Found) -> dict[str, Any]:
    """The changes as JSON: the form is part of the interface (docs/reference/command.md)."""
    rows: dict[object, _Row] = {}
    labels: Counter[tuple[str, str, str, str]] = Counter()
    changed = 0
    for number, changes in found.items():
        many = read.counts[number]
        changed += many if changes else 0
        for change in changes:
            made = change.because
            key = (
                change.recipient,
                change.before.outcome,
                change.after.outcome,
                tuple(map(_cause, made.gone)),
                tuple(map(_cause, made.come)),
            )
            row = rows.setdefault(key, _Row(change))
            row.items += many
            labels[(render(change.kind.item), change.recipient, change.before.outcome, change.after.outcome)] += many
    return {
        "at": at,
        "items": read.total,
        "sorts": len(comparison.kinds),
        "changed": changed,
        "refused": len(read.refused),
        "refused_lines": [{"line": one.line, "message": one.message} for one in read.refused[:_SHOWN]],
        "changes": [_row(row, read) for row in sorted(rows.values(), key=lambda one: (-one.items, _place(one.change)))],
        "by_label": [
            {"label": label, "recipient": recipient, "before": before, "after": after, "items": many}
            for (label, recipient, before, after), many in sorted(labels.items(), key=lambda one: (-one[1], one[0]))
        ],
    }


def _cause(one: Reason) -> tuple[str, str | None, str | None, str | None, str]:
    return one.rule, one.agreement, one.article, one.consent_of, one.effect


def _place(change: Change) -> tuple[str, str, str, int]:
    return change.recipient, change.before.outcome, change.after.outcome, change.kind.number


def _row(row: _Row, read: Holdings) -> dict[str, Any]:
    change, because = row.change, row.change.because
    return {
        "recipient": change.recipient,
        "before": change.before.outcome,
        "after": change.after.outcome,
        "items": row.items,
        "gone": [output.reason_object(one) for one in because.gone],
        "come": [output.reason_object(one) for one in because.come],
        "first_line": read.first[change.kind.number],
        "holder": change.kind.holder,
        "label": render(change.kind.item),
    }


def show(result: Mapping[str, Any]) -> None:
    """Print the changes."""
    print(
        f"{output.counted(result['items'], 'item')}, {output.counted(result['sorts'], 'sort')} of them; "
        f"on {result['at']} the change makes a difference for {output.counted(result['changed'], 'item')}"
    )
    if result["refused"]:
        print(f"{output.counted(result['refused'], 'line')} refused, permitted to nobody:")
        for one in result["refused_lines"]:
            print(f"  line {one['line']}: {one['message']}")
    if not result["changes"]:
        return
    print()
    rows = [
        (one["recipient"], f"{one['before']} → {one['after']}", f"{one['items']:,}", _because(one), f"{one['holder']}: {one['label']}")
        for one in result["changes"]
    ]
    output.table(("recipient", "outcome", "items", "because", "such as"), rows, wrap=(3, 4))


def _because(one: Mapping[str, Any]) -> str:
    gone = [f"no more {reason['rule']}: {reason['says']}" for reason in one["gone"]]
    come = [f"now {reason['rule']}: {reason['says']}" for reason in one["come"]]
    return "; ".join([*come, *gone])


def written(out: Path, source: Path, read: Holdings, found: Found) -> None:
    """Writes every item that changes, one JSON line for each recipient.

    Raises:
        Unavailable: the holdings cannot be read again, or the file cannot be written.
    """
    encoder = json.Encoder()
    made = bytearray()
    for number, sort, line in read.lines(source):
        for change in found[sort]:
            made += encoder.encode(
                {
                    "line": number,
                    "id": line.id,
                    "recipient": change.recipient,
                    "before": change.before.outcome,
                    "after": change.after.outcome,
                }
            )
            made += b"\n"
    files.write(out, bytes(made))
