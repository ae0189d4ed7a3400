"""What every marking system offers, and what a reading of a marking gives back."""

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import ClassVar, Literal

from attrs import evolve, frozen

from relto.labels import Expansion, Label, Scheme, roll_up
from relto.markings.composing import column_in, composed, first_difference
from relto.primitives import Malformed, Place

Kind = Literal["banner", "portion"]
"""``banner``: the line over a document, words spelled out. ``portion``: the short form before a portion."""

Form = Literal["banner", "portion", "abbreviated", "title"]
"""How a label is written. ``banner`` and ``portion``: as above, in the system's canonical words. ``abbreviated``: a banner with the
authorised abbreviations, which is what ``banner`` writes. ``title``: a banner with each marking's full title, where it has one.
Both are read as banners."""


def read_as(form: Form) -> Kind:
    """The kind of marking that a form is read as."""
    return "portion" if form == "portion" else "banner"


Language = Literal["en", "ja"]


@frozen
class Rule:
    """One rule of a marking system.

    Args:
        id: its identifier, which refusals and repairs carry: the system's name and the rule's own (``us-list-own-country``).
        says: what it asks.
        source: where it is laid down.
    """

    id: str
    says: str
    source: str


@frozen
class Colour:
    """The colours of a level's banner, where an official source gives them.

    Args:
        background: as ``#rrggbb``.
        text: as ``#rrggbb``.
        source: who gives them.
    """

    background: str
    text: str
    source: str


class MarkingError(Malformed):
    """A marking that is refused; its place gives the column of the offending piece.

    Args:
        message: what is wrong.
        rule: identifier of the rule that it breaks (:meth:`MarkingSystem.rules` lists them).
        place: where.
        found: the offending piece.
        expected: what would have been accepted.
    """

    def __init__(
        self, message: str, *, rule: str, place: Place | None = None, found: str | None = None, expected: str | None = None
    ) -> None:
        super().__init__(message, place=place, found=found, expected=expected)
        self.rule = rule


@frozen
class Repair:
    """One thing that a lenient reading put right.

    Args:
        rule: identifier of the rule that it broke.
        message: what was irregular.
        column: column in characters, counted from 1, in the text as it was given.
        before: the piece as it stood.
        after: the piece as it was read.
    """

    rule: str
    message: str
    column: int
    before: str
    after: str


@frozen
class Reading:
    """A marking that was read.

    Args:
        label: its machine form.
        repairs: what was put right on the way; always empty for a strict reading.
    """

    label: Label
    repairs: tuple[Repair, ...] = ()


@frozen
class Request:
    """How a marking is to be read.

    Args:
        system: short name of the system that reads, which begins the identifiers of its rules.
        kind: banner or portion mark.
        lenient: whether what is unambiguous is put right and reported instead of refused.
        communities: further codes that lists may name.
        banner: the label of the document's banner, for portion marks that point to its list.
        source: name of the text for error messages.
    """

    system: str
    kind: Kind = "banner"
    lenient: bool = False
    communities: Container[str] = ()
    banner: Label | None = None
    source: str = "marking"

    def error(self, rule: str, message: str, column: int | None, *, found: str | None = None, expected: str | None = None) -> MarkingError:
        """The refusal of what stands at a column, by the name of the rule that it breaks."""
        return MarkingError(
            message, rule=f"{self.system}-{rule}", place=Place(source=self.source, column=column), found=found, expected=expected
        )


_SHORT, _REMEMBERED = 300, 16_384
"""Longest marking that is remembered once it was read, in characters, and how many are."""


def no_members(code: str) -> frozenset[str] | None:  # noqa: ARG001 - an Expansion, which is asked about a code
    """The expansion that takes no community apart."""
    return None


class MarkingSystem(ABC):
    """One way of writing labels.

    Args:
        id: short name (``nz``), also its scheme's.
        name: name in English.
        scheme: its levels.
    """

    in_documents: ClassVar[bool] = True
    """Whether its markings stand over documents and before their portions."""

    authority_lines: ClassVar[tuple[str, ...]] = ()
    """What the lines of a classification authority block begin with; empty where documents of this system have none."""

    def __init__(self, id: str, name: str, scheme: Scheme) -> None:  # noqa: A002 - the word of every record in Relto
        self.id = id
        self.name = name
        self.scheme = scheme
        self._known = lru_cache(maxsize=_REMEMBERED)(self._strictly)

    def __repr__(self) -> str:
        return f"<marking system {self.id}>"

    @abstractmethod
    def read(self, text: str, request: Request) -> Reading:
        """Reads a marking as the request says."""

    def known(self, text: str, kind: Kind, communities: frozenset[str] | tuple[str, ...]) -> Label | None:  # noqa: ARG002 - systems that can tell fast do
        """The label of a marking that is plainly good, or ``None``: then :meth:`read` is asked."""
        return None

    @abstractmethod
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that a reading can find broken."""

    @abstractmethod
    def words(self) -> frozenset[str]:
        """Every word of its banners and portion marks."""

    def means(self, name: str, language: Language = "en") -> str | None:  # noqa: ARG002 - systems that have meanings tell them
        """What a level, caveat, control or compartment means, in one sentence; ``None`` where the data does not say.

        Args:
            name: its name in a label.
            language: ``en`` or ``ja``.
        """
        return None

    def colour(self, level: str) -> Colour | None:  # noqa: ARG002 - as above
        """The colours of a level's banner; ``None`` where no official source gives any."""
        return None

    def authority(  # systems that have blocks look at them
        self,
        text: str | None,  # noqa: ARG002
        banner: Label,  # noqa: ARG002
        *,
        lenient: bool,  # noqa: ARG002
        source: str,  # noqa: ARG002
    ) -> tuple[Sequence[MarkingError], Sequence[Repair]]:
        """What is wrong with the classification authority block of a document, and what was repaired in it.

        Args:
            text: the block's lines; ``None`` where the document has none.
            banner: label of the document's banner.
            lenient: whether near misses are read.
            source: name of the document, for errors, whose places count the lines of the block.
        """
        return (), ()

    @abstractmethod
    def render(self, label: Label, *, kind: Form = "banner") -> str:
        """Writes a label in this system's canonical form, or in another that it has (see :data:`Form`).

        Raises:
            Malformed: this system cannot write that label.
        """

    def _strictly(self, text: str, kind: Kind, banner: Label | None, communities: Container[str]) -> Reading:
        """A strict reading, of which the last ones are remembered: the same few markings stand before most portions."""
        label = self.known(text, kind, communities) if isinstance(communities, frozenset | tuple) else None
        if label is not None:
            return Reading(label)
        return self.read(text, Request(self.id, kind, communities=communities, banner=banner))

    def parse(  # noqa: D417 - the remaining arguments are those of Request
        self,
        text: str,
        *,
        kind: Kind = "banner",
        banner: Label | None = None,
        lenient: bool = False,
        communities: Container[str] = (),
        source: str = "marking",
    ) -> Reading:
        """Reads a marking.

        Args:
            text: the marking; a portion mark with its parentheses or without. See :class:`Request` for the rest.

        Returns:
            The label, and the repairs if the reading was lenient.

        Raises:
            MarkingError: the text is no marking of this system; says where, what was found and what was expected.
        """
        try:
            if len(text) <= _SHORT and isinstance(communities, frozenset | tuple):
                return self._known(text, kind, banner, communities)
            return self.read(text, Request(self.id, kind, communities=communities, banner=banner, source=source))
        except MarkingError as refused:
            refused.place = evolve(refused.place, source=source)
            if not lenient:
                raise
        return self._put_right(text, Request(self.id, kind, lenient=True, communities=communities, banner=banner, source=source))

    def _put_right(self, text: str, request: Request) -> Reading:
        """A lenient reading, of the text with its letters composed; columns are those of the text as given."""
        whole = composed(text)
        if whole == text:
            return self.read(text, request)
        try:
            reading = self.read(whole, request)
        except MarkingError as refused:
            if refused.place.column is not None:
                refused.place = evolve(refused.place, column=column_in(text, refused.place.column))
            raise
        column, before, after = first_difference(text, whole)
        first = Repair(f"{self.id}-composed", "a letter and its accent stand as two characters", column, before, after)
        return evolve(reading, repairs=(first, *(evolve(one, column=column_in(text, one.column)) for one in reading.repairs)))

    def roll_up(self, labels: Iterable[Label], expand: Expansion = no_members) -> Label:
        """The label of the whole that has parts of these labels.

        Args:
            labels: one label at least, all of this system's scheme.
            expand: gives the members of a community on the day that matters, or ``None``.

        Raises:
            Malformed: there is no label, or one is of another scheme.
        """
        return roll_up(self._own(labels), expand)

    def received(self, level: str, providers: tuple[str, ...]) -> str:
        """What a recipient of this system writes on information received from providers.

        Args:
            level: the corresponding level in this system's scheme.
            providers: codes of those who provided it; none: just the level is written.

        Raises:
            Malformed: the scheme has no such level.
        """
        self._single(level)
        return f"{level} ({'/'.join(providers)})" if providers else level

    def _own(self, labels: Iterable[Label]) -> list[Label]:
        some = list(dict.fromkeys(labels))  # a join is idempotent: equal labels count once
        if not some:
            raise Malformed("nothing to roll up", expected="one label at least")
        for label in some:
            self._ours(label)
        return some

    def _ours(self, label: Label) -> None:
        if label.scheme != self.scheme:
            raise Malformed(f"`{self.id}` writes labels of its own scheme only", found=label.scheme.id, expected=self.scheme.id)

    def _single(self, level: str) -> None:
        if self.scheme.is_joined(level):
            raise Malformed("no marking can write a joined level", found=level, expected=f"one of {', '.join(self.scheme.levels)}")
