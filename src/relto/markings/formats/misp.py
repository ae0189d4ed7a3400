"""MISP tags as labels: a JSON list of machine tags.

Six taxonomies are labels here: ``tlp``, ``nato``, ``euci``, ``fr-classif``, ``de-vs`` and ``dni-ism``. A tag of theirs that says something
a label cannot hold is refused (``tlp:ex:chr`` and ``tlp:unclear`` are no TLP; ``dni-ism:dissem="REL"`` comes without its list), and so are
two of them that exclude each other, two taxonomies at once, and a value that the taxonomy does not have. Tags of other taxonomies, and
tags that are no machine tags, are kept as informative; ``PAP``, which says what a recipient may do with an indicator and not who may
have it, is one of these, and stands once.

Source: MISP taxonomies tlp version 10, nato version 2, euci version 3, fr-classif version 6, de-vs version 1, dni-ism version 3, PAP
version 3.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from attrs import evolve, frozen

from relto.labels import Label
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.model import MachineLabel, machine, refuse_typed
from relto.markings.formats.parts import Part, put_together, taken_apart
from relto.markings.formats.us_words import read_words, united_states, write_words
from relto.markings.systems import system
from relto.primitives import Malformed, Place

_MOST = 1_000
_TAG = re.compile(r'(?P<space>[a-zA-Z0-9-]+):(?P<predicate>[^="]+?)(?:="(?P<value>[^"]*)")?')
_OTHER = "tags"

_TLP: Mapping[str, str] = MappingProxyType(
    {f"tlp:{name}": f"TLP:{name.upper()}" for name in ("red", "amber", "amber+strict", "green", "clear")} | {"tlp:white": "TLP:CLEAR"}
)
_NATO: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "NU": ("NATO UNCLASSIFIED", None),
        "NR": ("NATO RESTRICTED", None),
        "NC": ("NATO CONFIDENTIAL", None),
        "NS": ("NATO SECRET", None),
        "CTS": ("COSMIC TOP SECRET", None),
        "NC-A": ("NATO CONFIDENTIAL", "ATOMAL"),
        "NS-A": ("NATO SECRET", "ATOMAL"),
        "CTS-A": ("COSMIC TOP SECRET", "ATOMAL"),
        "CTS-B": ("COSMIC TOP SECRET", "BOHEMIA"),
    }
)
_LEVELS: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "euci": (
            "eu",
            {
                "euci:TS-UE/EU-TS": "TRES SECRET UE/EU TOP SECRET",
                "euci:S-UE/EU-S": "SECRET UE/EU SECRET",
                "euci:C-UE/EU-C": "CONFIDENTIEL UE/EU CONFIDENTIAL",
                "euci:R-UE/EU-R": "RESTREINT UE/EU RESTRICTED",
            },
        ),
        "fr-classif": (
            "fra",
            {
                'fr-classif:classifiees="TRES_SECRET"': "TRÈS SECRET",
                'fr-classif:classifiees="SECRET"': "SECRET",
                'fr-classif:non-classifiees="DIFFUSION_RESTREINTE"': "DIFFUSION RESTREINTE",
                'fr-classif:non-classifiees="NON-PROTEGE"': "NON PROTÉGÉ",
            },
        ),
        "de-vs": (
            "deu",
            {
                'de-vs:Einstufung="STRENG GEHEIM"': "STRENG GEHEIM",
                'de-vs:Einstufung="GEHEIM"': "GEHEIM",
                'de-vs:Einstufung="VS-VERTRAULICH"': "VS-VERTRAULICH",
                'de-vs:Einstufung="VS-NfD"': "VS-NUR FÜR DEN DIENSTGEBRAUCH",
            },
        ),
    }
)
"""Taxonomies whose tags are levels: the system they are of, and the level of each tag."""

_FRANCE_ALONE = 'fr-classif:special-france="SPECIAL_FRANCE"'
_PAP = re.compile(r"PAP:(?:RED|AMBER|GREEN|CLEAR|WHITE)")

_ISM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "classification:us": ("U", "C", "S", "TS"),
        "scicontrols": ("HCS-O", "HCS-P", "SI", "SI-G", "TK"),
        "atomicenergymarkings": ("RD", "RD-CNWDI", "FRD", "DCNI", "UCNI", "TFNI"),
        "nonuscontrols": ("ATOMAL", "BOHEMIA", "BALK"),
        "dissem": ("RS", "FOUO", "OC", "OC-USGOV", "IMC", "NF", "PR", "RELIDO", "DSEN", "FISA"),
        "nonic": ("DS", "XD", "ND", "SBU", "SBU-NF", "LES", "LES-NF", "SSI"),
    }
)
"""What of dni-ism a label holds; its other values and predicates need a list, are retired, or say nothing about access."""


@frozen
class Misp:
    """See the module."""

    id: str = "misp"
    name: str = "MISP tags"
    media_type: str = "application/json"
    source: str = "MISP taxonomies tlp 10, nato 2, euci 3, fr-classif 6, de-vs 1, dni-ism 3"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        tags = read_json(data, source)
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise Malformed("no list of tags", place=Place(source), expected='["tlp:amber"]')
        return read_tags(tags, source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        return write_json(write_tags(machine(label)))


def read_tags(tags: Sequence[str], source: str = "tags") -> MachineLabel:
    """The label that the tags of an event or attribute say.

    Args:
        tags: the tags' names.
        source: name of the input, for errors.

    Raises:
        Malformed: no tag says a level, or the tags contradict each other.
    """
    if len(tags) > _MOST or len(set(tags)) != len(tags):
        raise Malformed("too many tags, or one twice", place=Place(source), expected=f"{_MOST} at most, each once")
    ours: dict[str, list[tuple[str, re.Match[str]]]] = {}
    others: list[str] = []
    for tag in tags:
        match = _TAG.fullmatch(tag)
        if match is not None and match["space"].lower() in _READERS:
            ours.setdefault(match["space"].lower(), []).append((tag, match))
        else:
            others.append(tag)
    if sum(1 for tag in others if _PAP.fullmatch(tag)) > 1:
        raise Malformed("two tags of PAP", place=Place(source), found=", ".join(filter(_PAP.fullmatch, others)), expected="one")
    if len(ours) != 1:
        found = ", ".join(sorted(ours)) or None
        expected = f"tags of one of {', '.join(_READERS)}"
        raise Malformed("no tag that says a level, or two policies at once", place=Place(source), found=found, expected=expected)
    space, some = next(iter(ours.items()))
    informative = ((_OTHER, tuple(sorted(others))),) if others else ()
    return MachineLabel(_READERS[space](some, source), informative=informative)


def says_level(tag: str) -> str | None:
    """The taxonomy of a tag that is one of those read here; ``None`` for every other tag."""
    match = _TAG.fullmatch(tag)
    return match["space"].lower() if match is not None and match["space"].lower() in _READERS else None


def _wrong(tag: str, source: str, expected: str) -> Malformed:
    return Malformed("a tag that no label can hold", place=Place(source), found=tag, expected=expected)


def _read_tlp(tags: list[tuple[str, re.Match[str]]], source: str) -> Label:
    if len(tags) > 1:
        raise _wrong(tags[1][0], source, "one tag of `tlp`, which is exclusive")
    tag = tags[0][0]
    if tag not in _TLP:
        raise _wrong(tag, source, f"one of {', '.join(_TLP)}")
    return put_together(system("tlp"), _TLP[tag], {}, Place(source))


def _read_nato(tags: list[tuple[str, re.Match[str]]], source: str) -> Label:
    if len(tags) > 1:
        raise _wrong(tags[1][0], source, "one tag of `nato`, which is exclusive")
    tag, match = tags[0]
    if match["predicate"] != "classification" or match["value"] not in _NATO:
        raise _wrong(tag, source, f"nato:classification= and one of {', '.join(_NATO)}")
    level, designator = _NATO[match["value"]]
    return put_together(system("nato"), level, {} if designator is None else {"compartments": (designator,)}, Place(source))


def _read_level(tags: list[tuple[str, re.Match[str]]], source: str) -> Label:
    name, levels = _LEVELS[tags[0][1]["space"].lower()]
    alone = [tag for tag, _ in tags if tag == _FRANCE_ALONE]
    found = [tag for tag, _ in tags if tag not in alone]
    wrong = next((tag for tag in found if tag not in levels), None)
    if wrong is not None or len(found) != 1:
        raise _wrong(wrong or (found[1] if found else alone[0]), source, f"one of {', '.join(levels)}")
    return put_together(system(name), levels[found[0]], {"exclusions": ("SPÉCIAL FRANCE",)} if alone else {}, Place(source))


def _read_ism(tags: list[tuple[str, re.Match[str]]], source: str) -> Label:
    one = system("us")
    levels: list[str] = []
    words: list[str] = []
    for tag, match in tags:
        known = _ISM.get(match["predicate"], ())
        if match["value"] not in known:
            raise _wrong(tag, source, f"one of {', '.join(known)}" if known else f"a predicate of {', '.join(_ISM)}")
        if match["predicate"] == "classification:us":
            levels.append(united_states().vocabulary.levels["portion"][match["value"]].level)
        else:
            words.append(match["value"])
    if len(levels) != 1:
        raise Malformed("tags of dni-ism say one classification:us", place=Place(source), found=", ".join(levels) or None, expected="one")
    return put_together(one, levels[0], read_words(words), Place(source))


_READERS: Mapping[str, Callable[[list[tuple[str, re.Match[str]]], str], Label]] = MappingProxyType(
    {"tlp": _read_tlp, "nato": _read_nato, "dni-ism": _read_ism} | dict.fromkeys(_LEVELS, _read_level)
)


def write_tags(given: MachineLabel) -> list[str]:
    """The tags that say a label, and those that stood beside it.

    Raises:
        Malformed: no taxonomy has tags for all of it.
    """
    label = given.label
    refuse_typed(given)
    if given.review or given.originator or given.identifier or given.privacy_mark or any(tag != _OTHER for tag, _ in given.informative):
        raise Malformed("tags carry the label and other tags alone", expected="a label without further dates and names")
    parts = taken_apart(label)
    match label.scheme.id:
        case "tlp":
            tags = [label.level.lower()]
        case "nato":
            tags = _write_nato(label, parts)
        case "us":
            tags = _write_ism(label, parts)
        case other:
            tags = _write_level(other, label)
    again = read_tags(tags).label
    if again != evolve(label, marked_on=None):
        raise Malformed("tags cannot say all of this label", found=", ".join(tags), expected="a level and caveats that the taxonomy has")
    return [*tags, *(tag for _, some in given.informative for tag in some)]


def _write_nato(label: Label, parts: Mapping[Part, tuple[str, ...]]) -> list[str]:
    wanted = (label.level, next(iter(parts.get("compartments", ())), None))
    for value, said in _NATO.items():
        if said == wanted:
            return [f'nato:classification="{value}"']
    raise Malformed("the taxonomy has no such tag", found=f"{label.level}, {wanted[1]}", expected=", ".join(_NATO))


def _write_level(scheme: str, label: Label) -> list[str]:
    levels = next((levels for name, levels in _LEVELS.values() if name == scheme), None)
    if levels is None:
        known = ", ".join(["tlp", "nato", "us", *(name for name, _ in _LEVELS.values())])
        raise Malformed("no taxonomy has this scheme", found=scheme, expected=f"one of {known}")
    tags = [tag for tag, level in levels.items() if level == label.level]
    if not tags:
        raise Malformed("the taxonomy has no such tag", found=label.level, expected=", ".join(levels.values()))
    return [*tags, *([_FRANCE_ALONE] if scheme == "fra" and label.exclusions else [])]


def _write_ism(label: Label, parts: Mapping[Part, tuple[str, ...]]) -> list[str]:
    words = write_words(parts)
    below = [one for one in words if not any(other.startswith(f"{one}-") for other in words)]
    tags = [f'dni-ism:classification:us="{united_states().vocabulary.level_written["portion"][label.level]}"']
    for predicate, values in _ISM.items():
        tags += [f'dni-ism:{predicate}="{value}"' for value in values if value in below and predicate != "classification:us"]
    return tags
