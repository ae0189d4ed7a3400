"""Generated documents: portions of every kind, marked in four systems, with text that tries to break out of its portion."""

from datetime import date

from hypothesis import strategies as st

from relto.documents import Document, TearlineHeader
from relto.markings import system
from relto.primitives import Malformed, hidden_characters

TRIED = {
    "nz": ["(U)", "(R)", "(C)", "(S)", "(S//NZEO)", "(R//REL TO NZL, AUS)", "(S//REL TO NZL, AUS, JPN)", "(TS//SI)"],
    "us": ["(U)", "(C//REL TO USA, GBR)", "(S//REL TO USA, AUS, GBR)", "(S//NF)", "(U//FOUO)", "(TS//SI//NF)", "(//GBR S)"],
    "tlp": ["(TLP:CLEAR)", "(TLP:GREEN)", "(TLP:AMBER)", "(TLP:AMBER+STRICT)", "(TLP:RED)"],
    "jp": ["(U)", "(C)", "(S)", "(TS)", "(秘)", "(極秘)", "(機密)"],
}
HEADER = TearlineHeader(
    holder="NZL",
    recipient="JPN",
    on=date(2026, 11, 23),
    marking="秘",
    originators=("NZL",),
    originators_of={1: ("AUS",), 2: ("AUS", "NZL"), 4: ("AUS",)},
    agreements=("Agreement on the Security of Information (jpn-nzl-2025)",),
    conditions=("Return or destroy it when asked.", "Not to be passed on (Article 6)."),
)


def readable(id_: str, mark: str) -> bool:
    """Whether the system reads the portion mark by itself."""
    try:
        system(id_).parse(mark, kind="portion")
    except Malformed:
        return False
    return True


def marks(id_: str) -> list[str]:
    """Portion marks of a system, each of which reads."""
    found = [mark for mark in TRIED[id_] if readable(id_, mark)]
    assert len(found) >= 3, (id_, found)
    return found


def banner(id_: str) -> str:
    """A banner of the system's highest level."""
    scheme = system(id_).parse(marks(id_)[-1], kind="portion").label.scheme
    from_last = system(id_).parse(marks(id_)[-1], kind="portion").label
    assert scheme == from_last.scheme
    return system(id_).render(from_last, kind="banner")


WORDS = st.sampled_from(
    [
        "ship",
        "convoy",
        "Harbour",
        "Quixley",
        "4711",
        "41.28S",
        "a",
        "*b*",
        "**c**",
        "_d_",
        "snake_case",
        "`x|y`",
        "\\",
        "\\*",
        "[l](http://e.example/q?a=1&b=2)",
        "[",
        "]",
        "!",
        "#",
        "-",
        "+",
        "1.",
        "|",
        "&amp;",
        "&",
        "<",
        ">",
        "see",
        "paragraph",
        "2",
        "paras",
        "1-3",
        "Table",
        "1",
        "Figure",
        "2",
        "section",
        "1",
        "footnote",
        "1",
        "[^1]",
        "[^2]",
        "第2項",
        "表1",
        "観測",
        "カモメ",
        "'quote'",
        "“q”",
        "(b)(3)",
        "$",
        "~~x~~",
        "item(3)",
        "e@mail.example",
        "CVE-2026-12345",
        "10.1.2.3",
        "3.5",
        "km",
        "é",
        "é",
        "http://bare.example/",
        "![i](p.png)",
        "<b>x</b>",
        "<!--c-->",
        "---",
        "===",
        "*",
        "```",
        ":",
        "|a|b|",
    ]
)
TEXTS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=9).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=25),
).filter(lambda text: not hidden_characters(text) and not text.lstrip().startswith("("))


@st.composite
def blocks(draw: st.DrawFn, ms: list[str], form: str, number: int) -> str:
    """One block of a document's source."""
    mark = st.sampled_from(ms)
    kind = draw(st.sampled_from(["p", "p", "h", "list", "table", "caption", "note", "typed", "run", "code", "quote", "unmarked"]))
    one = f"{draw(mark)} {draw(TEXTS)}"
    if kind == "h":
        return "#" * draw(st.integers(1, 6)) + f" {draw(st.sampled_from(['', f'{number}. ', 'B. ']))}{one}"
    if kind == "list":
        return _list(draw, mark)
    if kind == "table":
        rows = [f"| {draw(mark)} {draw(WORDS)} | {draw(TEXTS)} |" for _ in range(draw(st.integers(1, 4)))]
        return "\n".join([rows[0], "| :-- | ---: |", *rows[1:]])
    if kind == "caption":
        return draw(st.sampled_from([f"Table {number}: {one}", f"Figure {number}: {one}", f"{draw(mark)} 図{number}： x"]))
    if kind == "code" and form == "markdown":
        return f"```\n{draw(mark)} [ab]\n  int x = 'para 2';\n\n`` end\n```"
    plain = {
        "note": f"[^{number}]: {one}",
        "typed": f"{draw(mark)} {number}. {draw(TEXTS)}",
        "run": f"{draw(mark)} first line\nand more\n{one}",
        "quote": f"> {one}",
        "unmarked": f"No mark {draw(WORDS)}",
    }
    return plain.get(kind, one)


def _list(draw: st.DrawFn, mark: st.SearchStrategy[str]) -> str:
    lines, depth = [], 0
    for at in range(1, draw(st.integers(2, 6))):
        depth = draw(st.integers(0, min(depth + 1, 3))) if lines else 0
        bullet = draw(st.sampled_from(["-", f"{at}.", f"{at + 6}."]))
        lines.append(" " * (4 * depth) + f"{bullet} {draw(mark)} {draw(TEXTS)}".replace("\n", " "))
        if draw(st.booleans()):
            lines.append("")
    return "\n".join(lines).rstrip("\n")


@st.composite
def sources(draw: st.DrawFn, form: str) -> tuple[str, str]:
    """A marking system's id and the source of a document marked in it."""
    id_ = draw(st.sampled_from(sorted(TRIED)))
    ms = marks(id_)
    count = draw(st.integers(1, 7))
    body = [draw(blocks(ms, form, number)) for number in range(1, count + 1)]
    line = banner(id_)
    end = draw(st.sampled_from(["", "\n"]))
    return id_, "\n\n".join([line, *body, line]) + end


@st.composite
def choices(draw: st.DrawFn, document: Document) -> frozenset[int]:
    """Portions to release: some of those that may be, one at least; empty where none may be."""
    flagged = {one.portion for one in document.problems if one.severity == "error"}
    free = [one.index for one in document.portions if one.label is not None and one.index not in flagged]
    if not free:
        return frozenset()
    return frozenset(draw(st.lists(st.sampled_from(free), min_size=1, unique=True)))
