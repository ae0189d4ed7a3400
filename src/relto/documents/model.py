"""What a document is once it is read: its banner, its portions and what is wrong with them.

A portion holds everything that its text needs to be written again and nothing else, so that a new file can be made from
some of the portions without ever looking at the others.
"""

from typing import Literal

from attrs import frozen

from relto.labels import Label

Format = Literal["markdown", "text"]
Severity = Literal["error", "warning", "note"]
Kind = Literal["title", "heading", "paragraph", "list-item", "table-row", "caption", "footnote", "code"]
NumberStyle = Literal["list", "typed", "letter", "heading", "Figure", "Table", "図", "表"]


@frozen(cache_hash=True)
class TypedNumber:
    """A number that the author typed before a portion: ``4.``, ``2.1``, ``C.``, ``Figure 3:``.

    Args:
        style: which sequence it counts in.
        parts: its components, outermost first; a letter counts as its place in the alphabet.
        close: what stands behind it (``.``, ``)``, ``:`` or nothing).
        upper: whether a letter is a capital.
    """

    style: NumberStyle
    parts: tuple[int, ...]
    close: str = "."
    upper: bool = True

    def render(self, parts: tuple[int, ...] | None = None) -> str:
        """The number as text, with its own or with other components."""
        numbers = self.parts if parts is None else parts
        if self.style == "letter":
            last = (numbers[-1] - 1) % 26
            return chr((65 if self.upper else 97) + last) + self.close
        text = ".".join(str(n) for n in numbers) + self.close
        if self.style in {"Figure", "Table"}:
            return f"{self.style} {text}"
        return f"{self.style}{text}" if self.style in {"図", "表"} else text


@frozen(cache_hash=True)
class Row:
    """Where a table row stands.

    Args:
        table: number of the table in the document, counted from 1.
        header: whether it is the header row.
        cells: its cells without the mark, each written canonically.
        alignment: for each column ``left``, ``right``, ``center`` or nothing.
    """

    table: int
    header: bool
    cells: tuple[str, ...]
    alignment: tuple[str, ...]


@frozen(cache_hash=True)
class Portion:
    """The smallest labelled part of a document.

    Args:
        index: its place in the document, counted from 1.
        kind: what it is.
        line: line on which it begins, counted from 1.
        column: column of its mark (or of its first character), counted from 1.
        mark: its mark as written, with the parentheses; empty where it has none.
        label: its label; ``None`` where the mark is missing or cannot be read, which means that it is withheld.
        content: its text as the document's format writes it, canonically, without mark and numbers.
        text: its text as a reader sees it, with the targets of its links behind it.
        level: level of a heading, 1 to 6.
        ordered: whether a list item counts.
        ancestors: the list items in which it stands, by index, outermost first.
        number: the typed number, or ``None``.
        running: the running number in brackets (``[3]``), or ``None``.
        row: where it stands in a table, or ``None``.
        footnote: name of a footnote (the ``2`` of ``[^2]:``), or ``None``.
    """

    index: int
    kind: Kind
    line: int
    column: int
    mark: str
    label: Label | None
    content: str
    text: str
    level: int = 0
    ordered: bool = False
    ancestors: tuple[int, ...] = ()
    number: TypedNumber | None = None
    running: int | None = None
    row: Row | None = None
    footnote: str | None = None


@frozen(cache_hash=True)
class Problem:
    """Something wrong with a document.

    Args:
        severity: ``error`` keeps a document from being released as it is; ``warning`` and ``note`` are for people.
        rule: the rule's stable name (docs/reference/documents.md lists them).
        message: what is wrong, in one line, without content of the document beyond marks.
        line: line, counted from 1, or ``None`` for the whole document.
        column: column, counted from 1, or ``None``.
        portion: index of the portion, or ``None``.
    """

    severity: Severity
    rule: str
    message: str
    line: int | None = None
    column: int | None = None
    portion: int | None = None


@frozen
class Document:
    """A portion-marked document.

    Args:
        source: name of the file or of the argument it came from.
        format: how it is written.
        system: id of the marking system of its marks.
        banner: label of its banner.
        banner_text: the banner as written.
        portions: its portions in their order.
        problems: what is wrong with it, in order of lines.
        roll_up: the roll-up of the labels that could be read; ``None`` where there is none.
        communities: community codes that its marks may name.
        authority: the lines that say who classified it, from what and until when; ``None`` where it has none, or needs none.
    """

    source: str
    format: Format
    system: str
    banner: Label
    banner_text: str
    portions: tuple[Portion, ...]
    problems: tuple[Problem, ...] = ()
    roll_up: Label | None = None
    communities: tuple[str, ...] = ()
    authority: str | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that are errors."""
        return tuple(one for one in self.problems if one.severity == "error")

    def portion(self, index: int) -> Portion:
        """The portion of an index.

        Raises:
            KeyError: there is none.
        """
        if not 1 <= index <= len(self.portions):
            raise KeyError(index)
        return self.portions[index - 1]
