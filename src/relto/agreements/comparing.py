"""Two agreements side by side, clause by clause: what each says, and which is stricter where that has an answer."""

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import frozen

from relto.agreements import effects
from relto.agreements._strictness import OPENING, UNSAID, Finding, Pair, Side, findings, joined
from relto.agreements.model import Agreement, Clause
from relto.agreements.network import Network
from relto.primitives import Malformed

Relation = Literal["same", "different", "first-only", "second-only"]
"""How two agreements stand on a topic. ``same`` where both clauses decide the same; clauses that decide nothing are ``same``
only where they are recorded in the same words, else ``different``."""


@frozen
class Point:
    """One point on which two agreements differ.

    Args:
        says: the difference in words.
        stricter: identifier ``first`` or ``second``, or ``None`` where neither is.
    """

    says: str
    stricter: Side | None


@frozen
class Topic:
    """One topic of two agreements.

    Args:
        topic: the topic of the clauses, or ``parties``, ``signature``, ``entry-into-force-date``, ``end``, ``survival``,
            ``reach-back``: what the agreements say of themselves as wholes.
        relation: how they stand.
        first: the clauses of the first agreement; empty where it has none.
        second: those of the second.
        points: where they differ.
        stricter: whose clauses are stricter taken together; ``None`` where that has no answer.
    """

    topic: str
    relation: Relation
    first: tuple[Clause, ...]
    second: tuple[Clause, ...]
    points: tuple[Point, ...] = ()
    stricter: Side | None = None


def compared(first: Agreement, networks: tuple[Network, Network], second: Agreement) -> tuple[Topic, ...]:
    """Two agreements clause by clause, in the order of the first and then of the second.

    Args:
        first: one agreement.
        networks: the network that each of them stands in, for the home schemes of its parties.
        second: the other.

    Raises:
        Malformed: they are one agreement: the same identifier and the same content.
    """
    if first == second:
        raise Malformed("an agreement is not compared with itself", found=str(first.id), expected="two agreements, or two versions")
    names = {"first": str(first.id), "second": str(second.id)}
    if first.id == second.id:
        names = {"first": f"{first.id} (first)", "second": f"{second.id} (second)"}
    pair = Pair(*networks, frozenset({a.party for a in first.parties} & {a.party for a in second.parties}))
    topics = dict.fromkeys([*(c.topic for c in first.clauses), *(c.topic for c in second.clauses)])
    return (*_wholes(first, second, names), *(_topic(topic, first, second, pair, names) for topic in topics))


def _told(points: Iterable[Finding], names: dict[str, str]) -> tuple[Point, ...]:
    return tuple(Point(one.says.format(**names), one.stricter) for one in points)


def _together(points: tuple[Point, ...]) -> Side | None:
    """Who is stricter, where all points say the same of it."""
    sides = {one.stricter for one in points}
    return sides.pop() if len(sides) == 1 else None


def _wholes(first: Agreement, second: Agreement, names: dict[str, str]) -> Iterator[Topic]:
    """What the agreements say as wholes: who, from when, until when, what outlives them, whether they reach back."""
    facts = (
        ("parties", *(", ".join(_adherences(one)) for one in (first, second))),
        ("signature", *(_day(one.signed, "signed") for one in (first, second))),
        ("entry-into-force-date", *(_day(one.in_force, "in force from") for one in (first, second))),
        ("end", *(f"{_day(one.expires, 'expires')}{f'; {one.term.strip()}' if one.term else ''}" for one in (first, second))),
    )
    for topic, one, other in facts:
        points = () if one == other else (Finding(f"{{first}}: {_escaped(one)}"), Finding(f"{{second}}: {_escaped(other)}"))
        yield _whole(topic, points, names)
    yield _whole("survival", tuple(_survival(first, second)), names)
    reach = tuple(
        Finding(f"only {{{name}}} also covers what was exchanged before it")
        for name, one, other in (("first", first, second), ("second", second, first))
        if one.retroactive and not other.retroactive
    )
    yield _whole("reach-back", reach, names)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _whole(topic: str, points: tuple[Finding, ...], names: dict[str, str]) -> Topic:
    told = _told(points, names)
    return Topic(topic, "different" if told else "same", (), (), told, _together(told))


def _adherences(one: Agreement) -> list[str]:
    return sorted(f"{a.party} ({a.period})" if a.period.start or a.period.end else str(a.party) for a in one.parties)


def _day(day: object, words: str) -> str:
    return f"{words} {day}" if day is not None else f"{words}: no day"


def _survival(first: Agreement, second: Agreement) -> Iterator[Finding]:
    """What outlives the agreement for what was received; ``None`` means every clause."""
    mine, theirs = first.survives, second.survives
    if mine == theirs:
        return
    words = ["every clause" if one is None else ", ".join(sorted(one)) or "nothing" for one in (mine, theirs)]
    says = f"what outlives it: {words[0]} in {{first}}, {words[1]} in {{second}}"
    if mine is None or (theirs is not None and mine > theirs):
        yield Finding(says, "first")
    elif theirs is None or mine < theirs:
        yield Finding(says, "second")
    else:
        yield Finding(says)


def _topic(topic: str, first: Agreement, second: Agreement, pair: Pair, names: dict[str, str]) -> Topic:
    mine, theirs = (tuple(c for c in one.clauses if c.topic == topic) for one in (first, second))
    if not mine or not theirs:
        side: Side = "first" if mine else "second"
        points = _told(_absent(mine or theirs, side, second if mine else first, pair), names)
        return Topic(topic, f"{side}-only", mine, theirs, points, _together(points))  # type: ignore[arg-type]
    deciding, others = _effects(mine), _effects(theirs)
    if len(deciding) == len(others) == 1 and type(deciding[0]) is type(others[0]):
        points = _told(findings(deciding[0], others[0], pair), names)
    elif deciding == others:
        points = ()
    else:
        points = _told(_uneven(deciding, others), names)
    same = not points and (bool(deciding) or [c.says for c in mine] == [c.says for c in theirs])
    return Topic(topic, "same" if same else "different", mine, theirs, points, _together(points))


def _effects(clauses: tuple[Clause, ...]) -> list[effects.Effect]:
    """The effects of clauses of one topic; tables in several clauses are one table."""
    found = [clause.effect for clause in clauses if clause.effect is not None]
    tables = [one for one in found if isinstance(one, effects.Equivalence)]
    whole = joined(tables) if len(tables) == len(found) > 1 else None
    return found if whole is None else [whole]


def _uneven(deciding: list[effects.Effect], others: list[effects.Effect]) -> Iterator[Finding]:
    """Clauses of one topic whose effects do not stand one against one."""
    if deciding and others:
        yield Finding("their effects are of several kinds: read both")
    else:
        name: Side = "first" if deciding else "second"
        yield Finding(f"only {{{name}}} lets the clause decide; the other records it", None if _opens(deciding or others) else name)


def _opens(some: list[effects.Effect]) -> bool:
    return any(isinstance(one, OPENING) for one in some)


def _absent(clauses: tuple[Clause, ...], side: Side, other: Agreement, pair: Pair) -> Iterator[Finding]:
    """What it means that one agreement alone has clauses on a topic."""
    name: Side = "second" if side == "first" else "first"
    yes = f"{{{name}}} has no such clause recorded"
    for effect in (clause.effect for clause in clauses):
        elsewhere = None if effect is None else next((c for c in other.clauses if type(c.effect) is type(effect) and _alike(effect)), None)
        if effect is None:
            continue
        if elsewhere is not None:
            yield Finding(f"{{{name}}} speaks of it under `{_escaped(elsewhere.topic)}`, article {_escaped(elsewhere.article)}: read both")
        elif isinstance(effect, effects.ThirdParty):
            yield from _against_unsaid(effect, side, pair)
        elif isinstance(effect, OPENING):
            yield Finding(f"{yes}: it lets nothing through by it", name)
        else:
            yield Finding(f"{yes}: it asks nothing of the kind", side)


def _alike(effect: effects.Effect) -> bool:
    """Whether two clauses with this kind of effect speak of the same; duties are of many sorts."""
    return not isinstance(effect, effects.Duty)


def _against_unsaid(effect: effects.ThirdParty, side: Side, pair: Pair) -> Iterator[Finding]:
    """A third-party clause beside none: prior written consent of the originator is then taken."""
    name: Side = "second" if side == "first" else "first"
    differing = list(findings(*((effect, UNSAID) if side == "first" else (UNSAID, effect)), pair))
    sides = {one.stricter for one in differing}
    says = f"{{{name}}} has no such clause recorded: prior written consent of the originator is then taken, as an assumption"
    yield Finding(says, sides.pop() if len(sides) == 1 else None)
    yield from differing
