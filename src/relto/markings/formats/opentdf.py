"""OpenTDF attributes: a label as a list of names of attribute values, and the definitions of a system's attributes.

A key access server opens a file to whom all attributes of the file admit; it knows the attributes alone. So each part of a label that
keeps somebody out is an attribute of its own, named after its system, and **what has no list says so**: a label without a releasable-to
list carries ``release`` / ``undecided``, because a file that lacks the attribute would open to every holder of the level.

* ``us-classification`` (*hierarchy*, highest first) is the level. Where a system's levels are no ladder the rule is *all of*, and
  who may have several levels is entitled to each.
* ``us-releasable-to`` (*any of*) is the list; a community on it is one value, to which its members are entitled.
* ``us-release``, ``us-originator``, ``us-joint``, ``us-exclusion``, ``us-control`` and ``us-compartment`` (*all of*) are the rest.

A display-only list is refused: who may open a file has it. So are exchange policies: what is to be done with data is no attribute of
who may have it. The day of a label does not travel.

Values hold the letters, digits, hyphens and underscores that the policy service of OpenTDF takes, in small letters, since it knows no
others; nothing is percent-encoded, and a name with a percent sign is refused. A space is ``_``, another sign its number between double
underscores (``tlp__3a__red``), and what would be no value so is ``u8_`` and its UTF-8 in hexadecimal (``u8_e6a5b5e7a798``).

Source: OpenTDF specification, schema/tdf/AttributeObject.md, and the request messages of the platform's attribute service
(service/policy/attributes/attributes.proto: names, values, rules); names of the attributes are Relto's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

from relto.labels import Label
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.model import MachineLabel, machine, refuse_typed
from relto.markings.formats.parts import Part, put_together, taken_apart
from relto.markings.model import MarkingSystem
from relto.markings.slashed import SlashedSystem
from relto.markings.systems import system, system_ids
from relto.primitives import Malformed, Place

AUTHORITY = "attributes.relto.example"
"""The authority of the attributes where none is named: a name reserved for examples, which no server has."""

Rule = Literal["hierarchy", "anyOf", "allOf"]
_RULES: Mapping[Rule, str] = MappingProxyType(
    {
        "hierarchy": "ATTRIBUTE_RULE_TYPE_ENUM_HIERARCHY",
        "anyOf": "ATTRIBUTE_RULE_TYPE_ENUM_ANY_OF",
        "allOf": "ATTRIBUTE_RULE_TYPE_ENUM_ALL_OF",
    }
)
_LEVEL = "classification"
_RELEASE = "release"
_UNDECIDED = "undecided"
_NAMES: Mapping[Part, tuple[str, Rule]] = MappingProxyType(
    {
        "releasable_to": ("releasable-to", "anyOf"),
        "originators": ("originator", "allOf"),
        "joint": ("joint", "allOf"),
        "exclusions": ("exclusion", "allOf"),
        "controls": ("control", "allOf"),
        "compartments": ("compartment", "allOf"),
    }
)
_PARTS: Mapping[str, Part] = MappingProxyType({name: part for part, (name, _) in _NAMES.items()})
_MOST = 1_000
_LONGEST = 253
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")
_FQN = re.compile(r"https://(?P<authority>[^/]{1,253})/attr/(?P<name>[^/]{1,253})/value/(?P<value>[^/]{1,253})")
_VALUE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,251}[a-z0-9])?")
_SIGN = re.compile(r"__([0-9a-f]{2,6})__")
_BYTES = "u8_"
_NO_ACCESS = frozenset({"iep"})


@frozen
class AttributeDefinition:
    """The definition of one attribute, as a policy service keeps it.

    Args:
        authority: whose attribute it is.
        name: its name.
        rule: how its values admit: in order, any of them, or all of them.
        values: its values; of a hierarchy the highest first.
        is_open: whether labels may bring further values (codes, names of programmes), which are then to be added.
    """

    authority: str
    name: str
    rule: Rule
    values: tuple[str, ...]
    is_open: bool = False

    @property
    def fqn(self) -> str:
        """Its fully qualified name."""
        return f"https://{self.authority}/attr/{self.name}"

    def request(self, namespace_id: str) -> dict[str, Any]:
        """The request by which a platform is asked to create it, under the identifier that it has given the authority."""
        return {"namespace_id": namespace_id, "name": self.name, "rule": _RULES[self.rule], "values": list(self.values)}


def _checked(authority: str) -> str:
    if not _HOST.fullmatch(authority):
        raise Malformed("no authority of attributes", found=authority[:80], expected="a host name in small letters, such as " + AUTHORITY)
    return authority


@frozen
class OpenTdf:
    """See the module.

    Args:
        authority: the authority of the attributes, a host name.

    Raises:
        Malformed: the authority is no host name.
    """

    authority: str = field(default=AUTHORITY, converter=_checked)
    id: str = "opentdf"
    name: str = "OpenTDF attribute values"
    media_type: str = "application/json"
    source: str = "OpenTDF specification, AttributeObject; names of the attributes are Relto's"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        names = read_json(data, source)
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise Malformed("no list of attribute values", place=Place(source), expected=f'["https://{self.authority}/attr/…/value/…"]')
        return read_attributes(names, self.authority, source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        return write_json(write_attributes(machine(label), self.authority))


def write_attributes(given: MachineLabel, authority: str = AUTHORITY) -> list[str]:
    """The names of the attribute values of a label: the level first, the others in order of attribute and value.

    Raises:
        Malformed: something of the label is no attribute, or a value would be longer than OpenTDF takes.
    """
    label = given.label
    _checked(authority)
    refuse_typed(given)
    if given.review or given.originator or given.identifier or given.privacy_mark or given.informative:
        raise Malformed("attributes carry the label alone", expected="a label without further dates and names")
    refuse_typed(given)
    _grants(label.scheme.id, Place("label"))
    parts = taken_apart(label)
    if "display_only" in parts:
        found = ", ".join(parts["display_only"])
        raise Malformed("no attribute says display only: who may open a file has it", found=found, expected="a label without that list")
    said = [(_LEVEL, encoded(label.level))]
    for part, (name, _) in _NAMES.items():
        said += sorted((name, encoded(word)) for word in parts.get(part, ()))
    if label.releasable_to is None and not label.is_public:
        said.append((_RELEASE, _UNDECIDED))
    return [f"https://{authority}/attr/{label.scheme.id}-{name}/value/{value}" for name, value in said]


def read_attributes(names: Sequence[str], authority: str = AUTHORITY, source: str = "attributes") -> MachineLabel:
    """The label that attribute values say, in any order; capitals count as small letters, as they do in OpenTDF.

    Args:
        names: fully qualified names of the values.
        authority: whose attributes are meant.
        source: name of the input, for errors.

    Raises:
        Malformed: one is not known, stands twice, or is of another authority; they say no level, or several; or one that the label
            needs is missing.
    """
    _checked(authority)
    if len(names) > _MOST:
        raise Malformed("too many attribute values", place=Place(source), found=str(len(names)), expected=f"{_MOST} at most")
    said: dict[tuple[str, str], list[str]] = {}
    given: list[str] = []
    for number, name in enumerate(names):
        place = Place(source, path=f"[{number}]")
        given.append(name.lower() if name.isascii() else name)
        if given[-1] in given[:-1]:
            raise Malformed("an attribute value stands twice", place=place, found=name[:120], expected="it once")
        one, attribute, value = _parsed(given[-1], authority, place)
        said.setdefault((one, attribute), []).append(value)
    label = _label(said, Place(source))
    wanted = write_attributes(MachineLabel(label), authority)
    for name in wanted:
        if name not in given:
            raise Malformed("an attribute value that the label needs is missing", place=Place(source), found="none", expected=name)
    for number, name in enumerate(given):
        if name not in wanted:
            place = Place(source, path=f"[{number}]")
            raise Malformed("an attribute value that does not go with the others", place=place, found=name, expected=", ".join(wanted))
    return MachineLabel(label)


def _parsed(name: str, authority: str, place: Place) -> tuple[str, str, str]:
    """The system, the attribute and the word of a value's name."""
    match = _FQN.fullmatch(name)
    if match is None:
        raise Malformed("no attribute value", place=place, found=name[:120], expected=f"https://{authority}/attr/…/value/…")
    if match["authority"] != authority:
        raise Malformed("an attribute of another authority", place=place, found=match["authority"], expected=authority)
    one, _, attribute = match["name"].partition("-")
    if one not in system_ids() or attribute not in {_LEVEL, _RELEASE, *_PARTS}:
        expected = f"<system>-{_LEVEL}, " + ", ".join(f"-{known}" for known in (*_PARTS, _RELEASE))
        raise Malformed("an unknown attribute", place=place, found=match["name"], expected=expected)
    _grants(one, place)
    return one, attribute, match["value"] if attribute == _RELEASE else decoded(match["value"], place)


def _label(said: Mapping[tuple[str, str], Sequence[str]], place: Place) -> Label:
    systems = sorted({one for one, _ in said})
    levels = said.get((systems[0], _LEVEL), ()) if systems else ()
    if len(systems) != 1 or len(levels) != 1:
        found = ", ".join((*systems, *levels)) or None
        raise Malformed("attribute values say one level of one system", place=place, found=found, expected="one classification")
    parts = {part: tuple(said[systems[0], name]) for name, part in _PARTS.items() if (systems[0], name) in said}
    return put_together(system(systems[0]), levels[0], parts, place)


def _grants(one: str, place: Place) -> None:
    if one in _NO_ACCESS:
        raise Malformed("an exchange policy says what to do, not who may have it", place=place, found=one, expected="a marking of access")


def encoded(word: str) -> str:
    """A word of a label as a value of an attribute.

    Raises:
        Malformed: the value would be longer than OpenTDF takes.
    """
    signs = [
        one.lower() if "A" <= one <= "Z" or "0" <= one <= "9" or one == "-" else "_" if one == " " else f"__{ord(one):02x}__"
        for one in word
    ]
    value = "".join(signs)
    if not _VALUE.fullmatch(value) or value.startswith(_BYTES) or _plain(value) != word:
        value = _BYTES + word.encode().hex()
    if len(value) > _LONGEST or not word:
        raise Malformed("a word that no attribute value can hold", found=word[:80], expected=f"{_LONGEST} characters at most when written")
    return value


def _plain(value: str) -> str:
    """The word of a value that is written sign by sign.

    Raises:
        ValueError: a number is none of a sign.
    """
    found = []
    for number, piece in enumerate(_SIGN.split(value)):
        if number % 2 == 0:
            found.append(piece.replace("_", " ").upper())
        else:
            found.append(chr(int(piece, 16)))
    return "".join(found)


def _is_half(word: str) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in word)


def decoded(value: str, place: Place) -> str:
    """The word that a value of an attribute holds.

    Raises:
        Malformed: it is no value, or one that is written otherwise.
    """
    word = ""
    if _VALUE.fullmatch(value):
        try:
            word = bytes.fromhex(value.removeprefix(_BYTES)).decode() if value.startswith(_BYTES) else _plain(value)
        except ValueError:  # no hexadecimal, no UTF-8, or no sign
            word = ""
    if not word or _is_half(word) or encoded(word) != value:
        expected = "small letters, digits, hyphens and underscores, as Relto writes them"
        raise Malformed("no value of an attribute", place=place, found=value[:120], expected=expected)
    return word


def definitions(id: str, authority: str = AUTHORITY, *, codes: Iterable[str] = ()) -> tuple[AttributeDefinition, ...]:  # noqa: A002 - the word of every record in Relto
    """The definitions of a system's attributes.

    Args:
        id: short name of the system.
        authority: whose attributes they are to be.
        codes: codes of parties and communities that lists and owners may name.

    Raises:
        Malformed: there is no such system, or its markings are no attributes of access.
    """
    one = system(id)
    _grants(id, Place(id))
    _checked(authority)
    levels = tuple(encoded(level) for level in reversed(one.scheme.levels))
    named = tuple(encoded(code) for code in sorted(set(codes)))
    vocabulary = _vocabulary(one)
    made = [AttributeDefinition(authority, f"{id}-{_LEVEL}", "hierarchy" if _is_ladder(one) else "allOf", levels)]
    if isinstance(one, SlashedSystem):
        for part, (name, rule) in _NAMES.items():
            values = named if part in ("releasable_to", "originators") else tuple(encoded(word) for word in vocabulary.get(part, ()))
            is_open = part not in ("joint", "exclusions") or any(
                term.effect == "only" for term in one.vocabulary.terms if part == "exclusions"
            )
            made.append(AttributeDefinition(authority, f"{id}-{name}", rule, values, is_open))
    made.append(AttributeDefinition(authority, f"{id}-{_RELEASE}", "allOf", (_UNDECIDED,)))
    return tuple(made)


def _is_ladder(one: MarkingSystem) -> bool:
    """Whether every level stands above or below every other."""
    levels = one.scheme.levels
    return all(one.scheme.protects(high, low) for low, high in pairwise(levels))


def _vocabulary(one: MarkingSystem) -> dict[Part, tuple[str, ...]]:
    if not isinstance(one, SlashedSystem):
        return {}
    of: dict[Part, set[str]] = {"joint": {"JOINT"}, "exclusions": set(), "controls": set(), "compartments": set()}
    for term in one.vocabulary.terms:
        if term.exclusion is not None:
            of["exclusions"].add(term.exclusion.name)
        if term.effect == "control":
            of["controls"].add(term.name)
        elif term.effect == "compartment":
            of["compartments"].add(term.name)
    return {part: tuple(sorted(words)) for part, words in of.items()}
