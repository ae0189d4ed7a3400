"""Messages and MISP events put together wrongly: no label is passed over, and nothing goes further than what holds it.

What the reader of messages takes for a message without a label is looked at by another parser, and line by line: there must be no header
of a label in it. What is taken is marked, and must say its label and keep everything else.
"""

import json
import random
import re
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

from attrs import evolve

from relto.markings import parse, system
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.mail import SioLabel, change_label, mark_message, read_history, read_message
from relto.markings.formats.mail.australian import AUSTRALIAN
from relto.markings.formats.mail.sio import HISTORY, SIO
from relto.markings.formats.misp import labels_of, mark, recipients
from relto.primitives import Malformed
from tests.fuzz import damage
from tests.fuzz.formats import DAY
from tests.fuzz.markings import clean
from tests.fuzz.running import Guided, Target

Given = tuple[str, bytes]
"""What it is (``mail`` or ``misp``), and its bytes."""

_LABEL = evolve(parse("NATO RESTRICTED", system="nato").label, marked_on=DAY)
_TLP = parse("TLP:AMBER", system="tlp").label
_ENDS = (b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r\n", b"\r\n \r\n", b"\x0b", b"\x85", b"\xe2\x80\xa8", b"\0\r\n")
_SEEN = re.compile(rb"^(sio-label|x-protective-marking)[ \t]*:", re.IGNORECASE)
_SECRET = b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, ORIGIN=a@b.example"
_FIELDS = (
    _SECRET, _SECRET.replace(b":", b" :", 1), _SECRET.replace(b", ", b",\r\n\t"), _SECRET.lower(), _SECRET.replace(b"SECRET", b"PROTECTED"),
    b"From: a@b.example", b"From a@b.example Mon Nov 23 09:00:00 2026", b"no field", b": no name", b" folded", b"\xef\xbb\xbfTo: c@d.example",
    b"Subject: Lantern", b"Subject: Lantern [SEC=SECRET]", b"subject: [sec=SECRET]", b"Subject: [SEC=SECRET", b"Subject: =?utf-8?q?=5BSEC=3DSECRET=5D?=",
    b"Subject: =?utf-8?b?W1NFQz1TRUNSRVRd?=", b"Subject: =?utf-7?q?x?=", "Subject: ［ＳＥＣ＝SECRET］".encode(), b"Subject: \xff", b"SIO-Label:",
    b'SIO-Label: marking="SECRET"', b'SIO-Label: type=":ess"; label="MQYGASkCAQM="', b"X: " + b"a" * 2_000, b"Content-Type: text/plain",
    b'SIO-Label-History: changed-by="a"; label*0="AAAA"; new-label="BBBB"', b"MIME-Version: 1.0",
)  # fmt: skip
_TAGS = (
    "tlp:red", "tlp:amber", "tlp:clear", "tlp:white", "tlp:ex:chr", "TLP:RED", " tlp:red", "tlp:red ", "ｔlp:red", "тlp:red", "t\u200blp:red", "tlp_red",
    "PAP:RED", "PAP:WHITE", "pap:red", 'nato:classification="NS"', 'nato:classification="NS-A"', "euci:S-UE/EU-S", 'dni-ism:classification:us="S"',
    'dni-ism:dissem="NF"', 'dni-ism:dissem="REL"', 'acs-marking:classification="TS"', 'iep2-policy:iep_version="2.0"', 'iep2-policy:tlp="red"',
    'iep2-policy:permitted_actions="none"', "misp:should-not-sync", 'osint:source-type="blog-post"', "", "\u202e", "tlp", "nato:",
)  # fmt: skip
_UUIDS = tuple(f"5a0a0a0a-0000-4000-8000-00000000000{digit}" for digit in "0123")
_RED = re.compile(r"\W*t\W*l\W*p\W*(red|amber|green|clear|white)\W*", re.IGNORECASE)


def make(rng: random.Random, _number: int) -> Given:
    """A message or an event, mostly damaged."""
    name = rng.choice(("mail", "misp"))
    given = name, (_message if name == "mail" else _event)(rng)
    return change(rng, given) if rng.random() < 0.3 else given


def _message(rng: random.Random) -> bytes:
    fields = [rng.choice(_FIELDS) for _ in range(rng.randint(0, 4))]
    if rng.random() < 0.4:
        good = rng.choice((SioLabel().write(_LABEL), FORMATS["x-protective-marking"].write(_australian())))
        fields.insert(rng.randint(0, len(fields)), good.removesuffix(b"\r\n"))
    ends = _ENDS if rng.random() < 0.5 else _ENDS[:3]
    return b"".join(field + rng.choice(ends) for field in fields) + rng.choice((b"\r\n", b"\n", b"")) + b"Body.\r\n"


def _australian() -> MachineLabel:
    return MachineLabel(parse("SECRET//AUSTEO", system="au").label, originator="a@b.example")


def _event(rng: random.Random) -> bytes:
    return json.dumps({"Event": _part(rng, 3) | {"info": "x"}}, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")


def _part(rng: random.Random, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"uuid": rng.choice(_UUIDS)}
    if rng.random() < 0.7:
        made["distribution"] = rng.choice(("0", "1", "2", "3", "3", "4", "4", "5", 3, 4, True, 2.0, "6"))
    if (made.get("distribution") in ("4", 4)) != (rng.random() < 0.05):
        made["SharingGroup"] = _group(rng)
    some = rng.sample(_TAGS if rng.random() < 0.3 else ("tlp:red", "tlp:amber", "PAP:RED", "euci:S-UE/EU-S"), rng.randint(0, 2))
    if some:
        made[rng.choice(("Tag", "Tag", "Tag", "EventTag"))] = [{"name": one} for one in some]
    if "EventTag" in made:
        made["EventTag"] = [{"Tag": one} for one in made["EventTag"]]
    for name in ("Attribute", "Object", "EventReport", "ShadowAttribute", "RelatedEvent"):
        if depth and rng.random() < 0.3:
            made[name] = [_part(rng, depth - 1) for _ in range(rng.randint(0, 2))]
    return made


def _group(rng: random.Random) -> dict[str, Any]:
    members = [{"Organisation": {"uuid": one}} for one in rng.sample(_UUIDS, rng.randint(0, 3))]
    made = {"uuid": rng.choice(_UUIDS), "SharingGroupOrg": members, "releasability": "everybody"}
    if rng.random() < 0.2:
        made["SharingGroupServer"] = [{"all_orgs": rng.choice((True, "1", 0, [])), "Server": {"url": "https://misp.example"}}]
    return made


def change(rng: random.Random, given: Given) -> Given:
    """Damages bytes, or puts a field or a tag where there was none."""
    name, data = given
    if rng.random() < 0.5:
        return name, damage.octets(rng, data)
    at = rng.randint(0, len(data))
    if name == "mail":
        return name, data[:at] + rng.choice(_ENDS) + rng.choice(_FIELDS) + rng.choice(_ENDS) + data[at:]
    inside = rng.choice(('"', "]", '"}],', '"Tag":[{"name":"tlp:red"}],', '"distribution":"0",', '{"info":"x"}', "1e999", '"\\ud800"'))
    return name, data[:at] + inside.encode() + data[at:]


def check(given: Given) -> str:
    """Reads it; what is taken is marked."""
    name, data = given
    try:
        return _check_message(data) if name == "mail" else _check_event(data)
    except Malformed as refused:
        clean(str(refused))
        return "refused"


def _check_message(data: bytes) -> str:
    found = read_message(data)
    peer = BytesHeaderParser(policy=default).parsebytes(data)
    for header in (SIO, AUSTRALIAN):
        assert len(peer.get_all(header, [])) <= 1, f"{header} stands more than once"
    read_history(data) if HISTORY in peer else ()
    if found is not None:
        if SIO in peer and AUSTRALIAN not in peer:
            _check_changed(data)
        return "taken"
    assert SIO not in peer, "another parser finds a label"
    assert AUSTRALIAN not in peer, "another parser finds a label"
    head = re.split(rb"\r\n\r\n|\n\n|\r\r|\n\r\n", data, maxsplit=1)[0] if not data.startswith((b"\r", b"\n")) else b""
    assert not any(_SEEN.match(line.strip()) for line in re.split(rb"[\r\n]+", head)), "a line that a reader takes for a label"
    marked = mark_message(data, _LABEL, SioLabel())
    assert marked.endswith(data), "marking changed the message"
    again = read_message(marked)
    assert again is not None and again.label == _LABEL, "the label does not come back"  # noqa: PT018
    return "without a label"


def _check_changed(data: bytes) -> None:
    made = change_label(data, _LABEL, by="x", at="y")
    said = read_message(made)
    assert said is not None and said.label == _LABEL, "the changed label does not come back"  # noqa: PT018
    assert read_history(made)[0].after == said, "the history says another label"
    plain = [item for item in BytesHeaderParser(policy=default).parsebytes(data).items() if item[0].lower() != SIO.lower()]
    rest = [item for item in BytesHeaderParser(policy=default).parsebytes(made).items() if item[0].lower() != SIO.lower()]
    assert [str(value) for _, value in rest[1:]] == [str(value) for _, value in plain], "another header is changed or lost"


def _check_event(data: bytes) -> str:
    found = labels_of(data)
    by_path = {one.path: one for one in found}
    for one in found[1:]:
        holder = by_path[max((path for path in by_path if one.path.startswith(f"{path}.")), key=len)]
        assert one.reach.breadth <= holder.reach.breadth, "something goes further than what holds it"
        assert one.reach.groups >= holder.reach.groups, "a group of what holds it is lost"
        for label in holder.labels:
            mine = [own for own in one.labels if own.scheme == label.scheme]
            assert mine and system(label.scheme.id).roll_up([mine[0], label]) == mine[0], "looser than what holds it"  # noqa: PT018
    for one in found:
        assert not any(_RED.fullmatch(tag) for tag in one.others), "a tag that looks like a label is passed over"
        named = one.reach.organisations
        if one.reach.breadth == 3:  # everybody, as far as groups do not narrow it
            given = recipients(one.reach, {_UUIDS[0]: "NZL"})
            assert (given.parties is None) == (named is None), "no limit where there is one"
            assert named is None or given.parties == ({"NZL"} if _UUIDS[0] in named else set()), "a party that no group names"
    made = mark(data, _TLP)
    after = labels_of(made)
    assert [(one.path, one.uuid, one.reach) for one in after] == [(one.path, one.uuid, one.reach) for one in found], "marking changed more"
    assert _TLP in after[0].labels, "the event does not say its label"
    assert mark(made, _TLP) == made, "marking again changes something"
    return "taken"


def _encode(given: Given) -> bytes:
    return given[0].encode() + b"\n" + given[1]


def _decode(data: bytes) -> Given:
    name, _, rest = data.partition(b"\n")
    return ("mail" if name == b"mail" else "misp"), rest


TARGETS = (Target("mail and misp", make, check, guided=Guided(_encode, _decode, change, most=4_000)),)
