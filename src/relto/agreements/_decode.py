"""From plain data to the structs of :mod:`relto.agreements._wire`, with every refusal at its line."""

import re
from collections.abc import Iterator
from copy import copy
from typing import Any, TypeVar

import msgspec

from relto.agreements import _shapes
from relto.agreements._yaml import Path, Source, shown
from relto.primitives import Malformed

T = TypeVar("T")

_MOST = 50
"""Most errors told of one file; a file with more is of another format."""

_PATH = re.compile(r" - at `(?:key` in `)?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>[A-Za-z_]\w*)|\[(?P<index>[0-9]+)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>.*)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>.*)`")
_TYPE = re.compile(r"Expected `(?P<expected>.*?)`(?:, got `(?P<got>.*)`| (?P<rule>.*))")
_NAMES = {
    "object": "a mapping",
    "array": "a list",
    "str": "text",
    "bool": "true or false",
    "date": "a day (2019-08-23)",
    "null": "null",
}
_RULES = {
    "matching regex '^[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*$'": "a code: capitals and digits, single hyphens inside, 2 to 32 characters",
    "matching regex '^[a-z0-9]+(-[a-z0-9]+)*$'": "lower case and digits, single hyphens inside, 2 to 64 characters",
    "matching regex '^[1-9][0-9]{0,3} (day|month|year)s?$'": "a length of time, such as `90 days`, `6 months` or `1 year`",
    "of length >= 1": "text that is not empty",
}


def decode(source: Source, kind: type[T]) -> T:
    """The file's data as one of the wire structs.

    Raises:
        Malformed: the first thing that does not fit.
    """
    try:
        return msgspec.convert(source.data, kind)
    except msgspec.ValidationError as error:
        raise _refusal(source, kind, error, {}) from None


def refusals(source: Source, kind: type[Any]) -> Iterator[Malformed]:
    """Everything in a file that does not fit: after each refusal the refused item of a list is set aside, and the rest read."""
    data, aside = source.data, dict[str, list[int]]()
    for _ in range(_MOST):
        try:
            msgspec.convert(data, kind)
        except msgspec.ValidationError as error:
            yield _refusal(source, kind, error, aside)
            smaller = _without(data, error, aside)
            if smaller is None:
                return
            data = smaller
        else:
            return


def _path(error: msgspec.ValidationError) -> Path:
    found = _PATH.search(str(error))
    text = found["path"].split("[...]")[0] if found else ""
    return tuple(int(step["index"]) if step["index"] else step["key"] for step in _STEP.finditer(text))


def _refusal(source: Source, kind: type[Any], error: msgspec.ValidationError, aside: dict[str, list[int]]) -> Malformed:
    path = _path(error)
    if len(path) > 1 and isinstance(path[0], str) and isinstance(path[1], int):
        path = (path[0], _original(path[1], aside.get(path[0], [])), *path[2:])
    text = _PATH.sub("", str(error))
    if unknown := _UNKNOWN.fullmatch(text):
        place = source.place(*path, unknown["name"])
        return Malformed("no such field", place=place, found=unknown["name"], expected=_one_of(_shapes.fields(kind, path, source.data)))
    if missing := _MISSING.fullmatch(text):
        return Malformed(f"the field `{missing['name']}` is missing", place=source.place(*path), expected="the field and its value")
    found = shown(source.at(*path))
    return Malformed(
        "the value does not fit",
        place=source.place(*path),
        found=found,
        expected=_one_of(words) if (words := _shapes.words(kind, path, source.data)) else _expected(text),
    )


def _expected(text: str) -> str:
    if typed := _TYPE.fullmatch(text):
        if typed["rule"]:
            return _RULES.get(typed["rule"], f"{_name(typed['expected'])} {typed['rule']}")
        advice = " (put quotes around it)" if typed["got"] in ("date", "bool") and "str" in typed["expected"] else ""
        return _name(typed["expected"]) + advice
    if "date" in text:
        return _NAMES["date"]
    return text


def _one_of(words: tuple[str, ...]) -> str:
    return f"one of {', '.join(words)}" if words else "a field of docs/reference/agreements.md"


def _name(types: str) -> str:
    return " or ".join(_NAMES.get(one, one) for one in types.split(" | "))


def _original(index: int, removed: list[int]) -> int:
    """The index in the file of the item that stands at an index once the removed ones are gone."""
    for gone in sorted(removed):
        if gone <= index:
            index += 1
    return index


def _without(data: Any, error: msgspec.ValidationError, aside: dict[str, list[int]]) -> Any:
    """The data without the refused item of a top-level list, or without the unknown field; ``None`` where neither is to be had."""
    path = _path(error)
    unknown = _UNKNOWN.match(str(error))
    if not path:
        if unknown is None or unknown["name"] not in data:
            return None
        return {key: value for key, value in data.items() if key != unknown["name"]}
    if len(path) < 2 or not isinstance(path[1], int):  # noqa: PLR2004 - a list's name and an index
        return None
    name, index = str(path[0]), path[1]
    aside.setdefault(name, []).append(_original(index, aside.get(name, [])))
    smaller = copy(data)
    smaller[name] = [item for i, item in enumerate(data[name]) if i != index]
    return smaller
