"""Markings of a policy as text: written from a selection, and read back.

A marking is the policy's name (or what replaces it), the classification (unless a category hides it), then each tag's values with the
tag's prefix, separator and suffix; the policy's own qualifiers stand round and between all of these. Such texts can be read in
more than one way, so all ways are looked for, within bounds; the text is taken where one selection remains. A category that the text
does not show is not there.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from attrs import frozen

from relto.markings.model import Kind
from relto.markings.spif.model import Level
from relto.markings.spif.tables import Selection, Tables

_STEPS, _WAYS, _MOST = 20_000, 16, 200


class Unclear(Exception):
    """The text can be read in too many ways to look at all of them."""


def written(selection: Selection, tables: Tables, kind: Kind) -> str:
    """The marking of a selection, whether or not the policy allows it."""
    shown, levels = tables.shown[kind], tables.shown_levels[kind]
    level = levels[selection.level.name]
    chosen = sorted(selection.chosen)
    hidden = any(shown[index].hides_level for index in chosen)
    by_tag: dict[int, list[str]] = {}
    for index in chosen:
        by_tag.setdefault(tables.entries[index].tag_index, []).append(shown[index].text)
    tags = [tables.rounds[kind][tag].put(by_tag[tag]) for tag in sorted(by_tag)]
    return tables.whole[kind].put([policy_text(selection, tables, kind), "" if hidden else level.text, *tags])


def policy_text(selection: Selection, tables: Tables, kind: Kind) -> str:
    """What stands for the policy's name: what the level says, else the first category that says something, else the name."""
    level = tables.shown_levels[kind][selection.level.name]
    if level.policy is not None:
        return level.policy
    replaced = (tables.shown[kind][index].policy for index in sorted(selection.chosen))
    own = tables.policy_name[kind]
    return next((text for text in replaced if text is not None), own.text if own.policy is None else own.policy)


@frozen(eq=False)
class _Words:
    """Texts that may stand at a place, found by their lengths."""

    by_text: dict[str, tuple[int, ...]]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> "_Words":
        """Texts and numbers; those without a text are left out."""
        by: dict[str, list[int]] = {}
        for text, number in pairs:
            if text:
                by.setdefault(text, []).append(number)
        lengths = tuple(sorted({len(text) for text in by}, reverse=True))
        return cls({text: tuple(numbers) for text, numbers in by.items()}, lengths)

    def at(self, text: str, start: int) -> Iterator[tuple[tuple[int, ...], int]]:
        """The texts that stand at a place, longest first: their numbers, and where they end."""
        for length in self.lengths:
            found = self.by_text.get(text[start : start + length])
            if found is not None:
                yield found, start + length


class Reader:
    """Reads the markings of one policy, of one kind.

    Args:
        tables: the policy's tables.
        kind: banner or portion mark.
    """

    def __init__(self, tables: Tables, kind: Kind) -> None:
        self.tables, self.kind = tables, kind
        shown = tables.shown[kind]
        self._levels = list(tables.levels.values())
        levels = tables.shown_levels[kind]
        self._level_words = _Words.of((levels[one.name].text, number) for number, one in enumerate(self._levels))
        own = tables.policy_name[kind]
        default = own.text if own.policy is None else own.policy
        said = {one.policy for one in (*shown, *levels.values()) if one.policy is not None}
        self._policies = sorted({default, *said}, key=len, reverse=True)
        self._policy_words = _Words.of((text, number) for number, text in enumerate(self._policies))
        self._replacing: dict[str, list[int]] = {}
        for index, one in enumerate(shown):
            if one.policy is not None and not one.text:
                self._replacing.setdefault(one.policy, []).append(index)
        self._hiding = any(one.hides_level for one in shown)
        tags = [(number, indexes) for number, (_, indexes) in enumerate(tables.tags) if any(shown[index].text for index in indexes)]
        self._tags = [(tables.rounds[kind][number], _Words.of((shown[index].text, index) for index in indexes)) for number, indexes in tags]
        self.furthest, self._steps, self._after_policy = 0, 0, False

    def selections(self, text: str) -> list[Selection]:
        """Every selection that a marking may mean, by its text alone; a few at most.

        Raises:
            Unclear: there are too many ways to read it.
        """
        self.furthest, self._steps, self._after_policy = 0, 0, False
        whole = self.tables.whole[self.kind]
        if not text.startswith(whole.prefix) or not text.endswith(whole.suffix) or len(text) < len(whole.prefix) + len(whole.suffix):
            return []
        bare = text[len(whole.prefix) : len(text) - len(whole.suffix)]
        ways = list(islice(self._ways(bare), _WAYS + 1))
        if len(ways) > _WAYS:
            raise Unclear
        self.furthest += len(whole.prefix)
        found = list(islice(dict.fromkeys(one for way in ways for one in self._complete(*way)), _MOST + 1))
        if len(found) > _MOST:
            raise Unclear
        return found

    @property
    def failed_at(self) -> str:
        """The rule that a text breaks which has no selection."""
        return "category-unknown" if self.furthest and self._after_policy else "level-unknown" if self.furthest else "policy-name"

    def _count(self, position: int) -> None:
        self._steps += 1
        self.furthest = max(self.furthest, position)
        if self._steps > _STEPS:
            raise Unclear

    def _ways(self, text: str) -> Iterator[tuple[str, int | None, frozenset[int]]]:
        separator = self.tables.whole[self.kind].separator
        starts = [(self._policies[number], end) for numbers, end in self._policy_words.at(text, 0) for number in numbers]
        if "" in self._policies:
            starts.append(("", 0))
        for policy, end in starts:
            self._count(end)
            places = [end] if not policy else [end + len(separator)] if text.startswith(separator, end) else []
            for place in places:
                for numbers, after in self._level_words.at(text, place):
                    self._count(after)
                    self._after_policy = True
                    for rest in self._categories(text, after, 0, frozenset(), separator):
                        yield from ((policy, number, rest) for number in numbers)
            if self._hiding:
                first = "" if not policy else separator
                for rest in self._categories(text, end, 0, frozenset(), first):
                    yield policy, None, rest

    def _categories(self, text: str, place: int, tag: int, chosen: frozenset[int], separator: str) -> Iterator[frozenset[int]]:
        """The ways to read the rest as values of tags, from a tag on."""
        if place == len(text):
            yield chosen
            return
        if len(chosen) >= _MOST:
            raise Unclear
        if not text.startswith(separator, place):
            return
        self._steps += len(self._tags) // 32
        start, between = place + len(separator), self.tables.whole[self.kind].separator
        for number in range(tag, len(self._tags)):
            around, words = self._tags[number]
            if text.startswith(around.prefix, start):
                for after, some in self._values(text, start + len(around.prefix), around.separator, words.at, frozenset()):
                    if text.startswith(around.suffix, after):
                        end = after + len(around.suffix)
                        self._count(end)
                        yield from self._categories(text, end, number + 1, chosen | some, between)

    def _values(
        self,
        text: str,
        place: int,
        separator: str,
        at: Callable[[str, int], Iterator[tuple[tuple[int, ...], int]]],
        chosen: frozenset[int],
    ) -> Iterator[tuple[int, frozenset[int]]]:
        """The ways to read values of one tag from a place on: where they end, and which they are."""
        if len(chosen) >= _MOST:
            raise Unclear
        for indexes, after in at(text, place):
            self._count(after)
            for index in indexes:
                if index not in chosen:
                    more = chosen | {index}
                    if text.startswith(separator, after):
                        yield from self._values(text, after + len(separator), separator, at, more)
                    yield after, more

    def _complete(self, policy: str, level: int | None, chosen: frozenset[int]) -> Iterator[Selection]:
        """The selections that show this: with the hidden level, and with the hidden category that replaces the policy's name."""
        levels: list[Level] = self._levels if level is None else [self._levels[level]]
        hides = any(self.tables.shown[self.kind][index].hides_level for index in chosen)
        if hides != (level is None):
            return
        for one in levels:
            plain = Selection(one, chosen)
            if policy_text(plain, self.tables, self.kind) == policy:
                yield plain
            else:
                for index in self._replacing.get(policy, ()):
                    self._count(0)
                    other = Selection(one, chosen | {index})
                    if policy_text(other, self.tables, self.kind) == policy:
                        yield other
