"""Input made to be slow: it reads or is refused, in bounded time."""

from contextlib import suppress

import pytest

from relto.documents import read
from relto.primitives import Malformed

MANY = 200_000
CASES = {
    "parentheses": "(" * MANY,
    "quotes": ">" * MANY,
    "bars": "|" * MANY,
    "brackets": "[" * MANY,
    "lines of brackets": "[\n" * (MANY - 9),
    "lines of quotes": ">\n" * (MANY - 9),
    "lines of rows": "|a|b|\n" * 60_000,
    "lines of parentheses": "(\n" * 150_000,
    "backticks": "`" * MANY,
    "pictures": "![](" * 50_000,
    "emphasis": "*a **b " * 25_000,
    "angles": "<" * MANY,
    "definitions": "[a]: x\n" * 20_000,
    "nested list": "- " * 2_000 + "(U) a",
    "deep list": "".join(" " * (2 * at) + "- (U) a\n" for at in range(300)),
    "wide table": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|x|\n" * 100,
    "empty rows": "|a|b|\n|-|-|\n" + "|\n" * 20_000,
    "one long line": "a b " * 50_000,
    "one long paragraph": "abc def\n" * 100_000,
}


@pytest.mark.parametrize("form", ["markdown", "text"])
@pytest.mark.parametrize("name", CASES)
def test_no_input_hangs(name, form):
    with suppress(Malformed):
        read(f"UNCLASSIFIED\n\n{CASES[name]}\n\nUNCLASSIFIED", format=form, system="us")


def test_what_is_nested_beyond_the_parser_is_refused_not_dropped():
    with pytest.raises(Malformed, match="nested too deeply"):
        read("UNCLASSIFIED\n\n" + "> " * 100 + "(U) lost\n\nUNCLASSIFIED", format="markdown", system="us")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("x" * 200_001, "line is too long"),
        ("\n" * 200_001, "too many lines"),
        ("(U) a\n\n" * 50_001, "too many portions"),
        ("(U) " + "a" * 100_001, "portion is too long"),
        ("(U) " + "*a" * 5_000, "too much markup"),
    ],
)
def test_limits(body, message):
    with pytest.raises(Malformed, match=message):
        read(f"UNCLASSIFIED\n\n{body}\n\nUNCLASSIFIED", system="us", format="markdown")
