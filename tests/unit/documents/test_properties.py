"""What holds for every document: it reads, writes and reads again; a tearline is clean and cannot tell what was withheld."""

from contextlib import suppress

from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from tests.unit.documents.made import HEADER, banner, choices, marks, sources

from relto.documents import build_tearline, check_leaks, decode, read, write
from relto.primitives import Malformed

many = settings(
    max_examples=150,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
forms = st.sampled_from(["markdown", "text"])


def seen(document):
    return [(one.content, one.text, one.number, one.running, one.level, one.ancestors, one.footnote) for one in document.portions]


@many
@given(st.data(), forms)
def test_written_and_read_again_it_is_the_same(data, form):
    id_, source = data.draw(sources(form))
    first = read(source, format=form, system=id_)
    text = write(first)
    again = read(text, format=form, system=id_)
    assert seen(again) == seen(first)
    assert [a.label for a, b in zip(again.portions, first.portions, strict=True) if b.label is not None] == [
        one.label for one in first.portions if one.label is not None
    ]
    assert write(again) == text


@many
@given(st.data(), forms)
def test_a_tearline_reads_cleanly_and_holds_what_was_allowed(data, form):
    id_, source = data.draw(sources(form))
    document = read(source, format=form, system=id_)
    allowed = data.draw(choices(document))
    assume(allowed)
    tearline = build_tearline(document, allowed, header=HEADER)
    again = read(tearline.text, format=form, system=id_)
    assert [one for one in again.problems if one.severity != "note"] == []
    body = again.portions[tearline.header :]
    assert [one.label for one in body] == [document.portion(index).label for index in sorted(allowed)]
    assert [one.running for one in body] == list(range(1, len(allowed) + 1))
    assert again.banner == tearline.banner
    assert set(tearline.withheld) | allowed == {one.index for one in document.portions}


@settings(many, max_examples=60)
@given(st.data(), forms)
def test_a_tearline_passes_the_gates(data, form):
    id_, source = data.draw(sources(form))
    document = read(source, format=form, system=id_)
    allowed = data.draw(choices(document))
    assume(allowed)
    for gate in check_leaks(document, allowed, HEADER, file_name="tearline-jpn-0001.md")[:3]:
        assert gate.passed, (gate.name, gate.findings)


@many
@given(st.data(), forms)
def test_words_of_withheld_paragraphs_do_not_show(data, form):
    """The same at the level of source text, with the replaced text put in raw."""
    id_ = data.draw(st.sampled_from(["nz", "us", "tlp"]))
    mark, high = marks(id_)[1], marks(id_)[-1]
    banner_ = read(f"{banner(id_)}\n\n{mark} a\n\n{banner(id_)}", system=id_).banner_text
    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)

    def source(secrets):
        middle = "\n\n".join(f"{high} {secret}".replace("\n", " ").replace("\r", " ") for secret in secrets)
        return f"{banner_}\n\n# {mark} Title\n\n{middle}\n\n{mark} 1. Body, see paragraph 2.\n\n{middle}\n\n{mark} 2. End\n\n{banner_}\n"

    outputs = set()
    for secrets in ([], ["x"], data.draw(st.lists(texts, min_size=1, max_size=4))):
        document = read(source(secrets), format=form, system=id_)
        allowed = [one.index for one in document.portions if one.mark == mark]
        if len(allowed) != 3:  # raw text can begin a portion of its own only after a line break
            raise AssertionError(secrets)
        header = HEADER.__class__("NZL", "JPN", HEADER.on)
        outputs.add(build_tearline(document, allowed, header=header).text)
    assert len(outputs) == 1


@many
@given(st.text(max_size=400), forms)
def test_any_text_reads_or_is_malformed(text, form):
    for source in (text, f"SECRET\n{text}\nSECRET", f"UNCLASSIFIED\n\n(U) {text}\n\nUNCLASSIFIED"):
        with suppress(Malformed):
            write(read(source, format=form, system="us"))


@many
@given(st.lists(st.sampled_from(list("()[]<>|*_`#-+\\!&:1.a \n\t>")), max_size=200).map("".join))
@example("\n\n\\>\\\n>>")
@example("x\n\n\\# a\n\n- \\# a\n\n\\- a\n\n\\+ a\n\n1\\. a\n\n\\~~~\n\n\\---")
def test_any_markup_reads_or_is_malformed(text):
    document = read(f"UNCLASSIFIED\n\n(U) {text}\n\nUNCLASSIFIED", format="markdown", system="us")
    again = read(write(document), format="markdown", system="us")
    first, second = ([(one.kind, one.content) for one in each.portions if one.mark or one.content] for each in (document, again))
    assert first == second, "but for what has neither mark nor content, such as a code span of spaces"


@many
@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_malformed(data):
    with suppress(Malformed):
        assert isinstance(decode(data, "x"), str)
