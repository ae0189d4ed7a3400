"""Making a tearline: every portion decided, the version of a document that one recipient may have built, and its gates run."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from attrs import evolve, frozen

from relto.agreements import Network
from relto.documents import Document, GateResult, Portion, Tearline, TearlineHeader, build_tearline, check_leaks, without_orphans
from relto.labels import Expansion, Label
from relto.primitives import AgreementId, Malformed, PartyId, Place
from relto.release.equivalents import equivalents
from relto.release.judging import Judge, worst
from relto.release.model import Decision

_UNREADABLE = ("mark-unreadable", "unmarked-portion")


class Check(Protocol):
    """What runs the gates of the leak check."""

    def __call__(
        self, document: Document, allowed: Collection[int], header: TearlineHeader, *, file_name: str, expand: Expansion
    ) -> tuple[GateResult, ...]:
        """Run them."""
        ...


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
    def decision(self) -> Decision | None:
        """The decision on all that goes, as one; ``None`` where nothing may."""
        return None if self.tearline is None else worst([self.decisions[index] for index in self.tearline.numbering])

    @property
    def assumed(self) -> list[AgreementId]:
        """The agreements that are only assumed to be in force."""
        released = self.tearline.numbering if self.tearline is not None else {}
        return sorted({one for index in released for one in self.decisions[index].assumed})


@frozen
class Sketch:
    """A tearline that was not checked for leaks: for its author's eyes while they write, and never to be sent.

    Args:
        recipient: who would get it.
        decisions: the decision on each portion, by index.
        tearline: the tearline, or ``None`` where nothing may be released.
        header: what it says about itself, or ``None``.
    """

    recipient: PartyId
    decisions: dict[int, Decision]
    tearline: Tearline | None = None
    header: TearlineHeader | None = None

    @property
    def marking(self) -> str | None:
        """What the recipient writes on it, or ``None``."""
        return None if self.header is None else self.header.marking


def expansion(network: Network, day: date) -> Expansion:
    """How a roll-up may take communities apart: those that allow it, by their members on a day."""
    apart: dict[str, frozenset[PartyId]] = {code: one.members(day) for code, one in network.communities.items() if one.decomposable}
    return apart.get


def refuse_flawed(document: Document, *, withhold_unreadable: bool, how: str = "that they are to be withheld") -> None:
    """Refuse a document that has errors; unreadable portions may be withheld when the officer says so.

    Args:
        document: the document.
        withhold_unreadable: whether portions are withheld whose mark is missing or cannot be read.
        how: how the officer says so, for errors.

    Raises:
        Malformed: it has errors.
    """
    for one in document.errors:
        if withhold_unreadable and one.portion is not None and document.portion(one.portion).label is None:
            continue
        expected = (
            f"a mark that can be read, or {how}" if one.rule in _UNREADABLE else "a report that is found without errors when it is checked"
        )
        raise Malformed(one.message, place=Place(document.source, one.line, one.column), expected=expected)


def make_tearline(
    document: Document,
    judge: Judge,
    recipient: PartyId,
    *,
    file_name: str,
    expand: Expansion,
    on: date | None = None,
    without: Collection[int] = (),
    check: Check = check_leaks,
) -> Made:
    """Decide every portion, build the tearline and run the gates.

    Args:
        document: the whole document.
        judge: whom to ask.
        recipient: who would get it.
        file_name: name of the file that the tearline will be written to.
        expand: how the roll-up may take community codes apart.
        on: the day that the tearline says it was released; left out, the day of the question.
        without: portions that are withheld whatever the decision.
        check: what runs the gates: :func:`relto.documents.check_leaks`, or what remembers its results.
    """
    sketch = sketch_tearline(document, judge, recipient, expand=expand, on=on, without=without)
    if sketch.tearline is None or sketch.header is None:
        return Made(recipient, sketch.decisions)
    gates = check(document, frozenset(sketch.tearline.numbering), sketch.header, file_name=file_name, expand=expand)
    return Made(recipient, sketch.decisions, sketch.tearline, sketch.header.marking, gates)


def sketch_tearline(
    document: Document,
    judge: Judge,
    recipient: PartyId,
    *,
    expand: Expansion,
    on: date | None = None,
    without: Collection[int] = (),
) -> Sketch:
    """Decide every portion and build the tearline, for its author's eyes: no gate has looked at it.

    Args:
        document: the whole document.
        judge: whom to ask.
        recipient: who would get it.
        expand: how the roll-up may take community codes apart.
        on: the day that the tearline says it was released; left out, the day of the question.
        without: portions that are withheld whatever the decision.
    """
    decisions = {portion.index: judge.decide(portion, recipient) for portion in document.portions}
    permitted = frozenset(index for index, decision in decisions.items() if decision.outcome == "permit" and index not in without)
    indexes = without_orphans(document, permitted)
    if not indexes:
        return Sketch(recipient, decisions)
    allowed = [portion for portion in document.portions if portion.index in indexes]
    header = _header(judge, recipient, allowed, decisions, on or judge.at)
    first = build_tearline(document, indexes, header=header, expand=expand)
    header = evolve(header, marking=_marking(judge, recipient, first.banner, {decisions[index].instrument for index in indexes}))
    return Sketch(recipient, decisions, build_tearline(document, indexes, header=header, expand=expand), header)


def _header(judge: Judge, recipient: PartyId, allowed: Sequence[Portion], decisions: dict[int, Decision], on: date) -> TearlineHeader:
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
        on=on,
        originators=tuple(sorted({name for names in originators.values() for name in names})),
        originators_of=originators,
        agreements=tuple(_title(judge, name, assumed=name in assumed) for name in instruments),
        conditions=tuple(_condition(*one) for one in sorted(conditions)),
    )


def _title(judge: Judge, name: AgreementId, *, assumed: bool) -> str:
    title = f"{name}, {judge.network.agreements[name].title}"
    return f"{title}; THIS IS ONLY ASSUMED TO BE IN FORCE" if assumed else title


def _condition(agreement: str, article: str, rule: str, says: str) -> str:
    where = f"{agreement} art. {article}".strip() if article[:1].isdigit() else agreement
    return f"{says.rstrip('.')} ({', '.join(part for part in (rule, where) if part)})."


def _marking(judge: Judge, recipient: PartyId, banner: Label, instruments: set[AgreementId | None]) -> str | None:
    """What the recipient writes on the whole: its equivalent of the banner's level."""
    if banner.is_public:
        return None
    single = evolve(banner, level=banner.scheme.least_single(banner.level))
    found = equivalents(judge.network, single, holder=judge.holder, recipient=recipient, at=judge.at)
    return next((one.marking for one in found if one.agreement in instruments), None)
