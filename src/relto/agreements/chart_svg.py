"""The chart of a network as SVG: text that can be selected, signs that do not need colour, a title and a description."""

from collections.abc import Iterator, Mapping, Sequence
from math import degrees, hypot, pi
from textwrap import wrap
from xml.sax.saxutils import escape

from attrs import frozen

from relto.agreements._circle import CHARACTER, LINE, Box, Chord, Circle, Ring, placed, point
from relto.agreements.chart import DRAWN, Chart, Link, State, changes
from relto.primitives import PartyId

_MARGIN = 24.0
_ROW = 18.0
_WIDE = 66
"""Characters of a line of the list beside the circle, after which it is folded."""

INK: Mapping[State, tuple[str, str, str]] = {
    "in-force": ("#14406b", "", "in force"),
    "signed": ("#7a4a00", "7 4", "signed, not in force"),
    "unknown": ("#4d4d4d", "2 4", "no day found"),
    "suspended": ("#5b2a86", "9 3 2 3", "suspended"),
    "ended": ("#9c1c1c", "1 3", "ended since"),
    "none": ("#9c1c1c", "1 3", "ended since"),
}
"""For each state its colour, its dashes and its name: the dashes alone tell the states apart."""

SIGNS = {"added": "+", "ended": "×", "changed": "~"}
"""What a number or letter carries in front where something changed."""


@frozen
class Text:
    """A text of the drawing: what it says, and the box it takes up."""

    says: str
    box: Box


@frozen
class Drawing:
    """A drawing: the SVG and every text in it with its box, by which a test sees that none covers another.

    Args:
        svg: the SVG.
        texts: every text with its box.
        width: of the whole.
        height: of the whole.
        names: the number or letter by which it calls each agreement.
    """

    svg: str
    texts: tuple[Text, ...]
    width: float
    height: float
    names: Mapping[str, str] = {}


@frozen
class Flow:
    """One release, drawn over the chart.

    Args:
        giver: who releases.
        recipient: who gets it.
        says: what it is, in words.
    """

    giver: PartyId
    recipient: PartyId
    says: str


def drawn(chart: Chart, flows: Sequence[Flow] = (), *, alone: bool = False) -> Drawing:
    """The chart as SVG. The same chart always gives the same bytes.

    Args:
        chart: the chart.
        flows: releases to be drawn over it as arrows.
        alone: the circle alone, without the list beside it and without a style sheet of its own: for a page that has both.
    """
    circle = placed(chart)
    west, north, east, south = (max(side, circle.label_radius) for side in circle.reach)
    centre = (_MARGIN + west, _MARGIN + north)
    rows = [] if alone else list(_rows(chart, circle))
    left = centre[0] + east + 2 * _MARGIN
    width = centre[0] + east + _MARGIN if alone else left + (_WIDE + 6) * CHARACTER + _MARGIN
    height = max(centre[1] + south + _MARGIN, 2 * _MARGIN + _ROW * (len(rows) + 1))
    inside: list[Text] = []
    beside: list[Text] = []
    body = [
        f'<g transform="translate({_n(centre[0])} {_n(centre[1])})">',
        *_spokes(circle),
        *_rings(circle.rings, inside),
        *_chords(circle.chords, inside),
        *_seats(circle, inside),
        *_flows(circle, flows),
        "</g>",
        *_list(rows, left, beside),
    ]
    texts = (*(_shifted(one, *centre) for one in inside), *beside)
    return Drawing("\n".join([*_head(chart, width, height, styled=not alone), *body, "</svg>", ""]), texts, width, height, _names(circle))


def _names(circle: Circle) -> dict[str, str]:
    return {**{one.link.id: str(one.number) for one in circle.chords}, **{one.link.id: one.letter for one in circle.rings}}


def described(chart: Chart) -> str:
    """The chart in words, for those who do not see it."""
    states = [link.state for link in chart.links]
    counted = "; ".join(f"{states.count(state)} {INK[state][2]}" for state in DRAWN if state in states)
    lines = f"{len(chart.pairs)} agreements of two as lines, {len(chart.groups)} of more as rings"
    says = f"{len(chart.parties)} parties on a circle; {lines}. {counted or 'Nothing is in force'}."
    told = [f"{SIGNS[how]} {what}: {words}" for how, what, words in changes(chart)]
    if chart.since is not None:
        says += f" Since {chart.since}: {'; '.join(told) or 'no change'}."
    return says


def _n(number: float) -> str:
    """A number as SVG has it: two decimals, no sign on nought."""
    return f"{round(number, 2) + 0.0:g}" if abs(number) < 1e5 else f"{number:.0f}"  # noqa: PLR2004 - `g` would write 1e+05


def _head(chart: Chart, width: float, height: float, *, styled: bool) -> Iterator[str]:
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    title = f"Agreements on {chart.at}" + (f", and what changed since {chart.since}" if chart.since is not None else "")
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">'
    yield f'<title id="title">{escape(title)}</title>'
    yield f'<desc id="desc">{escape(described(chart))}</desc>'
    if styled:
        yield "<style>text{font:12px Arial,'Liberation Sans',Helvetica,sans-serif;fill:#1a1a1a}.b{font-weight:bold}.s{fill:#fff}</style>"
    yield f'<rect width="{_n(width)}" height="{_n(height)}" fill="#fff"/>'


def _shifted(one: Text, right: float, down: float) -> Text:
    box = one.box
    return Text(one.says, Box(box.x + right, box.y + down, box.half_width, box.half_height, box.turned))


def _told(link: Link) -> str:
    change = f"; {link.says}" if link.says else ""
    return f"{link.id}: {', '.join(link.parties)}; {link.why}{change}"


def _stroke(link: Link, width: float) -> str:
    colour, dashes, _ = INK[link.state]
    return f'fill="none" stroke="{colour}" stroke-width="{_n(width)}"' + (f' stroke-dasharray="{dashes}"' if dashes else "")


def _spokes(circle: Circle) -> Iterator[str]:
    """Faint lines that lead the eye from a party's point to its label."""
    for seat in circle.seats:
        (x0, y0), (x1, y1) = point(seat.angle, circle.radius), point(seat.angle, circle.label_radius + 4)
        yield f'<path d="M{_n(x0)} {_n(y0)}L{_n(x1)} {_n(y1)}" stroke="#d8d8d8"/>'


def _rings(rings: Sequence[Ring], texts: list[Text]) -> Iterator[str]:
    for ring in rings:
        yield f"<g><title>{escape(_told(ring.link))}</title>"
        yield f'<circle r="{_n(ring.radius)}" fill="none" stroke="#e3e3e3" stroke-width="1"/>'
        for run in ring.runs:
            if len(run) > 1:
                (x0, y0), (x1, y1) = point(run[0].angle, ring.radius), point(run[-1].angle, ring.radius)
                large = int(run[-1].angle - run[0].angle > pi)
                arc = f"M{_n(x0)} {_n(y0)}A{_n(ring.radius)} {_n(ring.radius)} 0 {large} 1 {_n(x1)} {_n(y1)}"
                yield f'<path d="{arc}" {_stroke(ring.link, 3)}/>'
            for seat in run:
                yield _member(ring.link, *point(seat.angle, ring.radius), seat.party)
        for seat in ring.gone:
            yield _member(ring.link, *point(seat.angle, ring.radius), seat.party)
        yield "</g>"
        box = Box(0, -ring.radius, len(_sign(ring.link, ring.letter)) * CHARACTER / 2 + 3, LINE / 2)
        yield from _badge(ring.link, ring.letter, box, texts)


def _member(link: Link, x: float, y: float, party: PartyId) -> str:
    """A member's point on a ring: full, a ring where the agreement is not in force; a plus for who joined, a cross for who left."""
    colour, joined = INK[link.state][0], party in link.joined
    if joined or party in link.left:
        arm = 5.0 if joined else 3.6
        ends = ((arm, 0.0), (0.0, arm)) if joined else ((arm, arm), (arm, -arm))
        lines = "".join(f"M{_n(x - dx)} {_n(y - dy)}L{_n(x + dx)} {_n(y + dy)}" for dx, dy in ends)
        return f'<path d="{lines}" fill="none" stroke="#9c1c1c" stroke-width="2.5"/>'
    fill = colour if link.state == "in-force" else "#fff"
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'


def _sign(link: Link, name: str) -> str:
    return f"{SIGNS[link.change] if link.change is not None else ''}{name}"


def _badge(link: Link, name: str, box: Box, texts: list[Text]) -> Iterator[str]:
    """A number or letter on its ground; ground and edge tell what changed, and so does the sign before it."""
    says = _sign(link, name)
    colour = INK[link.state][0]
    x, y, width, height = box.x - box.half_width, box.y - box.half_height, 2 * box.half_width, 2 * box.half_height
    corner = 0 if link.change is not None else 6
    size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{corner}"'
    full = link.change is not None
    yield f'<rect {size} fill="{colour if full else "#fff"}" stroke="{colour}"/>'
    kind = ' class="b s"' if full else ' class="b"'
    yield f'<text x="{_n(box.x)}" y="{_n(box.y + 4)}" text-anchor="middle"{kind}>{escape(says)}</text>'
    texts.append(Text(says, box))


def _chords(chords: Sequence[Chord], texts: list[Text]) -> Iterator[str]:
    for chord in chords:
        (x0, y0), (cx, cy), (x1, y1) = chord.curve
        curve = f"M{_n(x0)} {_n(y0)}Q{_n(cx)} {_n(cy)} {_n(x1)} {_n(y1)}"
        yield f'<path d="{curve}" {_stroke(chord.link, 1.8)}><title>{escape(_told(chord.link))}</title></path>'
    for chord in chords:
        yield from _badge(chord.link, str(chord.number), chord.sign, texts)


def _seats(circle: Circle, texts: list[Text]) -> Iterator[str]:
    for seat in circle.seats:
        x, y = point(seat.angle, circle.radius)
        yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4.5" fill="#1a1a1a"/>'
        box = seat.label
        turned = f' transform="rotate({_n(degrees(box.turned))} {_n(box.x)} {_n(box.y)})"' if box.turned else ""
        yield f'<text x="{_n(box.x)}" y="{_n(box.y + 4)}" text-anchor="middle" class="b"{turned}>{escape(seat.party)}</text>'
        texts.append(Text(seat.party, box))


def _flows(circle: Circle, flows: Sequence[Flow]) -> Iterator[str]:
    """Releases as arrows between the points of their parties; one of a party that no agreement names is not drawn."""
    at = {seat.party: point(seat.angle, circle.radius) for seat in circle.seats}
    for flow in flows:
        if flow.giver not in at or flow.recipient not in at:
            continue
        (x0, y0), (x1, y1) = at[flow.giver], at[flow.recipient]
        long = hypot(x1 - x0, y1 - y0) or 1.0
        ux, uy = (x1 - x0) / long, (y1 - y0) / long
        tip, neck = (x1 - 8 * ux, y1 - 8 * uy), (x1 - 22 * ux, y1 - 22 * uy)
        wings = f"{_n(neck[0] - 6 * uy)} {_n(neck[1] + 6 * ux)}L{_n(neck[0] + 6 * uy)} {_n(neck[1] - 6 * ux)}"
        yield f"<g><title>{escape(f'{flow.giver} to {flow.recipient}: {flow.says}')}</title>"
        yield f'<path d="M{_n(x0)} {_n(y0)}L{_n(neck[0])} {_n(neck[1])}" fill="none" stroke="#8a0050" stroke-width="3.5"/>'
        yield f'<path d="M{_n(tip[0])} {_n(tip[1])}L{wings}Z" fill="#8a0050"/></g>'


@frozen
class _Row:
    """A line of the list: its text, whether it is a heading, and the state whose line is drawn before it."""

    says: str
    heading: bool = False
    state: State | None = None
    name: str = ""


def _rows(chart: Chart, circle: Circle) -> Iterator[_Row]:
    yield _Row(f"Agreements on {chart.at}" + (f", compared with {chart.since}" if chart.since is not None else ""), heading=True)
    shown = {link.state for link in chart.links}
    seen: set[str] = set()
    for state, (_, _, name) in INK.items():
        if state in shown and name not in seen:
            seen.add(name)
            yield _Row(name, state=state)
    if chart.since is not None:
        yield _Row(f"{SIGNS['added']} came since; {SIGNS['ended']} ended since; {SIGNS['changed']} changed since")
    yield from _joined(circle)
    came = [(how, what, says) for how, what, says in changes(chart) if what in {one.id for one in chart.communities}]
    if came:
        yield _Row("")
        yield _Row("Communities", heading=True)
        for how, what, says in came:
            yield from _folded(f"{SIGNS[how]} {what}: {says}", "")
    if chart.alone:
        yield _Row("")
        yield _Row("Named by none of these agreements", heading=True)
        yield from _folded(", ".join(chart.alone), "")


def _joined(circle: Circle) -> Iterator[_Row]:
    """What joins two parties, and what joins more."""
    if not circle.chords and not circle.rings:
        yield _Row("No agreement joins anybody on this day.")
    if circle.chords:
        yield _Row("")
        yield _Row("Of two parties: lines", heading=True)
    for chord in circle.chords:
        yield from _entry(_sign(chord.link, str(chord.number)), chord.link, " – ".join(chord.link.parties))
    if circle.rings:
        yield _Row("")
        yield _Row("Of more: rings, from the inside", heading=True)
    for ring in circle.rings:
        yield from _entry(_sign(ring.link, ring.letter), ring.link, f"{len(ring.link.parties) - len(ring.link.left)} parties")


def _entry(name: str, link: Link, who: str) -> Iterator[_Row]:
    says = link.says or INK[link.state][2]
    yield from _folded(f"{link.id}: {who}; {says}", name)


def _folded(text: str, name: str) -> Iterator[_Row]:
    """A text in lines of the list's width; a name stands before its first line."""
    for number, line in enumerate(wrap(text, _WIDE - 6, break_on_hyphens=False) or [""]):
        yield _Row(line, name=name if number == 0 else "")


def _list(rows: Sequence[_Row], left: float, texts: list[Text]) -> Iterator[str]:
    for number, row in enumerate(rows):
        y = _MARGIN + _ROW * (number + 1)
        start = left
        if row.state is not None:
            colour, dashes, _ = INK[row.state]
            dash = f' stroke-dasharray="{dashes}"' if dashes else ""
            yield f'<path d="M{_n(left)} {_n(y - 4)}h34" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>'
            start = left + 42
        elif not row.heading:
            start = left + 34
        if row.name:
            yield f'<text x="{_n(left)}" y="{_n(y)}" class="b">{escape(row.name)}</text>'
            half = len(row.name) * CHARACTER / 2
            texts.append(Text(row.name, Box(left + half, y - 4, half, LINE / 2)))
        if row.says:
            bold = ' class="b"' if row.heading else ""
            yield f'<text x="{_n(start)}" y="{_n(y)}"{bold}>{escape(row.says)}</text>'
            half = len(row.says) * CHARACTER / 2
            texts.append(Text(row.says, Box(start + half, y - 4, half, LINE / 2)))
