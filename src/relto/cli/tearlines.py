"""Makes a tearline, runs its gates, and shows what went, what stayed and why."""

from pathlib import Path

from attrs import evolve, frozen

from relto import markings
from relto.cli import output
from relto.cli.judging import Judge
from relto.documents import Document, GateResult, Portion, Tearline, TearlineHeader, build_tearline, check_leaks, without_orphans
from relto.labels import Expansion, Label
from relto.primitives import AgreementId, Malformed, PartyId, Place
from relto.release import Decision, equivalents

_UNREADABLE = ("mark-unreadable", "unmarked-portion")


@frozen
class Made:
    """A tearline with everything that is known about it.

    Args:
        recipient: who would get it.
        decisions: the decision on each portion, by index.
        tearline: the tearline, or ``None`` where nothing may be released.
        marking: what the recipient writes on it, or ``None``.
        gates: the results of the leak check.
    """

    recipient: PartyId
    decisions: dict[int, Decision]
    tearline: Tearline | None = None
    marking: str | None = None
    gates: tuple[GateResult, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every gate passed."""
        return all(gate.passed for gate in self.gates)

    @property
    def assumed(self) -> list[AgreementId]:
        """The agreements that are only assumed to be in force."""
        released = self.tearline.numbering if self.tearline is not None else {}
        return sorted({one for index in released for one in self.decisions[index].assumed})


def refuse_flawed(document: Document, *, withhold_unreadable: bool) -> None:
    """Refuse a document that has errors; unreadable portions may be withheld when the officer says so.

    Raises:
        Malformed: it has errors.
    """
    for one in document.errors:
        if withhold_unreadable and one.portion is not None and document.portion(one.portion).label is None:
            continue
        expected = (
            "a mark that can be read, or --withhold-unreadable"
            if one.rule in _UNREADABLE
            else "a report that `relto check` finds without errors"
        )
        raise Malformed(one.message, place=Place(document.source, one.line, one.column), expected=expected)


def make(document: Document, judge: Judge, recipient: PartyId, *, file_name: str, expand: Expansion) -> Made:
    """Decide every portion, build the tearline and run the gates."""
    decisions = {portion.index: judge.decide(portion, recipient) for portion in document.portions}
    permitted = frozenset(index for index, decision in decisions.items() if decision.outcome == "permit")
    indexes = without_orphans(document, permitted)
    if not indexes:
        return Made(recipient, decisions)
    allowed = [portion for portion in document.portions if portion.index in indexes]
    header = _header(judge, recipient, allowed, decisions)
    first = build_tearline(document, indexes, header=header, expand=expand)
    header = evolve(header, marking=_marking(judge, recipient, first.banner, {decisions[index].instrument for index in indexes}))
    tearline = build_tearline(document, indexes, header=header, expand=expand)
    gates = check_leaks(document, indexes, header, file_name=file_name, expand=expand)
    return Made(recipient, decisions, tearline, header.marking, gates)


def _header(judge: Judge, recipient: PartyId, allowed: list[Portion], decisions: dict[int, Decision]) -> TearlineHeader:
    released = [decisions[portion.index] for portion in allowed]
    instruments = sorted({one.instrument for one in released if one.instrument is not None})
    assumed = {name for one in released for name in one.assumed}
    originators = {
        portion.index: judge.originators_of(portion) for portion in allowed if portion.label is not None and not portion.label.is_public
    }
    conditions = {
        (o.agreement or "", o.article or "", o.rule, o.says)
        for one in released
        for o in one.obligations
        if o.agreement is not None or o.rule == "consent"  # the holder's own law binds the holder and is not the recipient's to read
    }
    return TearlineHeader(
        holder=judge.holder,
        recipient=recipient,
        on=judge.at,
        originators=tuple(sorted({name for names in originators.values() for name in names})),
        originators_of=originators,
        agreements=tuple(_title(judge, name, assumed=name in assumed) for name in instruments),
        conditions=tuple(_condition(*one) for one in sorted(conditions)),
    )


def _title(judge: Judge, name: AgreementId, *, assumed: bool) -> str:
    title = f"{name}, {judge.network.agreements[name].title}"
    return f"{title}; THIS IS ONLY ASSUMED TO BE IN FORCE" if assumed else title


def _condition(agreement: str, article: str, rule: str, says: str) -> str:
    where = output.cited(agreement or None, article if article[:1].isdigit() else None, None)
    return f"{says.rstrip('.')} ({', '.join(part for part in (rule, where) if part)})."


def _marking(judge: Judge, recipient: PartyId, banner: Label, instruments: set[AgreementId | None]) -> str | None:
    """What the recipient writes on the whole: its equivalent of the banner's level."""
    if banner.is_public:
        return None
    single = evolve(banner, level=banner.scheme.least_single(banner.level))
    found = equivalents(judge.network, single, holder=judge.holder, recipient=recipient, at=judge.at)
    return next((one.marking for one in found if one.agreement in instruments), None)


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
