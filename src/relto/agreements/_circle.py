"""Places for a drawing of the network: parties on a circle, agreements of two as chords, those of more as rings around it.

Everything is computed from the chart alone, so that the same network is always drawn the same. Numbers are pixels, the
centre of the circle is the origin, angles begin at the top and run with the clock.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import cos, hypot, pi, sin

from attrs import frozen

from relto.agreements.chart import Chart, Link
from relto.primitives import PartyId

BUSY = 90.0
"""Arc that a party with an agreement of two takes up: room for the lines that end there, and for its label across."""
QUIET = 19.0
"""Arc of any other party, whose label runs along the radius: more than the height of a line."""
RING = 15.0
"""From one ring to the next."""
CHARACTER = 7.4
"""Widest mean width of a character of 12 pixels in the fonts asked for."""
LINE = 14.0
"""Height of such a line."""
ACROSS = 6
"""Longest label, in characters, that is written across; longer ones run along the radius."""
_GAP = 70.0
"""Arc left free at the top, where the letters of the rings stand."""
_LEAST = 145.0
"""Smallest radius of the circle of parties."""
_WINDOW = 10
_PASSES = 12
_MOST_IMPROVED = 90
"""With more parties the order is left as grouped: looking for a better one would take long."""


@frozen
class Box:
    """A rectangle that a text or sign takes up, perhaps turned: its centre, half its width and height, and its angle."""

    x: float
    y: float
    half_width: float
    half_height: float
    turned: float = 0.0

    def corners(self) -> Iterator[tuple[float, float]]:
        """Its corners."""
        across, down = cos(self.turned), sin(self.turned)
        for right, low in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            dx, dy = right * self.half_width, low * self.half_height
            yield self.x + dx * across - dy * down, self.y + dx * down + dy * across

    def overlaps(self, other: "Box") -> bool:
        """Whether two rectangles share an area (by their separating axes)."""
        for angle in (self.turned, self.turned + pi / 2, other.turned, other.turned + pi / 2):
            mine = [x * cos(angle) + y * sin(angle) for x, y in self.corners()]
            theirs = [x * cos(angle) + y * sin(angle) for x, y in other.corners()]
            if max(mine) <= min(theirs) or max(theirs) <= min(mine):
                return False
        return True


@frozen
class Seat:
    """A party's place: its angle, and the box of its label."""

    party: PartyId
    angle: float
    label: Box


@frozen
class Chord:
    """An agreement of two: its curve (end, control point, end), its number and the box of the sign that carries it."""

    link: Link
    number: int
    curve: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    sign: Box


@frozen
class Ring:
    """An agreement of more: its letter, its radius, the runs of neighbouring members by their seats, and who left."""

    link: Link
    letter: str
    radius: float
    runs: tuple[tuple[Seat, ...], ...]
    gone: tuple[Seat, ...]


@frozen
class Circle:
    """The places of a whole chart.

    Args:
        seats: the parties.
        chords: the agreements of two.
        rings: the agreements of more.
        radius: radius on which the parties' points stand.
        label_radius: radius from which their labels go outwards.
        reach: how far everything goes to the left, the top, the right and the bottom.
    """

    seats: tuple[Seat, ...]
    chords: tuple[Chord, ...]
    rings: tuple[Ring, ...]
    radius: float
    label_radius: float
    reach: tuple[float, float, float, float]


def point(angle: float, radius: float) -> tuple[float, float]:
    """A point of the plane (y grows downwards)."""
    return radius * sin(angle), -radius * cos(angle)


def placed(chart: Chart) -> Circle:
    """The places of a chart."""
    order = _ordered(chart)
    busy = {party for link in chart.pairs for party in link.parties}
    arcs = [BUSY if party in busy else QUIET for party in order]
    around = sum(arcs) + _GAP
    inset = RING * (len(chart.groups) + 1)
    label_radius = max(around / (2 * pi), _LEAST + inset)
    radius = label_radius - inset
    ends = accumulate(arcs, initial=_GAP / 2)
    angles = [2 * pi * (end + arc / 2) / around for end, arc in zip(ends, arcs, strict=False)]
    seats = tuple(_seat(party, angle, label_radius, across=party in busy) for party, angle in zip(order, angles, strict=True))
    rings = tuple(
        Ring(link, letter(number), radius + RING * (number + 1), _runs(link, seats), _gone(link, seats))
        for number, link in enumerate(chart.groups)
    )
    return Circle(
        seats,
        _chords(chart, {seat.party: seat.angle for seat in seats}, radius),
        rings,
        radius,
        label_radius,
        _reach(seats, label_radius),
    )


def _reach(seats: Sequence[Seat], radius: float) -> tuple[float, float, float, float]:
    corners = [corner for seat in seats for corner in seat.label.corners()]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return -min(across, default=-radius), -min(down, default=-radius), max(across, default=radius), max(down, default=radius)


def letter(number: int) -> str:
    """The letter of a number: A, B, … Z, AA, AB and so on."""
    return (letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)  # noqa: PLR2004 - letters of the alphabet


def _seat(party: PartyId, angle: float, radius: float, *, across: bool) -> Seat:
    width = len(party) * CHARACTER / 2
    if across and len(party) <= ACROSS:
        return Seat(party, angle, Box(*point(angle, radius + 8 + _outward(angle, width)), width, LINE / 2))
    turned = angle - pi / 2 if angle <= pi else angle + pi / 2
    return Seat(party, angle, Box(*point(angle, radius + 8 + width), width, LINE / 2, turned))


def _outward(angle: float, half_width: float) -> float:
    """How far out a level label's centre must lie for its nearest point to touch the circle."""
    return abs(sin(angle)) * half_width + abs(cos(angle)) * LINE / 2


def _ordered(chart: Chart) -> list[PartyId]:
    """Parties in an order that keeps members of rings together and chords short."""
    parties = chart.parties
    within = {party: tuple(party in link.parties for link in chart.groups) for party in parties}
    degree = {party: sum(party in link.parties for link in chart.pairs) for party in parties}
    order = sorted(parties, key=lambda one: (tuple(not yes for yes in within[one]), -degree[one], one))
    if len(order) > _MOST_IMPROVED:
        return order
    return _improved(order, [link.parties for link in chart.pairs], [frozenset(link.parties) for link in chart.groups])


def _improved(order: list[PartyId], pairs: Sequence[tuple[PartyId, ...]], groups: Sequence[frozenset[PartyId]]) -> list[PartyId]:
    """The order after changing neighbours' places as long as it helps; the first best is taken, so it is always the same."""
    best = _cost(order, pairs, groups)
    for _ in range(_PASSES):
        begun = best
        for here in range(len(order)):
            for there in range(here + 1, min(here + _WINDOW, len(order))):
                order[here], order[there] = order[there], order[here]
                cost = _cost(order, pairs, groups)
                if cost < best:
                    best = cost
                else:
                    order[here], order[there] = order[there], order[here]
        if best == begun:
            break
    return order


def _cost(order: Sequence[PartyId], pairs: Sequence[tuple[PartyId, ...]], groups: Sequence[frozenset[PartyId]]) -> int:
    """Length of chords, and what breaks rings into runs."""
    place = {party: number for number, party in enumerate(order)}
    size = len(order)
    length = 0
    for one, other in pairs:
        apart = abs(place[one] - place[other])
        length += min(apart, size - apart)
    breaks = 0
    for members in groups:
        inside = [party in members for party in order]
        breaks += sum(now and not before for before, now in zip([False, *inside], inside, strict=False))
    return length + 6 * breaks


def _runs(link: Link, seats: Sequence[Seat]) -> tuple[tuple[Seat, ...], ...]:
    runs: list[list[Seat]] = []
    before = False
    for seat in seats:
        now = seat.party in link.parties and seat.party not in link.left
        if now and before:
            runs[-1].append(seat)
        elif now:
            runs.append([seat])
        before = now
    return tuple(tuple(run) for run in runs)


def _gone(link: Link, seats: Sequence[Seat]) -> tuple[Seat, ...]:
    return tuple(seat for seat in seats if seat.party in link.left)


def _chords(chart: Chart, angles: dict[PartyId, float], radius: float) -> tuple[Chord, ...]:
    """Curves towards the middle; each sign stands at the first place on its curve that is free."""
    chords: list[Chord] = []
    times: dict[tuple[PartyId, ...], int] = {}
    for number, link in enumerate(chart.pairs, 1):
        again = times[link.parties] = times.get(link.parties, -1) + 1
        start, end = (point(angles[party], radius) for party in link.parties)
        pull = 0.35 + 0.25 * again
        control = ((start[0] + end[0]) / 2 * pull, (start[1] + end[1]) / 2 * pull)
        half = (len(_signed(link, number)) * CHARACTER + 6) / 2
        sign = _free((start, control, end), half, [chord.sign for chord in chords])
        chords.append(Chord(link, number, (start, control, end), sign))
    return tuple(chords)


def _signed(link: Link, number: int) -> str:
    return f"{'' if link.change is None else '+'}{number}"


def _free(curve: tuple[tuple[float, float], tuple[float, float], tuple[float, float]], half: float, taken: Sequence[Box]) -> Box:
    """The first place on a curve, from its middle outwards, that no sign has taken; else the one farthest from all."""
    steps = [0.5 + side * step / 60 for step in range(23) for side in ((1, -1) if step else (1,))]
    boxes = [Box(*_on(curve, step), half, LINE / 2 + 1) for step in steps]
    for box in boxes:
        if not any(box.overlaps(other) for other in taken):
            return box
    return max(boxes, key=lambda box: min(hypot(box.x - other.x, box.y - other.y) for other in taken))


def _on(curve: tuple[tuple[float, float], tuple[float, float], tuple[float, float]], at: float) -> tuple[float, float]:
    """A point of a quadratic curve."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    return (
        (1 - at) ** 2 * x0 + 2 * at * (1 - at) * x1 + at**2 * x2,
        (1 - at) ** 2 * y0 + 2 * at * (1 - at) * y1 + at**2 * y2,
    )
