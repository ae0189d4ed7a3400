"""Shows a tearline: what went, what stayed and why."""

from pathlib import Path

from relto import markings
from relto.cli import output
from relto.documents import Document
from relto.release.tearlines import Made


def as_object(made: Made, document: Document, out: Path) -> dict[str, object]:
    """The result as JSON: the form is part of the interface (docs/reference/command.md)."""
    tearline = made.tearline
    system = markings.system(document.system)
    return {
        "written": str(out) if tearline is not None and made.passed else None,
        "recipient": made.recipient,
        "banner": tearline.banner_text if tearline is not None else None,
        "marking": made.marking,
        "assumed": made.assumed,
        "portions": [
            {
                "index": portion.index,
                "line": portion.line,
                "label": system.render(portion.label, kind="portion") if portion.label is not None else None,
                "released": tearline is not None and portion.index in tearline.numbering,
                "number": tearline.numbering.get(portion.index) if tearline is not None else None,
                "decision": output.decision_object(made.decisions[portion.index]),
            }
            for portion in document.portions
        ],
        "gates": [
            {
                "gate": gate.name,
                "passed": gate.passed,
                "findings": [
                    {"severity": one.severity, "message": one.message, "portion": one.portion, "line": one.line} for one in gate.findings
                ],
            }
            for gate in made.gates
        ],
    }


def show(made: Made, document: Document, out: Path) -> None:
    """Print what went, what stayed and why, and what the gates found."""
    tearline = made.tearline
    numbering = tearline.numbering if tearline is not None else {}
    system = markings.system(document.system)
    rows = []
    for portion in document.portions:
        decision = made.decisions[portion.index]
        mark = system.render(portion.label, kind="portion") if portion.label is not None else "unreadable"
        went = f"[{numbering[portion.index]}]" if portion.index in numbering else "stays"
        why = output.telling(decision)
        if decision.outcome == "permit" and portion.index not in numbering:
            why = "nothing that stands under it may go, so it would only show that something is missing"
        rows.append((str(portion.index), str(portion.line), mark, went, output.outcome_words(decision), why))
    output.table(("#", "line", "mark", "goes as", "outcome", "why"), rows, wrap=(5,))
    print()
    if tearline is None:
        print(f"Nothing may be released to {made.recipient}: nothing was written.")
        return
    for gate in made.gates:
        print(f"gate {gate.name}: {'passed' if gate.passed else 'FAILED'}")
        for one in gate.findings:
            where = f"line {one.line}: " if one.line is not None else ""
            print(f"  {where}{one.message}")
    print()
    if not made.passed:
        print("The leak check did not pass: nothing was written.")
        return
    print(f"{out}: {len(numbering)} of {len(document.portions)} portions, {tearline.banner_text}")
    if made.marking:
        print(f"  {made.recipient} marks it: {made.marking}")
    if system.authority(None, tearline.banner, lenient=False, source=str(out))[0]:
        print("  It has no classification authority block: whoever releases it writes one.")
    if made.assumed:
        print(f"  This tearline only holds if these agreements were in force, which it assumes: {', '.join(made.assumed)}.")
