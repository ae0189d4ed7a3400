"""From something held to exactly what would go: decided, cut down to what may go, and checked for leaks."""

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import frozen

from relto.documents import Document, GateResult, check_leaks
from relto.labels import Label
from relto.markings import write_kept
from relto.node.holdings.entering import document_of
from relto.node.records.holdings import Held
from relto.node.records.releasing import Draft
from relto.primitives import Malformed, PartyId, Place
from relto.release import Check, Decision, Engine, Judge, Made, Outcome, expansion, make_tearline

HEADER = "header"
"""What the identifiers of a tearline's own sentences begin with; they say nothing of the document, and nobody decides on them."""


@frozen
class Row:
    """One part of something held, against everybody it might go to.

    Args:
        index: its place, from 1; of a record 1.
        line: the line on which it begins; of a record 0.
        marking: its marking; ``None`` where it cannot be read.
        decisions: the decision for each recipient.
    """

    index: int
    line: int
    marking: str | None
    decisions: Mapping[PartyId, Decision]


@frozen
class Cut:
    """What of something held may go to one recipient.

    Args:
        media_type: of the content.
        content: what would go; ``None`` where nothing may.
        banner: the label of the whole.
        portions: the parts of what would go, by identifier, with their labels.
        decision: the decision on everything that would go; ``None`` where nothing may.
        rows: every part of what is held, with the decision on it.
        gates: the results of the leak check; none for a record.
        marking: what the recipient writes on it, where it writes something of its own.
        released: which parts of what is held would go, by their places.
    """

    media_type: str
    content: bytes | None
    banner: Label | None
    portions: tuple[tuple[str, Label], ...]
    decision: Decision | None
    rows: tuple[Row, ...]
    gates: tuple[GateResult, ...] = ()
    marking: str | None = None
    released: tuple[int, ...] = ()

    @property
    def leaks(self) -> tuple[str, ...]:
        """The gates of the leak check that did not pass."""
        return tuple(one.name for one in self.gates if not one.passed)


def judge_of(held: Held, engine: Engine, holder: PartyId, *, purpose: str | None, channel: str | None) -> Judge:
    """Whom to ask about something held."""
    return Judge(
        engine.network,
        holder,
        engine.at,
        purpose=purpose,
        channel=channel,
        kinds=held.kinds,
        provenances=held.provenances,
        engine=engine,
    )


def rows_of(held: Held, content: bytes, judge: Judge, recipients: Sequence[PartyId]) -> tuple[Row, ...]:
    """Every part of something held against every recipient."""
    if held.kind == "record":
        return (Row(1, 0, write_kept(held.label), {one: judge.decide_label(held.label, one) for one in recipients}),)
    document = document_of(held, content, judge.engine)
    return tuple(
        Row(one.index, one.line, _written(one.label), {recipient: judge.decide(one, recipient) for recipient in recipients})
        for one in document.portions
    )


def cut(draft: Draft, held: Held, content: bytes, judge: Judge, on: date, check: Check = check_leaks) -> Cut:
    """What of something held may go.

    Args:
        draft: for whom, and without what.
        held: the item.
        content: its content.
        judge: whom to ask.
        on: the day that a tearline says it was released.
        check: what runs the leak check, or remembers what it said.
    """
    if held.kind == "record":
        decision = judge.decide_label(held.label, draft.recipient)
        rows = (Row(1, 0, write_kept(held.label), {draft.recipient: decision}),)
        if decision.outcome is not Outcome.PERMIT or 1 in draft.without:
            return Cut(held.media_type, None, None, (), None, rows)
        return Cut(held.media_type, content, held.label, (("1", held.label),), decision, rows, (), decision.marking, (1,))
    document = document_of(held, content, judge.engine)
    made = make_tearline(
        document,
        judge,
        draft.recipient,
        file_name="tearline.md" if document.format == "markdown" else "tearline.txt",
        expand=expansion(judge.network, judge.at),
        on=on,
        without=draft.without,
        check=check,
    )
    return _of_document(draft, held, document, made, judge)


def _of_document(draft: Draft, held: Held, document: Document, made: Made, judge: Judge) -> Cut:
    rows = tuple(Row(one.index, one.line, _written(one.label), {draft.recipient: made.decisions[one.index]}) for one in document.portions)
    if made.tearline is None:
        return Cut(held.media_type, None, None, (), None, rows)
    text = made.tearline.text.encode()
    again = document_of(held, text, judge.engine)
    portions = []
    for one in again.portions:
        if one.label is None:
            raise Malformed("a tearline with a part that has no label", place=Place("tearline", one.line))
        name = f"{HEADER}-{one.index}" if one.index <= made.tearline.header else str(one.index - made.tearline.header)
        portions.append((name, one.label))
    released = tuple(sorted(made.tearline.numbering))
    return Cut(held.media_type, text, again.banner, tuple(portions), made.decision, rows, made.gates, made.marking, released)


def _written(label: Label | None) -> str | None:
    return None if label is None else write_kept(label)
