"""A label bound to a file beside it, or to the XML document in which it stands."""

from datetime import UTC, datetime

import pytest
from attrs import evolve
from lxml import etree

from relto.markings import parse
from relto.markings.formats import MachineLabel
from relto.markings.formats.stanag4778 import Binding, bind, embed, read_binding, read_embedded
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
    ["", "r.pdf", "/etc/passwd", "./../secret", "./a/../b", "./a/./b", "http://x.example/a", "./a%2e", "./a?b", "./a#b", "./a\\b", "./"],
)
def test_a_name_that_leads_elsewhere_is_refused(uri):
    with pytest.raises(Malformed, match="leads elsewhere"):
        bind((Binding(NATO, uri),))


def tampered(old, new):
    data = bind((Binding(NATO, "./a.pdf", "application/pdf", "b1", ALTERNATIVES),))
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


def test_what_could_pass_one_label_for_anothers_is_refused():
    two = (Binding(NATO, "./a.pdf", id="b1"), Binding(label("NATO UNCLASSIFIED", "nato"), "./a.pdf", id="b2"))
    with pytest.raises(Malformed, match="two bindings of the same data"):
        bind(two)
    with pytest.raises(Malformed, match="two bindings of the same data or name"):
        bind((two[0], evolve(two[1], uri="./b.pdf", id="b1")))
    with pytest.raises(Malformed, match="two bindings of the same data or name, or none"):
        bind(())
    with pytest.raises(Malformed, match="contradict each other"):
        bind((Binding(NATO, "./a.pdf", alternatives=(label("NATO RESTRICTED", "nato"),)),))
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    with pytest.raises(Malformed, match="a signature that is not checked"):
        read_binding(tampered("</MetadataBinding>", f"</MetadataBinding>{signature}"))
    with pytest.raises(Malformed, match="stands once"):
        read_binding(tampered("</MetadataBindingContainer>", "</MetadataBindingContainer><MetadataBindingContainer/>"))
    with pytest.raises(Malformed, match="not known here"):
        read_binding(tampered("<MetadataBindingContainer>", "<MetadataBindingContainer><MetadataBindingContainer/>"))
    with pytest.raises(Malformed, match="its labels and its data"):
        read_binding(tampered("</MetadataBinding>", '<DataReference URI="./b.pdf"/></MetadataBinding>'))
    with pytest.raises(Malformed, match="data are named by a URI alone"):
        read_binding(tampered('URI="./a.pdf"', 'URI="./a.pdf" Type="x"'))
    with pytest.raises(Malformed, match="metadata that is no label"):
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
