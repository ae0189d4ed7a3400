"""The strict reader: what it takes, what it refuses, and that it never fails in another way."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relto.agreements._yaml import read
from relto.primitives import Malformed
from relto.primitives.limits import STRUCTURED_BYTES, STRUCTURED_DEPTH


def test_a_plain_scalar_is_text_but_for_four_forms():
    text = b"[NO, on, off, yes, y, 017, 0x1F, 1_000, 12:30:00, 4.10, 1e3, .inf, Null, TRUE, null, true, false, 2019-08-23]"
    assert read("a.yaml", text).data == [
        *("NO", "on", "off", "yes", "y", "017", "0x1F", "1_000", "12:30:00", "4.10", "1e3", ".inf", "Null", "TRUE"),
        *(None, True, False, date(2019, 8, 23)),
    ]


def test_a_quoted_scalar_is_always_text():
    assert read("a.yaml", b"['null', \"true\", '2019-08-23', '']").data == ["null", "true", "2019-08-23", ""]


def test_a_key_is_always_text():
    assert read("a.yaml", b"null: a\n2019-08-23: b\ntrue: c\n").data == {"null": "a", "2019-08-23": "b", "true": "c"}


def test_a_byte_order_mark_and_line_ends_of_windows_are_read():
    assert read("a.yaml", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").data == {"a": "1", "b": "2"}


def test_json_is_read_with_its_tabs():
    assert read("a.json", b'{\n\t"a": ["b", null, true, "2019-08-23"]\n}').data == {"a": ["b", None, True, "2019-08-23"]}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "f.yaml:1:1: the file is empty; expected a mapping"),
        (b"# nothing\n", "f.yaml:1:1: the file is empty; expected a mapping"),
        (b"a: &x 1\n", "f.yaml:1:4: an anchor stands in the file: found `&x`; expected the value itself, written out where it is needed"),
        (b"a: 1\nb: *a\n", "f.yaml:2:4: an alias stands in the file: found `*a`; expected the value itself, written out"),
        (b"a: !!int 1\n", "f.yaml:1:4: a tag stands in the file: found `tag:yaml.org,2002:int`; expected a value without `!`"),
        (b"a: !x {}\n", "f.yaml:1:4: a tag stands in the file: found `!x`; expected a value without `!`"),
        (b"a: 1\nb:\n  c: 1\n  c: 2\n", "f.yaml:4:3: a key stands twice in one mapping: found `c`; expected each key once"),
        (b'{"a": 1, "a": 2}', "f.yaml:1:10: a key stands twice in one mapping: found `a`; expected each key once"),
        (b"<<: {a: 1}\n", "f.yaml:1:1: a merge key stands in the file: found `<<`; expected the fields themselves, written out"),
        (b"a: 1\n---\nb: 1\n", "f.yaml:2:1: a second document stands in the file; expected one document a file"),
        (b"%YAML 1.1\n---\na: 1\n", "f.yaml:1:1: a directive stands before the document; expected a document without `%` lines"),
        (b"a: 1\nb\xff: 1\n", "f.yaml:2:2: the file is not UTF-8; expected a file saved as UTF-8"),
        ("a: 1".encode("utf-16"), "f.yaml:1:1: the file is not UTF-8; expected a file saved as UTF-8"),
        (b"a: 1\n\tb: 1\n", "f.yaml:2:1: a tab stands in the file; expected spaces"),
        (b"a: 1\nb:\n", "f.yaml:2:3: a value is missing; expected a value, `null`, or no key at all"),
        (b"a: ~\n", "f.yaml:1:4: a value is missing: found `~`; expected a value, `null`, or no key at all"),
        (b"a: 2019-02-30\n", "f.yaml:1:4: no such day: found `2019-02-30`; expected a day of the calendar, or quotes around the text"),
        (b"? [a]\n: 1\n", "f.yaml:1:3: a key is not text; expected a word before the colon"),
        (b"? &x a\n: 1\n", "f.yaml:1:3: a key has an anchor or a tag: found `a`; expected the key alone"),
        (b"a: 'b\n", "f.yaml:2:1: the file is no YAML: found unexpected end of stream; expected YAML that parses"),
        (b"a: b: c\n", "f.yaml:1:5: the file is no YAML: mapping values are not allowed in this context; expected YAML that parses"),
        (b"a: \x01\n", "f.yaml: the file is no YAML: control characters are not allowed; expected YAML that parses"),
    ],
)
def test_what_is_refused_and_where(raw, told):
    with pytest.raises(Malformed) as refused:
        read("f.yaml", raw)
    assert str(refused.value) == told


def test_a_file_over_the_limit_is_not_parsed():
    with pytest.raises(Malformed, match="the file is too large"):
        read("f.yaml", b"[" * (STRUCTURED_BYTES + 1))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_depth_ends_at_the_limit(opening):
    deep = opening * (STRUCTURED_DEPTH + 1)
    with pytest.raises(Malformed, match="nested too deeply"):
        read("f.yaml", deep.encode())


def test_a_million_brackets_are_refused_at_once():
    with pytest.raises(Malformed, match="nested too deeply"):
        read("f.yaml", b"[" * 1_000_000)


def test_places_name_the_line_of_a_piece_or_of_what_it_stands_in():
    source = read("f.yaml", b"a:\n  - b: 1\n    c: 2\n")
    assert str(source.place("a", 0, "c")) == "f.yaml:3:5 (a[0].c)"
    assert str(source.place("a", 0, "missing")) == "f.yaml:2:5 (a[0].missing)"
    assert source.at("a", 0, "c") == "2"
    assert source.at("a", 5) is None


def _read_or_refused(name, raw):
    """Any other error than a refusal fails the test by itself."""
    with suppress(Malformed):
        read(name, raw)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    _read_or_refused("f.yaml", raw)


_PIECES = [*"ab:-?,[]{}#&*!|>'\"%@` \n\t~<0129./\\x", "---", "- ", ": ", "<<", "\r\n", "\u2028", "秘"]
_YAMLISH = st.lists(st.sampled_from(_PIECES), max_size=60).map("".join)


@given(_YAMLISH)
def test_any_text_that_looks_like_yaml_is_read_or_refused(text):
    for name in ("f.yaml", "f.json"):
        _read_or_refused(name, text.encode())


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.dates() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(_PLAIN)
def test_what_a_careful_writer_writes_comes_back(data):
    def write(value):
        if isinstance(value, list):
            return "[" + ", ".join(write(one) for one in value) + "]"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{_quoted(key)}: {write(one)}" for key, one in value.items()) + "}"
        if isinstance(value, date):
            return value.isoformat()
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        return _quoted(value)

    assert read("f.yaml", ("- " + write(data)).encode()).data == [data]


def _quoted(text):
    return '"' + "".join(one if one.isalnum() and one.isascii() else f"\\U{ord(one):08x}" for one in text) + '"'


def test_a_byte_order_mark_inside_a_file_is_refused():
    with pytest.raises(Malformed, match="byte order mark"):
        read("a.yaml", b"a: b\n\xef\xbb\xbfc: d\n")


def test_what_steers_a_terminal_is_shown_by_code_point():
    with pytest.raises(Malformed) as refused:
        read("a.yaml", "a: b\n\u200b\x1b[31m: c\n".encode())
    assert str(refused.value).isprintable()
    assert "\u200b" not in str(refused.value)


def test_a_problem_stands_inside_the_file():
    with pytest.raises(Malformed) as refused:
        read("a.yaml", b"a: b\n\nNZL")
    assert refused.value.place.line == 3
