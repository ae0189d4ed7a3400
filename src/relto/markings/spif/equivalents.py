"""What a policy says of other policies' levels and categories, as tables. Nothing is converted by them, and none is ever inverted.

``encrypt`` goes from this policy to the other, ``decrypt`` from the other to this one; ``both`` is a row in each direction, and a row of
one direction says nothing about the other. An agreement may take such a table up; a SPIF alone carries no level across.

Source: the SPIF schema of xmlspif.org, ``applied``.
"""

from typing import Literal

from attrs import evolve, frozen

from relto.markings.spif.model import Applied, Policy, Required
from relto.primitives import Malformed, Place

Direction = Literal["encrypt", "decrypt"]


@frozen
class Row:
    """One equivalent.

    Args:
        direction: ``encrypt``: from this policy to the other; ``decrypt``: from the other to this one.
        what: ``level`` or ``category``.
        name: the level here, or tag set and category.
        policy: name of the other policy.
        policy_id: its object identifier; ``None`` for the default policy's name where it is not listed.
        number: the level's or category's number (``lacv``) in the other policy.
        tag_set_id: the tag set there, for categories.
        required: what must then stand beside it, in words.
        discard: whether it may be dropped there.
    """

    direction: Direction
    what: Literal["level", "category"]
    name: str
    policy: str
    policy_id: str | None
    number: str
    tag_set_id: str | None = None
    required: tuple[str, ...] = ()
    discard: bool = False


def rows(policy: Policy) -> tuple[Row, ...]:
    """Every equivalent of a policy, levels first, in the file's order."""
    ids: dict[str, str | None] = {one.name: one.id for one in policy.equivalent_policies}
    always = {one.name: _words(one.required) for one in policy.equivalent_policies}
    found: list[Row] = []
    for level in policy.levels:
        for one in level.equivalents:
            needed = (*_words(one.required), *always.get(one.policy, ()))
            first = Row("encrypt", "level", level.name, one.policy, ids.get(one.policy), str(one.lacv), None, needed)
            found += [evolve(first, direction=direction) for direction in _directions(one.applied)]
    for tag_set in policy.tag_sets:
        beside = {other.policy: _words(other.required) for other in tag_set.equivalents}
        for tag in tag_set.tags:
            for value in tag.values:
                for same in value.equivalents:
                    name, needed = f"{tag_set.name}: {value.name}", beside.get(same.policy, ())
                    other = ids.get(same.policy)
                    row = Row("encrypt", "category", name, same.policy, other, same.lacv, same.tag_set_id, needed, same.discard)
                    found += [evolve(row, direction=direction) for direction in _directions(same.applied)]
    return tuple(found)


def _directions(applied: Applied) -> tuple[Direction, ...]:
    return ("encrypt", "decrypt") if applied == "both" else (applied,)


def _words(some: tuple[Required, ...]) -> tuple[str, ...]:
    return tuple(
        f"{one.operation} of {', '.join(f'{group.tag_set} {group.lacv or chr(42)} ({group.type})' for group in one.groups)}" for one in some
    )


def table(policy: Policy, other: Policy, direction: Direction) -> tuple[tuple[str, str], ...]:
    """The levels of one policy and what they are in the other, in one direction: pairs of names, from and to.

    The other policy is found by its object identifier, and its levels by their numbers. Only rows of this policy's file in this
    direction count.

    Raises:
        Malformed: there is no row, one names a level that is not there, one needs categories besides, or two contradict each other.
    """
    place = Place(policy.name)
    names = {str(one.lacv): one.name for one in other.levels}
    found: dict[str, str] = {}
    for row in rows(policy):
        if row.what == "level" and row.direction == direction and row.policy_id == other.id:
            if row.number not in names:
                raise Malformed("an equivalent level that is not there", place=place, found=row.number, expected=", ".join(sorted(names)))
            if row.required:
                message = "an equivalent that needs categories besides is no table of levels"
                raise Malformed(message, place=place, found=row.name, expected=row.required[0])
            start, end = (row.name, names[row.number]) if direction == "encrypt" else (names[row.number], row.name)
            if found.setdefault(start, end) != end:
                raise Malformed("two equivalents of one level", place=place, found=f"{start}: {found[start]}, {end}", expected="one")
    if not found:
        raise Malformed("no equivalents in this direction", place=place, found=f"{other.name}, {direction}", expected="a row")
    return tuple(found.items())
