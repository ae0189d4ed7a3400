"""The order among labels: which protects at least as well as which, and the roll-up of many.

Laws (tests/unit/labels/test_lattice.py holds them by generated cases): the join is commutative, associative and
idempotent, is at least as strict as both sides, and is the least such label.

Source: the roll-up is that of derived information in docs/reference/decision.md: the highest level; the union of
originators, compartments, exclusions and controls; the intersection of the releasable-to lists, where a portion with no
list makes the whole have none and public portions do not count. A marking system may roll up more strictly (the United
States' NOFORN by default); that is the system's own ``roll_up``.
"""

from collections.abc import Callable, Iterable
from functools import reduce

from attrs import evolve

from relto.labels.label import Label
from relto.primitives import Malformed

Expansion = Callable[[str], frozenset[str] | None]
"""Gives the members of a community code, or ``None`` where the code is a party or must not be taken apart."""


_ListOf = Callable[[Label], frozenset[str] | None]


def _released_to(label: Label) -> frozenset[str] | None:
    return _or_nobody(label, label.releasable_to, label.display_only)


def _shown_to(label: Label) -> frozenset[str] | None:
    return _or_nobody(label, label.display_only, label.releasable_to)


def _or_nobody(label: Label, one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """One list of a label. On a public level a list stands against everybody, so the list beside it that is missing names nobody.

    Without this, a public-level label with the one list and another with the other would join in a label without any, and that is public.
    """
    return frozenset() if one is None and other is not None and label.level in label.scheme.public else one


def _atoms(_code: str) -> frozenset[str] | None:
    return None


def _expanded(codes: frozenset[str], expand: Expansion) -> frozenset[str]:
    return frozenset().union(*(expand(code) or {code} for code in codes))


def meet_lists(left: frozenset[str], right: frozenset[str], expand: Expansion = _atoms) -> frozenset[str]:
    """The codes both lists release to. A community on both stays whole; otherwise it is taken apart where that is allowed."""
    common = left & right
    rest = (_expanded(left, expand) & _expanded(right, expand)) - _expanded(common, expand)
    return common | rest


def _meet(left: Label, right: Label, attribute: _ListOf, expand: Expansion) -> frozenset[str] | None:
    """The joined releasable-to or display-only list: no list beats any list."""
    mine, other = attribute(left), attribute(right)
    return None if mine is None or other is None else meet_lists(mine, other, expand)


def _joined_lists(left: Label, right: Label, expand: Expansion) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """Both lists of the join; one that neither side has stays missing."""
    for public, rest in ((left, right), (right, left)):
        if public.is_public:
            return rest.releasable_to, rest.display_only
    released = None if left.releasable_to is right.releasable_to is None else _meet(left, right, _released_to, expand)
    shown = None if left.display_only is right.display_only is None else _meet(left, right, _shown_to, expand)
    return released, shown


def _same_scheme(left: Label, right: Label) -> None:
    if left.scheme != right.scheme:
        raise Malformed(
            "levels of two schemes cannot be compared",
            found=f"{left.scheme.id} and {right.scheme.id}",
            expected="labels of one scheme; only an agreement's table carries a level across",
        )


def join(left: Label, right: Label, expand: Expansion = _atoms) -> Label:
    """The least label that protects both: the label of what is derived from the two.

    Args:
        left: a label.
        right: a label of the same scheme.
        expand: how community codes in lists may be taken apart; by default they are not.

    Returns:
        Their join. Its date is the earlier one, so that a community's later members do not gain by quotation.

    Raises:
        Malformed: the two are of different schemes.
    """
    _same_scheme(left, right)
    dates = [day for day in (left.marked_on, right.marked_on) if day is not None]
    named = left.originators or right.originators
    originators = left.named_or_owner | right.named_or_owner if named else frozenset()
    released, shown = _joined_lists(left, right, expand)
    return evolve(
        left,
        level=left.scheme.join(left.level, right.level),
        originators=originators,
        joint=left.joint and right.joint and left.originators == right.originators,
        releasable_to=released,
        display_only=shown,
        exclusions=left.exclusions | right.exclusions,
        controls=left.controls | right.controls,
        compartments=left.compartments | right.compartments,
        marked_on=min(dates, default=None),
    )


def dominates(left: Label, right: Label, expand: Expansion = _atoms) -> bool:
    """Whether ``left`` protects at least as well as ``right`` in every part.

    Raises:
        Malformed: the two are of different schemes.
    """
    _same_scheme(left, right)
    return (
        left.scheme.protects(left.level, right.level)
        and left.named_or_owner >= right.named_or_owner
        and left.exclusions >= right.exclusions
        and left.controls >= right.controls
        and left.compartments >= right.compartments
        and _narrower(left, right, _released_to, expand)
        and _narrower(left, right, _shown_to, expand)
    )


def _narrower(left: Label, right: Label, attribute: _ListOf, expand: Expansion) -> bool:
    if right.is_public:
        return True
    if left.is_public:
        return False
    mine, other = attribute(left), attribute(right)
    if mine is None:
        return True
    return other is not None and _expanded(mine, expand) <= _expanded(other, expand)


def roll_up(labels: Iterable[Label], expand: Expansion = _atoms) -> Label:
    """The join of one or more labels: the label of the whole that has these parts.

    Raises:
        Malformed: there is no label, or they are of different schemes.
    """
    some = list(dict.fromkeys(labels))  # a join is idempotent: equal labels count once
    if not some:
        raise Malformed("nothing to roll up", expected="one label at least")
    return reduce(lambda left, right: join(left, right, expand), some)
