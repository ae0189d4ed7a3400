"""What the forms of NATO's confidentiality label have in common: names of policies and levels, and which category carries which part.

A policy's name and its words for the levels stand in ``POLICIES``. NATO's classification is written without the policy's name
(``SECRET`` of policy ``NATO``; ``TOP SECRET``, which is shown as COSMIC TOP SECRET). Categories: lists are permissive (any one
value opens), caveats and compartments restrictive (all are needed), owners and administrative marks informative. A permissive
or restrictive category that is not in ``CATEGORIES`` is refused: leaving it out would release more, or to others.

NATO's own labels say whose information it is by a category ``Context``: NATO itself, or an activity of the Council (KFOR). Its list of
releasees adds others to the context, as its marking in words does; where there is one, the list repeats the context, and ``Context``
has ``Releasable`` beside it. Labels without these are read as NATO's. ``Only``, which limits to some nations of the context, is refused:
no marking in words carries it here.

Source: STANAG 4774 / ADatP-4774 edition A version 1, as its public schema and the labels of open implementations have it; names of
categories for national policies are Relto's. Context, Only and Releasable To: ADatP-4774.1, as a secondary source has it; not tried with
a product of NATO's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from attrs import field, frozen

from relto.labels import Label
from relto.markings.formats.model import MachineLabel
from relto.markings.formats.parts import Part, put_together, taken_apart
from relto.markings.model import MarkingSystem
from relto.markings.systems import system
from relto.primitives import Malformed, Place

NAMESPACE = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
CategoryType = Literal["PERMISSIVE", "RESTRICTIVE", "INFORMATIVE"]
Informative = tuple[tuple[str, tuple[str, ...]], ...]
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")

_NATIONS = ("AUS", "CAN", "CHE", "DEU", "ESP", "EU", "FIN", "FRA", "ISR", "ITA", "JPN", "KOR", "LUX", "NLD", "NZL", "SWE", "USA", "GBR")
_ID_OF = {"AUS": "au", "CAN": "ca", "JPN": "jp", "NZL": "nz", "USA": "us", "GBR": "uk"}
POLICIES: Mapping[str, str] = MappingProxyType({"NATO": "nato", "TLP": "tlp"} | {one: _ID_OF.get(one, one.lower()) for one in _NATIONS})
"""Names of policies and the marking systems that they are."""

CATEGORIES: Mapping[Part, tuple[str, CategoryType]] = MappingProxyType(
    {
        "originators": ("Owner", "INFORMATIVE"),
        "joint": ("Ownership", "INFORMATIVE"),
        "releasable_to": ("Releasable To", "PERMISSIVE"),
        "display_only": ("Display Only", "PERMISSIVE"),
        "exclusions": ("Exclusion", "RESTRICTIVE"),
        "controls": ("Handling", "RESTRICTIVE"),
        "compartments": ("Special Category Designator", "RESTRICTIVE"),
    }
)
"""Which category carries which part of a label."""

_ADMINISTRATIVE = frozenset({"COMMERCIAL", "MANAGEMENT", "MEDICAL", "PERSONAL", "STAFF"})
_NATO = "NATO"
_OF_NATO = ("Administrative", "INFORMATIVE")
_CONTEXT = ("Context", "PERMISSIVE")
_RELEASABLE = "Releasable"


@frozen
class Category:
    """One category of a label as a form has it, and where it stands."""

    tag: str
    kind: str
    values: tuple[str, ...]
    place: Place = field(factory=lambda: Place("label"), eq=False)


def policy_of(name: str, place: Place) -> MarkingSystem:
    """The marking system of a policy's name.

    Raises:
        Malformed: there is no such policy here.
    """
    if name not in POLICIES:
        raise Malformed("an unknown policy", place=place, found=name, expected=f"one of {', '.join(POLICIES)}")
    return system(POLICIES[name])


def name_of_policy(label: Label) -> str:
    """The name of a label's policy.

    Raises:
        Malformed: these forms have no policy for it.
    """
    for name, one in POLICIES.items():
        if one == label.scheme.id:
            return name
    raise Malformed("no policy of this form", found=label.scheme.id, expected=f"one of {', '.join(POLICIES.values())}")


def classification(label: Label) -> str:
    """A label's level, as the form's classification."""
    return label.level.partition(" ")[2] if label.scheme.id == "nato" else label.level


def _level(policy: str, classification_: str) -> str:
    if policy != "nato":
        return classification_
    return "COSMIC TOP SECRET" if classification_ == "TOP SECRET" else f"NATO {classification_}"


def label_of(one: MarkingSystem, level: str, categories: Iterable[Category], place: Place) -> tuple[Label, Informative]:
    """The label that a classification and categories say, and the informative categories that are no part of it.

    Raises:
        Malformed: a category is not known, has no values or one twice; or the policy has no such label.
    """
    by_tag: dict[tuple[str, str], Part] = {(tag, kind): part for part, (tag, kind) in CATEGORIES.items()}
    if one.id == "nato":
        by_tag[_OF_NATO] = "controls"
    parts: dict[Part, tuple[str, ...]] = {}
    further: dict[str, tuple[str, ...]] = {}
    contexts: list[Category] = []
    for given in categories:
        if not given.values or len(set(given.values)) != len(given.values):
            raise Malformed("a category without plain values, or with one twice", place=given.place, found=given.tag, expected="each once")
        part = by_tag.get((given.tag, given.kind))
        if one.id == "nato" and (given.tag, given.kind) == _CONTEXT:
            contexts.append(given)
        elif part is not None:
            parts[part] = (*parts.get(part, ()), *given.values)
        elif given.kind == "INFORMATIVE" and given.tag and given.tag not in further:
            further[given.tag] = given.values
        else:
            known_here = [*by_tag, *([_CONTEXT] if one.id == "nato" else [])]
            expected = ", ".join(f"{known} ({type_})" for known, type_ in known_here)
            raise Malformed("a category that is not known", place=given.place, found=f"{given.tag} ({given.kind})", expected=expected)
    if one.id == "nato":
        _read_context(contexts, parts)
    return put_together(one, _level(one.id, level), parts, place), tuple(sorted(further.items()))


def _read_context(contexts: list[Category], parts: dict[Part, tuple[str, ...]]) -> None:
    """Put into the parts of a label of NATO's what its context says."""
    if len(contexts) > 1:
        raise Malformed("two contexts", place=contexts[1].place, found=", ".join(contexts[1].values), expected="one category Context")
    named = [value for one in contexts for value in one.values if value != _RELEASABLE]
    if contexts and len(named) != 1:
        found = ", ".join(contexts[0].values)
        raise Malformed("a context is one", place=contexts[0].place, found=found, expected=f"{_NATO} or one activity")
    if contexts and _RELEASABLE in contexts[0].values and "releasable_to" not in parts:
        raise Malformed("a context that is releasable to nobody", place=contexts[0].place, found=_RELEASABLE, expected="Releasable To")
    whose = [name for name in named if name != _NATO]
    if whose:
        parts["controls"] = (*parts.get("controls", ()), f"{_NATO}/{whose[0]}")
    if "releasable_to" in parts:
        repeated = [one for one in parts["releasable_to"] if one not in whose]
        parts["releasable_to"] = tuple(dict.fromkeys((*repeated, _NATO)))


def _context_of(label: Label) -> tuple[str, ...]:
    """The activities of the Council whose information a label of NATO's says it is."""
    return tuple(sorted(one.partition("/")[2] for one in label.controls if one.startswith(f"{_NATO}/")))


def categories_of(given: MachineLabel) -> Iterator[Category]:
    """The categories of a label, in the order in which they are written.

    Raises:
        Malformed: the label's own system cannot write it.
    """
    label = given.label
    parts = taken_apart(label)
    if label.scheme.id == "nato":
        yield from _categories_of_nato(label, parts)
    for part, values in parts.items():
        yield Category(*CATEGORIES[part], values)
    for tag, some in given.informative:
        yield Category(tag, "INFORMATIVE", some)


def _categories_of_nato(label: Label, parts: dict[Part, tuple[str, ...]]) -> Iterator[Category]:
    """The categories that NATO's policy alone has; what they say is taken out of the parts."""
    whose = _context_of(label) or (_NATO,)
    if len(whose) > 1:
        raise Malformed("a label has one context", found=", ".join(whose), expected="information of one activity")
    listed = parts.pop("releasable_to", None)
    if listed is not None and whose[0] != _NATO and whose[0] in listed:
        raise Malformed("the list names its own context", found=whose[0], expected="those beside it")
    yield Category(*_CONTEXT, whose if listed is None else (*whose, _RELEASABLE))
    if listed is not None:
        yield Category(*CATEGORIES["releasable_to"], (*whose, *(one for one in listed if one not in (_NATO, *whose))))
    controls = parts.pop("controls", ())
    marks = tuple(one for one in controls if one in _ADMINISTRATIVE)
    if marks:
        yield Category(*_OF_NATO, marks)
    rest = tuple(one for one in controls if one not in marks and not one.startswith(f"{_NATO}/"))
    if rest:
        yield Category(*CATEGORIES["controls"], rest)


def created_of(given: MachineLabel) -> datetime:
    """When a label was made.

    Raises:
        Malformed: it does not say, or has an identifier, of which these forms have none.
    """
    if given.created is None or given.created.tzinfo is None or given.identifier is not None:
        raise Malformed("a label of this form says when it was made, and has no identifier of its own", expected="an instant with its zone")
    return given.created


def instant(text: str, place: Place) -> datetime:
    """An instant with its zone.

    Raises:
        Malformed: it is none.
    """
    if not _INSTANT.fullmatch(text):
        raise Malformed("no instant with its zone", place=place, found=text, expected="2026-01-05T09:00:00Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("no such instant", place=place, found=text, expected="a day and a time of the calendar") from None


def written_instant(when: datetime) -> str:
    """An instant as these forms write it."""
    return when.isoformat().replace("+00:00", "Z")
