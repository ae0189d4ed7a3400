"""Random labels that a marking system can write, and the words that its markings are made of."""

import random
from functools import cache

from relto.labels import UNNAMED_SOURCE, Label
from relto.markings import render, system, system_ids
from relto.markings.slashed import SlashedSystem
from relto.markings.vocabulary import read_data
from relto.primitives import Malformed

PARTIES = ("AUS", "CAN", "DEU", "GBR", "JPN", "NZL", "USA")
COMMUNITIES = ("FVEY", "ACGU", "EU", "NATO")
FURTHER = ("TRIDENT", "QZ9")
"""Codes of communities that only some callers know."""

_INSIDE = {
    "HCS": ("HCS-P", "HCS-O", "HCS-P ABC"),
    "RSV": ("RSV-ABC",),
    "SI": ("SI", "SI-G", "SI-G ABCD", "SI-NK", "SI-MMM AACD"),
    "TK": ("TK", "TK-BLFH", "TK-IDIT ABCDEF"),
    "RD": ("RD", "RD-CNWDI", "RD-SIGMA 14", "RD-SIGMA 20"),
    "FRD": ("FRD", "FRD-SIGMA 18"),
}
_PROGRAMMES = ("SAR-BP", "SAR-CA-XYZ", "SAR-CA-XYZ YYY", "SAR-BP-123")
_TRIES = 30


def some(rng: random.Random, of: list[str], most: int = 2, least: int = 0) -> frozenset[str]:
    """A few of a list."""
    return frozenset(rng.sample(of, min(len(of), rng.randint(least, most)))) if of else frozenset()


def written(rng: random.Random, name: str) -> Label:
    """A label that the system can write."""
    one = system(name)
    for _ in range(_TRIES):
        label = _candidate(rng, one) if isinstance(one, SlashedSystem) else Label(one.scheme, rng.choice(one.scheme.levels))
        try:
            render(label)
        except Malformed:
            continue
        return label
    return Label(one.scheme, one.scheme.levels[0])


def _candidate(rng: random.Random, one: SlashedSystem) -> Label:
    vocabulary = one.vocabulary
    owner = vocabulary.owner
    originators, joint = _owners(rng, owner) if vocabulary.foreign else (frozenset(), False)
    released = joint or rng.random() < 0.5
    codes = [code for code in (*PARTIES, *COMMUNITIES, *FURTHER) if code != owner]
    controls = [term.name for term in vocabulary.terms if term.effect == "control"]
    chosen = some(rng, controls + sorted({control for _, control in vocabulary.fused["banner"]}))
    exclusions = sorted(term.exclusion for term in vocabulary.terms if term.effect == "exclusion" and term.exclusion)
    implied = {vocabulary.by_name[name].exclusion for name in chosen if name in vocabulary.by_name} - {None}
    shut = frozenset(some(rng, exclusions, most=1)) if not released and rng.random() < 0.6 else frozenset()
    shown = any(term.effect == "display_only" for term in vocabulary.terms) and rng.random() < 0.3
    return Label(
        scheme=one.scheme,
        level=rng.choice(one.scheme.levels),
        originators=originators,
        joint=joint,
        releasable_to=some(rng, codes, 4, 1) | {owner} | (originators if joint else frozenset()) if released else None,
        display_only=some(rng, list(PARTIES), 2, 1) if shown else None,
        exclusions=shut | implied,
        controls=chosen,
        compartments=some(rng, _compartments(vocabulary)) if rng.random() < 0.5 else frozenset(),
    )


def _owners(rng: random.Random, owner: str) -> tuple[frozenset[str], bool]:
    others = some(rng, [party for party in PARTIES if party != owner], 3, 1)
    return rng.choice(
        [
            (frozenset(), False),
            (frozenset(), False),
            (others, False),
            (frozenset({UNNAMED_SOURCE}), False),
            (others | {owner}, True),
            (others | {owner}, False),
            (frozenset({UNNAMED_SOURCE, owner}), False),
            (frozenset({"NATO"}), False),
        ]
    )


def _compartments(vocabulary) -> list[str]:
    listed = [name for term in vocabulary.terms if term.effect == "compartment" for name in _INSIDE.get(term.name, (term.name,))]
    return listed + list(_PROGRAMMES if any(category.programmes for category in vocabulary.categories) else ())


_SAID = ("REL TO", "REL", "RELEASABLE TO", "FGI", "FOREIGN GOVERNMENT INFORMATION", "JOINT", "SAR-BP", "SI-G ABCD", "SI-GAMMA", "RD-SG 14")
_WRONGLY = ("EYES ONLY", "USA/GBR EYES ONLY", "DISPLAY ONLY", "REL TO USA/GBR", "REL USA, GBR", "SPECIAL ACCESS REQUIRED-BP", "EYES")
_BETWEEN = ("//", "/", " ", ", ", ",", "-", "(", ")", "  ", "///", "////", "", "\\", "|")


@cache
def words(name: str) -> tuple[str, ...]:
    """Words of a system, also those that are retired or wrong, codes, and what stands between them."""
    one = system(name)
    found = set(one.words())
    if isinstance(one, SlashedSystem):
        of = one.vocabulary
        found |= {*of.retired, *of.legacy, *of.respelled, *of.equal, *of.wrong}
        found |= {prefix.strip() for kind in ("banner", "portion") for prefix, _ in of.lists[kind]}
    return (*sorted(found), *_SAID, *_WRONGLY, *PARTIES, *COMMUNITIES, *FURTHER, *_BETWEEN)


@cache
def any_words() -> tuple[str, ...]:
    """Words of all systems."""
    return tuple(word for name in system_ids() for word in words(name))


@cache
def others(name: str) -> dict[str, tuple[str, ...]]:
    """For each word of a system's renderings (of either kind) the other ways in which it may be written, by its data file."""
    data, found = read_data(name), dict[str, tuple[str, ...]]()
    for one in (*data.get("level", ()), *data.get("term", ()), *data.get("fused", ())):
        ways = [one["title"]] if "title" in one else []
        ways += [way for key in ("also", "also_portion", "prefixed") for way in one.get(key, ())]
        ways += [one[key] for key in ("slashed", "shorthand") if key in one]
        for word in {one.get("name"), one.get("banner"), one.get("portion")} - {None}:
            found[word] = (*found.get(word, ()), *ways)
        inside = one.get("inside", {})
        for word, titles in inside.get("words", {}).items():
            found[f"-{word}"] = found[f"-{inside.get('portions', {}).get(word, word)}"] = tuple(f"-{title}" for title in titles)
    for one in data.get("category", ()):
        if "programmes_title" in one:
            found[one["programmes"]] = (one["programmes_title"],)
        if one.get("foreign_sources"):
            found["FGI"] = ("FOREIGN GOVERNMENT INFORMATION",)
    for other, word in data.get("equal", {}).items():
        found[word] = (*found.get(word, ()), other)
    context = data.get("context", {})
    for activity, short in context.get("short", {}).items():
        for level, word in context["levels"].items():  # NIS beside NISAFS
            found[f"{level[0]}{short}{word[0]}"] = (f"{level[0]}{activity}{word[0]}",)
    return {word: ways for word, ways in found.items() if ways}


@cache
def letters(name: str) -> frozenset[str]:
    """The characters that markings of a system are written with: those of its renderings, its words, codes, and writers' own words."""
    rng = random.Random(name)
    texts = [render(label, kind=kind) for label in (written(rng, name) for _ in range(400)) for kind in ("banner", "portion")]
    one = system(name)
    own = " .,:&'-" if isinstance(one, SlashedSystem) and one.vocabulary.open_terms else ""
    return frozenset("".join((*texts, *one.words(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", own))) | frozenset("()")
