"""The one door for XML: what never gets through it."""

import codecs

import pytest

from relto.markings.formats.xml import read_xml
from relto.primitives import Malformed

UTF_7 = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a +AFsAPAAh-ENTITY b "bb"+AD4AXQA+-<a c="+ACY-b;"/>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY b "bb">]><a c="&b;"/>', "document type"),
        (UTF_7, "another encoding"),
        (UTF_7.replace(b'"UTF-7"', b"'utf-7'"), "another encoding"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>', "another encoding"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), "no eight-bit form"),
        ('<?xml version="1.0" encoding="IBM037"?><!DOCTYPE a [<!ENTITY b "bb">]><a c="&b;"/>'.encode("cp037"), "no well-formed XML"),
        (b"<a>\xe9</a>", "no well-formed XML"),
        (b'<a xmlns:i="u" i:b:c="1" xml:space="USA"/>', "Failed to parse QName"),
        (b'<a><i:b/><c xml:space="USA"/></a>', "prefix i on b is not defined"),
        (b"<a>&b;</a>", "no well-formed XML"),
        (b"<a><?php b?></a>", "processing instruction"),
        (b"<?b c?><a/>", "processing instruction"),
        (b"<a/><?b c?>", "processing instruction"),
        (b"<a>" * 17 + b"</a>" * 17, "nested too deeply"),
        (b"<a>" + b" " * 70_000 + b"</a>", "too large"),
        (b"", "no well-formed XML"),
    ],
)
def test_what_is_refused(data, says):
    with pytest.raises(Malformed, match=says):
        read_xml(data, "label")


@pytest.mark.parametrize("data", [b"<a/>", codecs.BOM_UTF8 + b"<a/>", b'<?xml version="1.0" encoding="utf-8"?>\n<!-- b --><a>\xc3\xa9</a>'])
def test_what_is_read(data):
    assert read_xml(data, "label").tag == "a"
