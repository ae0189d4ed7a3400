"""Sensitivity labels of Microsoft Purview in the metadata of documents and mail: a hint, and a label only by the reader's own table.

A sensitivity label is an identifier that one tenant gives a meaning. Its properties stand in plain text, anybody can write them, and
they can stay behind when the label is gone. So what is read here is a :class:`Hint`: which label which tenant is said to have set, when
and how. :func:`labels_of` turns hints into labels by a table that the reader brings; a hint that the table does not know is refused,
never left out.

Properties are named ``MSIP_Label_<identifier>_<attribute>`` and stand in a document's custom properties (``docProps/custom.xml``), or
in mail in the header ``msip_labels``, as ``name=value`` joined by semicolons. The newer ``docMetadata/LabelInfo.xml`` is not read.

Source: Microsoft Information Protection SDK, "Metadata" (attributes and their values); Office Open XML for ``custom.xml``. The form of the
header is from secondary pages and was not verified.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from relto.labels import Label
from relto.markings.formats.xml import children, read_xml, where
from relto.primitives import Malformed, Place, hidden_characters
from relto.primitives.limits import LABEL_BYTES

_GUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PREFIX = "msip_label"
_NAME = re.compile(rf"msip_label_(?P<label>{_GUID})_(?P<attribute>[a-z0-9_]{{1,100}})", re.IGNORECASE | re.ASCII)
_ID = re.compile(_GUID, re.IGNORECASE | re.ASCII)
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_MOST = 1_000
_BITS = re.compile(r"[0-9]|1[0-5]")


@frozen
class Hint:
    """What a document says of one sensitivity label.

    Args:
        label_id: identifier of the label, in small letters.
        site_id: identifier of the tenant whose label it is; ``None`` where the document does not say.
        enabled: whether it is in force.
        name: the tenant's name of the label, which need not be the one that people see.
        set_on: when it was set.
        method: ``Standard`` (by default or by rule) or ``Privileged`` (chosen by a person).
        content_bits: the marks put on the content: 1 header, 2 footer, 4 watermark, 8 encryption, added up.
        further: other attributes and their values, as they stand.
    """

    label_id: str
    site_id: str | None
    enabled: bool
    name: str | None = None
    set_on: datetime | None = None
    method: str | None = None
    content_bits: int | None = None
    further: tuple[tuple[str, str], ...] = ()


def read_properties(properties: Mapping[str, str], source: str = "properties") -> tuple[Hint, ...]:
    """The hints of a document's custom properties, in order of identifier; other properties are passed over.

    Args:
        properties: names and values.
        source: name of the input, for errors.

    Raises:
        Malformed: a property that begins like one of a sensitivity label is none; one stands twice in two spellings; or a value is none.
    """
    if len(properties) > _MOST:
        raise Malformed("too many properties", place=Place(source), found=str(len(properties)), expected=f"{_MOST} at most")
    found: dict[str, dict[str, str]] = {}
    for name, value in properties.items():
        if not name.lower().startswith(_PREFIX):
            continue
        place = Place(source, path=name[:120])
        match = _NAME.fullmatch(name)
        if match is None:
            raise Malformed("no property of a sensitivity label", place=place, found=name[:120], expected="MSIP_Label_<identifier>_<name>")
        if not value or len(value) > _MOST or hidden_characters(value):
            raise Malformed("no plain value", place=place, found=value[:80], expected="a text without hidden characters")
        mine = found.setdefault(match["label"].lower(), {})
        if match["attribute"].lower() in (known.lower() for known in mine):
            raise Malformed("a property stands twice", place=place, found=name, expected="it once")
        mine[match["attribute"]] = value
    return tuple(_hint(label, found[label], Place(source, path=f"MSIP_Label_{label}")) for label in sorted(found))


def _hint(label_id: str, given: Mapping[str, str], place: Place) -> Hint:
    attributes = {name.lower(): value for name, value in given.items()}
    enabled = attributes.pop("enabled", "").lower()
    if enabled not in {"true", "false"}:
        raise Malformed(
            "a sensitivity label says whether it is in force", place=place, found=enabled or None, expected="Enabled: True or False"
        )
    site = attributes.pop("siteid", None)
    if site is not None and not _ID.fullmatch(site):
        raise Malformed("no identifier of a tenant", place=place, found=site[:80], expected="SiteId: a GUID")
    set_on, bits = attributes.pop("setdate", None), attributes.pop("contentbits", None)
    if bits is not None and not _BITS.fullmatch(bits):
        raise Malformed("no bits of content", place=place, found=bits[:80], expected="ContentBits: 0 to 15")
    return Hint(
        label_id,
        None if site is None else site.lower(),
        enabled == "true",
        name=attributes.pop("name", None),
        set_on=None if set_on is None else _instant(set_on, place),
        method=attributes.pop("method", None),
        content_bits=None if bits is None else int(bits),
        further=tuple((name, value) for name, value in given.items() if name.lower() in attributes),
    )


def _instant(text: str, place: Place) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise Malformed("no instant with its zone", place=place, found=text[:80], expected="SetDate: 2026-01-05T09:00:00Z")
    return when


def read_custom_xml(data: bytes, source: str = "docProps/custom.xml") -> tuple[Hint, ...]:
    """The hints in the part ``docProps/custom.xml`` of an Office document.

    Raises:
        Malformed: it is none, or see :func:`read_properties`.
    """
    root = read_xml(data, source)
    if root.tag != f"{{{_PROPERTIES}}}Properties":
        raise Malformed("no custom properties", place=where(root, source), found=str(root.tag)[:120], expected="Properties")
    found: dict[str, str] = {}
    for node in children(root):
        name = node.get("name")
        if node.tag != f"{{{_PROPERTIES}}}property" or not name:
            raise Malformed("no property with its name", place=where(node, source), found=str(node.tag)[:120], expected="property")
        if name in found:
            raise Malformed("a property stands twice", place=where(node, source), found=name[:120], expected="it once")
        found[name] = "".join(node.itertext()).strip()
    return read_properties(found, source)


def read_header(value: str, source: str = "msip_labels") -> tuple[Hint, ...]:
    """The hints in the value of the header ``msip_labels`` of a mail.

    Raises:
        Malformed: it is none, or see :func:`read_properties`.
    """
    if len(value) > LABEL_BYTES:
        raise Malformed("the header is too long", place=Place(source), found=f"{len(value)} characters", expected=f"{LABEL_BYTES} at most")
    found: dict[str, str] = {}
    for piece in " ".join(value.split()).split(";"):
        name, equals, said = (part.strip() for part in piece.partition("="))
        if not name and not equals:
            continue
        if not equals or not name.lower().startswith(_PREFIX):
            raise Malformed("no property of a sensitivity label", place=Place(source), found=piece[:80], expected="MSIP_Label_…=…")
        if name in found:
            raise Malformed("a property stands twice", place=Place(source), found=name[:120], expected="it once")
        found[name] = said
    return read_properties(found, source)


def labels_of(hints: Sequence[Hint], table: Mapping[tuple[str, str], Label], source: str = "document") -> tuple[Label, ...]:
    """The labels that hints stand for by a table; each of them holds. Hints that are not in force say nothing.

    Args:
        hints: what a document says.
        table: for the identifiers of tenant and label, in small letters, the label that the reader takes it as.
        source: name of the document, for errors.

    Raises:
        Malformed: a label in force is not in the table, names no tenant, or is the second of its tenant.
    """
    found: list[Label] = []
    tenants: set[str] = set()
    for hint in hints:
        if not hint.enabled:
            continue
        place = Place(source, path=f"MSIP_Label_{hint.label_id}")
        if hint.site_id is None:
            raise Malformed("a sensitivity label that names no tenant", place=place, expected="SiteId")
        if hint.site_id in tenants:
            raise Malformed("two sensitivity labels of one tenant", place=place, found=hint.site_id, expected="one that is in force")
        tenants.add(hint.site_id)
        label = table.get((hint.site_id, hint.label_id))
        if label is None:
            raise Malformed(
                "a sensitivity label that the table does not have", place=place, found=hint.name, expected="its tenant and label"
            )
        found.append(label)
    return tuple(found)
