"""Relto's own marking systems as policies.

An export has the system's levels, the caveats and compartments that its data lists, and its lists of codes; which levels a marking
stands at, what it needs and what it bars go along as the SPIF's own exclusions and requirements; owners as informative categories. What
it cannot have: words of the writer's own, compartments and codes that are not listed, and the system's own roll-up. Labels with
such parts are refused by the policy that the export is read as. A SPIF orders all levels by one number, so a system with two ladders is
exported one ladder at a time.

The labels of an export are of the policy's own scheme, never of the system's: a file cannot make itself the United States'.
:func:`carried` puts a label of the system into the policy that was exported from it, and refuses one that has more.

Source: SPIF schema 2.1 for the form; object identifiers are made from the system's name under 2.25 (ITU-T X.667), and are nobody's
official ones.
"""

import uuid
from collections.abc import Iterable, Iterator
from itertools import pairwise

import iso3166
from attrs import evolve

from relto.labels import UNNAMED_SOURCE, Label
from relto.markings.model import MarkingSystem
from relto.markings.slashed import SlashedSystem
from relto.markings.spif.model import Group, Header, Part, Phrase, Policy, Qualifier, Required, Tag, TagSet, TagType, Value
from relto.markings.spif.model import Level as PolicyLevel
from relto.markings.spif.system import PolicySystem
from relto.markings.spif.tables import JOINT, selection_of
from relto.markings.spif.writing import write_policy
from relto.markings.vocabulary import Term, Vocabulary, read_data
from relto.primitives import Malformed

_SETS: dict[Part, tuple[str, TagType, str, str]] = {
    "joint": ("Ownership", "informative", "//", "/"),
    "originators": ("Owner", "informative", "//OWNED BY ", " "),
    "compartments": ("Special Category Designator", "restrictive", "//", "/"),
    "exclusions": ("Exclusion", "restrictive", "//", "/"),
    "controls": ("Handling", "restrictive", "//", "/"),
    "releasable_to": ("Releasable To", "enumerated permissive", "//REL TO ", ", "),
    "display_only": ("Display Only", "enumerated permissive", "//DISPLAY ONLY ", ", "),
}


def oid_of(name: str) -> str:
    """The object identifier that an export has, by the name of what it stands for."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, f'relto:{name}').int}"


def write_spif(system: MarkingSystem, *, levels: Iterable[str] | None = None) -> bytes:
    """A marking system as XML SPIF: a policy's as it was read, one of Relto's own as :func:`export` has it.

    Args:
        system: the system.
        levels: the levels to export, of one ladder; left out: all. Not for a policy, which is written whole.

    Raises:
        Malformed: a part cannot be carried; it says which.
    """
    if isinstance(system, PolicySystem):
        if levels is not None:
            raise Malformed("a policy is written with all its levels", found=system.name, expected="no levels to choose")
        return write_policy(system.policy)
    return write_policy(export(system, levels=levels))


def export(system: MarkingSystem, *, levels: Iterable[str] | None = None) -> Policy:
    """One of Relto's systems as a policy; see the module.

    Raises:
        Malformed: the levels are unknown, or no ladder.
    """
    chosen = _ladder(system, tuple(system.scheme.levels if levels is None else levels))
    vocabulary = system.vocabulary if isinstance(system, SlashedSystem) else None
    written = vocabulary.level_written["portion"] if vocabulary is not None else {}
    made = tuple(
        PolicyLevel(name, number, number, phrases=_portion(written.get(name, name), name)) for number, name in enumerate(chosen, 1)
    )
    found = _values(system, vocabulary, chosen)
    sets = tuple(_tag_set(system.id, part, tags) for part, tags in found.items() if any(tag.values for tag in tags))
    policy = Policy(
        name=system.name,
        id=oid_of(system.id),
        levels=made,
        tag_sets=sets,
        phrases=(Phrase("", "", ("replacePolicy",)),),
        qualifiers=(Qualifier("separator", "", "", ""),),
        header=Header(version="1", created="20260101000000Z", originator="CN=Relto", key="none", privilege="2.25.0", rbac="2.25.0"),
    )
    return policy if vocabulary is None else _companies(policy, vocabulary, chosen)


def _ladder(system: MarkingSystem, levels: tuple[str, ...]) -> tuple[str, ...]:
    scheme = system.scheme
    for name in levels:
        if name not in scheme.single:
            raise Malformed(f"`{scheme.id}` has no such level", found=name, expected=f"one of {', '.join(scheme.levels)}")
    ordered = tuple(name for name in scheme.levels if name in levels)
    apart = next(((low, high) for low, high in pairwise(ordered) if not scheme.protects(high, low)), None)
    if apart is not None or not ordered:
        raise Malformed(
            "a SPIF orders all levels by one number, and these have no such order",
            found=" and ".join(apart or ("none",)),
            expected="the levels of one ladder",
        )
    return ordered


def _portion(text: str, name: str) -> tuple[Phrase, ...]:
    return () if text == name else (Phrase(text, "", ("portionMarking",)),)


def _tag_set(system: str, part: Part, tags: tuple[Tag, ...]) -> TagSet:
    name = _SETS[part][0]
    return TagSet(name, oid_of(f"{system}:{name}"), tags, part=part)


def _tag(part: Part, values: Iterable[Value], title: str | None = None, most: int | None = None, first: int = 1) -> Tag:
    name, kind, prefix, separator = _SETS[part]
    numbered = tuple(evolve(one, lacv=str(number)) for number, one in enumerate(values, first))
    around = (Qualifier("prefix", prefix, "", ""), Qualifier("separator", separator, "", ""))
    encoding = "securityAttributes" if kind == "informative" else None
    return Tag(title or name, kind, numbered, around, most=most, encoding=encoding)


def _values(system: MarkingSystem, vocabulary: Vocabulary | None, levels: tuple[str, ...]) -> dict[Part, tuple[Tag, ...]]:
    if vocabulary is None:
        return {"controls": tuple(_statements())} if system.id == "iep" else {}
    terms = [term for term in vocabulary.terms if not term.free and term.effect != "only"]
    controls = [_of_term(term) for term in terms if term.effect == "control"] + list(_fused(vocabulary, levels))
    exclusions = [
        evolve(_of_term(term), only=term.exclusion.only) for term in terms if term.effect == "exclusion" and term.exclusion is not None
    ]
    compartments = [one for term in terms if term.effect == "compartment" for one in _compartments(term)]
    codes = [Value(code, "") for code in _codes(vocabulary)]
    owners = [*codes, Value(UNNAMED_SOURCE, "")] if vocabulary.foreign else []
    found: dict[Part, tuple[Tag, ...]] = {
        "joint": (_tag("joint", [Value(JOINT, "")] if owners else ()),),
        "originators": (_tag("originators", owners),),
        "compartments": (_tag("compartments", compartments),),
        "exclusions": (_tag("exclusions", exclusions),),
        "controls": (_tag("controls", controls),),
    }
    effects = {term.effect for term in terms}
    lists: tuple[Part, Part] = ("releasable_to", "display_only")
    return found | {part: (_tag(part, codes),) for part in lists if part in effects}


def _statements() -> Iterator[Tag]:
    """The statements of an exchange policy: of each, one value."""
    first = 1
    for name, values in read_data("iep")["statements"].items():
        yield _tag("controls", (Value(f"{name}={value}", "") for value in values), name, 1, first)
        first += len(values)


def _of_term(term: Term) -> Value:
    return Value(term.name, "", phrases=_portion(term.portion, term.name))


def _compartments(term: Term) -> Iterator[Value]:
    inside = term.inside
    if inside is None or not inside.required:
        yield _of_term(term)
    for name in dict.fromkeys(inside.words["banner"].values()) if inside is not None else ():
        numbers = inside.numbers.get(name, ()) if inside is not None else ()
        yield from (Value(f"{term.name}-{name}{number}", "") for number in ((f" {one}" for one in numbers) if numbers else ("",)))


def _fused(vocabulary: Vocabulary, levels: tuple[str, ...]) -> Iterator[Value]:
    by_control: dict[str, set[str]] = {}
    for level, control in vocabulary.fused["banner"]:
        by_control.setdefault(control, set()).add(level)
    for control, some in by_control.items():
        yield Value(control, "", excluded_levels=frozenset(levels) - some)


def _codes(vocabulary: Vocabulary) -> list[str]:
    known = vocabulary.codes
    every = {*iso3166.countries_by_alpha3, *known.extra, *known.communities}
    return sorted((code for code in every if known.rank(code) is not None), key=lambda code: (code != vocabulary.owner, known.key(code)))


def _companies(policy: Policy, vocabulary: Vocabulary, levels: tuple[str, ...]) -> Policy:
    """The policy with the levels that each marking stands at, what it needs and what it bars."""
    groups: dict[str, Group] = {}
    for one in policy.tag_sets:
        kind = one.tags[0].type
        if one.part in {"releasable_to", "display_only"}:
            groups |= {term.name: Group(one.name, kind, None) for term in vocabulary.terms if term.effect == one.part}
        else:
            groups |= {value.name: Group(one.name, kind, value.lacv) for tag in one.tags for value in tag.values}

    def kept(value: Value) -> Value:
        name, excluded, needs, bars = value.name, set(value.excluded_levels), [], []
        above = [name[:cut] for cut, sign in enumerate(name) if sign in "- "]
        for rule in (vocabulary.rules[one] for one in (*above, name) if one in vocabulary.rules):
            excluded |= set(levels) - rule.levels if rule.levels else set()
            needs += [groups[other] for other in rule.needs if other in groups]
            bars += [groups[other] for other in rule.bars if other in groups and not _implies(name, other, vocabulary)]
        required = tuple(Required("oneOrMore", (one,)) for one in needs)
        return evolve(value, excluded_levels=frozenset(excluded), required=required, excluded=tuple(bars))

    sets = (evolve(one, tags=tuple(evolve(tag, values=tuple(map(kept, tag.values))) for tag in one.tags)) for one in policy.tag_sets)
    return evolve(policy, tag_sets=tuple(sets))


def _implies(name: str, other: str, vocabulary: Vocabulary) -> bool:
    term = vocabulary.by_name.get(name)
    return term is not None and term.exclusion is not None and term.exclusion.name == other


def carried(label: Label, into: PolicySystem) -> Label:
    """A label of one of Relto's systems, in the policy that was exported from that system.

    Raises:
        Malformed: the policy is no export of that system, or the label has a part that the export does not carry.
    """
    if into.policy.id != oid_of(label.scheme.id):
        raise Malformed("no export of this label's system", found=into.policy.name, expected=label.scheme.name)
    moved = evolve(label, scheme=into.scheme)
    selection_of(moved, into.tables)
    return moved
