"""The tearline: a new document from the portions that a recipient may have.

* It is built from the released portions and the header only; the others are never looked at.
* Its banner is the roll-up of what stands in it; its numbers run from 1; nothing stands where something was left out.
* The same released portions and header give the same bytes.

Whether a portion may be released is not decided here: the caller says which.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from relto.documents._characters import one_line
from relto.documents._inline import escape
from relto.documents._numbering import renumbered
from relto.documents._rolling import no_expansion, rolled_up
from relto.documents.model import Document, Format, Portion
from relto.documents.writing import write_portions
from relto.labels import Expansion, Label, Scheme
from relto.markings import MarkingSystem
from relto.markings import system as marking_system
from relto.primitives import Malformed, Place, hidden_characters


@frozen
class TearlineHeader:
    """What a tearline says about itself. All of it is decided already, and nothing in it may come from a withheld portion.

    Args:
        holder: who releases it.
        recipient: who gets it.
        on: the day of the release.
        marking: the recipient's own marking for it, as its system writes it; ``None`` where there is none.
        originators: who originated what is in it.
        originators_of: originators of single portions, by index in the document; those of withheld portions do not count.
        agreements: title of each agreement under which it goes.
        conditions: what the recipient must do, one sentence each.
    """

    holder: str
    recipient: str
    on: date
    marking: str | None = None
    originators: tuple[str, ...] = ()
    originators_of: Mapping[int, tuple[str, ...]] = field(factory=dict)
    agreements: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def sentences(self, numbering: Mapping[int, int]) -> tuple[str, ...]:
        """The header's sentences, each a portion of the tearline.

        Args:
            numbering: old index of each released portion to its new number.
        """
        says = [f"Tearline released by {self.holder} to {self.recipient} on {self.on.isoformat()}."]
        if self.marking is not None:
            says.append(f"Marking of the recipient: {self.marking}.")
        if self.originators:
            says.append(f"Originators: {', '.join(self.originators)}.")
        by: dict[tuple[str, ...], list[int]] = {}
        for index, names in self.originators_of.items():
            if index in numbering and names != self.originators:
                by.setdefault(names, []).append(numbering[index])
        for names, numbers in sorted(by.items(), key=lambda one: min(one[1])):
            says.append(f"Originators of {', '.join(f'[{n}]' for n in sorted(numbers))}: {', '.join(names)}.")
        says.extend(f"Released under: {one}." for one in self.agreements)
        says.extend(f"Condition: {one}" for one in self.conditions)
        return tuple(one_line(one) for one in says)


@frozen
class Tearline:
    """A tearline.

    Args:
        text: the new document.
        format: how it is written.
        banner: label of its banner.
        banner_text: its banner.
        numbering: index of each released portion in the document, to its new running number.
        withheld: indexes of the portions left out; this is for the releasing side and stands nowhere in ``text``.
        header: how many portions the header has.
    """

    text: str
    format: Format
    banner: Label
    banner_text: str
    numbering: Mapping[int, int]
    withheld: tuple[int, ...]
    header: int


def build_tearline(
    document: Document, allowed: Collection[int], *, header: TearlineHeader | None, expand: Expansion = no_expansion
) -> Tearline:
    """Builds the version of a document that a recipient may have.

    Args:
        document: the document.
        allowed: indexes of the portions that may be released.
        header: what the tearline says about itself; ``None``: nothing, for a reader who is not told that it is one. Running numbers
            then stand where they stood before, and nowhere else.
        expand: how the roll-up may take community codes apart.

    Raises:
        Malformed: nothing is allowed; an index has no portion, or one without a label; no banner can be written.
    """
    released = _released(document, allowed)
    system = marking_system(document.system)
    fresh = [_marked(one, system) for one in renumbered(released, all_running=header is not None)]
    numbering = {old.index: new.index for old, new in zip(released, fresh, strict=True)}
    labels = [one.label for one in released if one.label is not None]
    says = () if header is None else header.sentences(numbering)
    block: list[Portion] = []
    if header is None:
        banner, banner_text = banner_over(labels, system, expand)
    else:
        front, banner = _front(labels, system, expand)
        mark = system.render(front, kind="portion")
        block = [_sentence(says_one, mark, front, document) for says_one in says]
        banner_text = system.render(banner, kind="banner")
    text = write_portions(banner_text, [*block, *fresh], document.format)
    withheld = tuple(one.index for one in document.portions if one.index not in numbering)
    return Tearline(text, document.format, banner, banner_text, numbering, withheld, len(block))


def banner_over(labels: Sequence[Label], system: MarkingSystem, expand: Expansion = no_expansion) -> tuple[Label, str]:
    """The banner of a version that says nothing of itself, as a label and as text.

    Args:
        labels: the labels of what stands in it.
        system: their marking system.
        expand: how the roll-up may take community codes apart.

    Raises:
        Malformed: they cannot be rolled up, or no banner can be written over them, or no mark of one of them.
    """
    for one in dict.fromkeys(labels):
        system.render(one, kind="portion")
    banner = rolled_up(labels, system, expand)
    return banner, system.render(banner, kind="banner")


def _released(document: Document, allowed: Collection[int]) -> list[Portion]:
    wanted = set(allowed)
    released = [one for one in document.portions if one.index in wanted]
    if missing := wanted - {one.index for one in released}:
        raise Malformed("the document has no such portion", place=Place(document.source), found=str(min(missing)))
    if not released:
        raise Malformed("no portion is released, so there is no tearline", place=Place(document.source), expected="one portion at least")
    for one in released:
        if one.label is None:
            raise Malformed(f"portion {one.index} has no label and stays withheld", place=Place(document.source, one.line, one.column))
    return released


def _marked(portion: Portion, system: MarkingSystem) -> Portion:
    if portion.label is None:  # _released has refused it
        raise Malformed(f"portion {portion.index} has no label and stays withheld")
    return evolve(portion, mark=system.render(portion.label, kind="portion"))


def _front(labels: Sequence[Label], system: MarkingSystem, expand: Expansion) -> tuple[Label, Label]:
    """The label of the header's portions and that of the banner: public where the scheme can say so, else the roll-up."""
    rolled = rolled_up(labels, system, expand)
    public = public_label(rolled.scheme)
    if public is None:
        return rolled, rolled
    try:
        whole = rolled_up([public, *labels], system, expand)
        system.render(whole, kind="banner")
    except Malformed:
        return rolled, rolled
    return public, whole


def public_label(scheme: Scheme) -> Label | None:
    """The label of public information in a scheme, or ``None`` where it has no public level."""
    level = next((one for one in scheme.levels if one in scheme.public), None)
    return None if level is None else Label(scheme, level)


def _sentence(says: str, mark: str, label: Label, document: Document) -> Portion:
    if hidden := hidden_characters(says):
        raise Malformed("the header holds characters that nobody sees", found=", ".join(hidden[:5]), expected="plain words")
    content = escape(says) if document.format == "markdown" else says
    return Portion(index=-1, kind="paragraph", line=1, column=1, mark=mark, label=label, content=content, text=says)
