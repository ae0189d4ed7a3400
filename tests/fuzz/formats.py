"""Machine forms: a reader refuses cleanly, or what it read is written and read again as the same."""

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import evolve

from relto.markings import system_ids
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.ism import labels_of as ism_labels
from relto.markings.formats.mail import read_message
from relto.markings.formats.misp_events import labels_of as misp_labels
from relto.markings.formats.model import machine
from relto.markings.formats.stanag4778 import Binding, bind, embed, read_binding, read_embedded
from relto.markings.formats.stix import labels_of as stix_labels
from relto.markings.formats.stix import mark
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


_WRITERS: dict[str, Callable[[random.Random, MachineLabel], bytes]] = {
    "4778": _bound,
    "4778 embedded": lambda _, label: embed(b"<report><p>One.</p></report>", label),
    "ism document": _document,
    "misp event": _event,
    "stix bundle": _bundle,
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
    return "taken"


def _encode(given: Given) -> bytes:
    return given[0].encode() + b"\n" + given[1]


def _decode(data: bytes) -> Given:
    name, _, rest = data.partition(b"\n")
    text = name.decode("utf-8", "replace")
    return (text if text in NAMES else NAMES[len(name) % len(NAMES)]), rest


TARGETS = (Target("formats", make, check, guided=Guided(_encode, _decode, change, most=6_000, weight=2)),)
