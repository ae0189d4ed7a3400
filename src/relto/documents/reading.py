"""Reading a document: text in, portions with labels and problems out.

What holds after reading:

* every line that is not blank belongs to a portion, is furniture (a banner, a page banner, a block of who classified it, a rule,
  an empty table row)
  or is a link definition, which stands resolved in the portions that use it;
* a portion without a mark that can be read has no label, unless the banner is public;
* nothing is repaired, unless ``lenient`` is asked for, and then each repair is a problem of its own.
"""

from collections.abc import Collection
from typing import Any

from relto.documents._authority import take_block
from relto.documents._blocks import MAX_LINES, Block
from relto.documents._characters import normal_lines
from relto.documents._markdown_blocks import markdown_blocks
from relto.documents._marks import Marks, banner_text, find_system, repaired
from relto.documents._plain_blocks import plain_blocks
from relto.documents._portions import Assembler
from relto.documents._rolling import banner_problems, no_expansion
from relto.documents.model import Document, Format, Problem
from relto.labels import Expansion
from relto.primitives import Malformed, Place, limits


def decode(data: bytes, source: str) -> str:
    """The text of a document's bytes.

    Args:
        data: the bytes, at most :data:`relto.primitives.limits.DOCUMENT_BYTES`; UTF-8, with or without byte order mark.
        source: name of the document, for errors.

    Raises:
        Malformed: too large, not UTF-8, or with a NUL in it.
    """
    if len(data) > limits.DOCUMENT_BYTES:
        raise Malformed("the document is too large", place=Place(source), expected=f"{limits.DOCUMENT_BYTES} bytes at most")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Malformed("the document is not UTF-8", place=Place(source, line), expected="a text saved as UTF-8") from None
    return text.removeprefix("\ufeff")


def format_of(source: str) -> Format:
    """The format that a name stands for: plain text for ``.txt`` and ``.text``, else Markdown."""
    return "text" if source.lower().endswith((".txt", ".text")) else "markdown"


def read(
    text: str,
    *,
    source: str = "input",
    format: Format | None = None,  # noqa: A002 - the field's word
    system: str | None = None,
    prefer: str | None = None,
    lenient: bool = False,
    communities: Collection[str] = (),
    expand: Expansion = no_expansion,
) -> Document:
    """Reads a portion-marked document.

    Args:
        text: the document's text, at most 16 MiB, 200,000 lines of at most 200,000 characters.
        source: name of the document, for errors; its ending gives the format where none is given.
        format: ``markdown`` or ``text``.
        system: id of the marking system; ``None`` finds it from the banner and, where several write that banner, from the marks.
        prefer: id of the system to take where banner and marks leave several: the holder's own.
        lenient: whether near misses in marks are read, each noted as a problem.
        communities: community codes that marks may name.
        expand: how the roll-up may take community codes apart.

    Returns:
        The document. What is wrong with it stands in ``problems``.

    Raises:
        Malformed: no banner, no or several marking systems for it, over a limit.
    """
    lines = _checked_lines(text, source)
    banners = _banner_lines(lines, source)
    first, last = banners
    given = banner_text(lines[first])
    marks, at = _marks(lines, banners, wanted=system, prefer=prefer, source=source, lenient=lenient, communities=communities)
    problems = _banner_pair(lines, first, last, marks)
    for line in (first, last):
        if marks.page_banner(lines[line]) is not None:
            lines[line] = ""
    authority, wrong = take_block(lines, marks)
    problems += wrong
    form = format or format_of(source)
    env: dict[str, Any] = {}
    blocks: list[Block]
    if form == "markdown":
        blocks, env = markdown_blocks(lines, source)
    else:
        blocks = plain_blocks(lines, source)
    assembler = Assembler(lines, form, marks, env)
    for block in blocks:
        assembler.take(block)
    problems += assembler.problems + _unused(env, assembler.used)
    banner = marks.banner
    if banner is None:  # find_system has read it
        raise Malformed("the document has no banner", place=Place(source))
    whole, wrong = banner_problems(banner, at + 1, assembler.portions, marks.system, expand)
    return Document(
        source=source,
        format=form,
        system=banner.scheme.id,
        banner=banner,
        banner_text=given if at == first else banner_text(text_line(text, at)),
        portions=tuple(assembler.portions),
        problems=tuple(sorted(problems + wrong, key=lambda one: (one.line or 0, one.column or 0))),
        roll_up=whole,
        communities=tuple(sorted(communities)),
        authority=authority,
    )


def text_line(text: str, at: int) -> str:
    """One line of a text, counted from 0."""
    return normal_lines(text)[at]


def _checked_lines(text: str, source: str) -> list[str]:
    if len(text) > limits.DOCUMENT_BYTES:
        raise Malformed("the document is too large", place=Place(source), expected=f"{limits.DOCUMENT_BYTES} bytes at most")
    lines = normal_lines(text)
    if len(lines) > MAX_LINES:
        raise Malformed("the document has too many lines", place=Place(source, MAX_LINES + 1), expected=f"{MAX_LINES} at most")
    for number, line in enumerate(lines, 1):
        if len(line) > limits.DOCUMENT_LINE_CHARS:
            expected = f"{limits.DOCUMENT_LINE_CHARS} characters at most"
            raise Malformed("the line is too long", place=Place(source, number), expected=expected)
        if "\0" in line:
            place = Place(source, number, line.index("\0") + 1)
            raise Malformed("the document holds a NUL character", place=place, expected="text")
    return lines


def _banner_lines(lines: list[str], source: str) -> tuple[int, int]:
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise Malformed("the document is empty", place=Place(source), expected="a banner as its first and its last line")
    last = next(at for at in range(len(lines) - 1, -1, -1) if lines[at].strip())
    return first, last


def _marks(
    lines: list[str],
    banners: tuple[int, int],
    *,
    wanted: str | None,
    prefer: str | None,
    source: str,
    lenient: bool,
    communities: Collection[str],
) -> tuple[Marks, int]:
    """The document's marks, from the first line or, where that is no banner, from the last; and which of the two it was."""
    failure: Malformed | None = None
    for at in dict.fromkeys(banners):
        text = banner_text(lines[at])
        if len(text) > limits.MARKING_CHARS:
            continue
        try:
            found = find_system(wanted, (text, at + 1), lines, source=source, lenient=lenient, communities=communities, prefer=prefer)
        except Malformed as error:
            failure = failure or error
        else:
            return found, at
    if failure is not None:
        raise failure
    raise Malformed("no marking system reads the banner", place=Place(source, banners[0] + 1), expected="a banner as the first line, alone")


def _banner_pair(lines: list[str], first: int, last: int, marks: Marks) -> list[Problem]:
    """What is wrong with the banner as a pair of lines."""
    found = []
    if first == last:
        return [
            Problem("error", "banner-missing", "the document has one banner only; it needs one as its first and one as its last line", 1)
        ]
    for at, word in ((first, "first"), (last, "last")):
        reading = marks.page_banner(lines[at])
        if reading is None:
            found.append(Problem("error", "banner-missing", f"the {word} line is no banner", at + 1, 1))
        elif reading.label != marks.banner:
            found.append(Problem("error", "banner-differs", f"the banner of the {word} line is another one", at + 1, 1))
        if reading is not None and reading.repairs:
            found.append(Problem("note", "mark-repaired", repaired("banner", banner_text(lines[at]), reading), at + 1, 1))
    return found


def _unused(env: dict[str, Any], used: set[str]) -> list[Problem]:
    """A note for each link definition that no portion uses and that is therefore in none."""
    says = "no portion uses this link definition, so it is in none"
    unused = [one for label, one in env.get("references", {}).items() if label not in used]
    lines = sorted(one["map"][0] + 1 for one in (*unused, *env.get("duplicate_refs", ())))
    return [Problem("note", "definition-unused", says, line, 1) for line in lines]
