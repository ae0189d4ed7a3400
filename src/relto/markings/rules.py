"""The rules that a reading checks, each with its identifier, its text and its source.

A rule's identifier is the system's name, a hyphen and the rule's own name: ``us-list-own-country``, ``nz-separator``. The names below
are shared by all systems of the common form; the rules of company (which levels a marking stands at, what it needs, what it
bars) come out of a system's data file, as ``us-noforn-bars``.

Source: for the United States the sections of the IC Markings System Register and Manual, 31 December 2016, named beside each;
for the other systems Relto's document convention (docs/reference/markings.md), on the words of the system's own data file.
"""

import re
from collections.abc import Iterator
from typing import Literal

from relto.markings.model import Rule
from relto.markings.vocabulary import Vocabulary

Company = Literal["level", "needs", "bars", "owned"]
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_CONVENTION = "Relto's document convention, docs/reference/markings.md"


CHARACTERS: dict[str, str] = {
    "too-long": "a marking has at most 2000 characters",
    "character": "a marking holds printable letters of its own script only: no invisible, directional or look-alike character",
    "width-form": "a marking holds no full-width forms and no fixed-width spaces",
    "composed": "a letter and its accent are one character (normal form C)",
    "spaces": "no space stands round a marking or a slash, and one at most between words",
    "parentheses": "a portion mark stands in one pair of parentheses, a banner in none",
    "empty": "a marking is not empty",
}
"""Rules that hold for every system, whatever its form: name and text."""

_FORM: dict[str, tuple[str, str]] = {
    "slashes": ("two slashes stand between categories, one within a category, and something stands after each", "A.6"),
    "separator": ("categories are parted by two slashes, markings of one category by one", "A.6"),
    "category-order": ("markings stand in the order of the register: category by category, and in each in its own order", "A.6, D.1"),
    "capitals": ("a marking is in capitals", "A.6"),
    "twice": ("no marking stands twice", "A.6"),
    "marking-unknown": ("every marking is one of the register", "A.6"),
    "second-level": ("a marking has one level, and it stands first", "D.1"),
    "other-form": ("a banner and a portion mark each have their own form of a marking", "C.1, D.1"),
    "starts-with-level": ("a marking starts with its level, or with two slashes and another owner", "D.1"),
    "level-form": ("a level is written in the form of its kind of marking: spelled out in a banner, short in a portion mark", "C.1, D.1"),
    "level-missing": ("no marking stands without a level", "D.1"),
    "level-unknown": ("the level is one of the system", "D.1, H.1"),
}

_LISTS: dict[str, tuple[str, str]] = {
    "list-gap": ("a list has a code at every place", "A.6, H.8 REL TO"),
    "list-empty": ("a list names somebody", "A.6, H.8 REL TO"),
    "list-separator": ("codes of a list are joined as the list asks: by a comma and a space, or by one space", "A.6, H.8 REL TO"),
    "list-unknown-code": ("every code of a list is known: a country's or a community's", "A.6, annexes A and B"),
    "list-code-twice": ("no code stands twice in a list", "A.6"),
    "list-order": (
        "a list has countries before communities, each in alphabetical order; the own country where the list asks",
        "A.6, H.8 REL TO",
    ),
    "list-and": ("no `and` stands in a list; AND is Andorra's code", "A.6; I, July 2005"),
    "list-own-country": ("a releasable-to list names its own country", "H.8 REL TO"),
    "list-alone": ("a releasable-to list names somebody besides its own country", "H.8 REL TO"),
    "list-of-banner": ("a portion mark points to a list only where the banner has one", "H.8 REL TO"),
}

_FOREIGN: dict[str, tuple[str, str]] = {
    "owner-unknown": ("the owner of foreign information is a known code, and its level a word of the system", "H.7"),
    "owner-as-foreign": ("the system's own owner stands neither as a foreign owner nor in an FGI list", "H.7"),
    "concealed-alone": ("a concealed source stands with no named one in one marking", "H.7"),
    "nato-words": ("NATO's information carries NATO's own words", "H.2, H.7"),
    "own-level": ("a level that only others have stands after a foreign or joint owner only", "H.3, H.7"),
    "joint-shared-level": ("a joint marking has a level that all its owners can share", "H.3"),
    "joint-owners": ("a joint marking names its owners, two at least", "H.3"),
    "joint-release": ("a joint marking releases to all its owners", "H.3"),
}

_INSIDE: dict[str, tuple[str, str]] = {
    "compartment-unknown": ("a compartment is one that its control system has", "H.4, H.6"),
    "compartment-required": ("some control systems never stand without a compartment", "H.4"),
    "compartment-form": ("a sub-compartment has letters and digits, as many as its control system allows", "H.4"),
    "compartment-order": ("compartments and sub-compartments ascend, digits before letters", "A.6, H.4"),
    "compartment-numbers": ("a compartment of numbers names one of those in use", "H.6"),
}

_PROGRAMMES: dict[str, tuple[str, str]] = {
    "programme-form": ("a special access programme has an abbreviation of two or three letters and digits that mean nothing else", "H.5"),
    "programme-prefix": ("the prefix of special access programmes stands once, before the first of them", "A.6, H.5; I, December 2011"),
}

_BY_FEATURE: dict[str, dict[str, tuple[str, str]]] = {
    "lists": _LISTS,
    "own unwritten": {"list-own-unwritten": ("the own party has no place in its own list", "")},
    "foreign": _FOREIGN,
    "sources": {"fgi-in-own-marking": ("a foreign marking names its owners at its head and has no FGI entry", "H.7")},
    "inside": _INSIDE,
    "programmes": _PROGRAMMES,
    "old": {"old-form": ("retired names and other spellings are written anew", "H.4, legacy markings")},
    "eyes only": {"eyes-only-retired": ("EYES ONLY is retired: information is re-marked with REL TO", "H.8 EYES ONLY")},
    "fused": {"fused-form": ("level and caveat are not fused into one word", "I, history table")},
    "brackets": {"brackets": ("brackets stand round the whole of a marking, or not at all", "")},
    "dated": {
        "value-at-end": (
            "no banner ends with a declassification value: that stands in the classification authority block",
            "I, February 2008; E",
        )
    },
    "wrong": {"wrong-words": ("some words look like a level and are none", "I, history table")},
    "no level": {"no-level": ("what limits distribution or belongs to an older or another scheme is no level, and is refused by name", "")},
}


def name_of(marking: str) -> str:
    """The part of a rule's identifier that names a marking."""
    return _NOT_A_NAME.sub("-", marking.lower().replace("-*", "-unlisted").replace("*", "sub")).strip("-") or "x" + marking.encode().hex()


def company(marking: str, kind: Company) -> str:
    """The name of a rule of company."""
    return f"{name_of(marking)}-{kind}"


def rules_of(vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """Every rule that a reading of a system of the common form can find broken."""
    scheme = vocabulary.scheme
    manual = scheme.id == "us"
    rules = list(character_rules(scheme.id))
    for name, (says, section) in _names(vocabulary):
        source = f"IC Markings System Register and Manual 2016, {section}" if manual else _CONVENTION
        rules.append(Rule(f"{scheme.id}-{name}", says, source))
    for marking, rule in vocabulary.rules.items():
        shown = marking.replace(" *", " with a sub-compartment").replace("-*", " with an unlisted compartment")
        if rule.levels:
            levels = ", ".join(level for level in scheme.levels if level in rule.levels)
            rules.append(Rule(f"{scheme.id}-{company(marking, 'level')}", f"{shown} stands at {levels} only", rule.source))
        if rule.needs:
            rules.append(Rule(f"{scheme.id}-{company(marking, 'needs')}", f"{shown} needs {', '.join(rule.needs)} beside it", rule.source))
        if rule.bars:
            rules.append(
                Rule(f"{scheme.id}-{company(marking, 'bars')}", f"{shown} never stands beside {', '.join(rule.bars)}", rule.source)
            )
        if rule.owners:
            owners = ", ".join(sorted(rule.owners))
            rules.append(
                Rule(f"{scheme.id}-{company(marking, 'owned')}", f"{shown} stands on foreign information of {owners} only", rule.source)
            )
    return tuple(rules)


def character_rules(system: str) -> tuple[Rule, ...]:
    """The rules about characters, which every system has."""
    source = "Unicode TR 36, 2.2 and 3.2; TR 39, 4"
    return tuple(
        Rule(f"{system}-{name}", says, source if name in {"character", "width-form"} else _CONVENTION) for name, says in CHARACTERS.items()
    )


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, tuple[str, str]]]:
    """The shared rules that concern a system: those for which it has the markings."""
    terms, categories = vocabulary.terms, vocabulary.categories
    has = {
        "lists": vocabulary.foreign or any(term.is_list for term in terms),
        "own unwritten": any(term.is_list and not term.own_written for term in terms),
        "foreign": vocabulary.foreign,
        "sources": any(category.foreign_sources for category in categories),
        "inside": any(term.effect == "compartment" for term in terms),
        "programmes": any(category.programmes for category in categories),
        "old": bool(vocabulary.retired or vocabulary.respelled),
        "eyes only": vocabulary.retired_eyes_only,
        "fused": bool(vocabulary.legacy),
        "brackets": vocabulary.brackets,
        "dated": vocabulary.dated_endings,
        "wrong": bool(vocabulary.wrong),
        "no level": bool(vocabulary.no_level),
    }
    yield from _FORM.items()
    for feature, rules in _BY_FEATURE.items():
        if has[feature]:
            yield from rules.items()
