"""Strict YAML: plain data out of a file, and the place of every piece of it.

* A file is UTF-8, one document, within the limits of :mod:`relto.primitives.limits`; no tab, no byte order mark inside it.
* Aliases, anchors, tags, directives, merge keys and duplicate keys are refused.
* A plain scalar is text, whatever it looks like (``NO``, ``on``, ``017``, ``4.10``, ``12:30``), but for four forms:
  ``null``, ``true``, ``false`` and a day (``2019-08-23``). A quoted scalar is always text.

JSON is read too: it is YAML in flow style, and its tabs can only be white space.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

import yaml
from attrs import field, frozen

from relto.primitives import Malformed, Place
from relto.primitives.limits import STRUCTURED_BYTES, STRUCTURED_DEPTH

Path = tuple[str | int, ...]
"""Where in the data: keys and indexes from the root."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Event = Any
"""An event of libyaml; its types do not tell which event has which attribute."""

_WORDS: dict[str, Any] = {"null": None, "true": True, "false": False}
_BOM = b"\xef\xbb\xbf"
_SHOWN = 60


@frozen(slots=False, eq=False)
class Source:
    """A file as read.

    Args:
        name: the file's name, for messages.
        text: its text.
        data: its plain data: mappings, lists, text, ``None``, booleans and days.
    """

    name: str
    text: str = field(repr=False)
    data: Any = field(repr=False)

    @cached_property
    def _positions(self) -> dict[Path, tuple[int, int]]:
        positions: dict[Path, tuple[int, int]] = {}
        _Reader(self.name, self.text, positions).read()
        return positions

    def place(self, *path: str | int) -> Place:
        """The place of a piece of the data; of what it stands in, where the piece itself is missing."""
        known: Path = path
        while known not in self._positions:
            known = known[:-1]
        line, column = self._positions[known]
        return Place(self.name, line, column, spell(path) or None)

    def at(self, *path: str | int) -> Any:
        """The piece of the data at a path, or ``None``."""
        here = self.data
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        return here


def spell(path: Path) -> str:
    """A path as people write it: ``clauses[3].effect``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def shown(value: Any) -> str | None:
    """A scalar for a message, cut where it is long; ``None`` for a list or mapping."""
    if isinstance(value, list | dict) or value is None:
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def read(name: str, raw: bytes) -> Source:
    """Read a file's bytes.

    Args:
        name: the file's name, for messages.
        raw: its bytes, at most :data:`~relto.primitives.limits.STRUCTURED_BYTES`.

    Raises:
        Malformed: the file breaks a rule of this reader.
    """
    if len(raw) > STRUCTURED_BYTES:
        raise Malformed("the file is too large", place=Place(name), found=f"{len(raw)} bytes", expected=f"at most {STRUCTURED_BYTES} bytes")
    try:
        text = raw.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        raise Malformed("the file is not UTF-8", place=Place(name, line, column), expected="a file saved as UTF-8") from None
    if name.endswith(".json"):
        text = text.replace("\t", " ")
    for sign, what, expected in (
        ("\t", "a tab stands in the file", "spaces"),
        ("\ufeff", "a byte order mark stands inside the file", None),
    ):
        at = text.find(sign)
        if at >= 0:
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            raise Malformed(what, place=Place(name, line, column), expected=expected)
    return Source(name, text, _Reader(name, text).read())


class _Reader:
    """Builds plain data from libyaml's events, one event at a time, so that a file is left as soon as it breaks a rule."""

    def __init__(self, name: str, text: str, positions: dict[Path, tuple[int, int]] | None = None) -> None:
        self._name = name
        self._positions = positions
        self._text = text
        self._last = text.count("\n") + 1

    def _at(self, mark: Any) -> tuple[int, int]:
        """Line and column of a mark; at the end of some files the parser counts one line more than there is."""
        return min(mark.line + 1, self._last), mark.column + 1

    def read(self) -> Any:
        try:
            return self._document(self._events())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self._name, *self._at(mark)) if mark else Place(self._name)
            raise Malformed(_problem(error), place=place, expected="YAML that parses") from None
        except yaml.YAMLError as error:
            raise Malformed(_problem(error), place=Place(self._name), expected="YAML that parses") from None

    def _events(self) -> Iterator[_Event]:
        loader = yaml.CSafeLoader(self._text)
        try:
            while (event := loader.get_event()) is not None:
                yield event
        finally:
            loader.dispose()

    def _document(self, events: Iterator[_Event]) -> Any:
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "a second document stands in the file", None, "one document a file")
                if event.version or event.tags:
                    raise self._refuse(event, "a directive stands before the document", None, "a document without `%` lines")
                data = self._value(next(events), events, (), 0)
        if not documents:
            raise Malformed("the file is empty", place=Place(self._name, 1, 1), expected="a mapping")
        return data

    def _value(self, event: _Event, events: Iterator[_Event], path: Path, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(event, "an alias stands in the file", f"*{event.anchor}", "the value itself, written out")
        if event.anchor is not None:
            raise self._refuse(
                event, "an anchor stands in the file", f"&{event.anchor}", "the value itself, written out where it is needed"
            )
        if event.tag is not None:
            raise self._refuse(event, "a tag stands in the file", event.tag, "a value without `!`")
        if self._positions is not None:
            self._positions.setdefault(path, self._at(event.start_mark))
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style else self._plain(event)
        if depth >= STRUCTURED_DEPTH:
            raise self._refuse(event, "the file is nested too deeply", None, f"at most {STRUCTURED_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path, depth + 1)
        return self._mapping(events, path, depth + 1)

    def _sequence(self, events: Iterator[_Event], path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*path, len(items)) if self._positions is not None else path, depth))
        return items

    def _mapping(self, events: Iterator[_Event], path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, found)
            below = path
            if self._positions is not None:
                below = (*path, key)
                self._positions[below] = self._at(event.start_mark)
            found[key] = self._value(next(events), events, below, depth)
        return found

    def _key(self, event: _Event, found: dict[str, Any]) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refuse(event, "a key is not text", None, "a word before the colon")
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "a key has an anchor or a tag", event.value, "the key alone")
        key: str = event.value
        if key == "<<" and not event.style:
            raise self._refuse(event, "a merge key stands in the file", key, "the fields themselves, written out")
        if key in found:
            raise self._refuse(event, "a key stands twice in one mapping", key, "each key once")
        return key

    def _plain(self, event: _Event) -> Any:
        value: str = event.value
        if value in _WORDS:
            return _WORDS[value]
        if value in ("", "~"):
            raise self._refuse(event, "a value is missing", value or None, "a value, `null`, or no key at all")
        if value[0] in "0123456789" and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self._refuse(event, "no such day", value, "a day of the calendar, or quotes around the text") from None
        return value

    def _refuse(self, event: _Event, message: str, found: str | None, expected: str) -> Malformed:
        place = Place(self._name, *self._at(event.start_mark))
        return Malformed(message, place=place, found=shown(found), expected=expected)


def _problem(error: yaml.YAMLError) -> str:
    text = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return f"the file is no YAML: {str(text).splitlines()[0]}"
