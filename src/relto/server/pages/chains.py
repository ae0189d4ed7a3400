"""A chain of releases as a picture: boxes from left to right, the instrument and the consents on the arrows between them."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from attrs import frozen
from markupsafe import Markup

_BOX, _ARROW, _HIGH, _MARGIN = 116, 190, 44, 12
_LONGEST = 24
_SIGNS = {"given": "✓ ", "asked": "? ", "refused": "✗ "}
_WORDS = {"given": "consent", "asked": "asked", "refused": "refused"}


@frozen
class Hop:
    """One step of a chain.

    Args:
        to: who gets it.
        under: the instrument or the purpose; empty where nothing is said of it.
        consents: whose consent the step rests on.
        state: ``given``; ``asked`` where it is not permitted yet, or ``refused``: both are drawn with a broken line.
    """

    to: str
    under: str = ""
    consents: Sequence[str] = ()
    state: str = "given"


def chain_svg(hops: Sequence[Hop], start: str) -> Markup:
    """The picture of a chain; everything in it is told in its title too."""
    width = _BOX + len(hops) * (_ARROW + _BOX) + 2 * _MARGIN
    height = _HIGH + 2 * _MARGIN + 26
    told = start + "".join(f" → {one.to}" + (f" ({_under(one)})" if _under(one) else "") for one in hops)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg class="chain" xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(told)}</title>",
        *_box(_MARGIN, start),
    ]
    for place, hop in enumerate(hops):
        x = _MARGIN + _BOX + place * (_ARROW + _BOX)
        y = _MARGIN + 13 + _HIGH / 2
        dash = "" if hop.state == "given" else ' stroke-dasharray="6 4"'
        parts.append(f'<path d="M{x + 4} {y}H{x + _ARROW - 14}" stroke="#14406b" stroke-width="2.5" fill="none"{dash}/>')
        parts.append(f'<path d="M{x + _ARROW - 4} {y}l-12 -6v12z" fill="#14406b"/>')
        parts.append(f'<text class="small" x="{x + _ARROW / 2}" y="{y - 9}" text-anchor="middle">{escape(_short(hop.under))}</text>')
        if hop.consents:
            says = _SIGNS[hop.state] + ", ".join(hop.consents)
            parts.append(f'<text class="small" x="{x + _ARROW / 2}" y="{y + 18}" text-anchor="middle">{escape(_short(says))}</text>')
        parts += _box(x + _ARROW, hop.to)
    return Markup("".join((*parts, "</svg>")))  # noqa: S704 -- our own drawing; every text in it is escaped above


def _box(x: float, says: str) -> list[str]:
    y = _MARGIN + 13
    return [
        f'<rect x="{x}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="6" fill="#fff" stroke="#1a1a1a" stroke-width="1.5"/>',
        f'<text class="b" x="{x + _BOX / 2}" y="{y + _HIGH / 2 + 5}" text-anchor="middle">{escape(_short(says, 13))}</text>',
    ]


def _short(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _under(hop: Hop) -> str:
    consents = f"{_WORDS[hop.state]}: {', '.join(hop.consents)}" if hop.consents else ""
    return ", ".join(one for one in (hop.under, consents) if one)
