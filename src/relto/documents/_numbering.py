"""New numbers for the portions of a tearline: running numbers, typed numbers, footnotes, and the references to them.

Everything here looks at the released portions only.
"""

from collections.abc import Callable, Sequence

from attrs import define, evolve, field

from relto.documents._numbers import call_of, keys_of, written
from relto.documents._references import Target, resolver, rewrite
from relto.documents.model import Portion, TypedNumber

Renumber = Callable[[Target, str], str | None]


@define
class _Sequence:
    """One run of typed numbers: what the last one was and what it became."""

    last: tuple[int, ...] = ()
    new: tuple[int, ...] = ()
    restarts: int = 0

    def next(self, parts: tuple[int, ...], *, restarts: bool) -> tuple[int, ...]:
        """The new number for the next typed number."""
        if not self.last:
            self.new = (1,) * len(parts)
        elif parts <= self.last and restarts:
            self.new = (1,) * len(parts)
            self.restarts += 1
        elif parts <= self.last:
            self.new = (self.new[0] + 1,)
        else:
            shared = next((n for n, (a, b) in enumerate(zip(parts, self.last, strict=False)) if a != b), min(len(parts), len(self.last)))
            step = (self.new[shared] + 1,) if shared < len(self.new) else (1,)
            self.new = self.new[:shared] + step + (1,) * (len(parts) - shared - 1)
        self.last = parts
        return self.new


@define
class _Numbers:
    sequences: dict[tuple[str, int], _Sequence] = field(factory=dict)

    def give(self, portion: Portion, depth: int) -> TypedNumber | None:
        """The portion's new typed number."""
        number = portion.number
        if portion.kind == "list-item":
            for key in [key for key in self.sequences if key[0] == "list" and key[1] > depth]:
                del self.sequences[key]
        if number is None:
            return None
        key = (number.style, depth if number.style == "list" else int(number.upper))
        sequence = self.sequences.setdefault(key, _Sequence())
        parts = sequence.next(number.parts, restarts=number.style not in {"Figure", "Table", "図", "表"})
        close = ".)"[sequence.restarts % 2] if number.style == "list" else number.close
        return evolve(number, parts=parts, close=close)


def renumbered(portions: Sequence[Portion], *, all_running: bool = True) -> list[Portion]:
    """The portions as a document of their own: indexes, running numbers, typed numbers, footnotes and references from 1.

    Args:
        portions: released portions in their order, with the indexes of the document they come from.
        all_running: give every portion a running number; else those alone that had one.
    """
    place = {one.index: at for at, one in enumerate(portions, 1)}
    numbers = _Numbers()
    notes = 0
    fresh: list[Portion] = []
    for one in portions:
        ancestors = tuple(place[index] for index in one.ancestors if index in place)
        notes += one.footnote is not None
        fresh.append(
            evolve(
                one,
                index=place[one.index],
                running=place[one.index] if all_running or one.running is not None else None,
                ancestors=ancestors,
                number=numbers.give(one, len(ancestors)),
                footnote=None if one.footnote is None else str(notes),
            )
        )
    return _referring(portions, fresh)


def _referring(old: Sequence[Portion], fresh: Sequence[Portion]) -> list[Portion]:
    resolve = resolver((one, keys_of(one)) for one in old)
    new = {before.index: after for before, after in zip(old, fresh, strict=True)}

    def renumber(target: Target, number: str) -> str | None:
        found = resolve(target, number)
        return _called(found[0], new[found[0].index], target, number) if len(found) == 1 else None

    return [_rewritten(one, renumber) for one in fresh]


def _called(old: Portion, new: Portion, target: Target, number: str) -> str:
    """How a reference names the new place of what it named."""
    if target == "footnote":
        return new.footnote or number
    if call_of(old) == (target, number):
        return number
    if old.number is not None and new.number is not None and written(old.number) == number:
        return written(new.number)
    return number if new.running is None else str(new.running)


def _rewritten(portion: Portion, renumber: Renumber) -> Portion:
    content = portion.content
    if portion.kind == "code":
        return portion
    row = portion.row
    if row is not None:
        row = evolve(row, cells=tuple(rewrite(cell, renumber) for cell in row.cells))
    return evolve(portion, content=rewrite(content, renumber), row=row)
