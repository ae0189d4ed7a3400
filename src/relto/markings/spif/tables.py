"""A policy as tables: what each level and category shows, what it is called in a label, what it needs and bars."""

from collections.abc import Iterable

from attrs import field, frozen

from relto.labels import Exclusion, Label, Scheme
from relto.markings.model import Kind
from relto.markings.spif.checking import in_force
from relto.markings.spif.model import Group, Level, Part, Policy, Required, Tag, TagSet, Value
from relto.markings.spif.showing import Around, Shown, around, shown
from relto.primitives import Malformed, PartyId, Place

KINDS: tuple[Kind, Kind] = ("banner", "portion")
JOINT = "JOINT"


@frozen(eq=False)
class Entry:
    """A category in its tag.

    Args:
        index: its number in the policy.
        tag_set: its tag set.
        tag: its tag.
        tag_index: the tag's number in the policy.
        value: the category.
        name: what it is called in a label.
        written: whether it may be written: not obsolete, and in force.
        place: where it stands, for errors.
    """

    index: int
    tag_set: TagSet
    tag: Tag
    tag_index: int
    value: Value
    name: str
    written: bool
    place: Place

    @property
    def permissive(self) -> bool:
        """Whether any one of the values chosen opens."""
        return self.tag.type.endswith("permissive")


@frozen
class Selection:
    """A level and the categories chosen, by number."""

    level: Level
    chosen: frozenset[int]


@frozen(eq=False)
class Tables:
    """See the module."""

    policy: Policy
    language: str
    scheme: Scheme
    levels: dict[str, Level]
    entries: tuple[Entry, ...]
    titles: tuple[str, ...]
    by_tag: dict[tuple[str, str], frozenset[int]]
    by_number: dict[tuple[str, str, str], int]
    tags: tuple[tuple[Tag, tuple[int, ...]], ...]
    shown: dict[Kind, tuple[Shown, ...]]
    shown_levels: dict[Kind, dict[str, Shown]]
    policy_name: dict[Kind, Shown]
    whole: dict[Kind, Around]
    rounds: dict[Kind, tuple[Around, ...]]
    names: dict[tuple[str, str], int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        names: dict[tuple[str, str], int] = {}
        for one in self.entries:
            key = (one.tag_set.part or ("permissive" if one.permissive else "controls"), _key(one, self))
            if key in names:
                raise Malformed(
                    "two categories would have one name in a label", place=one.place, found=key[1], expected="names that differ"
                )
            names[key] = one.index
        object.__setattr__(self, "names", names)

    def matching(self, group: Group) -> frozenset[int]:
        """The categories that a reference means."""
        if group.lacv is None:
            return self.by_tag[group.tag_set, group.type]
        return frozenset((self.by_number[group.tag_set, group.type, group.lacv],))

    def holds(self, one: Required, chosen: frozenset[int]) -> bool:
        """Whether the categories chosen have what is required."""
        wanted = [self.matching(group) for group in one.groups]
        if one.operation == "all":
            return all(some <= chosen for some in wanted)
        count = len(frozenset[int]().union(*(chosen & some for some in wanted)))
        return count == 1 if one.operation == "onlyOne" else count > 0

    def described(self, some: Iterable[Group]) -> str:
        """References in words."""
        every = [f"any of {one.tag_set}" if one.lacv is None else self.entries[next(iter(self.matching(one)))].name for one in some]
        return ", ".join(every[:20])


def _key(one: Entry, tables: Tables) -> str:
    return f"{tables.titles[one.tag_index]}: {one.value.name}" if one.permissive and one.tag_set.part is None else one.name


def tables_of(policy: Policy, language: str = "") -> Tables:
    """Makes the tables of a policy.

    Raises:
        Malformed: two tags or categories would have one name in a label, or show two phrases at one place.
    """
    titles = _titles(policy)
    entries: list[Entry] = []
    tags: list[tuple[Tag, tuple[int, ...]]] = []
    by_tag: dict[tuple[str, str], list[int]] = {}
    by_number: dict[tuple[str, str, str], int] = {}
    for one in policy.tag_sets:
        for tag in one.tags:
            mine = []
            for value in tag.values:
                index = len(entries)
                name = value.name if one.part is not None else f"{titles[len(tags)]}: {value.name}"
                place = Place(policy.name, path=f"{one.name}/{value.name}")
                entries.append(Entry(index, one, tag, len(tags), value, name, in_force(value, policy.at, place), place))
                mine.append(index)
                by_number[one.name, tag.type, value.lacv] = index
            by_tag.setdefault((one.name, tag.type), []).extend(mine)
            tags.append((tag, tuple(mine)))
    place = Place(policy.name)
    return Tables(
        policy=policy,
        language=language,
        scheme=_scheme(policy),
        levels={one.name: one for one in policy.levels},
        entries=tuple(entries),
        titles=titles,
        by_tag={key: frozenset(some) for key, some in by_tag.items()},
        by_number=by_number,
        tags=tuple(tags),
        shown=_shown(entries, language),
        shown_levels={
            kind: {one.name: shown(one.name, one.phrases, one.qualifiers, kind, language, place) for one in policy.levels} for kind in KINDS
        },
        policy_name={kind: shown(policy.name, policy.phrases, (), kind, language, place) for kind in KINDS},
        whole={kind: around(policy.qualifiers, kind, language, place) for kind in KINDS},
        rounds={kind: tuple(around(tag.qualifiers, kind, language, place) for tag, _ in tags) for kind in KINDS},
    )


def _shown(entries: list[Entry], language: str) -> dict[Kind, tuple[Shown, ...]]:
    banner = tuple(_shown_value(one, "banner", language) for one in entries)
    both = zip(entries, banner, strict=True)
    return {"banner": banner, "portion": tuple(_shown_value(one, "portion", language) if _differs(one) else same for one, same in both)}


def _differs(one: Entry) -> bool:
    """Whether something of a category is for portion marks alone."""
    value = one.value
    return any("portionMarking" in each.codes for each in value.phrases) or any(each.place == "portionMarking" for each in value.qualifiers)


def _shown_value(one: Entry, kind: Kind, language: str) -> Shown:
    return shown(one.value.name, one.value.phrases, one.value.qualifiers, kind, language, one.place)


def _titles(policy: Policy) -> tuple[str, ...]:
    """A name for each tag: its own, with its set's where two have the same."""
    plain = [tag.name or one.name for one in policy.tag_sets for tag in one.tags]
    full = [f"{one.name}, {tag.name or tag.type}" for one in policy.tag_sets for tag in one.tags]
    counts: dict[str, int] = {}
    for name in plain:
        counts[name] = counts.get(name, 0) + 1
    titles = tuple(short if counts[short] == 1 else long for short, long in zip(plain, full, strict=True))
    if len(set(titles)) != len(titles):
        twice = next(one for number, one in enumerate(titles) if one in titles[:number])
        raise Malformed("two tags of one name", place=Place(policy.name), found=twice, expected="names that differ")
    return titles


def _scheme(policy: Policy) -> Scheme:
    """The levels in their order: by hierarchy alone; two of the same hierarchy have no order between them."""
    ranks: dict[int, list[str]] = {}
    for one in policy.levels:
        ranks.setdefault(one.hierarchy, []).append(one.name)
    if any(" & " in one.name for one in policy.levels):
        raise Malformed(
            "`&` stands between levels that are joined", place=Place(policy.name), found="&", expected="names of levels without it"
        )
    direct: dict[str, frozenset[str]] = {}
    below: frozenset[str] = frozenset()
    for rank in sorted(ranks):
        direct |= dict.fromkeys(ranks[rank], below)
        below = frozenset(ranks[rank])
    return Scheme(
        id=f"spif:{policy.id}",
        name=policy.name,
        owner=None,
        levels=tuple(name for rank in sorted(ranks) for name in ranks[rank]),
        directly_below=direct,
        source=f"SPIF of {policy.name}, {policy.id}, version {policy.header.version or 'not said'}",
    )


_LISTS: tuple[Part, Part] = ("releasable_to", "display_only")


def label_of(selection: Selection, tables: Tables) -> Label:
    """The label that a selection is.

    Restrictive and informative categories are controls; a permissive tag is an exclusion that leaves in the values chosen; tag sets
    of Relto's own export fill the part of a label that they name.

    Raises:
        Malformed: a joint marking without two owners.
    """
    sets: dict[str, set[str]] = {part: set() for part in ("originators", "joint", *_LISTS, "controls", "compartments")}
    exclusions: set[Exclusion] = set()
    opened: dict[int, set[str]] = {}
    for index in selection.chosen:
        one = tables.entries[index]
        if one.tag_set.part == "exclusions":
            exclusions.add(Exclusion(one.name, one.value.only or frozenset()))
        elif one.tag_set.part is not None:
            sets[one.tag_set.part].add(one.name)
        elif one.permissive:
            opened.setdefault(one.tag_index, set()).add(one.value.name)
        else:
            sets["controls"].add(one.name)
    exclusions |= {Exclusion(tables.titles[tag], frozenset(names)) for tag, names in opened.items()}
    return Label(
        scheme=tables.scheme,
        level=selection.level.name,
        originators=frozenset(PartyId(code) for code in sets["originators"]),
        joint=bool(sets["joint"]),
        releasable_to=sets["releasable_to"] or None,
        display_only=sets["display_only"] or None,
        exclusions=frozenset(exclusions),
        controls=frozenset(sets["controls"]),
        compartments=frozenset(sets["compartments"]),
    )


def selection_of(label: Label, tables: Tables) -> Selection:
    """The selection that a label is.

    Raises:
        Malformed: the policy has no such label.
    """
    wanted: list[tuple[str, str]] = [(part, code) for part in _LISTS for code in getattr(label, part) or ()]
    wanted += [("originators", code) for code in label.originators] + [("joint", JOINT)] * label.joint
    wanted += [("controls", name) for name in label.controls]
    every = label.compartments
    wanted += [("compartments", one) for one in every if not any(other.startswith((f"{one}-", f"{one} ")) for other in every)]
    titles = set(tables.titles)
    for one in label.exclusions:
        if one.name in titles and ("exclusions", one.name) not in tables.names:
            wanted += [("permissive", f"{one.name}: {name}") for name in one.only]
        else:
            wanted.append(("exclusions", one.name))
    unknown = next((name for part, name in wanted if (part, name) not in tables.names), None)
    if unknown is None and label.level in tables.levels:
        selection = Selection(tables.levels[label.level], frozenset(tables.names[one] for one in wanted))
        if _same(label_of(selection, tables), label):
            return selection
    found = unknown or label.level
    raise Malformed("the policy has no such label", place=Place(tables.policy.name), found=found[:80], expected="its levels and categories")


def _same(one: Label, other: Label) -> bool:
    parts = ("level", "originators", "joint", "releasable_to", "display_only", "exclusions", "controls", "compartments")
    return all(getattr(one, part) == getattr(other, part) for part in parts)
