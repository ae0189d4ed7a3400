"""Labels as text that is kept and sent: the marking in its system's canonical form, and read back whole.

The day of a label is no part of a marking and stands beside the text. Any well-formed code may stand in a list: that a code names a
community is the network's to know, and one that the network does not know reaches nobody.
"""

from datetime import date
from functools import lru_cache

from attrs import evolve

from relto.labels import Label
from relto.markings.systems import system, system_ids
from relto.primitives import Malformed, Place, is_code


class _AnyCode:
    """Every well-formed code."""

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and is_code(code)


_ANY = _AnyCode()


@lru_cache(maxsize=16_384)
def write_kept(label: Label) -> str:
    """A label's marking, from which :func:`read_kept` gives the same label (but for its day).

    Raises:
        Malformed: no marking system writes its scheme, or it does not write this label whole (a joined level, say).
    """
    if label.scheme.id not in system_ids():
        raise Malformed("no marking system writes this scheme", found=label.scheme.id, expected=f"one of {', '.join(system_ids())}")
    text = system(label.scheme.id).render(label)
    if _read(label.scheme.id, text, "label") != evolve(label, marked_on=None):
        raise Malformed("a label that its own system does not write whole", found=text, expected="a label that can be written")
    return text


def read_kept(scheme: str, text: str, on: date | None, *, source: str = "label") -> Label:
    """The label of a marking.

    Args:
        scheme: id of its marking system.
        text: the marking, as :func:`write_kept` writes it.
        on: the day it was marked.
        source: what to call it in errors.

    Raises:
        Malformed: it is no such marking, or is not written in the canonical form.
    """
    label = _read(scheme, text, source)
    written = _rendered(label)
    if written != text:
        raise Malformed("a marking in another form", place=Place(source), found=text[:200], expected=written)
    return label if on is None else evolve(label, marked_on=on)


@lru_cache(maxsize=16_384)
def _rendered(label: Label) -> str:
    return system(label.scheme.id).render(label)


@lru_cache(maxsize=16_384)
def _read(scheme: str, text: str, source: str) -> Label:
    return evolve(system(scheme).parse(text, communities=_ANY, source=source).label, marked_on=None)
