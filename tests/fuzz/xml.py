"""Labels and bindings in XML, taken apart and put together wrongly: a refusal, or what is written and read again as the same.

Elements are moved, doubled, wrapped, renamed and filled with what belongs elsewhere, so that most inputs are still well-formed and many
keep to the schemas. What a reader takes is looked at by another parser too: it must find no second label, and the same words.
"""

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from attrs import evolve
from lxml import etree

from relto.markings import system_ids
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.confidentiality import classification
from relto.markings.formats.ism import Marked, labels_of, write_attributes
from relto.markings.formats.stanag4774 import ALTERNATIVE, METADATA, ORIGINATOR
from relto.markings.formats.stanag4778 import Binding, bind, digest_of, embed, read_binding, read_embedded
from relto.primitives import Malformed
from tests.fuzz import damage
from tests.fuzz.labels import written
from tests.fuzz.markings import clean
from tests.fuzz.running import Guided, Target

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
Given = tuple[str, bytes]
"""Name of a reader, and what it is given."""

LABEL, BINDING = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0", "urn:nato:stanag:4778:bindinginformation:1:0"
ISM, XMIME, XSI = "urn:us:gov:ic:ism", "http://www.w3.org/2005/05/xmlmime", "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_SPACES = (None, LABEL, BINDING, ISM, XMIME, "urn:other", f"{LABEL} ", LABEL.replace("1:0", "2:0"), "http://www.w3.org/2000/09/xmldsig#")
_NAMES = (
    "originatorConfidentialityLabel", "OriginatorConfidentialityLabel", "alternativeConfidentialityLabel", "metadataConfidentialityLabel",
    "ConfidentialityInformation", "PolicyIdentifier", "Classification", "PrivacyMark", "Category", "GenericValue", "IntegerValue", "OriginatorID",
    "CreationDateTime", "SuccessionHandling", "BindingInformation", "MetadataBindingContainer", "MetadataBinding", "Metadata", "MetadataReference",
    "Data", "DataReference", "Signature", "Transforms", "p",
)  # fmt: skip
_ATTRIBUTES = (
    "TagName", "Type", "URI", "IDType", "ReviewDateTime", "Id", "id", f"{{{XMIME}}}contentType", f"{{{XSI}}}type", f"{{{XSI}}}nil",
    f"{{{XSI}}}schemaLocation", f"{{{_XML}}}id", f"{{{_XML}}}base", f"{{{_XML}}}space", f"{{{LABEL}}}URI", f"{{{ISM}}}classification",
    *(f"{{{ISM}}}{name}" for name in (
        "ownerProducer", "joint", "SCIcontrols", "SARIdentifier", "atomicEnergyMarkings", "disseminationControls", "FGIsourceOpen",
        "FGIsourceProtected", "releasableTo", "displayOnlyTo", "nonICmarkings", "nonUSControls", "classifiedBy", "derivativelyClassifiedBy",
        "classificationReason", "derivedFrom", "declassDate", "declassEvent", "declassException", "resourceElement", "excludeFromRollup",
        "createDate", "DESVersion", "compliesWith", "noticeType", "hasNoMeaning",
    )),
)  # fmt: skip
_WORDS = (
    "", " ", "SECRET", "TOP SECRET", "UNCLASSIFIED", "NATO SECRET", "COSMIC TOP SECRET", "NATO", "NZL", "USA", "JPN", "TLP", "KLINGON", "PERMISSIVE",
    "RESTRICTIVE", "INFORMATIVE", "Releasable To", "Display Only", "Special Category Designator", "Handling", "Owner", "Ownership", "Administrative",
    "JOINT", "STAFF", "ATOMAL", "FVEY", "2026-01-05T09:00:00Z", "2026-02-30T09:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05T09:00:00", "b1", "b2",
    "./a.pdf", "./A.pdf", "./b.pdf", "../a.pdf", "./a/../b", "file:///etc/passwd", "#b1", "application/pdf", "rfc822Name", "a@b.example", "urn:a",
    "U", "C", "S", "TS", "R", "USA AUS", "AUS USA", "USA AUS GBR", "REL", "REL NF", "NF", "OC", "DISPLAYONLY", "SI", "SI SI-G", "SI-G", "TK", "HCS HCS-P",
    "RD", "RD RD-CNWDI", "FGI", "DEU", "BP", "BP-J12-K15 CD", "DOD:BP", "true", "false", "1", "25X1", "50X1-HUM", "AEA", "2046-11-23", "OADR",
    "Reporting Analyst 7", "1.4(c)", "Multiple Sources", "13", "\u202e", "\u200b", "ＳＥＣＲＥＴ", "a" * 1_001,
)  # fmt: skip
_AROUND = (
    b'<!DOCTYPE a [<!ENTITY b "SECRET">]>',
    b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE a [<!ATTLIST Classification URI CDATA "urn:a">]>',
    b'<?xml version="1.0" encoding="UTF-7"?>',
    b'<?xml version="1.0" encoding="ISO-8859-1"?>',
    b'<?xml version="1.1"?>',
    b"<?xml-stylesheet href='x'?>",
    b"\xef\xbb\xbf",
    b"<!-- -->",
)
_INSIDE = (b"&b;", b"&#x0;", b"&#xA;", b"&#x202e;", b"<![CDATA[SECRET]]>", b"<?p i?>", b"<!-- SECRET -->", b"]]>", b"\xff", b"</Metadata>")
_DEEP = 40
_POOL = 150


def _label(rng: random.Random, *of: str) -> MachineLabel:
    """A label that the form carries, with what may stand beside it."""
    while True:
        label = MachineLabel(evolve(written(rng, rng.choice(of or system_ids())), marked_on=AT.date()), created=AT)
        if rng.random() < 0.3:
            label = evolve(label, originator="a@b.example", originator_type="rfc822Name", privacy_mark="STAFF", review=AT)
            label = evolve(label, references=(("PolicyIdentifier", "urn:a"),), informative=(("Topic", ("a", "b")),))
        try:
            FORMATS["stanag4774"].write(label)
        except Malformed:
            continue
        return label


def _bindings(rng: random.Random, uris: tuple[str, ...]) -> list[Binding]:
    made = []
    for number, uri in enumerate(uris):
        own = _label(rng)
        others = tuple(one for one in (_label(rng, "nz"), _label(rng, "tlp")) if one.label.scheme != own.label.scheme)
        of_metadata = _label(rng, "nato") if rng.random() < 0.3 else None
        made.append(Binding(own, uri, "application/pdf" if uri else None, rng.choice((None, f"b{number}")), others, of_metadata))
    return made


def _portions(rng: random.Random) -> bytes:
    root = etree.Element("doc", nsmap={"ism": ISM})
    while len(root) < rng.randint(1, 4):
        try:
            write_attributes(written(rng, "us"), etree.SubElement(root, "p"))
        except Malformed:
            root.remove(root[-1])
    for name, value in root[0].attrib.items():
        root.set(name, value)
    root.set(f"{{{ISM}}}resourceElement", "true")
    return bytes(etree.tostring(root))


_SEEDS: dict[str, Callable[[random.Random], bytes]] = {
    "4774": lambda rng: FORMATS["stanag4774"].write(_label(rng)),
    "4778": lambda rng: bind(_bindings(rng, ("./a.pdf", "./b.pdf")[: rng.randint(1, 2)])),
    "embedded": lambda rng: embed(b"<r>a<p>One <b>two</b>.</p>b<!-- c --><p/></r>", _bindings(rng, ("",))[0]),
    "ism": _portions,
}


@cache
def _seed(name: str, index: int) -> bytes:
    """One of some hundred good inputs, always the same by its number."""
    return _SEEDS[name](random.Random(f"{name} {index}"))


def make(rng: random.Random, number: int) -> Given:
    """Something that a form wrote, changed; one in ten is left as it is."""
    name = rng.choice(tuple(_SEEDS))
    given = name, _seed(name, rng.randrange(_POOL))
    return given if number % 10 == 0 else change(rng, given)


def change(rng: random.Random, given: Given) -> Given:
    """The same XML with its elements in disorder, or with what no XML may hold here."""
    name, data = given
    if rng.random() < 0.75:
        data = _disorder(rng, data)
    how = rng.random()
    if how < 0.1:
        data = damage.octets(rng, data)
    elif how < 0.2:
        data = rng.choice(_AROUND) + data.partition(b"?>")[2] if data.startswith(b"<?xml") else rng.choice(_AROUND) + data
    elif how < 0.3:
        at = rng.choice([at for at, sign in enumerate(data) if sign in b"<>"] or [0])
        data = data[:at] + rng.choice(_INSIDE) + data[at:]
    return name, data


def _disorder(rng: random.Random, data: bytes) -> bytes:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True))
    except (etree.XMLSyntaxError, ValueError):
        return data
    for _ in range(damage.often(rng)):
        nodes = list(root.iter(etree.Element))
        try:
            rng.choice(_CHANGES)(rng, rng.choice(nodes), rng.choice(nodes))
        except ValueError:  # an element cannot hold itself, nor XML every character
            continue
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=rng.random() < 0.5))


def _copy(node: Any) -> Any:
    made = deepcopy(node)
    made.tail = None
    return made


def _move(rng: random.Random, node: Any, other: Any) -> None:
    if node.getparent() is not None and node not in set(other.iterancestors()) | {other}:
        other.insert(rng.randint(0, len(other)), node)


def _double(rng: random.Random, node: Any, other: Any) -> None:
    if len(list(other.getroottree().iter())) < 200:
        other.insert(rng.randint(0, len(other)), _copy(node))


def _beside(rng: random.Random, node: Any, _: Any) -> None:
    """A second one beside the first, with another word in it: the older trick of passing one label for another."""
    if node.getparent() is not None:
        twin = _copy(node)
        _reword(rng, rng.choice(list(twin.iter(etree.Element))), twin)
        rng.choice((node.addnext, node.addprevious))(twin)


def _wrap(rng: random.Random, node: Any, _: Any) -> None:
    parent = node.getparent()
    if parent is not None:
        around = etree.Element(
            rng.choice((node.tag, parent.tag, f"{{{LABEL}}}{rng.choice(_NAMES)}", f"{{{BINDING}}}{rng.choice(_NAMES)}", "p"))
        )
        parent.replace(node, around)
        inner = around
        for _ in range(_DEEP if rng.random() < 0.05 else 0):
            inner = etree.SubElement(inner, around.tag)
        inner.append(node)


def _drop(_rng: random.Random, node: Any, _: Any) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _rename(rng: random.Random, node: Any, other: Any) -> None:
    name, space = etree.QName(node).localname, etree.QName(node).namespace
    if rng.random() < 0.5:
        name = rng.choice((*_NAMES, etree.QName(other).localname))
    else:
        space = rng.choice(_SPACES)
    node.tag = name if space is None else f"{{{space}}}{name}"


def _reword(rng: random.Random, node: Any, other: Any) -> None:
    word = rng.choice((rng.choice(_WORDS), other.text or "", *other.attrib.values()))
    if node.attrib and (len(node) or rng.random() < 0.5):
        node.set(rng.choice(list(node.attrib)), word)
    else:
        node.text = word


def _tail(rng: random.Random, node: Any, _: Any) -> None:
    """Text behind an element of the root, which belongs to the document."""
    outermost = list(node.getroottree().getroot().iterchildren(etree.Element))
    if outermost:
        rng.choice(outermost).tail = rng.choice(("text", " ", None))


def _attribute(rng: random.Random, node: Any, other: Any) -> None:
    if node.attrib and rng.random() < 0.4:
        del node.attrib[rng.choice(list(node.attrib))]
    else:
        name = rng.choice((rng.choice(_ATTRIBUTES), *other.attrib))
        node.set(name, rng.choice((rng.choice(_WORDS), *other.attrib.values())))


_CHANGES: tuple[Callable[[random.Random, Any, Any], None], ...] = (
    _move, _double, _beside, _wrap, _drop, _rename, _reword, _reword, _attribute, _attribute, _tail,
)  # fmt: skip


def check(given: Given) -> str:
    """Reads it; what is taken is written and read again as the same, and another parser finds nothing else in it."""
    name, data = given
    try:
        found: Any = _READERS[name](data)
    except Malformed as refused:
        clean(str(refused))
        return "refused"
    _CHECKS[name](data, found)
    return "taken"


_READERS: dict[str, Callable[[bytes], Any]] = {
    "4774": FORMATS["stanag4774"].read,
    "4778": read_binding,
    "embedded": read_embedded,
    "ism": labels_of,
}


def _named(data: bytes, name: str) -> list[Any]:
    """Elements of a name in any namespace and any capitals, as the parser of the standard library sees them."""
    root = ET.fromstring(data)  # noqa: S314 - a reader has taken it already
    return [node for node in root.iter() if node.tag.rpartition("}")[2].lower() == name.lower()]


def _words(nodes: list[Any]) -> list[str]:
    return [" ".join("".join(node.itertext()).split()) for node in nodes]


def _check_label(data: bytes, found: MachineLabel) -> None:
    again = FORMATS["stanag4774"].write(found)
    assert FORMATS["stanag4774"].read(again) == found, "another label back"
    assert FORMATS["stanag4774"].write(found) == again, "written otherwise the second time"
    assert len(_named(data, ORIGINATOR)) == 1, "a second label"
    assert _words(_named(data, "Classification")) == [classification(found.label)], "another parser reads another level"


def _check_labels(data: bytes, found: tuple[Binding, ...]) -> None:
    """The labels in a document's order, which is the order in which a binding is read."""
    all_ = [(ORIGINATOR, one.label) for one in found] + [(ALTERNATIVE, other) for one in found for other in one.alternatives]
    all_ += [(METADATA, one.of_metadata) for one in found if one.of_metadata is not None]
    for kind in (ORIGINATOR, ALTERNATIVE, METADATA):
        wanted = [classification(label.label) for known, label in all_ if known == kind]
        levels = [
            word for node in _named(data, kind) for word in _words([one for one in node.iter() if one.tag.endswith("}Classification")])
        ]
        assert levels == wanted, "another parser reads other labels"
    uris = [node.get("URI") for node in _named(data, "DataReference") if node.tag == f"{{{BINDING}}}DataReference"]
    assert uris == [one.uri for one in found], "another parser reads other names"


def _check_binding(data: bytes, found: tuple[Binding, ...]) -> None:
    again = bind(found)
    assert read_binding(again) == found, "another binding back"
    assert bind(found) == again, "written otherwise the second time"
    assert digest_of(again, {one.uri: b"x" for one in found}) != digest_of(again, {one.uri: b"y" for one in found}), "one digest of two"
    _check_labels(data, found)


def _check_embedded(data: bytes, found: tuple[Binding, bytes]) -> None:
    binding, rest = found
    _check_labels(data, (binding,))
    assert not any(_named(rest, name) for name in (ORIGINATOR, ALTERNATIVE, METADATA, "BindingInformation")), "a label is left behind"
    text = "".join(ET.fromstring(rest).itertext())  # noqa: S314 - our own writing
    root = ET.fromstring(data)  # noqa: S314 - a reader has taken it already
    taken_out = "".join(root[0].itertext())
    assert "".join(root.itertext()).replace(taken_out, "", 1) == text, "text of the document is lost"
    again, same = read_embedded(embed(rest, binding))
    assert again == binding, "another binding back"
    assert etree.tostring(etree.fromstring(same), method="c14n2") == etree.tostring(etree.fromstring(rest), method="c14n2"), (
        "another document"
    )


def _check_portions(data: bytes, found: tuple[Marked, ...]) -> None:
    root = ET.fromstring(data)  # noqa: S314 - a reader has taken it already
    levels = [level for node in root.iter() if (level := node.get(f"{{{ISM}}}classification")) is not None]
    assert len(levels) == len(found), "another parser finds other portions"
    for one, level in zip(found, levels, strict=True):
        node = etree.Element("p")
        write_attributes(one.label, node, one.block)
        assert node.get(f"{{{ISM}}}classification") == level, "another level"
        again = FORMATS["ism"].read(etree.tostring(node)).label
        assert again == one.label, "another label back"


_CHECKS: dict[str, Callable[[bytes, Any], None]] = {
    "4774": _check_label,
    "4778": _check_binding,
    "embedded": _check_embedded,
    "ism": _check_portions,
}


def _encode(given: Given) -> bytes:
    return given[0].encode() + b"\n" + given[1]


def _decode(data: bytes) -> Given:
    name, _, rest = data.partition(b"\n")
    text = name.decode("utf-8", "replace")
    return (text if text in _SEEDS else tuple(_SEEDS)[len(name) % len(_SEEDS)]), rest


TARGETS = (Target("xml", make, check, guided=Guided(_encode, _decode, change, most=8_000, weight=2)),)
