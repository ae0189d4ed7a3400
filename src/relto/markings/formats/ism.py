"""IC-ISM: a United States marking as attributes of an XML element, and the markings of all portions of a document.

Values are the words of portion marks; lists are parted by spaces. A compartment stands with everything above it (``SI SI-G``), and
``releasableTo`` and ``displayOnlyTo`` only beside ``REL`` and ``DISPLAYONLY``. Attributes that say when and by whom it was classified are a
classification authority block, and are read as one. Those that only say by which version something was written are passed over. Every
other attribute of the namespace is refused.

Not carried: special access programmes, whose identifiers have had several forms, and declassification by events and exemptions.

Source: IC-ISM, namespace ``urn:us:gov:ic:ism``, as its data encoding specification of version 13 is published with NIEM examples; the
rules' numbers are those of its public Schematron files.
"""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import evolve, frozen
from lxml import etree

from relto.labels import UNNAMED_SOURCE, Expansion, Label
from relto.markings.formats.model import MachineLabel, machine, refuse_typed
from relto.markings.formats.parts import Part, put_together, taken_apart
from relto.markings.formats.us_words import read_words, united_states, write_words
from relto.markings.formats.xml import Element, read_xml, where
from relto.markings.model import no_members
from relto.markings.systems.us import AuthorityBlock, read_block
from relto.primitives import Malformed, Place
from relto.primitives.limits import BUNDLE_DEPTH, XML_BYTES

NAMESPACE = "urn:us:gov:ic:ism"
_USA = "USA"
_FGI = "FGI"

_LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "atomicEnergyMarkings": ("RD", "FRD", "DCNI", "UCNI", "TFNI"),
        "nonUSControls": ("ATOMAL", "BOHEMIA", "BALK"),
        "disseminationControls": ("RS", "FOUO", "OC", "OC-USGOV", "IMC", "NF", "PR", "RELIDO", "DSEN", "FISA"),
        "nonICmarkings": ("DS", "XD", "ND", "SBU", "SBU-NF", "LES", "LES-NF", "SSI"),
        "SCIcontrols": ("HCS", "RSV", "SI", "TK"),
    }
)
"""Which list a word belongs to, by itself or by what stands before its first hyphen."""

_WITH_PARTS = frozenset({"SCIcontrols", "atomicEnergyMarkings"})
_OF_LISTS = frozenset({"REL", "DISPLAYONLY"})

_BLOCK: Mapping[str, str] = MappingProxyType(
    {"classifiedBy": "Classified By", "derivedFrom": "Derived From", "classificationReason": "Classification Reason"}
)
_ABOUT = frozenset({"DESVersion", "ISMCATCESVersion", "compliesWith", "resourceElement", "createDate", "excludeFromRollup"})
_KNOWN = frozenset({*_LISTS, *_BLOCK, *_ABOUT}) | {
    "classification",
    "ownerProducer",
    "FGIsourceOpen",
    "FGIsourceProtected",
    "releasableTo",
    "displayOnlyTo",
    "declassDate",
}


@frozen
class Ism:
    """See the module."""

    id: str = "ism"
    name: str = "IC-ISM attributes, XML"
    media_type: str = "application/xml"
    source: str = "IC-ISM, data encoding specification version 13"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`; the label is that of the root element."""
        return MachineLabel(read_element(read_xml(data, source), source).label)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`; the element is named ``label`` and is otherwise empty."""
        given = machine(label)
        refuse_typed(given)
        beside = (given.review, given.originator, given.identifier, given.privacy_mark, given.informative)
        if any(one for one in beside):
            raise Malformed("these attributes carry the label alone", expected="a label without further dates and names")
        root = etree.Element("label", nsmap={"ism": NAMESPACE})
        write_attributes(given.label, root)
        return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


@frozen
class Marked:
    """An element that carries a marking.

    Args:
        place: where it stands: line and path.
        label: its label.
        block: its classification authority block, or ``None``.
        of_the_whole: whether it says of itself that it marks the whole resource.
        counts: whether it counts in the roll-up.
    """

    place: Place
    label: Label
    block: AuthorityBlock | None = None
    of_the_whole: bool = False
    counts: bool = True


def labels_of(data: bytes, source: str = "document") -> tuple[Marked, ...]:
    """Every element of a document that carries a marking, in the document's order.

    Raises:
        Malformed: no XML, an element whose attributes are no marking, or not one element that marks the whole.
    """
    found = tuple(
        read_element(node, source)
        for node in read_xml(data, source, XML_BYTES, BUNDLE_DEPTH).iter(etree.Element)
        if any(etree.QName(name).namespace == NAMESPACE for name in node.attrib)
    )
    whole = [one for one in found if one.of_the_whole]
    if len(whole) != 1:
        where_ = whole[1].place if whole else Place(source)
        raise Malformed(
            "a document has one element that marks the whole", place=where_, found=str(len(whole)), expected="one resourceElement"
        )
    return found


def roll_up_of(marked: tuple[Marked, ...], expand: Expansion = no_members) -> Label:
    """What the portions of a document roll up to, by the manual; its resource element should say the same.

    Raises:
        Malformed: there is no portion that counts.
    """
    labels = [one.label for one in marked if one.counts and not one.of_the_whole]
    if not labels:
        raise Malformed("no portion that counts in the roll-up", expected="one at least")
    return united_states().roll_up(labels, expand)


def read_element(node: Element, source: str) -> Marked:
    """The marking of an element.

    Raises:
        Malformed: its attributes say none, or one that no label holds.
    """
    said = {str(etree.QName(name).localname): str(value) for name, value in node.attrib.items() if etree.QName(name).namespace == NAMESPACE}
    place = where(node, source)
    unknown = sorted(set(said) - _KNOWN)
    if unknown:
        raise Malformed("an attribute that no label holds", place=place, found=unknown[0], expected=", ".join(sorted(_KNOWN)))
    level = united_states().vocabulary.levels["portion"].get(said.get("classification", ""))
    if level is None:
        raise Malformed("no classification", place=place, found=said.get("classification"), expected="U, C, S or TS")
    words: list[str] = []
    for name, known in _LISTS.items():
        for word in _tokens(said, name, place):
            listed = word in known or (name in _WITH_PARTS and word.partition("-")[0] in known)
            if not listed and not (name == "disseminationControls" and word in _OF_LISTS):
                raise Malformed("a word that its attribute does not have", place=place, found=f"{name}: {word}", expected=", ".join(known))
            words.append(word)
    parts = _owners(said, place)
    parts |= _released(said, words, place)
    parts |= read_words(word for word in words if word not in _OF_LISTS)
    _with_parents(words, parts, place)
    label = put_together(united_states(), level.level, parts, place)
    return Marked(place, label, _block(said, place), _flag(said, "resourceElement", place), not _flag(said, "excludeFromRollup", place))


def _tokens(said: Mapping[str, str], name: str, place: Place) -> list[str]:
    value = said.get(name)
    if value is None:
        return []
    tokens = value.split(" ")
    if not all(tokens) or len(set(tokens)) != len(tokens):
        raise Malformed("an empty list, a word twice or a space too many", place=place, found=f"{name}: {value}", expected="each once")
    return tokens


def _flag(said: Mapping[str, str], name: str, place: Place) -> bool:
    value = said.get(name, "false")
    if value not in {"true", "false"}:
        raise Malformed(f"`{name}` is true or false", place=place, found=value, expected="true, false")
    return value == "true"


def _owners(said: Mapping[str, str], place: Place) -> dict[Part, tuple[str, ...]]:
    owners, named, hidden = (_tokens(said, name, place) for name in ("ownerProducer", "FGIsourceOpen", "FGIsourceProtected"))
    if not owners:
        raise Malformed("nobody owns it", place=place, found="no ownerProducer", expected="USA, or the owners' codes")
    if hidden not in ([], [_FGI]):
        raise Malformed("a concealed source is not named", place=place, found=" ".join(hidden), expected=_FGI)
    if (named or hidden) and owners != [_USA]:
        expected = "FGIsourceOpen and FGIsourceProtected with ownerProducer USA alone"
        raise Malformed("foreign sources of what is not the United States' own", place=place, found=" ".join(owners), expected=expected)
    if _USA in named or (_FGI in named and named != [_FGI]):
        raise Malformed("foreign sources are other countries", place=place, found=" ".join(named), expected="codes other than USA")
    if owners != [_USA]:
        joint: dict[Part, tuple[str, ...]] = {"joint": ("JOINT",)} if len(owners) > 1 else {}
        own: dict[Part, tuple[str, ...]] = {"originators": tuple(owners)}
        return own | joint
    foreign = (*named, *hidden)
    return {"originators": (_USA, *(UNNAMED_SOURCE if one == _FGI else one for one in foreign))} if foreign else {}


def _released(said: Mapping[str, str], words: list[str], place: Place) -> dict[Part, tuple[str, ...]]:
    """The lists, each with its word (ISM-ID-00032: a list of releasees without REL)."""
    parts: dict[Part, tuple[str, ...]] = {}
    pairs: tuple[tuple[str, str, Part], ...] = (("releasableTo", "REL", "releasable_to"), ("displayOnlyTo", "DISPLAYONLY", "display_only"))
    for name, word, part in pairs:
        codes = _tokens(said, name, place)
        if bool(codes) != (word in words):
            raise Malformed(
                f"`{name}` and `{word}` stand together", place=place, found=word if not codes else name, expected="both or none"
            )
        if codes:
            parts[part] = tuple(codes)
    listed = parts.get("releasable_to", ())
    if listed and (listed[0] != _USA or len(listed) < 2):  # noqa: PLR2004 - another than the United States
        raise Malformed("a list of releasees has USA first, and others", place=place, found=" ".join(listed), expected="USA AUS …")
    return parts


def _with_parents(words: list[str], parts: Mapping[Part, tuple[str, ...]], place: Place) -> None:
    """Refuses a compartment without what stands above it (ISM-ID-00241 and its like)."""
    missing = [one for one in write_words({"compartments": parts.get("compartments", ())}) if one not in words]
    if missing:
        raise Malformed("a compartment stands with everything above it", place=place, found=" ".join(words), expected=missing[0])


def _block(said: Mapping[str, str], place: Place) -> AuthorityBlock | None:
    lines = [f"{line}: {said[name]}" for name, line in _BLOCK.items() if name in said]
    if "declassDate" in said:
        lines.append(f"Declassify On: {said['declassDate'].replace('-', '')}")
    if not lines:
        return None
    try:
        return read_block("\n".join(lines)).block
    except Malformed as refused:
        raise Malformed(refused.message, place=place, found=refused.found, expected=refused.expected) from refused


def write_attributes(label: Label, node: Element, block: AuthorityBlock | None = None) -> None:
    """Sets the attributes of an element.

    Args:
        label: the label; its day is not carried.
        node: the element.
        block: the classification authority block; its value must be a day.

    Raises:
        Malformed: the attributes cannot carry all of it.
    """
    for name, value in _attributes(label, block).items():
        node.set(f"{{{NAMESPACE}}}{name}", value)
    again = read_element(node, "label")
    if again.label != evolve(label, marked_on=None) or again.block != block:
        raise Malformed("the attributes cannot say all of this label", found=united_states().render(label), expected="what IC-ISM carries")


def _attributes(label: Label, block: AuthorityBlock | None) -> dict[str, str]:
    if label.scheme.id != "us":
        raise Malformed("these attributes carry the United States' markings alone", found=label.scheme.id, expected="us")
    parts = taken_apart(label)
    words = write_words(parts)
    said = {"classification": united_states().vocabulary.level_written["portion"][label.level], **_owner_attributes(label)}
    if label.releasable_to is not None:
        words.append("REL")
        said["releasableTo"] = " ".join((_USA, *sorted(label.releasable_to - {_USA}, key=lambda code: (len(code), code))))
    if label.display_only is not None:
        words.append("DISPLAYONLY")
        said["displayOnlyTo"] = " ".join(sorted(label.display_only, key=lambda code: (len(code), code)))
    for name, known in _LISTS.items():
        mine = [one for one in words if one in known or (name in _WITH_PARTS and one.partition("-")[0] in known)]
        if name == "disseminationControls":
            mine += [one for one in words if one in _OF_LISTS]
        if mine:
            said[name] = " ".join(sorted(mine))
    if block is not None:
        said |= _block_attributes(block)
    return said


def _owner_attributes(label: Label) -> dict[str, str]:
    named = sorted(label.originators)
    if not named:
        return {"ownerProducer": _USA}
    if label.joint or _USA not in named:
        return {"ownerProducer": " ".join(_FGI if one == UNNAMED_SOURCE else one for one in named)}
    said = {"ownerProducer": _USA}
    open_ = [one for one in named if one not in {_USA, UNNAMED_SOURCE}]
    if open_:
        said["FGIsourceOpen"] = " ".join(open_)
    if UNNAMED_SOURCE in named:
        said["FGIsourceProtected"] = _FGI
    return said


def _block_attributes(block: AuthorityBlock) -> dict[str, str]:
    value = block.declassify_on
    if value.day is None or value.exemption is not None:
        raise Malformed("only a day is carried as declassification", found=str(value), expected="a day")
    said = {"classifiedBy": block.classified_by, "declassDate": value.day.isoformat()}
    if block.derived_from is not None:
        said["derivedFrom"] = block.derived_from
    if block.reason is not None:
        said["classificationReason"] = block.reason
    return said
