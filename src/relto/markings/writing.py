"""Writing a label as a marking, in canonical form.

What is written is read back at once, strictly; a label that would come back as another one is refused, so nothing is lost
or widened by writing it. Two things may differ, because they are not written: the date, and which named sources stand beside
a concealed one.

Source: IC Markings System Register and Manual, 31 December 2016, A.6, C.1, D.1, H.3, H.7.
"""

from attrs import evolve

from relto.labels import UNNAMED_SOURCE, Label
from relto.markings.in_line import open_term
from relto.markings.inside import write_entries, write_inside, write_programmes
from relto.markings.lists import sorted_codes
from relto.markings.model import Form, Kind, MarkingError, Request, read_as
from relto.markings.reading import read
from relto.markings.vocabulary import FGI_TITLE, Vocabulary
from relto.primitives import Malformed, PartyId, is_code

_NATO = frozenset((PartyId("NATO"),))
_Entry = tuple[int, tuple[int, str], str]


def write(label: Label, vocabulary: Vocabulary, form: Form) -> str:
    """A label's marking.

    Raises:
        Malformed: this system cannot write that label.
    """
    listed = (label.releasable_to or frozenset()) | (label.display_only or frozenset())
    for code in listed | label.originators:
        if not is_code(code):
            raise Malformed("no code that a list can hold", found=code, expected="capitals and digits")
    kind = read_as(form)
    entries, fused = _entries(label, vocabulary, form)
    text = _head(label, vocabulary, kind, fused) + _joined(entries)
    text = f"({text})" if kind == "portion" else text
    try:
        again = read(text, vocabulary, Request(vocabulary.scheme.id, kind, communities=listed | label.originators)).label
    except MarkingError as refused:
        raise Malformed(
            f"`{vocabulary.scheme.id}` cannot write this label: {refused.message}", found=text, expected=refused.expected
        ) from refused
    if again != _written_part(label, vocabulary):
        raise Malformed(
            f"`{vocabulary.scheme.id}` cannot write all of this label",
            found=text,
            expected="a label that this system's markings can tell apart",
        )
    return text


def _written_part(label: Label, vocabulary: Vocabulary) -> Label:
    originators = label.originators
    if UNNAMED_SOURCE in originators and not label.joint:
        originators = originators & {UNNAMED_SOURCE, vocabulary.owner}
    if originators == {vocabulary.owner}:
        originators = frozenset()
    return evolve(label, originators=originators, marked_on=None)


def _joined(entries: list[_Entry]) -> str:
    text, previous = "", -1
    for category, _, written in sorted(entries):
        text += f"{'/' if category == previous else '//'}{written}"
        previous = category
    return text


def _head(label: Label, vocabulary: Vocabulary, kind: Kind, fused: str) -> str:
    level = fused or vocabulary.level_written[kind][label.level]
    if label.joint:
        return f"//JOINT {level} {' '.join(sorted_codes(label.originators, '', vocabulary.codes))}"
    if not label.originators or vocabulary.owner in label.originators:
        return level
    if label.originators == _NATO and label.level in vocabulary.alliance[kind].values():
        return f"//{next(word for word, one in vocabulary.alliance[kind].items() if one == label.level)}"
    if UNNAMED_SOURCE in label.originators:
        return f"//{UNNAMED_SOURCE} {level}"
    return f"//{' '.join(sorted_codes(label.originators, '', vocabulary.codes))} {level}"


def _entries(label: Label, vocabulary: Vocabulary, form: Form) -> tuple[list[_Entry], str]:
    """The entries after the head, and the level's word where a control is fused with it."""
    kind = read_as(form)
    controls = set(label.controls)
    fused = next((control for control in sorted(controls) if (label.level, control) in vocabulary.fused[kind]), "")
    controls.discard(fused)
    names = controls | {one.name for one in label.exclusions if not _implied(one.name, controls, vocabulary)}
    entries = [_term(name, vocabulary, form) for name in names]
    entries += _compartments(label, vocabulary, form)
    entries += _lists(label, vocabulary, form)
    sources = label.originators - {vocabulary.owner}
    if sources and vocabulary.owner in label.originators and not label.joint:
        category = next((number for number, one in enumerate(vocabulary.categories) if one.foreign_sources), None)
        if category is None:
            raise Malformed(f"`{vocabulary.scheme.id}` cannot write foreign sources", found=", ".join(sorted(sources)))
        listed = "" if UNNAMED_SOURCE in sources else f" {' '.join(sorted_codes(sources, '', vocabulary.codes))}"
        word = FGI_TITLE if form == "title" else UNNAMED_SOURCE
        entries.append((category, (-1, ""), f"{word}{listed}"))
    return entries, vocabulary.fused[kind][label.level, fused] if fused else ""


def _implied(name: str, controls: set[str], vocabulary: Vocabulary) -> bool:
    """Whether a control that is written already says the exclusion (``SBU NOFORN``)."""
    terms = (vocabulary.by_name.get(control) for control in controls)
    return any(term is not None and term.exclusion is not None and term.exclusion.name == name for term in terms)


def _term(name: str, vocabulary: Vocabulary, form: Form) -> _Entry:
    term = vocabulary.by_name.get(name)
    if term is None and (own := open_term(name, vocabulary)) is not None:
        return own.category, (own.order, name), name
    if term is None:
        raise Malformed(f"`{vocabulary.scheme.id}` has no such marking", found=name)
    return term.category, (term.order, name if vocabulary.categories[term.category].by_name else ""), term.written(form)


def _compartments(label: Label, vocabulary: Vocabulary, form: Form) -> list[_Entry]:
    entries: list[_Entry] = []
    tree = write_entries(label.compartments)
    programmes = next((number for number, one in enumerate(vocabulary.categories) if one.programmes), None)
    for system, compartments in tree.items():
        if system == "SAR" and programmes is not None:
            written = write_programmes(name for name in label.compartments if name.partition("-")[0] == "SAR")
            own = vocabulary.categories[programmes]
            prefix = own.programmes_title if form == "title" else own.programmes
            entries += [(programmes, (-1, text), text if number else prefix + text) for number, text in enumerate(written)]
            continue
        category, key, _ = _term(system, vocabulary, form)
        entries.append((category, key, write_inside(vocabulary.by_name[system], compartments, form)))
    return entries


def _lists(label: Label, vocabulary: Vocabulary, form: Form) -> list[_Entry]:
    entries: list[_Entry] = []
    for effect, codes in (("releasable_to", label.releasable_to), ("display_only", label.display_only)):
        if codes is None:
            continue
        term = next((one for one in vocabulary.terms if one.effect == effect), None)
        if term is None:
            raise Malformed(f"`{vocabulary.scheme.id}` has no such list", found=effect.replace("_", " "))
        own = vocabulary.owner
        written = sorted_codes(
            codes if term.own_written else codes - {own}, own if term.effect == "releasable_to" else "", vocabulary.codes
        )
        entries.append((term.category, (term.order, ""), f"{term.written(form)} {', '.join(written)}"))
    return entries
