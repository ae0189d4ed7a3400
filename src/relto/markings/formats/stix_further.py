"""Marking definitions of STIX that are no labels: statements, and the United States' Access Control Specification (ACS) 3.0.

A *statement* is a text; it says nothing that a machine could hold, so it is read as it is. An *ACS marking* is a set of rules about who
may do what with cyber data. It is read whole, checked against its public schema, and written back as it came. Some of them say just what a
marking of the United States says, and :attr:`AcsMarking.label` gives that label; all others have no label, because one would leave out a
restriction:

* who may have it by kind of person, nationality of the person, organisation or community (``entity``, ``permitted_nationalities``,
  ``permitted_organizations``, ``shareability``): a list of nationalities is about persons and is no ``REL TO``;
* rules of use and further sharing, and the default that denies either;
* words of the control set that are no marking of the United States' manual, and compartments, whose values are not public.

Source: the JSON schema ``isa-acs-3-0.json`` of the OASIS CTI common objects (members, values and which are required); STIX version 2.1,
7.2.1.3 (statement). Which words are markings of the United States: IC Markings Manual of 2016.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import frozen

from relto.labels import Label
from relto.markings import parse
from relto.markings.formats.confidentiality import instant
from relto.markings.formats.json import write_json
from relto.primitives import Malformed, Place, hidden_characters

ACS = "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce"
_MOST = 1_000
_CUSTODIAN = re.compile(r"[A-Z0-9]+\.[A-Z0-9]+(?:\.[A-Z0-9][A-Z0-9-]+)?")
_AUTHORITY = re.compile(r"urn:isa:authority:\w+", re.ASCII)
_POLICY = re.compile(r"(?:urn:isa:policy:acs:ns:v3\.0\?privdefault=(?:permit|deny)&sharedefault=(?:permit|deny)\s?)+")
_OPEN = "urn:isa:policy:acs:ns:v3.0?privdefault=permit&sharedefault=permit"
_GROUPS = frozenset({"CDC", "CIKR", "DIB", "FIN", "ISAC", "NONFED", "PRIVATESECTOR"})
_SHAREABILITY = frozenset({"NCC", "EM", "LE", "IC"})
_ENTITY = frozenset({"MIL", "GOV", "CTR", "SVR", "SVC", "DEV", "NET"})
_EFFECT = frozenset({"permit", "deny"})
_ACTIONS = frozenset(
    {"DSPLY", "IDSRC", "TENOT", "NETDEF", "LEGAL", "INTEL", "TEARLINE", "OPACTION", "REQUEST", "ANONYMOUSACCESS", "CISAUSES", "ALL"}
)
_DETERMINATION = frozenset(
    {
        "PUBREL",
        "NF",
        "AIS",
        "PII-NECESSARY-TO-UNDERSTAND-THREAT",
        "NO-PII-PRESENT",
        "FOUO",
        "INFORMATION-DIRECTLY-RELATED-TO-CYBERSECURITY-THREAT",
    }
)
_SENSITIVITY = frozenset({"NTOC_DHS_ECYBER_SVC_SHARE.NSA.NSA", "PCII", "LES", "INT", "PII", "PR", "TEI"})
_CAVEAT = frozenset({"FISA", "POSSIBLEPII", "CISAPROPRIETARY"})

_WORDS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("caveat", "FISA"): "FISA",
        ("formal_determination", "FOUO"): "FOUO",
        ("formal_determination", "NF"): "NOFORN",
        ("sensitivity", "LES"): "LES",
    }
)
"""Words of a control set that are markings of the United States. The sensitivity ``PR`` is left out: its meaning was not verified."""

_ORDER = ("FOUO", "NOFORN", "FISA")
_OWNER = "USA."
_LEVELS: Mapping[str, str] = MappingProxyType({"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET", "TS": "TOP SECRET"})


@frozen
class Statement:
    """A marking that is a text.

    Args:
        id: identifier of its definition.
        text: what it says.
    """

    id: str
    text: str


@frozen
class AcsMarking:
    """A marking of ACS 3.0.

    Args:
        id: identifier of its definition.
        content: everything that stands under the extension, checked, as JSON in the order in which it stood.
    """

    id: str
    content: str

    @property
    def members(self) -> dict[str, Any]:
        """The members, as JSON has them."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def label(self) -> Label:
        """The label that says just what this marking says.

        Raises:
            Malformed: it says more, or otherwise, than a marking of the United States can.
        """
        members = self.members
        control = members["control_set"]
        for member in ("responsible_entity_custodian", "responsible_entity_originator"):
            if not members.get(member, _OWNER).startswith(_OWNER):
                raise _no_label(self.id, member, f"{members[member]} is not of the United States")
        for member in ("access_privilege", "further_sharing"):
            if member in members:
                raise _no_label(self.id, member, "rules of use and sharing are no part of a marking")
        if members["policy_reference"] != _OPEN:
            raise _no_label(self.id, "policy_reference", "what is not permitted is denied, which no marking says")
        words = self._words(control)
        if "PUBREL" in control.get("formal_determination", ()) and (words or control["classification"] != "U"):
            raise _no_label(self.id, "control_set.formal_determination", "PUBREL stands beside a restriction")
        dissemination = "/".join(word for word in _ORDER if word in words)
        text = "//".join(
            [_LEVELS[control["classification"]], *([dissemination] if dissemination else []), *(["LES"] if "LES" in words else [])]
        )
        return parse(text, system="us", source=self.id).label

    def _words(self, control: Mapping[str, Any]) -> list[str]:
        words: list[str] = []
        for member, values in control.items():
            for value in values if member != "classification" else ():
                if (member, value) == ("formal_determination", "PUBREL"):
                    continue
                if (member, value) not in _WORDS:
                    raise _no_label(self.id, f"control_set.{member}", f"{value} is no marking of the United States")
                words.append(_WORDS[member, value])
        return words

    def definition(self, created: str) -> dict[str, Any]:
        """The marking definition that holds it.

        Args:
            created: when the definition was made, as STIX writes it.
        """
        made = {"type": "marking-definition", "spec_version": "2.1", "id": self.id, "created": created}
        return made | {"extensions": {ACS: self.members}}


def _no_label(source: str, member: str, why: str) -> Malformed:
    expected = "classification and markings of the United States alone"
    return Malformed(f"no label says what this marking says: {why}", place=Place(source, path=member), expected=expected)


def read_further(given: Any, source: str = "definition") -> Statement | AcsMarking | None:
    """What a marking definition says that is no label; ``None`` where it is neither a statement nor of ACS.

    Args:
        given: the definition, as JSON has it.
        source: name of the input, for errors.

    Raises:
        Malformed: it is no marking definition, or one of the two that its schema does not admit.
    """
    place = Place(source)
    if not isinstance(given, dict) or given.get("type") != "marking-definition" or not isinstance(given.get("id"), str):
        raise Malformed("no marking definition", place=place, expected="an object of type marking-definition with its identifier")
    extensions = given.get("extensions", {})
    is_acs = isinstance(extensions, dict) and ACS in extensions
    if is_acs and "definition_type" in given:
        raise Malformed("a definition of several markings", place=place, found=given["id"][:80], expected="one marking")
    if is_acs:
        members = _read(extensions[ACS], _MARKING, Place(source, path=f"extensions.{ACS}"))
        return AcsMarking(given["id"], write_json(members).decode())
    if given.get("definition_type") != "statement":
        return None
    inside = given.get("definition")
    if not isinstance(inside, dict) or set(inside) != {"statement"} or not isinstance(inside["statement"], str):
        raise Malformed("no statement", place=Place(source, path="definition"), expected='{"statement": "…"}')
    return Statement(given["id"], inside["statement"])


Check = Callable[[Any, Place], None]
"""Looks at a value, and raises where it is none of its kind."""


@frozen
class _Object:
    """The members of an object: those that must be there, and those that may."""

    needed: Mapping[str, Check]
    further: Mapping[str, Check] = MappingProxyType({})


def _read(given: Any, kind: _Object, place: Place) -> dict[str, Any]:
    known = {**kind.needed, **kind.further}
    if not isinstance(given, dict) or not given:
        raise Malformed("no object, or an empty one", place=place, expected=", ".join(known))
    for name in kind.needed:
        if name not in given:
            raise Malformed("a member is missing", place=place, expected=name)
    for name, value in given.items():
        if name not in known:
            raise Malformed("a member that is not known", place=place, found=name[:80], expected=", ".join(known))
        known[name](value, Place(place.source, path=f"{place.path}.{name}"))
    return dict(given)


def _object(needed: Mapping[str, Check], further: Mapping[str, Check] | None = None) -> Check:
    def check(given: Any, place: Place) -> None:
        _read(given, _Object(needed, further or {}), place)

    return check


def _text(given: Any, place: Place) -> None:
    if not isinstance(given, str) or not given or len(given) > _MOST or hidden_characters(given):
        raise Malformed("no plain text", place=place, found=str(given)[:80], expected=f"1 to {_MOST} characters")


def _when(given: Any, place: Place) -> None:
    _text(given, place)
    instant(given, place)


def _number(given: Any, place: Place) -> None:
    if not isinstance(given, int) or isinstance(given, bool):
        raise Malformed("no whole number", place=place, found=str(given)[:80], expected="a whole number")


def _one_of(values: frozenset[str]) -> Check:
    def check(given: Any, place: Place) -> None:
        if not isinstance(given, str) or given not in values:
            raise Malformed("a value that is not known", place=place, found=str(given)[:80], expected=", ".join(sorted(values)))

    return check


def _like(pattern: re.Pattern[str], expected: str, also: frozenset[str] = frozenset()) -> Check:
    def check(given: Any, place: Place) -> None:
        _text(given, place)
        if given not in also and not pattern.fullmatch(given):
            raise Malformed("a value of another form", place=place, found=given[:80], expected=expected)

    return check


def _list(of: Check, *, or_all: bool = False) -> Check:
    def check(given: Any, place: Place) -> None:
        if not isinstance(given, Sequence) or isinstance(given, str) or not 0 < len(given) <= _MOST:
            raise Malformed("no list, or an empty one", place=place, expected="a list of one at least")
        if or_all and list(given) == ["ALL"]:
            return
        for number, one in enumerate(given):
            of(one, Place(place.source, path=f"{place.path}[{number}]"))
        if any(given[number] in given[:number] for number in range(len(given)) if isinstance(given[number], str)):
            raise Malformed("a value stands twice", place=place, expected="each once")

    return check


_ORGANISATION = _like(_CUSTODIAN, "USA.DHS or a group such as ISAC", _GROUPS)
_RECIPIENT = _like(_CUSTODIAN, "USA.DHS, a group such as ISAC, FOREIGNGOV or SECTOR", _GROUPS | {"FOREIGNGOV", "SECTOR"})
_SCOPE = _object(
    {},
    {
        "permitted_nationalities": _list(_text, or_all=True),
        "permitted_organizations": _list(_ORGANISATION, or_all=True),
        "shareability": _list(_one_of(_SHAREABILITY), or_all=True),
        "entity": _list(_one_of(_ENTITY), or_all=True),
    },
)
_CONTROL = _object(
    {"classification": _one_of(frozenset(_LEVELS))},
    {
        "sci_controls": _list(_text),
        "logical_authority_category": _list(_text),
        "formal_determination": _list(_one_of(_DETERMINATION)),
        "caveat": _list(_one_of(_CAVEAT)),
        "sensitivity": _list(_one_of(_SENSITIVITY)),
        "shareability": _list(_one_of(_SHAREABILITY)),
        "entity": _list(_one_of(_ENTITY)),
        "permitted_nationalities": _list(_text),
        "permitted_organizations": _list(_ORGANISATION),
    },
)
_PRIVILEGE = {"privilege_action": _one_of(_ACTIONS), "privilege_scope": _SCOPE, "rule_effect": _one_of(_EFFECT)}
_DECLASSIFICATION = {"declass_exemption": _text, "declass_period": _number, "declass_date": _when, "declass_event": _text}
_MARKING = _Object(
    {
        "extension_type": _one_of(frozenset({"property-extension"})),
        "identifier": _text,
        "create_date_time": _when,
        "responsible_entity_custodian": _like(_CUSTODIAN, "USA.DHS"),
        "policy_reference": _like(_POLICY, _OPEN),
        "control_set": _CONTROL,
    },
    {
        "name": _text,
        "responsible_entity_originator": _ORGANISATION,
        "authority_reference": _list(_like(_AUTHORITY, "urn:isa:authority:…")),
        "original_classification": _object(
            {"classified_by": _text}, {"classified_on": _when, "classification_reason": _text, "compilation_reason": _text}
        ),
        "derivative_classification": _object({"classified_by": _text, "derived_from": _text}, {"classified_on": _when}),
        "declassification": _object({}, _DECLASSIFICATION),
        "resource_disposition": _object({"disposition_date": _when, "disposition_process": _text}),
        "public_release": _object({"released_by": _text}, {"released_on": _when}),
        "access_privilege": _list(_object(_PRIVILEGE)),
        "further_sharing": _list(_object({"sharing_scope": _list(_RECIPIENT), "rule_effect": _one_of(_EFFECT)})),
    },
)
