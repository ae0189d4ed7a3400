"""What is kept so that a document can be cut down: the same comes out of it as out of the document."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.documents.made import choices, sources

from relto.documents import build_tearline, outline_of, read, self_contained
from relto.documents.model import Document
from relto.node.holdings.cutting import pieces_of, read_cut, read_outline, write_cut, write_outline
from relto.primitives import Malformed, Unavailable

some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@some
@given(st.data(), st.sampled_from(["markdown", "text"]))
def test_a_version_from_what_is_kept_is_the_version_from_the_document(data, form):
    id_, source = data.draw(sources(form))
    document = read(source, source="document", format=form, system=id_)
    labels = {document.portion(index).label for index in data.draw(choices(document))}
    assume(labels)
    pieces = pieces_of(document, received=data.draw(st.booleans()))
    lines = read_outline(write_outline((one, range(one.index)) for one in pieces), labels.__contains__)
    wanted = [one for one in pieces if one.label in labels]
    assert [(one.outline, one.label, list(one.tokens)) for one in lines] == [
        (outline_of(one), one.label, list(range(one.index))) for one in wanted
    ]
    assert [one.title for one in lines if one.title] == [
        " ".join(one.text.split())[:300] for one in wanted if one.kind in ("title", "heading") and one.text
    ]
    allowed = self_contained(one.outline for one in lines)
    portions = read_cut(write_cut(pieces), lines, allowed)
    assert portions == tuple(one for one in wanted if one.index in allowed)
    apart = Document("document", form, id_, document.banner, "", portions)
    assert made(apart, allowed) == made(document, allowed)


def made(document, allowed):
    try:
        return build_tearline(document, allowed, header=None).text
    except Malformed as error:
        return str(error)


TEXT = "SECRET\n\n# (R) Harbour\n\n(R) Quiet.\n\n(S) Fuel.\n\nSECRET\n"


def test_what_is_kept_of_something_else_is_refused():
    pieces = pieces_of(read(TEXT, system="nz"), received=False)
    outlined, cut = write_outline((one, ()) for one in pieces), write_cut(pieces)
    lines = read_outline(outlined, lambda _: True)
    for wrong in (b"", cut, outlined[:-1], outlined + b"\x00"):
        with pytest.raises(Unavailable):
            read_outline(wrong, lambda _: True)
    for wrong in (b"", outlined, write_cut(pieces[1:]), write_cut([*pieces, pieces[0]])):
        with pytest.raises(Unavailable):
            read_cut(wrong, lines, {1, 2, 3})
