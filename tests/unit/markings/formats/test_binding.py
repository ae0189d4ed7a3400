"""A label bound to a file beside it, or to the XML document in which it stands."""

from datetime import UTC, datetime

import pytest
from attrs import evolve
from lxml import etree

from relto.markings import parse
from relto.markings.formats import MachineLabel
from relto.markings.formats.stanag4778 import Binding, bind, digest_of, embed, read_binding, read_embedded
from relto.primitives import Malformed

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DOCUMENT = b'<?xml version="1.0" encoding="UTF-8"?><report xmlns="urn:example"><!-- kept --><p a="1">One &amp; <b>two</b>.</p></report>'


def label(text, system):
    return MachineLabel(evolve(parse(text, system=system).label, marked_on=AT.date()), created=AT)


NATO = label("NATO SECRET RELEASABLE TO JPN", "nato")
ALTERNATIVES = (label("極秘", "jp"), label("SECRET", "nz"))


def test_a_label_is_bound_to_files_and_read_back():
    bindings = (
        Binding(NATO, "./report.pdf", "application/pdf", "b1", ALTERNATIVES, label("NATO UNCLASSIFIED", "nato")),
        Binding(label("SECRET", "nz"), "./annex/sketch 1.png", "image/png", "b2"),
    )
    assert read_binding(bind(bindings)) == bindings


def test_a_label_is_bound_into_a_document_and_taken_out_again():
    marked = embed(DOCUMENT, NATO)
    found, rest = read_embedded(marked)
    assert (found.label, found.uri, found.alternatives) == (NATO, "", ())
    assert etree.tostring(etree.fromstring(rest), method="c14n2") == etree.tostring(etree.fromstring(DOCUMENT), method="c14n2")
    with pytest.raises(Malformed, match="outside the binding"):
        embed(marked, NATO)
    with pytest.raises(Malformed, match="no label is bound"):
        read_embedded(DOCUMENT)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "r.pdf",
        "/etc/passwd",
        "./../secret",
        "./a/../b",
        "./a/./b",
        "http://x.example/a",
        "./a%2e",
        "./a?b",
        "./a#b",
        "./a\\b",
        "./",
        "./a.pdf.",
        "./a.pdf ",
        "./ /a",
        "./.../a",
        "file:./a",
        "./a//b",
        "//x.example/a",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(uri):
    with pytest.raises(Malformed, match="leads elsewhere"):
        bind((Binding(NATO, uri),))


@pytest.mark.parametrize("uri", ["./a\x00b", "./a\nb", "./\ud800", "./a\u202efdp.exe"])
def test_a_name_that_nobody_sees_is_not_written(uri):
    with pytest.raises(Malformed, match="a character that nobody sees"):
        bind((Binding(NATO, uri),))


def tampered(old, new):
    data = bind((Binding(NATO, "./a.pdf", "application/pdf", "b1", ALTERNATIVES),))
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


def test_what_could_pass_one_label_for_anothers_is_refused():
    two = (Binding(NATO, "./a.pdf", id="b1"), Binding(label("NATO UNCLASSIFIED", "nato"), "./a.pdf", id="b2"))
    with pytest.raises(Malformed, match="two bindings of the same data"):
        bind(two)
    with pytest.raises(Malformed, match="'b1' is not a valid value of the atomic type 'xs:ID'"):
        bind((two[0], evolve(two[1], uri="./b.pdf", id="b1")))
    for other in ("./A.pdf", "./ａ.pdf"):
        with pytest.raises(Malformed, match="two bindings of the same data"):
            bind((two[0], evolve(two[1], uri=other)))
    with pytest.raises(Malformed, match="Missing child element"):
        bind(())
    with pytest.raises(Malformed, match="contradict each other"):
        bind((Binding(NATO, "./a.pdf", alternatives=(label("NATO RESTRICTED", "nato"),)),))
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    with pytest.raises(Malformed, match="a signature that is not checked"):
        read_binding(tampered("</MetadataBinding>", f"</MetadataBinding>{signature}"))
    with pytest.raises(Malformed, match="not as the schema"):
        read_binding(tampered("</MetadataBindingContainer>", "</MetadataBindingContainer><MetadataBindingContainer/>"))
    with pytest.raises(Malformed, match="not as the schema"):
        read_binding(tampered("<MetadataBindingContainer>", "<MetadataBindingContainer><MetadataBindingContainer/>"))
    with pytest.raises(Malformed, match="not as the schema"):
        read_binding(tampered("</MetadataBinding>", '<DataReference URI="./b.pdf"/></MetadataBinding>'))
    with pytest.raises(Malformed, match="attribute 'Type' is not allowed"):
        read_binding(tampered('URI="./a.pdf"', 'URI="./a.pdf" Type="x"'))
    with pytest.raises(Malformed, match="not as the schema"):
        read_binding(tampered("<Metadata>", '<Metadata><x xmlns="urn:other"/>'))


def test_a_second_label_in_a_document_is_refused_wherever_it_stands():
    marked = embed(DOCUMENT, NATO)
    binding = marked[marked.index(b"<BindingInformation") : marked.index(b"</BindingInformation>") + len(b"</BindingInformation>")]
    other = binding.replace(b">SECRET<", b">UNCLASSIFIED<")
    for place in (b"</p>", b"</report>"):
        with pytest.raises(Malformed, match="outside the binding of the document"):
            read_embedded(marked.replace(place, other + place))
    with pytest.raises(Malformed, match="no label is bound"):
        read_embedded(DOCUMENT.replace(b"</p>", binding + b"</p>"))
    with pytest.raises(Malformed, match="not of this document alone"):
        read_embedded(marked.replace(b'URI=""', b'URI="./other.xml"'))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<MetadataBindingContainer>", '<MetadataBindingContainer Id="b2">', "attribute 'Id' is not allowed"),
        ("<BindingInformation", '<BindingInformation xml:base="http://x.example/"', "not allowed"),
        ("<BindingInformation", '<BindingInformation xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"', "no xsi"),
        ('<MetadataBinding Id="b1">', '<MetadataBinding Id="b1" xml:id="b1">', "not a valid value|not allowed"),
        ("<Metadata>", "<Metadata/><Metadata>", "Missing child element"),
        ("<Metadata>", '<Metadata encoding="base64">', "attribute 'encoding' is not allowed"),
        ("<Metadata>", "<MetadataReference/><Metadata>", "not expected"),
        ("</Metadata>", "<x/></Metadata>", "not expected"),
        ("</Metadata>", "stray</Metadata>", "Character content"),
        ('"application/pdf"/>', '"a/b"><Transforms xmlns="http://www.w3.org/2000/09/xmldsig#"/></DataReference>', "a signature"),
        ('"application/pdf"/>', '"application/pdf">x</DataReference>', "not allowed"),
        ('"application/pdf"', '"a pdf"', "no media type"),
        ('xmime:contentType="application/pdf"', 'xmime:expectedContentTypes="a/b"', "data are named by a URI alone"),
        ("alternativeConfidentialityLabel", "originatorConfidentialityLabel", "no well-formed XML"),
        (">JPN</PolicyIdentifier>", ">KLINGON</PolicyIdentifier>", "an unknown policy"),
        (">JPN</PolicyIdentifier>", ">NZL</PolicyIdentifier>", "has no such level"),
        ("<Metadata>", "<Metadata><!-- SECRET -->", None),
    ],
)  # fmt: skip
def test_a_binding_that_was_tampered_with(old, new, says):
    data = tampered(old, new)
    if says is None:
        assert read_binding(data)[0].label == NATO
        return
    with pytest.raises(Malformed, match=says):
        read_binding(data)


def test_an_alternative_never_takes_the_place_of_the_label():
    data = bind((Binding(NATO, "./a.pdf", alternatives=ALTERNATIVES),))
    assert data.count(b"<Metadata>") == 3
    for kind in ("alternativeConfidentialityLabel", "metadataConfidentialityLabel"):
        with pytest.raises(Malformed, match="labels that contradict each other"):
            read_binding(data.replace(b"originatorConfidentialityLabel", kind.encode()))
    with pytest.raises(Malformed, match="labels that contradict each other"):
        read_binding(data.replace(b"alternativeConfidentialityLabel", b"originatorConfidentialityLabel"))
    with pytest.raises(Malformed, match="labels that contradict each other"):
        bind((Binding(NATO, "./a.pdf", alternatives=(ALTERNATIVES[0], ALTERNATIVES[0])),))


def test_text_behind_the_binding_stays_in_the_document():
    binding = embed(b"<r/>", NATO).partition(b"<r>")[2].partition(b"</r>")[0]
    for document in (b"<r>%behind<p/></r>", b"<r>before%<p/></r>", b"<r><!-- c -->%behind</r>", b"<r>a<!-- c -->b%c</r>"):
        _, rest = read_embedded(document.replace(b"%", binding))
        assert etree.tostring(etree.fromstring(rest), method="c14n2") == etree.tostring(
            etree.fromstring(document.replace(b"%", b"")), method="c14n2"
        )


def test_a_binding_with_what_other_policies_say_is_embedded():
    binding = Binding(NATO, alternatives=ALTERNATIVES, of_metadata=label("NATO UNCLASSIFIED", "nato"))
    assert read_embedded(embed(DOCUMENT, binding))[0] == binding
    with pytest.raises(Malformed, match="not of this document alone"):
        embed(DOCUMENT, evolve(binding, uri="./a.pdf"))


@pytest.mark.parametrize(
    "stray",
    [
        b'<originatorConfidentialityLabel xmlns="urn:other"/>',
        b'<x:bindinginformation xmlns:x="urn:other"/>',
        b'<x xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:2:0"/>',
        b'<x xmlns="urn:nato:stanag:4778:bindinginformation:extensions:1:0"/>',
        b"<ConfidentialityLabel/>",
    ],
)
def test_what_another_tool_would_take_for_a_label_is_refused(stray):
    with pytest.raises(Malformed, match="outside the binding of the document"):
        embed(DOCUMENT.replace(b"</p>", stray + b"</p>"), NATO)
    with pytest.raises(Malformed, match="outside the binding of the document"):
        read_embedded(embed(DOCUMENT, NATO).replace(b"</p>", stray + b"</p>"))


def test_a_name_read_with_a_character_that_nobody_sees_is_refused():
    with pytest.raises(Malformed, match="leads elsewhere"):
        read_binding(tampered("./a.pdf", "./a\u202efdp.exe"))


def test_a_digest_shows_what_was_exchanged():
    data = bind((Binding(NATO, "./a.pdf"), Binding(label("NATO UNCLASSIFIED", "nato"), "./b.pdf")))
    files = {"./a.pdf": b"one", "./b.pdf": b"two"}
    digest = digest_of(data, files)
    assert digest == digest_of(data, dict(reversed(files.items())))
    exchanged = {"./a.pdf": b"two", "./b.pdf": b"one"}
    moved = {"./a.pdf": b"onetwo", "./b.pdf": b""}
    other = data.replace(b"UNCLASSIFIED", b"RESTRICTED")
    assert len({digest, digest_of(data, exchanged), digest_of(data, moved), digest_of(other, files)}) == 4
    for wrong in ({}, {"./a.pdf": b"one"}, {**files, "./c.pdf": b""}):
        with pytest.raises(Malformed, match="or not all"):
            digest_of(data, wrong)


def test_more_bindings_than_a_file_may_have():
    one = bind((Binding(NATO, "./0.pdf"),))
    binding = one[one.index(b"<MetadataBinding>") : one.index(b"</MetadataBinding>") + len(b"</MetadataBinding>")]
    many = b"".join(binding.replace(b"./0.pdf", b"./%d.pdf" % number) for number in range(1001))
    with pytest.raises(Malformed, match="too many bindings"):
        read_binding(one.replace(binding, many))


def test_a_binding_in_the_shape_of_other_writers_is_read():
    data = b"""<m:BindingInformation xmlns:m="urn:nato:stanag:4778:bindinginformation:1:0" xmlns:x="http://www.w3.org/2005/05/xmlmime">
 <m:MetadataBindingContainer><m:MetadataBinding Id="one"><m:Metadata>
  <s:originatorConfidentialityLabel xmlns:s="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0" ReviewDateTime="2031-11-23T09:00:00Z">
   <s:ConfidentialityInformation>
    <s:PolicyIdentifier URI="urn:oid:2.999.1">NATO</s:PolicyIdentifier><s:Classification>SECRET</s:Classification>
    <s:Category Type="PERMISSIVE" TagName="Releasable To" URI="urn:oid:2.999.2"><s:GenericValue>JPN</s:GenericValue></s:Category>
   </s:ConfidentialityInformation><s:OriginatorID IDType="rfc822Name">releasing@example.int</s:OriginatorID>
   <s:CreationDateTime>2026-11-23T09:00:00Z</s:CreationDateTime></s:originatorConfidentialityLabel>
 </m:Metadata><m:DataReference URI="./report.pdf" x:contentType="application/pdf"/></m:MetadataBinding></m:MetadataBindingContainer>
</m:BindingInformation>"""
    (found,) = read_binding(data)
    assert found.label.label == NATO.label
    assert found.label.references == (("Category Releasable To", "urn:oid:2.999.2"), ("PolicyIdentifier", "urn:oid:2.999.1"))
    assert (found.label.originator, found.label.originator_type) == ("releasing@example.int", "rfc822Name")
    assert read_binding(bind((found,))) == (found,)
