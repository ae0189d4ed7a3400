"""What the page of the exchange lists is what two nodes say."""

from pathlib import Path

import msgspec

from relto.protocols.peer import FORMS, Fault, Header, Terms

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "exchange.md").read_text(encoding="utf-8")


def rows(start):
    """The names in the first column of a table, and its last column."""
    lines = PAGE[PAGE.index(start) :].split("\n")
    table = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        table += [(name.strip("` "), cells[-1]) for name in cells[0].split(",")]
    return table[2:]


def test_every_fault_stands_on_the_page_with_whether_it_is_final():
    assert dict(rows("| fault |")) == {str(one): "no" if one.final else "yes" for one in Fault}


def test_every_kind_stands_on_the_page():
    assert sorted(name for name, _ in rows("| kind |")) == sorted(FORMS)


def test_every_field_of_the_header_stands_on_the_page():
    assert sorted(name for name, _ in rows("| field of the header |")) == sorted(Header.__struct_fields__)


def test_the_terms_left_out_are_those_on_the_page():
    terms = msgspec.to_builtins(Terms())
    assert (terms["schedule"], terms["clocks"], terms["delivery"]) == (
        {"first": 30, "growth": 200, "longest": 3_600, "tries": 100},
        300,
        None,
    )
    assert {name: terms["timeouts"][name] for name in ("released", "opened", "acted")} == {
        "released": 86_400,
        "opened": 7 * 86_400,
        "acted": None,
    }
    assert "| 30, 200, 3,600 |" in PAGE
