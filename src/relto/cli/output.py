"""How answers are shown: one JSON object for programs, tables for people, plain when piped, never only colour."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from relto.release import Decision, Obligation, Reason
    from relto.release.analysis import Remedies

_STYLES = {"permit": "green", "consent": "yellow", "deny": "red", "error": "red", "warning": "yellow"}


def print_json(value: object) -> None:
    """Print one JSON object, and flush it whole."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.flush()


def print_bytes(data: bytes) -> None:
    """Print bytes as they are, and flush them whole."""
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def decision_object(decision: "Decision") -> dict[str, object]:
    """A decision as JSON: the form is part of the interface (docs/reference/command.md)."""
    return {
        "outcome": str(decision.outcome),
        "consent_from": list(decision.consent_from),
        "reasons": [reason_object(reason) for reason in decision.reasons],
        "obligations": [obligation_object(one) for one in decision.obligations],
        "marking": decision.marking,
        "instrument": decision.instrument,
        "assumed": list(decision.assumed),
    }


def reason_object(reason: "Reason") -> dict[str, object]:
    """One reason as JSON."""
    return {
        "rule": reason.rule,
        "effect": str(reason.effect),
        "agreement": reason.agreement,
        "article": reason.article,
        "basis": str(reason.basis) if reason.basis is not None else None,
        "says": reason.says,
    }


def obligation_object(obligation: "Obligation") -> dict[str, object]:
    """One obligation as JSON."""
    return {"rule": obligation.rule, "says": obligation.says, "agreement": obligation.agreement, "article": obligation.article}


def outcome_words(decision: "Decision") -> str:
    """An outcome in words: `permit`, `consent of USA`, `deny`."""
    if decision.outcome == "consent":
        return f"consent of {', '.join(decision.consent_from)}"
    return str(decision.outcome)


class DecisionEncoder:
    """Encodes decisions, each distinct one once: a matrix holds few decisions many times."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Decision, msgspec.Raw]] = {}

    def __call__(self, decision: "Decision") -> msgspec.Raw:
        """The decision as JSON, ready to be placed in a larger object."""
        known = self._known.get(id(decision))
        if known is None:  # the decision is kept beside its text, so that its identity stays its own
            known = self._known[id(decision)] = (decision, msgspec.Raw(msgspec.json.encode(decision_object(decision))))
        return known[1]


def telling(decision: "Decision") -> str:
    """The reasons that decide, in one line."""
    reasons = [reason for reason in decision.reasons if reason.effect == decision.outcome]
    return "; ".join(
        f"{reason.rule}: {reason.says}{f' ({where})' if (where := cited(reason.agreement, reason.article, reason.basis)) else ''}"
        for reason in reasons
    )


def cited(agreement: str | None, article: str | None, basis: object) -> str:
    """Where a rule stands and how it is known, for people."""
    place = f"{agreement or ''}{_article(article)}".strip()
    known = {"text": "", "secondary": "secondary source", "modelled": "MODELLED"}.get(str(basis) if basis is not None else "text", "")
    return f"{place} [{known}]" if known and place else place or (f"[{known}]" if known else "")


def _article(article: str | None) -> str:
    if not article:
        return ""
    if article == "not read":
        return ", article not read"
    return f" art. {article}" if article[0].isdigit() else f" {article}"


def counted(number: int, noun: str) -> str:
    """A number of things in words: `1 error`, `3 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, wrap: Sequence[int] = ()) -> None:
    """Print an aligned table: ruled and coloured on a terminal, plain columns when piped.

    Args:
        headers: names of the columns.
        rows: cells.
        wrap: columns that may be folded on a terminal.
    """
    some = [list(row) for row in rows]
    if sys.stdout.isatty() and len(some) * len(headers) <= _MOST_CELLS:
        _rich_table(headers, some, wrap)
    else:
        _plain_table(headers, some)


_MOST_CELLS = 3_000
"""Larger tables are printed plainly, which takes no time."""


def _plain_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    widths = [max(len(cell) if cell.isascii() else cell_len(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    lines = []
    for row in (headers, *rows):
        padded = (cell + " " * (width - (len(cell) if cell.isascii() else cell_len(cell))) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(padded).rstrip())
    print("\n".join(lines))


def _rich_table(headers: Sequence[str], rows: Sequence[Sequence[str]], wrap: Sequence[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, header in enumerate(headers):
        made.add_column(header, overflow="fold", no_wrap=number not in wrap)
    for row in rows:
        made.add_row(*(Text(cell, style=_STYLES.get(cell.split(" ", 1)[0], "")) for cell in row))
    Console(highlight=False).print(made)


def print_decision(decision: "Decision", title: str) -> None:
    """Print one decision with its reasons and obligations."""
    outcome = str(decision.outcome)
    print(f"{outcome_words(decision).replace(outcome, outcome.upper(), 1)}: {title}")
    if decision.assumed and outcome != "deny":
        print(f"  This answer only holds if these agreements were in force, which it assumes: {', '.join(decision.assumed)}.")
    if decision.marking:
        print(f"  The recipient marks it: {decision.marking}")
    print()
    rows = [(str(r.effect), r.rule, r.says, cited(r.agreement, r.article, r.basis)) for r in decision.reasons]
    table(("effect", "rule", "why", "where it stands"), rows, wrap=(2, 3))
    if decision.obligations:
        print("\nWhat must be done if it is released:")
        for one in decision.obligations:
            print_folded(f"  {one.rule}: ", f"{one.says} [{cited(one.agreement, one.article, None) or 'condition of the consent'}]")


def remedies_object(found: "Remedies") -> dict[str, object]:
    """What would make it permitted, as JSON."""
    facts = [[{"kind": one.kind, "who": one.who or None, "what": one.what, "says": one.says} for one in some] for some in found.found]
    return {"complete": found.complete, "any_of": facts}


def print_remedies(found: "Remedies") -> None:
    """Print what would make it permitted, smallest first."""
    print(
        "\nWhat would make it permitted:"
        if found.found
        else "\nNothing that a consent, a new marking, a channel or an agreement that waits would change."
    )
    for number, some in enumerate(found.found, 1):
        print_folded(f"  {number}. ", " and ".join(one.says for one in some))
    if not found.complete:
        print("  There may be more: not every way was tried.")


def print_folded(head: str, text: str) -> None:
    """Print a text behind its head, folded to the width of the terminal."""
    width = max(60, shutil.get_terminal_size((110, 24)).columns) if sys.stdout.isatty() else 110
    print(textwrap.fill(text, width=width, initial_indent=head, subsequent_indent="    ", break_on_hyphens=False))
