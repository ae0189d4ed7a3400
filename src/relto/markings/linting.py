"""Looking a marking over: everything a careful reader would object to, each with its rule, its place and the corrected form.

A marking that reads strictly has no finding. One that only a lenient reading takes has a finding for each thing put right,
and all of them name the same corrected form. One that no reading takes has one finding, where reading stopped, and no
corrected form: which marking was meant, nobody can tell.
"""

from collections.abc import Container, Iterable

from attrs import frozen

from relto.labels import Label
from relto.markings.model import Kind, MarkingError, MarkingSystem
from relto.primitives import Malformed

_OPEN = ("(", "（")


@frozen
class LintFinding:
    """One objection to a marking.

    Args:
        rule: identifier of the rule it breaks (``relto marking rules`` lists them).
        message: what is wrong.
        column: where, in characters of the marking, counted from 1.
        found: the offending piece.
        expected: what would be right there.
        corrected: the whole marking as it should be written; ``None`` where that cannot be told.
    """

    rule: str
    message: str
    column: int
    found: str | None = None
    expected: str | None = None
    corrected: str | None = None


@frozen
class Lint:
    """What was found in one marking.

    Args:
        label: what it means, or ``None`` where no reading takes it.
        findings: the objections, from left to right.
    """

    label: Label | None
    findings: tuple[LintFinding, ...] = ()


def kind_of(text: str) -> Kind:
    """The kind of marking that a text is by its looks: a portion mark where it stands in parentheses."""
    return "portion" if text.lstrip().startswith(_OPEN) else "banner"


def lint(
    text: str, system: MarkingSystem, *, kind: Kind | None = None, banner: Label | None = None, communities: Container[str] = ()
) -> Lint:
    """Looks one marking over.

    Args:
        text: the marking.
        system: the system that it should be a marking of.
        kind: banner or portion mark; left out: by its looks.
        banner: label of the banner, to whose list a portion mark may point.
        communities: further codes that lists may name.
    """
    chosen = kind or kind_of(text)
    try:
        reading = system.parse(text, kind=chosen, banner=banner, lenient=True, communities=communities)
    except MarkingError as error:
        finding = LintFinding(error.rule, error.message, error.place.column or 1, error.found, error.expected)
        return Lint(None, (finding,))
    if not reading.repairs:
        return Lint(reading.label)
    corrected = _written(system, reading.label, chosen)
    found = (LintFinding(one.rule, one.message, one.column, one.before, one.after, corrected) for one in reading.repairs)
    return Lint(reading.label, tuple(sorted(found, key=lambda one: one.column)))


def _written(system: MarkingSystem, label: Label, kind: Kind) -> str | None:
    try:
        return system.render(label, kind=kind)
    except Malformed:  # read, and not to be written: nothing better can be offered
        return None


def readers(
    text: str, systems: Iterable[MarkingSystem], *, kind: Kind | None = None, communities: Container[str] = ()
) -> list[tuple[MarkingSystem, Kind, Label]]:
    """Everything a marking can mean: the systems and kinds in which it reads strictly.

    Args:
        text: the marking.
        systems: the systems to try.
        kind: banner or portion mark; left out: a text without parentheses may be either.
        communities: further codes that lists may name.
    """
    kinds: tuple[Kind, ...] = (kind,) if kind else ("portion",) if kind_of(text) == "portion" else ("banner", "portion")
    found: list[tuple[MarkingSystem, Kind, Label]] = []
    for system in systems:
        for one in kinds:
            try:
                label = system.parse(text, kind=one, communities=communities).label
            except MarkingError:
                continue
            if all(label != other or system is not its for its, _, other in found):
                found.append((system, one, label))
    return found
