"""Machine forms: a reader refuses cleanly, or what it read is written and read again as the same."""

import json
import random
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import evolve

from relto.markings import system_ids
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.ism import labels_of as ism_labels
from relto.markings.formats.json import read_json
from relto.markings.formats.mail import read_message
from relto.markings.formats.misp import labels_of as misp_labels
from relto.markings.formats.model import machine
from relto.markings.formats.purview import read_custom_xml
from relto.markings.formats.stanag4778 import Binding, bind, embed, read_binding, read_embedded
from relto.markings.formats.stix import labels_of as stix_labels
from relto.markings.formats.stix import mark
from relto.markings.formats.stix_further import ACS, AcsMarking, read_further
from relto.primitives import Malformed
from tests.fuzz import damage
from tests.fuzz.labels import written
from tests.fuzz.markings import clean
from tests.fuzz.running import Guided, Target

DAY = date(2026, 1, 5)
Given = tuple[str, bytes]
"""Name of a reader, and what it is given."""

_READERS: dict[str, Callable[[bytes], Any]] = {
    "4778": read_binding,
    "4778 embedded": read_embedded,
    "ism document": ism_labels,
    "misp event": misp_labels,
    "purview": read_custom_xml,
    "stix definition": lambda data: read_further(read_json(data, "fuzz")),
    "stix bundle": lambda data: list(stix_labels(data)),
    "mail": read_message,
}
NAMES = (*FORMATS, *_READERS)
_NASTY_XML = (
    b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b"<?xml-stylesheet href='x'?>",
    b'<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="x"/></x>',
    b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
    b"<![CDATA[SECRET]]>",
    b"&#x202e;",
    b"<!-- -->",
)
_NASTY_JSON = (b'{"a":1,"a":2}', b"NaN", b"1e999", b'"\\ud800"', b"[" * 70, b"null", b'"__proto__"', b"\xff")


def make(rng: random.Random, number: int) -> Given:
    """Something that a form wrote, damaged."""
    name = rng.choice(NAMES)
    return name, change(rng, (name, _good(rng, name)))[1] if rng.random() < 0.9 else _good(rng, name)


def _good(rng: random.Random, name: str) -> bytes:
    """What a reader takes, as far as one is found."""
    for _ in range(20):
        label = machine(evolve(written(rng, rng.choice(system_ids())), marked_on=DAY))
        try:
            return _written(rng, name, label)
        except Malformed:
            continue
    return b""


def _written(rng: random.Random, name: str, label: MachineLabel) -> bytes:
    if name in FORMATS:
        return FORMATS[name].write(evolve(label, originator="a@b.example") if name == "x-protective-marking" else label)
    return _WRITERS[name](rng, label)


def _bound(rng: random.Random, label: MachineLabel) -> bytes:
    return bind([Binding(label, "./a.pdf", "application/pdf", "b1"), Binding(label, "./b.pdf")][: rng.randint(1, 2)])


def _document(rng: random.Random, label: MachineLabel) -> bytes:
    inside = FORMATS["ism"].write(label).partition(b"?>")[2].replace(b'xmlns:ism="urn:us:gov:ic:ism"', b"")
    whole = inside.replace(b"<label", b'<doc xmlns:ism="urn:us:gov:ic:ism" ism:resourceElement="true"').replace(b"/>", b">")
    return whole + inside + b"</doc>"


def _event(rng: random.Random, label: MachineLabel) -> bytes:
    tags = [{"name": tag} for tag in json.loads(FORMATS["misp"].write(label))]
    parts = [{"uuid": "a", "distribution": "5", "Tag": tags}]
    return json.dumps({"Event": {"info": "x", "distribution": str(rng.randint(0, 4)), "Tag": tags, "Attribute": parts}}).encode()


def _bundle(rng: random.Random, label: MachineLabel) -> bytes:
    objects = [{"type": "tool", "id": "tool--1", "name": "x", "created": "2026-01-05T00:00:00Z"}]
    return mark(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode(), label)


def _properties(rng: random.Random, _label: MachineLabel) -> bytes:
    name = f"MSIP_Label_{uuid.UUID(int=rng.getrandbits(128))}"
    said = {"Enabled": "true", "SiteId": str(uuid.UUID(int=rng.getrandbits(128))), "SetDate": "2026-01-05T09:00:00Z", "ContentBits": "3"}
    inside = "".join(f'<property name="{name}_{one}"><v:lpwstr xmlns:v="x">{value}</v:lpwstr></property>' for one, value in said.items())
    return f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">{inside}</Properties>'.encode()


def _definition(rng: random.Random, _label: MachineLabel) -> bytes:
    scope = {"entity": ["ALL"], "permitted_nationalities": ["USA", "NZL"]}
    further = {
        "access_privilege": [{"privilege_action": "INTEL", "privilege_scope": scope, "rule_effect": "permit"}],
        "further_sharing": [{"sharing_scope": ["USA.USG", "FOREIGNGOV"], "rule_effect": "deny"}],
        "declassification": {"declass_period": 25},
        "public_release": {"released_by": "x"},
    }
    members = {
        "extension_type": "property-extension",
        "identifier": "isa:guide.1.ACS3-1",
        "create_date_time": "2026-01-05T09:00:00Z",
        "responsible_entity_custodian": "USA.DHS",
        "policy_reference": "urn:isa:policy:acs:ns:v3.0?privdefault=permit&sharedefault=permit",
        "control_set": {"classification": rng.choice(["U", "C", "S", "TS"]), "caveat": ["FISA"]},
        **{name: further[name] for name in rng.sample(sorted(further), rng.randint(0, 4))},
    }
    made = {"type": "marking-definition", "id": "marking-definition--1", "extensions": {ACS: members}}
    statement = {"type": "marking-definition", "id": "x", "definition_type": "statement", "definition": {"statement": "y"}}
    return json.dumps(made if rng.random() < 0.8 else statement).encode()


_WRITERS: dict[str, Callable[[random.Random, MachineLabel], bytes]] = {
    "4778": _bound,
    "4778 embedded": lambda _, label: embed(b"<report><p>One.</p></report>", label),
    "ism document": _document,
    "misp event": _event,
    "purview": _properties,
    "stix bundle": _bundle,
    "stix definition": _definition,
    "mail": lambda _, label: FORMATS["sio-label"].write(label) + b"Subject: x [SEC=SECRET]\r\n\r\nBody.\r\n",
}


def change(rng: random.Random, given: Given) -> Given:
    """Damages bytes, or puts in what such a form should not have."""
    name, data = given
    how = rng.random()
    if how < 0.6:
        return name, damage.octets(rng, data)
    at = rng.randint(0, len(data))
    if how < 0.85:
        return name, data[:at] + rng.choice(_NASTY_XML if b"<" in data[:40] else _NASTY_JSON) + data[at:]
    start, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    return name, data[:at] + data[start:end] + data[at:]


def check(given: Given) -> str:
    """Reads it; what a form takes, it writes and reads again."""
    name, data = given
    try:
        found = FORMATS[name].read(data, source="fuzz") if name in FORMATS else _READERS[name](data)
    except Malformed as refused:
        clean(str(refused))
        return "refused"
    if name in FORMATS:
        try:
            again = FORMATS[name].write(found)
        except Malformed as refused:
            clean(str(refused))
            return "taken, not written"
        assert FORMATS[name].read(again) == found, f"{name} gives another label back"
        assert FORMATS[name].write(found) == again, f"{name} is written otherwise the second time"
    if isinstance(found, AcsMarking):
        assert read_further(found.definition("2026-01-05T09:00:00Z")) == found, "an ACS marking comes back otherwise"
        try:
            assert found.label.scheme.id == "us"
        except Malformed as refused:
            clean(str(refused))
    return "taken"


def _encode(given: Given) -> bytes:
    return given[0].encode() + b"\n" + given[1]


def _decode(data: bytes) -> Given:
    name, _, rest = data.partition(b"\n")
    text = name.decode("utf-8", "replace")
    return (text if text in NAMES else NAMES[len(name) % len(NAMES)]), rest


TARGETS = (Target("formats", make, check, guided=Guided(_encode, _decode, change, most=6_000, weight=2)),)
