"""A label taken apart into named sets of words, and put together again by the marking system that writes it.

Formats that have no place of their own for each part of a label carry these sets. Which system knows which word is checked by the
system itself: a label put together is written as a marking and read back, so that no form can make up a caveat.
"""

from collections.abc import Mapping
from typing import Literal

from attrs import evolve

from relto.labels import Exclusion, Label
from relto.markings.model import MarkingSystem
from relto.markings.slashed import SlashedSystem
from relto.markings.systems import system, system_ids
from relto.primitives import Malformed, PartyId, Place

Part = Literal["originators", "joint", "releasable_to", "display_only", "exclusions", "controls", "compartments"]
PARTS: tuple[Part, ...] = ("originators", "joint", "releasable_to", "display_only", "exclusions", "controls", "compartments")


def taken_apart(label: Label) -> dict[Part, tuple[str, ...]]:
    """The parts of a label besides its level and its day; those that are empty are left out.

    Raises:
        Malformed: its system cannot write it, or a list is there and empty.
    """
    written(label)
    for name, codes in (("releasable-to", label.releasable_to), ("display-only", label.display_only)):
        if codes is not None and not codes:
            raise Malformed(f"an empty {name} list has no form", expected="a list that names somebody")
    parts: dict[Part, tuple[str, ...]] = {
        "originators": tuple(sorted(label.originators)),
        "joint": ("JOINT",) if label.joint else (),
        "releasable_to": tuple(sorted(label.releasable_to or ())),
        "display_only": tuple(sorted(label.display_only or ())),
        "exclusions": tuple(sorted(one.name for one in label.exclusions)),
        "controls": tuple(sorted(label.controls)),
        "compartments": tuple(sorted(label.compartments)),
    }
    return {name: words for name, words in parts.items() if words}


def put_together(one: MarkingSystem, level: str, parts: Mapping[Part, tuple[str, ...]], place: Place) -> Label:
    """The label that has these parts.

    Raises:
        Malformed: the system does not know a word, or does not write such a label.
    """
    if level not in one.scheme.single:
        expected = f"one of {', '.join(one.scheme.levels)}"
        raise Malformed(f"`{one.id}` has no such level", place=place, found=level, expected=expected)
    known = _exclusions(one)
    for name in parts.get("exclusions", ()):
        if name not in known:
            raise Malformed(f"`{one.id}` has no such exclusion", place=place, found=name, expected=", ".join(sorted(known)) or "none")
    label = Label(
        scheme=one.scheme,
        level=level,
        originators=frozenset(PartyId(code) for code in parts.get("originators", ())),
        joint="joint" in parts,
        releasable_to=frozenset(parts["releasable_to"]) if "releasable_to" in parts else None,
        display_only=frozenset(parts["display_only"]) if "display_only" in parts else None,
        exclusions=frozenset(known[name] for name in parts.get("exclusions", ())),
        controls=frozenset(parts.get("controls", ())),
        compartments=frozenset(parts.get("compartments", ())),
    )
    try:
        written(label)
    except Malformed as refused:
        raise Malformed(refused.message, place=place, found=refused.found, expected=refused.expected) from refused
    return label


def written(label: Label) -> str:
    """A label as its own system writes it.

    Raises:
        Malformed: no system writes this scheme, or it cannot write this label whole.
    """
    if label.scheme.id not in system_ids():
        raise Malformed("no marking system writes this scheme", found=label.scheme.id, expected=f"one of {', '.join(system_ids())}")
    one = system(label.scheme.id)
    text = one.render(label)
    communities = (label.releasable_to or frozenset()) | (label.display_only or frozenset()) | label.originators
    again = one.parse(text, communities=communities).label
    if evolve(again, marked_on=label.marked_on) != label:
        raise Malformed("a label that its own system does not write whole", found=text, expected="concealed sources without named ones")
    return text


def _exclusions(one: MarkingSystem) -> dict[str, Exclusion]:
    if not isinstance(one, SlashedSystem):
        return {}
    return {term.exclusion.name: term.exclusion for term in one.vocabulary.terms if term.exclusion is not None}
