"""A report as the matrix, the reasons and the reader's view need it: its portions, and whom to ask about them."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from relto import markings
from relto.agreements import Clause, Network
from relto.documents import Document, GateResult, Portion, read
from relto.labels import Label
from relto.node.holdings import Shown
from relto.node.records.holdings import Held
from relto.primitives import Malformed, PartyId
from relto.release import (
    Decision,
    Engine,
    Item,
    Judge,
    Made,
    Outcome,
    Provenance,
    Reason,
    Sketch,
    expansion,
    make_tearline,
    sketch_tearline,
)
from relto.release.analysis import Remedies, remedies
from relto.release.analysis.explaining import Node, explain
from relto.server.pages.effects import effect_of
from relto.server.pages.wrongs import Wrong, wrong_of

_MADE_HERE = (Provenance(),)
_STAYS_SHOWN = 400


@frozen
class Report:
    """A report, and whom to ask about it.

    Args:
        document: the report.
        judge: whom to ask.
        provenances: where it came from.
    """

    document: Document
    judge: Judge
    provenances: tuple[Provenance, ...] = _MADE_HERE

    @property
    def labels(self) -> list[Label]:
        """The labels of everything in it: what a page shows that shows it all."""
        return [self.document.banner, *(one.label for one in self.document.portions if one.label is not None)]

    def items(self, portion: Portion) -> list[Item]:
        """What the decision is asked about."""
        return [] if portion.label is None else [one.item(portion.label, self.judge.kinds) for one in self.provenances]

    def portion(self, index: int) -> Portion | None:
        """The portion of a place; ``None`` where there is none."""
        return self.document.portion(index) if 1 <= index <= len(self.document.portions) else None


def judge_for(engine: Engine, holder: PartyId, provenances: tuple[Provenance, ...], kinds: frozenset[str] = frozenset()) -> Judge:
    """Whom to ask about something."""
    return Judge(engine.network, holder, engine.at, kinds=kinds, provenances=provenances, engine=engine)


def held_report(held: Held, content: bytes, engine: Engine, holder: PartyId) -> Report:
    """The report of a document that is held.

    Raises:
        Malformed: what is held is no document.
    """
    document = read(
        content.decode(),
        source="document",
        format="markdown" if held.media_type == "text/markdown" else "text",
        system=held.label.scheme.id,
        communities=frozenset(engine.network.communities),
        expand=expansion(engine.network, engine.at),
    )
    return Report(document, judge_for(engine, holder, held.provenances, held.kinds), held.provenances)


def record_report(shown: Shown, engine: Engine, holder: PartyId) -> Report:
    """Something that is given whole or not at all, as a report of one portion that says its title."""
    held = shown.held
    portion = Portion(1, "paragraph", 1, 1, "", held.label, shown.title, shown.title)
    document = Document("record", "text", held.label.scheme.id, held.label, shown.marking, (portion,))
    return Report(document, judge_for(engine, holder, held.provenances, held.kinds), held.provenances)


@frozen
class Line:
    """A row of the matrix.

    Args:
        portion: the portion.
        cells: the decision for each recipient, in their order.
    """

    portion: Portion
    cells: tuple[tuple[PartyId, Decision], ...]


@frozen
class Matrix:
    """Portions against recipients.

    Args:
        recipients: the columns.
        lines: the rows.
    """

    recipients: tuple[PartyId, ...]
    lines: tuple[Line, ...]

    def may_go(self, recipient: PartyId) -> int:
        """How many portions may go to a recipient now."""
        place = self.recipients.index(recipient)
        return sum(line.cells[place][1].outcome is Outcome.PERMIT for line in self.lines)


def matrix(report: Report, recipients: Sequence[PartyId]) -> Matrix:
    """Every portion against every recipient; what has no label that can be read may go to nobody."""
    decided: dict[Label | None, tuple[tuple[PartyId, Decision], ...]] = {}
    lines = []
    for portion in report.document.portions:
        if portion.label not in decided:
            decided[portion.label] = tuple((one, report.judge.decide(portion, one)) for one in recipients)
        lines.append(Line(portion, decided[portion.label]))
    return Matrix(tuple(recipients), tuple(lines))


@frozen
class Said:
    """A reason with the clauses it rests on.

    Args:
        reason: the reason.
        clauses: the clauses of its agreement at its article.
    """

    reason: Reason
    clauses: tuple[Clause, ...] = ()


@frozen
class Why:
    """A decision with everything about it.

    Args:
        decision: the decision.
        said: its reasons, the worst first.
        trees: for each source of the thing the agreements between the two, and why each served or did not.
        turned: what would change it; ``None`` where it is permitted, or where there is no label to ask about.
    """

    decision: Decision
    said: tuple[Said, ...]
    trees: tuple[Node, ...] = ()
    turned: Remedies | None = None

    @property
    def against(self) -> tuple[Said, ...]:
        """The reasons that stand in the way."""
        return tuple(one for one in self.said if one.reason.effect is not Outcome.PERMIT)

    @property
    def favour(self) -> tuple[Said, ...]:
        """The reasons that let it through."""
        return tuple(one for one in self.said if one.reason.effect is Outcome.PERMIT)


def why(report: Report, portion: Portion, recipient: PartyId) -> Why:
    """The decision on a portion, its reasons, and what would change it."""
    judge, network = report.judge, report.judge.network
    decision = judge.decide(portion, recipient)
    said = sorted((Said(one, clauses_of(network, one)) for one in decision.reasons), key=lambda one: -one.reason.effect.severity)
    items = report.items(portion)
    trees = tuple(
        explain(network, one, holder=judge.holder, recipient=recipient, at=judge.at, purpose=judge.purpose, channel=judge.channel)
        for one in items
    )
    turned = None
    if items and decision.outcome is not Outcome.PERMIT:
        turned = remedies(
            network,
            items[0],
            holder=judge.holder,
            recipient=recipient,
            at=judge.at,
            purpose=judge.purpose,
            channel=judge.channel,
            rewrite=_writable,
        )
    return Why(decision, tuple(said), trees, turned)


def clauses_of(network: Network, reason: Reason) -> tuple[Clause, ...]:
    """The clauses at the article on which a reason rests; of several there, those that do what its rule asks."""
    agreement = None if reason.agreement is None else network.agreements.get(reason.agreement)
    there = () if agreement is None else tuple(one for one in agreement.clauses if one.article == reason.article)
    meant = tuple(one for one in there if (does := effect_of(one.effect)) is not None and does.kind in (reason.rule, f"{reason.rule}s"))
    return meant or there


def _writable(label: Label) -> Label | None:
    markings.render(label)
    return label


@frozen
class View:
    """A report as one partner reads it.

    Args:
        recipient: who.
        made: the tearline with its decisions; ``None`` where the report cannot be cut.
        parts: what the partner reads, portion by portion.
        stays: what stays, by portion, with the decision.
        refused: why it cannot be cut, where it cannot.
    """

    recipient: PartyId
    made: Made | Sketch | None
    parts: tuple[Portion, ...] = ()
    stays: tuple[tuple[Portion, Decision], ...] = ()
    refused: Wrong | None = None

    @property
    def checked(self) -> bool:
        """Whether the gates of the leak check looked at it."""
        return isinstance(self.made, Made)

    @property
    def gates(self) -> tuple[GateResult, ...]:
        """What the leak check says, where it was asked."""
        return self.made.gates if isinstance(self.made, Made) else ()

    @property
    def labels(self) -> list[Label]:
        """The labels of what the partner would read."""
        return [one.label for one in self.parts if one.label is not None]


def view(report: Report, recipient: PartyId, *, without: frozenset[int] = frozenset(), sketch: bool = False) -> View:
    """A report as one partner reads it.

    Args:
        report: the report.
        recipient: who.
        without: portions that are withheld whatever the decision.
        sketch: build it alone, and leave the leak check for later: what is shown while somebody types.
    """
    expand = expansion(report.judge.network, report.judge.at)
    name = "tearline.md" if report.document.format == "markdown" else "tearline.txt"
    try:
        made: Made | Sketch
        if sketch:
            made = sketch_tearline(report.document, report.judge, recipient, expand=expand, without=without)
        else:
            made = make_tearline(report.document, report.judge, recipient, file_name=name, expand=expand, without=without)
        parts = () if made.tearline is None else _read_again(made.tearline.text, report, expand_on=report.judge.at)
    except Malformed as error:
        return View(recipient, None, refused=wrong_of(error))
    went: Mapping[int, int] = {} if made.tearline is None else made.tearline.numbering
    stays = [(one, made.decisions[one.index]) for one in report.document.portions if one.index not in went]
    return View(recipient, made, parts, tuple(stays[:_STAYS_SHOWN]))


def _read_again(text: str, report: Report, *, expand_on: date) -> tuple[Portion, ...]:
    network = report.judge.network
    again = read(
        text,
        source="tearline",
        format=report.document.format,
        system=report.document.system,
        communities=frozenset(network.communities),
        expand=expansion(network, expand_on),
    )
    return again.portions
