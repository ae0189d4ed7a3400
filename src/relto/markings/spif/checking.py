"""What must hold in a policy before anything is decided by it: names and numbers once, references, periods."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from attrs import evolve

from relto.markings.spif.model import Group, Policy, Required, Tag, TagSet, Value
from relto.primitives import Malformed, Place
from relto.primitives.limits import SPIF_VALUES

LEVELS, TAGS, REFERENCES = 256, 1_000, 50_000
_TYPES = {"releasable_to": "permissive", "display_only": "permissive", "originators": "informative", "joint": "informative"}


def check(policy: Policy, place: Place) -> None:
    """Refuses a policy that contradicts itself or is not in force.

    Raises:
        Malformed: as said; the place names the part by its path.
    """
    if not policy.levels:
        raise Malformed("a policy without levels", place=place, expected="one at least")
    tags = [tag for one in policy.tag_sets for tag in one.tags]
    if len(tags) > TAGS or len(policy.levels) > LEVELS or sum(len(tag.values) for tag in tags) > SPIF_VALUES:
        raise Malformed("too many categories", place=place, expected=f"{LEVELS} levels, {TAGS} tags, {SPIF_VALUES} categories at most")
    _once((one.name for one in policy.levels), "a classification", place)
    _once((str(one.lacv) for one in policy.levels), "a classification's lacv", place)
    _once((one.name for one in policy.tag_sets), "a tag set", place)
    _once((one.id for one in policy.tag_sets), "a tag set's identifier", place)
    _once((one.name for one in policy.equivalent_policies), "an equivalent policy", place)
    _period(policy.header.start, policy.header.end, policy.at, place, refused=True)
    for one in policy.tag_sets:
        _check_tag_set(policy, one, evolve(place, path=one.name))
    _references(policy, place)


def _once(names: Iterable[str], what: str, place: Place) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Malformed(f"{what} stands twice", place=place, found=name, expected="it once")
        seen.add(name)


def _period(start: datetime | None, end: datetime | None, at: datetime | None, place: Place, *, refused: bool) -> bool:
    """Whether the instant lies in a period.

    Raises:
        Malformed: there is a period and no instant; or it is outside, where that is to be refused.
    """
    if start is None and end is None:
        return True
    if at is None:
        raise Malformed("a part has a period, and no instant was given", place=place, expected="the instant for which to read it")
    inside = (start is None or start <= at) and (end is None or at <= end)
    if refused and not inside:
        raise Malformed("the policy is not in force then", place=place, found=at.isoformat(), expected=f"{start or '…'} to {end or '…'}")
    return inside


def in_force(value: Value, at: datetime | None, place: Place) -> bool:
    """Whether a category may be written: not obsolete, and in its period."""
    return not value.obsolete and _period(value.start, value.end, at, place, refused=False)


def _check_tag_set(policy: Policy, one: TagSet, place: Place) -> None:
    _once((f"{tag.type} {value.lacv}" for tag in one.tags for value in tag.values), "a category's lacv", place)
    for tag in one.tags:
        _check_tag(policy, one, tag, evolve(place, path=f"{one.name}/{tag.name}"))


def _check_tag(policy: Policy, one: TagSet, tag: Tag, place: Place) -> None:
    _once((value.name for value in tag.values), "a category", place)
    if tag.most is not None and tag.least > tag.most:
        raise Malformed("more to choose than may be", place=place, found=str(tag.least), expected=f"{tag.most} at most")
    kind = _TYPES.get(one.part or "", "restrictive")
    if one.part is not None and not tag.type.endswith(kind):
        raise Malformed("a part of a label in a tag of another type", place=place, found=tag.type, expected=kind)
    levels = {level.name for level in policy.levels}
    for value in tag.values:
        here = Place(place.source, path=f"{one.name}/{tag.name}/{value.name}")
        in_force(value, policy.at, here)
        named = value.excluded_levels | ({value.required_level} if value.required_level is not None else frozenset())
        if unknown := sorted(named - levels):
            raise Malformed(
                "a category names a classification that is not there", place=here, found=unknown[0], expected="one of the policy"
            )
        if (value.only is not None) != (one.part == "exclusions"):
            raise Malformed(
                "whom an exclusion leaves in stands at exclusions, and there always", place=here, expected="only, part exclusions"
            )


def _references(policy: Policy, place: Place) -> None:
    groups = list(islice(_groups(policy), REFERENCES + 1))
    if len(groups) > REFERENCES:
        raise Malformed("too many references to categories", place=place, expected=f"{REFERENCES} at most")
    known = {(one.name, tag.type) for one in policy.tag_sets for tag in one.tags}
    numbers = {(one.name, tag.type, value.lacv) for one in policy.tag_sets for tag in one.tags for value in tag.values}
    for name, group in groups:
        there = (group.tag_set, group.type) in known if group.lacv is None else (group.tag_set, group.type, group.lacv) in numbers
        if not there:
            found = f"{group.tag_set}, {group.type}, {group.lacv or 'all'}"
            raise Malformed(
                "a reference to categories that are not there", place=evolve(place, path=name), found=found, expected="the policy's"
            )
    policies = {one.name for one in policy.equivalent_policies} | ({policy.default[0]} if policy.default else set())
    for name, ref in _policies(policy):
        if ref not in policies:
            raise Malformed(
                "an equivalent of a policy that is not listed", place=evolve(place, path=name), found=ref, expected="one listed"
            )


def _groups(policy: Policy) -> Iterator[tuple[str, Group]]:
    def of(some: tuple[Required, ...]) -> Iterator[Group]:
        return (group for one in some for group in one.groups)

    for level in policy.levels:
        yield from ((level.name, group) for group in of(level.required))
    for one in policy.tag_sets:
        for tag in one.tags:
            for value in tag.values:
                yield from ((f"{one.name}/{value.name}", group) for group in (*of(value.required), *value.excluded))


def _policies(policy: Policy) -> Iterator[tuple[str, str]]:
    for level in policy.levels:
        yield from ((level.name, one.policy) for one in level.equivalents)
    for one in policy.tag_sets:
        yield from ((one.name, other.policy) for other in one.equivalents)
        for tag in one.tags:
            yield from ((f"{one.name}/{value.name}", other.policy) for value in tag.values for other in value.equivalents)
