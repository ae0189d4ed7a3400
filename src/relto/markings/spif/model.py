"""A security policy as an XML SPIF says it: plain data, in the file's order.

Source: the SPIF schema of xmlspif.org, versions 2.0 and 2.1.
"""

from datetime import datetime
from typing import Literal

from attrs import field, frozen

TagType = Literal["restrictive", "permissive", "enumerated restrictive", "enumerated permissive", "informative"]
"""``restrictive``: all values chosen are needed. ``permissive``: any one of those chosen opens. ``informative``: neither. Enumerated and
plain tags differ in how values are coded, so that one number may stand in both."""
Applied = Literal["encrypt", "decrypt", "both"]
"""``encrypt``: from this policy's to the other's, by who sends. ``decrypt``: from the other's to this one's, by who receives."""
Operation = Literal["all", "onlyOne", "oneOrMore"]
Part = Literal["originators", "joint", "controls", "compartments", "exclusions", "releasable_to", "display_only"]
"""The part of a label that a tag set fills, where the SPIF is Relto's own export."""


@frozen
class Phrase:
    """A marking phrase: what is shown, in which language (``""``: any), and by which codes; ``None``: the name itself."""

    text: str | None
    language: str
    codes: tuple[str, ...]


@frozen
class Qualifier:
    """A prefix, suffix or separator, in a language (``""``: any) and for a place (``""``: any)."""

    code: Literal["prefix", "suffix", "separator"]
    text: str
    language: str
    place: str


@frozen
class Group:
    """Reference to one value of a tag set's type, or (``lacv`` none) to all of them."""

    tag_set: str
    type: TagType
    lacv: str | None


@frozen
class Required:
    """Categories that must stand beside a level or value."""

    operation: Operation
    groups: tuple[Group, ...]


@frozen
class LevelEquivalent:
    """A level of another policy, by its number there."""

    policy: str
    lacv: int
    applied: Applied
    required: tuple[Required, ...] = ()


@frozen
class ValueEquivalent:
    """A category of another policy, or (``discard``) the leave to drop this one there."""

    policy: str
    tag_set_id: str
    type: TagType
    lacv: str
    applied: Applied
    discard: bool = False


@frozen
class TagSetEquivalent:
    """A tag set of another policy, and what must then stand beside it there."""

    policy: str
    name: str | None
    id: str | None
    required: tuple[Required, ...] = ()


@frozen
class Level:
    """A classification; ``hierarchy`` orders, ``lacv`` only identifies."""

    name: str
    lacv: int
    hierarchy: int
    obsolete: bool = False
    colour: str | None = None
    phrases: tuple[Phrase, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    required: tuple[Required, ...] = ()
    equivalents: tuple[LevelEquivalent, ...] = ()


@frozen
class Value:
    """A category.

    Args:
        name: its name.
        lacv: what identifies it inside its tag set and type.
        obsolete: whether it is read and never written.
        phrases: what is shown for it.
        qualifiers: what stands round it.
        excluded_levels: levels at which it does not stand.
        required_level: the only level at which it stands, or ``None``.
        required: categories that must stand beside it.
        excluded: categories that must not.
        equivalents: its likes in other policies.
        start: the instant before which it is not in force.
        end: the instant after which it is not.
        only: for an exclusion of Relto's own export: whom it leaves in.
    """

    name: str
    lacv: str
    obsolete: bool = False
    phrases: tuple[Phrase, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    excluded_levels: frozenset[str] = frozenset()
    required_level: str | None = None
    required: tuple[Required, ...] = ()
    excluded: tuple[Group, ...] = ()
    equivalents: tuple[ValueEquivalent, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    only: frozenset[str] | None = None


@frozen
class Tag:
    """Values of one type, shown together; ``least`` and ``most`` say how many may be chosen (``None``: any number)."""

    name: str
    type: TagType
    values: tuple[Value, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    least: int = 0
    most: int | None = None
    encoding: str | None = None


@frozen
class TagSet:
    """Tags under one identifier."""

    name: str
    id: str
    tags: tuple[Tag, ...]
    equivalents: tuple[TagSetEquivalent, ...] = ()
    part: Part | None = None


@frozen
class EquivalentPolicy:
    """A policy for which there are equivalents."""

    name: str
    id: str
    required: tuple[Required, ...] = ()


@frozen
class Header:
    """What a SPIF says of itself."""

    schema_version: str = "2.1"
    version: str | None = None
    created: str | None = None
    originator: str | None = None
    key: str | None = None
    privilege: str | None = None
    rbac: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@frozen
class Policy:
    """A security policy.

    Args:
        name: its name.
        id: its object identifier.
        levels: its classifications, in the file's order.
        tag_sets: its categories.
        equivalent_policies: policies for which there are equivalents.
        phrases: what is shown for the policy's name.
        qualifiers: what stands round and between the parts of a whole marking.
        privacy_marks: names of privacy marks; they decide nothing.
        default: name and identifier of the policy that unlabelled data falls under, where it says so.
        header: what the file says of itself.
        passed_over: parts of the file that decide nothing and were not kept (extensions); it cannot be written again whole.
        at: the instant for which it was read; values that are not in force then count as obsolete.
    """

    name: str
    id: str
    levels: tuple[Level, ...]
    tag_sets: tuple[TagSet, ...] = ()
    equivalent_policies: tuple[EquivalentPolicy, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    privacy_marks: tuple[str, ...] = ()
    default: tuple[str, str] | None = None
    header: Header = field(factory=Header)
    passed_over: tuple[str, ...] = ()
    at: datetime | None = None
