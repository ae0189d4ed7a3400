"""Markings as text: parsing what stands over a document or before a portion into labels, and writing labels as markings."""

from collections.abc import Container

from relto.labels import Label
from relto.markings.kept import read_kept, write_kept
from relto.markings.model import Form, Kind, MarkingError, MarkingSystem, Reading, Repair
from relto.markings.portion_marks import looks_like_mark, split_portion_mark
from relto.markings.systems import system, system_ids

__all__ = [
    "Form",
    "Kind",
    "MarkingError",
    "MarkingSystem",
    "Reading",
    "Repair",
    "looks_like_mark",
    "parse",
    "read_kept",
    "render",
    "split_portion_mark",
    "system",
    "system_ids",
    "write_kept",
]


def parse(
    text: str,
    *,
    system: str,
    kind: Kind = "banner",
    banner: Label | None = None,
    lenient: bool = False,
    communities: Container[str] = (),
    source: str = "marking",
) -> Reading:
    """Reads a marking.

    Args:
        text: the marking, at most 2000 characters; a portion mark with its parentheses or without.
        system: short name of the marking system (``nz``).
        kind: ``banner`` or ``portion``.
        banner: the label of the document's banner, which ``(S//REL)`` points to.
        lenient: put right what has one meaning only, and say so, instead of refusing it.
        communities: codes of communities that lists may name besides those of the register.
        source: name of the text for error messages.

    Returns:
        The label, and what was put right.

    Raises:
        MarkingError: the text is no marking of this system; says where, what was found and what was expected.
        Malformed: there is no such system.
    """
    return _system(system).parse(text, kind=kind, banner=banner, lenient=lenient, communities=communities, source=source)


def render(label: Label, *, kind: Form = "banner") -> str:
    """Writes a label in the canonical form of its own scheme's marking system, or in another of its forms (see :data:`Form`).

    Raises:
        Malformed: no marking system has this scheme, or it cannot write that label.
    """
    return _system(label.scheme.id).render(label, kind=kind)


_system = system
