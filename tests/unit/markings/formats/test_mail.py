"""Labels in the headers of e-mail."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from relto.markings import parse
from relto.markings.formats import FORMATS, MachineLabel
from relto.markings.formats.mail import (
    Change,
    ProtectiveMarking,
    SioLabel,
    change_label,
    mark_message,
    read_history,
    read_message,
)
from relto.primitives import Malformed

AT = datetime(2026, 11, 23, tzinfo=UTC)
FROM = "release.office@defence.example"
SECRET = b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, ORIGIN=a@b.c\r\n"
PLAIN = b"From: a@defence.example\r\nTo: b@defence.example\r\nSubject: Weekly note\r\n\r\nBody \xff\x00 kept.\r\n"


def label(text, system):
    return MachineLabel(parse(text, system=system).label, created=AT)


def australian(text):
    return MachineLabel(parse(text, system="au").label, originator=FROM)


@pytest.mark.parametrize(
    ("text", "system"), [("NATO SECRET RELEASABLE TO JPN", "nato"), ("極秘//特定秘密", "jp"), ("SECRET//REL TO USA, AUS", "us")]
)
def test_a_message_carries_its_label_and_nothing_else_changes(text, system):
    marked = mark_message(PLAIN, label(text, system), SioLabel())
    assert marked.endswith(PLAIN)
    assert all(len(line) < 100 for line in marked.removesuffix(PLAIN).splitlines())
    assert marked.isascii() or marked.removesuffix(PLAIN).isascii()
    found = read_message(marked)
    assert evolve(found.label, marked_on=None) == parse(text, system=system).label
    with pytest.raises(Malformed, match="has a label already"):
        mark_message(marked, label(text, system), SioLabel())


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("OFFICIAL: Sensitive", "SEC=OFFICIAL:Sensitive"),
        ("TOP SECRET", "SEC=TOP-SECRET"),
        ("SECRET//AUSTEO", "SEC=SECRET, CAVEAT=RI:AUSTEO"),
        ("SECRET//REL AUS/GBR", "SEC=SECRET, CAVEAT=RI:REL/AUS/GBR"),
        ("SECRET//FGI GBR", "SEC=SECRET, CAVEAT=FG:GBR"),
        ("PROTECTED//CABINET/PERSONAL PRIVACY", "SEC=PROTECTED, CAVEAT=SH:CABINET, ACCESS=Personal-Privacy"),
        ("SECRET//EXCLUSIVE FOR THE MINISTER", "SEC=SECRET, CAVEAT=SH:EXCLUSIVE-FOR THE MINISTER"),
    ],
)
def test_an_australian_marking_stands_in_its_header_and_in_a_subject(text, fields):
    header = ProtectiveMarking().write(australian(text))
    assert header == f"X-Protective-Marking: VER=2024.1, NS=gov.au, {fields}, ORIGIN={FROM}\r\n".encode()
    assert ProtectiveMarking().read(header).label == parse(text, system="au").label
    subject = PLAIN.replace(b"Weekly note", f"Weekly note [{fields}]".encode())
    assert read_message(subject).label == parse(text, system="au").label
    assert read_message(header + subject).label == parse(text, system="au").label


def test_what_an_australian_header_says_beside_the_label_is_kept():
    header = (
        f"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, EXPIRES=2030-01-01, DOWNTO=OFFICIAL, NOTE=one\\, two, ORIGIN={FROM}\r\n"
    )
    found = ProtectiveMarking().read(header.encode())
    assert dict(found.informative) == {"EXPIRES": ("2030-01-01",), "DOWNTO": ("OFFICIAL",), "NOTE": ("one, two",)}
    assert ProtectiveMarking().write(found) == header.encode()


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (SECRET + b"Subject: x [SEC=PROTECTED]\r\n\r\n", "different labels"),
        (SECRET + b"Subject: =?utf-8?q?x_=5BSEC=3DPROTECTED=5D?=\r\n\r\n", "different"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, ORIGIN=a@b.c\r\n" * 2 + b"\r\n", "stands once"),
        (b"X-Protective-Marking: SEC=SECRET\r\n\r\n", "no Australian header"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.nz, SEC=SECRET, ORIGIN=a@b.c\r\n\r\n", "no Australian header"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=OFFICIAL: Sensitive, ORIGIN=a@b.c\r\n\r\n", "an unknown level"),
        (b"X-Protective-Marking: NS=gov.au, VER=2024.1, SEC=SECRET, ORIGIN=a@b.c\r\n\r\n", "out of order"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, SEC=SECRET, ORIGIN=a@b.c\r\n\r\n", "a field twice"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, CAVEAT=RI:SECRETS, ORIGIN=a@b.c\r\n\r\n", "an unknown caveat"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=OFFICIAL, CAVEAT=SH:CABINET, ORIGIN=a@b.c\r\n\r\n", "level"),
        (b"X-Protective-Marking: VER=2024.1, NS=gov.au, SEC=SECRET, X=1, ORIGIN=a@b.c\r\n\r\n", "no fields"),
        (b"Subject: x [SEC=SECRET] [SEC=SECRET]\r\n\r\n", "two markings in one subject"),
        (b"Subject: =?nonsense?q?x?=\r\n\r\n", "the subject cannot be decoded"),
        (b'SIO-Label: marking="NATO SECRET"\r\n\r\n', "a label is XML"),
        (b'SIO-Label: type=":ess"; label="AAAA"\r\n\r\n', "a label is XML"),
        (b'SIO-Label: type=":xml"; label="A*A"\r\n\r\n', "no base64"),
        (b'SIO-Label: type=":xml"; label="AAAA"; further=1\r\n\r\n', "an unknown parameter"),
        (b'SIO-Label: type=":xml"; label="AAAA"; label*0="AAAA"\r\n\r\n', "or one twice"),
        (b'SIO-Label: type=":xml"; label*0="AAAA"; label*0="AAAA"\r\n\r\n', "cannot be told apart"),
        (b'SIO-Label: type=":xml"; label="AAAA"\xe9\r\n\r\n', "printable ASCII"),
        (b'SIO-Label: type=":xml"; label="' + b'\\"\r\n ' * 12_000 + b"x\r\n\r\n", "without an end"),
        (b'SIO-Label: type=":xml"; label="AAAA\\\r\n\r\n', "without an end"),
        (b"X: " + b"a" * 70_000 + b"\r\n\r\n", "the headers are too large"),
    ],
)  # fmt: skip
def test_a_header_that_is_no_label_is_refused(message, says):
    with pytest.raises(Malformed, match=says):
        read_message(message)


def test_a_marking_that_says_another_label_is_refused():
    header = SioLabel().write(label("NATO SECRET", "nato")).replace(b'"NATO SECRET"', b'"NATO RESTRICTED"')
    with pytest.raises(Malformed, match="says another label"):
        FORMATS["sio-label"].read(header)


def test_a_message_without_a_label_has_none():
    assert read_message(PLAIN) is None
    assert read_message(b"") is None


def test_a_name_cannot_break_out_of_its_header():
    beside = MachineLabel(parse("SECRET", system="au").label, originator="a@b.c\r\nBcc: x@y.z")
    with pytest.raises(Malformed, match="the address it comes from"):
        ProtectiveMarking().write(beside)
    note = evolve(beside, originator=FROM, informative=(("NOTE", ("x\r\nBcc: x@y.z",)),))
    with pytest.raises(Malformed, match="printable ASCII"):
        ProtectiveMarking().write(note)
    with pytest.raises(Malformed, match="Australian labels alone"):
        ProtectiveMarking().write(MachineLabel(parse("SECRET", system="nz").label, originator=FROM))


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (b"From: a\r\nno field\r\n" + SECRET + b"\r\n", "a line that is no field"),
        (b"From: a\r\n" + SECRET.replace(b":", b" :", 1) + b"\r\n", "a line that is no field"),
        (b"\xef\xbb\xbf" + SECRET + b"\r\n", "a line that is no field"),
        (b" folded\r\n" + SECRET + b"\r\n", "a line that is no field"),
        (b"From: a\r\r\n" + SECRET + b"\r\n", "a lone carriage return"),
        (b"From: a\r" + SECRET + b"\r\n", "a lone carriage return"),
        (b"From: a\0\r\n" + SECRET + b"\r\n", "a NUL"),
        (b"From: a\r\n \r\n" + SECRET + b"\r\n", "nothing but spaces"),
        (b"Subject: x [sec=SECRET]\r\n\r\n", "nearly marked"),
        (b"Subject: x [SEC=SECRET\r\n\r\n", "nearly marked"),
        (b"Subject: x [SEC =SECRET]\r\n\r\n", "nearly marked"),
        (b"Subject: x [SEC:SECRET]\r\n\r\n", "nearly marked"),
        ("Subject: x \uff3b\uff33\uff25\uff23\uff1dSECRET\uff3d\r\n\r\n".encode(), "nearly marked"),
        (b"Subject: =?utf-8?q?x_[S=E2=80=8BEC=3DSECRET]?=\r\n\r\n", "nearly marked"),
        (b"Subject: a\r\nSubject: b [SEC=SECRET]\r\n\r\n", "Subject stands once"),
        (SECRET.replace(b"SEC=SECRET", b"SEC=SECRET, EXPIRES=2030-01-01, DOWNTO=SECRET"), "no lower level"),
        (SECRET.replace(b"SEC=SECRET", b"SEC=OFFICIAL, ACCESS=Legal-Privilege"), "LEGAL PRIVILEGE|level"),
        ("Subject: \u79d8 =?utf-8?q?x?=\r\n\r\n".encode(), "cannot be decoded"),
        (b"Subject: \xff [SEC=SECRET]\r\n\r\n", "cannot be decoded"),
        (b'SIO-Label: type=":xml"; new_label="AAAA"\r\n\r\n', "an unknown parameter"),
    ],
)  # fmt: skip
def test_headers_that_programs_read_in_different_ways_are_refused(message, says):
    with pytest.raises(Malformed, match=says):
        read_message(message)


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_an_empty_line_before_the_fields_hides_no_label(end):
    with pytest.raises(Malformed, match="begins with an empty line"):
        read_message(end + SECRET + b"\r\n")


def test_a_message_of_a_mailbox_file_is_not_marked():
    with pytest.raises(Malformed, match="a line that is no field"):
        mark_message(b"From a@b.c Mon Nov 23 2026\r\n" + PLAIN, label("NATO SECRET", "nato"), SioLabel())


def test_colours_of_a_label_are_kept():
    header = (
        SioLabel().write(label("NATO SECRET", "nato")).replace(b'type=":xml"', b'fgcolor="black";\r\n bgcolor="#FF0000";\r\n type=":xml"')
    )
    found = SioLabel().read(header)
    assert found.informative == (("SIO-Label fgcolor", ("black",)), ("SIO-Label bgcolor", ("#FF0000",)))
    assert SioLabel().write(found) == header
    with pytest.raises(Malformed, match="no colour"):
        SioLabel().read(header.replace(b"#FF0000", b"url(x)"))


@pytest.mark.parametrize("where", ["first", "last", "only", "between"])
def test_a_changed_label_leaves_its_history_and_every_other_byte(where):
    old, new = label("NATO SECRET", "nato"), label("NATO RESTRICTED", "nato")
    field = SioLabel().write(old)
    head, body = PLAIN.split(b"\r\n\r\n", 1)
    line, rest = head.split(b"\r\n", 1)
    message, without = {
        "first": (field + PLAIN, PLAIN),
        "last": (head + b"\r\n" + field + b"\r\n" + body, PLAIN),
        "only": (field + b"\r\n" + body, b"\r\n" + body),
        "between": (line + b"\r\n" + field + rest + b"\r\n\r\n" + body, PLAIN),
    }[where]
    made = change_label(message, new, by="NZ releasing officer", at="Mon, 23 Nov 2026 09:00:00 +0000", comment="declassified in part")
    assert made.endswith(SioLabel().write(new) + without)
    assert read_message(made).label.level == "NATO RESTRICTED"
    (change,) = read_history(made)
    assert (change.before.label.level, change.after.label.level) == ("NATO SECRET", "NATO RESTRICTED")
    assert (change.by, change.at, change.comment) == ("NZ releasing officer", "Mon, 23 Nov 2026 09:00:00 +0000", "declassified in part")
    again = change_label(made, old, by="NZ releasing officer", at="Tue, 24 Nov 2026 09:00:00 +0000")
    assert [one.comment for one in read_history(again)] == [None, "declassified in part"]
    assert again.endswith(without)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (PLAIN, "no SIO-Label to change"),
        (SECRET + PLAIN, "no SIO-Label to change"),
    ],
)
def test_only_a_label_of_its_own_is_changed(message, says):
    with pytest.raises(Malformed, match=says):
        change_label(message, label("NATO SECRET", "nato"), by="x", at="y")


def test_a_history_cannot_break_out_of_its_header_and_decides_nothing():
    message = SioLabel().write(label("NATO SECRET", "nato")) + PLAIN
    with pytest.raises(Malformed, match="one line of text"):
        change_label(message, label("NATO RESTRICTED", "nato"), by="x\r\nBcc: y@z.w", at="y")
    quoted = change_label(message, label("NATO RESTRICTED", "nato"), by='a "b" \\; changed-at=never', at="y")
    assert read_history(quoted)[0].by == 'a "b" \\; changed-at=never'
    assert read_message(b'SIO-Label-History: changed-by="x"\r\n' + PLAIN) is None
    with pytest.raises(Malformed, match="a history names a label"):
        read_history(b'SIO-Label-History: changed-by="x"\r\n\r\n')
    assert read_history(PLAIN) == ()
    assert Change(None, None).by is None


@pytest.mark.parametrize("name", ["SIO-Label", "sio-label", "SIO-Label-History", "X-Protective-Marking"])
def test_a_folded_line_that_looks_like_a_label_is_refused(name):
    with pytest.raises(Malformed, match="a folded line looks like a label"):
        read_message(f'Comments: more\r\n {name}: marking="NATO RESTRICTED"\r\n\r\ntext'.encode())
    assert read_message(f"Comments: more\r\n of {name}: later\r\n\r\ntext".encode()) is None
