"""Documents: each portion has a label or a problem, each word of each line stands somewhere, each label is what its mark says."""

import random
import re
import unicodedata
from functools import cache
from pathlib import Path

from attrs import evolve

from relto.documents import Document, Portion, decode, read, write
from relto.markings import parse, render, system, system_ids
from relto.primitives import Malformed, hidden_characters
from tests.fuzz import damage
from tests.fuzz.labels import FURTHER, words, written
from tests.fuzz.markings import clean
from tests.fuzz.running import Target

_MARKING = [one for one in system_ids() if system(one).in_documents]

Given = tuple[str, str, bool, str]
"""Format, system (or nothing), whether leniently, text."""

EXAMPLES = Path(__file__).parents[2] / "examples"
_STRANGE_LINES = [
    "---", "***", "===", "```", "~~~", "```python", "    indented", "\tindented", "> quoted", ">", "> > > deep", "- ", "* a", "1. one", "999999999. x",
    "| a | b |", "|---|:-:|", "| a | b | c | d |", "||||", "<div>", "</div>", "<!-- hidden", "-->", "<script>", "</script>", "<b>bold</b>",
    "[x]: http://example.org/ 'title'", "[x]", "[^1]: note", "[^1]", "[^x]:", "![picture](a.png)", "<http://auto.example/>", "# ", "####### seven",
    "\\", "\\(S) escaped", "&#40;S) entity", "&lpar;S)", "(S", "S)", "((S))", "(S)(U)", "( S )", "(S)\u200b text", "（S） wide", "(Ѕ) look-alike", "()",
    "begin page 1", "end page 12 SECRET", "**SECRET**", "SECRET", "UNCLASSIFIED", "TLP:RED", "第3項", "図1： x", "Figure 3: x", "Table 99999: y", "2.1.3 section",
    "2.", "C. (S) lettered", "[3] running", "(U) [4] running", "(S) [999999] x", "%YAML", "<?php", "<![CDATA[", "&nbsp;", "&#0;", "&#x202e;", "\u2028", "a\u0085b",
]  # fmt: skip
_WORD = re.compile(r"[A-Za-z0-9]{4,}")
_FENCE = re.compile(r"^[\s>\-*+0-9.)]*(?:`{3,}|~{3,}).*")
_ENTITY = re.compile(r"&#?\w+;?")


@cache
def _examples() -> tuple[tuple[str, str], ...]:
    """Format and text of each example that is a marked document."""
    files = sorted([*EXAMPLES.glob("*.md"), *EXAMPLES.glob("*.txt")])
    return tuple(("text" if file.suffix == ".txt" else "markdown", file.read_text(encoding="utf-8")) for file in files)


def make(rng: random.Random, number: int) -> Given:
    """An example or a document made up, with lines and characters damaged."""
    name, form, text = ("", *rng.choice(_examples())) if rng.random() < 0.4 else _made(rng)
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        text = _damaged(rng, text)
    if rng.random() < 0.1:
        form = rng.choice(("markdown", "text"))
    return form, name if rng.random() < 0.8 else rng.choice(("", *_MARKING)), rng.random() < 0.3, text


def _damaged(rng: random.Random, text: str) -> str:
    how = rng.random()
    if how < 0.4:
        return damage.characters(rng, text)
    lines = text.split("\n")
    if how < 0.8:
        return "\n".join(damage.tokens(rng, lines, [*_STRANGE_LINES, _marked(rng, rng.choice(_MARKING))]))
    at = rng.randrange(len(lines))
    lines[at] = " ".join(damage.tokens(rng, lines[at].split(" "), _STRANGE_LINES))
    return rng.choice(("\n", "\n", "\n", "\r\n", "\r")).join(lines)


def _marked(rng: random.Random, name: str) -> str:
    """A line that begins with a mark, now and then a damaged one."""
    mark = render(written(rng, name), kind="portion")
    if rng.random() < 0.2:
        mark = damage.characters(rng, mark)
    if rng.random() < 0.1:
        mark = f"({rng.choice(words(name))})"
    return f"{mark} {_prose(rng)}"


def _prose(rng: random.Random) -> str:
    pieces = [f"word{rng.randrange(10**6)}" if rng.random() < 0.7 else rng.choice(_STRANGE_LINES) for _ in range(rng.randint(1, 8))]
    return " ".join(pieces)


def _made(rng: random.Random) -> tuple[str, str, str]:
    """A document of a random system."""
    name = rng.choice(_MARKING)
    banner = render(written(rng, name))
    lines = [banner, ""]
    for _ in range(rng.randint(1, 10)):
        before = rng.choice(
            ("", "", "", "# ", "## 2.1 ", "- ", "  - ", "1. ", "> ", "[^1]: ", "| ", "C. ", "Figure 3: ", "    ", "\t", "```\n")
        )
        body = rng.choice((_marked, _marked, _marked, lambda rng, _: rng.choice(_STRANGE_LINES)))(rng, name)
        lines += [before + body, *rng.choice(((), ("",), ("",), ("", ""), (_prose(rng),), ("| --- | --- |",)))]
    return name, rng.choice(("markdown", "text")), "\n".join([*lines, "", banner, ""])


def check(given: Given) -> str:
    """Reads a document."""
    form, name, lenient, text = given
    try:
        document = read(text, source="fuzz", format=form, system=name or None, lenient=lenient, communities=FURTHER)
    except Malformed as refused:
        clean(str(refused))
        return "refused"
    lines = _lines(text)
    for problem in document.problems:
        assert problem.line is None or 1 <= problem.line <= len(lines), f"a problem outside the document: {problem}"
        assert problem.portion is None or 1 <= problem.portion <= len(document.portions), f"a problem of no portion: {problem}"
        clean(problem.message)
    for portion in document.portions:
        _portion(portion, document, lenient)
    _accounted(lines, document)
    _written(document, lenient)
    return "clean" if not document.problems else "with problems"


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _portion(portion: Portion, document: Document, lenient: bool) -> None:
    """A portion has a label that its mark says, or a problem that says why not."""
    mine = [one for one in document.problems if one.portion == portion.index]
    rules = {one.rule for one in mine}
    if portion.label is None:
        assert any(one.severity == "error" for one in mine), f"portion {portion.index} has no label, and no problem says so"
    elif not portion.mark:
        assert document.banner.is_public, f"portion {portion.index} has a label and no mark"
        assert portion.label == document.banner, f"portion {portion.index} has a label that nothing says"
    else:
        reading = parse(portion.mark, system=document.system, kind="portion", banner=document.banner, lenient=lenient, communities=FURTHER)
        assert reading.label == portion.label, f"portion {portion.index} has another label than its mark"
        assert bool(reading.repairs) == ("mark-repaired" in rules), f"portion {portion.index} was repaired silently"
    if hidden_characters(portion.text):
        assert "hidden-character" in rules, f"portion {portion.index} hides characters"


def _accounted(lines: list[str], document: Document) -> None:
    """Every word of every line stands in a portion, a banner, the block of who classified it, or a link definition that is told of."""
    held = "\n".join(_all_of(portion) for portion in document.portions)
    words_held = set(_WORD.findall(held))
    block = set((document.authority or "").split("\n"))
    told = {one.line for one in document.problems if one.rule in ("definition-unused", "table-cells-lost")}
    once = {line: number for number, line in enumerate(lines, 1) if number not in told}
    for given, number in once.items():
        line = _FENCE.sub("", given)  # what stands behind a fence's sign is shown to nobody and kept nowhere
        words_here = _WORD.findall(_ENTITY.sub(" ", unicodedata.normalize("NFC", line)))
        lost = [word for word in words_here if word not in words_held and word not in held]
        assert not lost or line.strip() in block or _furniture(line, document), f"line {number} stands nowhere: {lost[0]}"


def _all_of(portion: Portion) -> str:
    cells = portion.row.cells if portion.row else ()
    number = portion.number.render() if portion.number else ""
    parts = (portion.mark, portion.content, portion.text, *cells, portion.footnote or "", number, str(portion.running or ""))
    return unicodedata.normalize("NFC", " ".join(parts))


def _furniture(line: str, document: Document) -> bool:
    """Whether a line is a banner, alone on it."""
    bare = re.sub(r"^(?:begin|end)\s+page\s+[0-9]+\s+", "", line.strip().strip("*").strip(), flags=re.IGNORECASE)
    try:
        parse(bare, system=document.system, lenient=True, communities=FURTHER)
    except Malformed:
        return False
    return True


def _written(document: Document, lenient: bool) -> None:
    """What may be released can be written, reads again as the same portions, and is then written in the same way."""
    wrong = {one.portion for one in document.problems if one.severity == "error"}
    shown = (one for one in document.portions if one.mark or one.content or one.number)
    free = tuple(one for one in shown if one.label is not None and one.index not in wrong)
    once = write(evolve(document, banner_text=render(document.banner), portions=free))
    again = read(once, source="fuzz", format=document.format, system=document.system, lenient=lenient, communities=FURTHER)
    assert not [one for one in again.problems if one.rule.startswith("banner-m")], "a banner that was written is no banner"
    assert [(one.content, one.mark, one.label) for one in again.portions] == [(one.content, one.mark, one.label) for one in free], (
        "portions read otherwise once they are written"
    )
    assert write(again) == once, "a document is written otherwise the second time"


def make_octets(rng: random.Random, number: int) -> bytes:
    """The bytes of an example, damaged; or any."""
    if rng.random() < 0.2:
        return rng.randbytes(rng.randint(0, 300))
    _, text = rng.choice(_examples())
    return damage.octets(rng, text.encode())


def check_octets(data: bytes) -> str:
    """Decodes bytes, and reads what they say."""
    try:
        text = decode(data, "fuzz")
    except Malformed as refused:
        clean(str(refused))
        return "refused"
    assert text == data.decode("utf-8").removeprefix("\ufeff"), "something was lost in decoding"
    return check(("markdown", "", False, text))


TARGETS: tuple[Target, ...] = (Target("documents", make, check, seconds=20.0), Target("octets", make_octets, check_octets))
