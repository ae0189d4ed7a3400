"""The words of one marking system that writes levels, slashes and caveats, as tables made from its data file."""

import tomllib
from importlib.resources import files
from typing import Any, Literal

from attrs import field, frozen

from relto.labels import Exclusion, Scheme
from relto.markings.codes import Codes, known_codes
from relto.markings.model import Colour, Form, Kind, Language
from relto.markings.spelling import alphabet_of, folded_levels, slashed_levels
from relto.primitives import PartyId

Effect = Literal["control", "exclusion", "compartment", "releasable_to", "display_only", "only"]
"""``only``: a list of codes before the term's word, which shuts everybody else out (``GBR, USA ONLY``)."""
KINDS: tuple[Kind, Kind] = ("banner", "portion")
FGI_TITLE = "FOREIGN GOVERNMENT INFORMATION"


@frozen
class Stamp:
    """What a level's word says.

    Args:
        level: the level's name in the scheme.
        controls: controls fused with the word (``OFFICIAL-SENSITIVE``).
        foreign_only: whether the word stands only after a foreign or joint owner.
    """

    level: str
    controls: frozenset[str] = frozenset()
    foreign_only: bool = False


@frozen
class Inside:
    """What may follow a control system's name after hyphens.

    Args:
        words: for each kind the compartments' words (key) and their names (value).
        written: names of compartments (key) that a portion mark writes otherwise (value).
        titles: names of compartments (key) that a title writes otherwise (value).
        free: longest unlisted compartment taken on trust of its form; 0: unlisted ones are refused.
        required: whether the name never stands without a compartment.
        subs: longest sub-compartment; 0: there are none.
        least: shortest unlisted compartment, and shortest sub-compartment.
        letters: whether unlisted compartments and sub-compartments have letters only.
        numbers: compartments (key) that need numbers of a fixed set (value) as sub-compartments.
    """

    words: dict[Kind, dict[str, str]]
    written: dict[str, str]
    titles: dict[str, str]
    free: int
    required: bool
    subs: int
    numbers: dict[str, tuple[str, ...]]
    least: tuple[int, int] = (1, 1)
    letters: bool = False


@frozen
class Term:
    """One marking that stands in a category.

    Args:
        name: its name in a label, as the banner writes it.
        category: index of its category.
        order: its place inside the category.
        effect: which part of the label it fills.
        portion: how a portion mark writes it.
        title: its full title, for banners that spell everything out.
        exclusion: the exclusion it means, for terms of that effect, and for those that imply one.
        inside: what may stand inside it, for control systems.
        shorthand: the portion word for "the banner's list", or ``""``.
        slashed: the word after which a list may be joined by slashes, or ``""``.
        own_written: whether the owner's own code stands in the list.
        free: where words of the writer's own stand: ``before`` the term's word (``HOME OFFICE USE ONLY``), ``after`` it, or ``""``.
    """

    name: str
    category: int
    order: int
    effect: Effect
    portion: str
    title: str
    exclusion: Exclusion | None = None
    inside: Inside | None = None
    shorthand: str = ""
    slashed: str = ""
    own_written: bool = True
    free: Literal["", "before", "after"] = ""

    @property
    def is_list(self) -> bool:
        """Whether a list of codes belongs to it."""
        return self.effect in ("releasable_to", "display_only")

    def written(self, form: Form) -> str:
        """The word of a form."""
        return self.portion if form == "portion" else self.title if form == "title" else self.name


@frozen
class Category:
    """What stands between two double slashes.

    Args:
        name: for messages.
        by_name: whether its terms are sorted by name, digits first, and not by the register's order.
        programmes: the prefix of special access programmes, or ``""``.
        programmes_title: the prefix spelled out.
        foreign_sources: whether it holds the ``FGI`` list.
    """

    name: str
    by_name: bool = False
    programmes: str = ""
    programmes_title: str = ""
    foreign_sources: bool = False


@frozen
class Company:
    """Which company a marking keeps: its levels, what it needs and bars, the source of that, and whose foreign information it may mark."""

    levels: frozenset[str]
    needs: tuple[str, ...]
    bars: tuple[str, ...]
    source: str
    owners: frozenset[PartyId] = frozenset()


@frozen(eq=False)
class Vocabulary:
    """All tables of one system; see the data file of a system for what they hold."""

    scheme: Scheme
    codes: Codes
    categories: tuple[Category, ...]
    terms: tuple[Term, ...]
    levels: dict[Kind, dict[str, Stamp]]
    folded: dict[str, Stamp]
    level_written: dict[Kind, dict[str, str]]
    fused: dict[Kind, dict[tuple[str, str], str]]
    alliance: dict[Kind, dict[str, str]]
    foreign_only: frozenset[str]
    words: dict[Kind, dict[str, Term]]
    lists: dict[Kind, tuple[tuple[str, Term], ...]]
    in_line: tuple[tuple[str, Term], ...]
    respelled: dict[str, str]
    before_level: frozenset[str]
    rules: dict[str, Company]
    retired: dict[str, str]
    equal: dict[str, str]
    legacy: dict[str, tuple[str, str]]
    wrong: dict[str, str]
    no_level: dict[str, str]
    alphabet: frozenset[str]
    foreign: bool
    received_as_foreign: bool
    retired_eyes_only: bool
    dated_endings: bool
    brackets: bool
    descriptors: bool
    line: dict[str, str] | None
    meanings: dict[Language, dict[str, str]]
    colours: dict[str, Colour]
    by_name: dict[str, Term] = field(init=False)
    merging: frozenset[str] = field(init=False)
    reserved: frozenset[str] = field(init=False)
    shorthands: frozenset[str] = field(init=False)
    slashed: tuple[tuple[str, str], ...] = field(init=False)
    sources: int | None = field(init=False)
    slashed_levels: tuple[str, ...] = field(init=False)
    open_terms: tuple[Term, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "by_name", {term.name: term for term in self.terms})
        slashed = {word.partition("/")[0] for words in self.words.values() for word in words if "/" in word}
        object.__setattr__(self, "merging", frozenset(slashed))
        object.__setattr__(self, "reserved", self.every_word() | {"FGI", "JOINT", "REL"})
        object.__setattr__(self, "slashed", tuple((f"{term.slashed} ", f"{term.name} ") for term in self.terms if term.slashed))
        object.__setattr__(self, "sources", next((n for n, one in enumerate(self.categories) if one.foreign_sources), None))
        object.__setattr__(self, "slashed_levels", slashed_levels(self.levels, self.folded))
        object.__setattr__(self, "open_terms", tuple(term for term in self.terms if term.free or term.effect == "only"))
        object.__setattr__(self, "shorthands", frozenset(term.shorthand for term in self.terms if term.shorthand))

    @property
    def owner(self) -> PartyId:
        """The party whose system it is."""
        owner = self.scheme.owner
        if owner is None:  # pragma: no cover - the data files of these systems all name one
            raise LookupError(self.scheme.id)
        return owner

    def every_word(self) -> frozenset[str]:
        """Every level and term of banners and portion marks, for recognising what looks like a mark."""
        levels = {word for kind in KINDS for word in (*self.levels[kind], *self.alliance[kind])}
        terms = {word for kind in KINDS for word in self.words[kind]}
        return frozenset(levels | terms | set(self.legacy) | set(self.wrong) | set(self.no_level))


def read_data(system: str) -> dict[str, Any]:
    """The data file of a system as it stands."""
    return tomllib.loads((files("relto.markings.systems") / f"{system}.toml").read_text("utf-8"))


def load_vocabulary(system: str) -> Vocabulary:
    """Makes the tables of a system from its packaged data file."""
    data = read_data(system)
    categories = tuple(
        Category(
            one["name"],
            one.get("sorted", False),
            one.get("programmes", ""),
            one.get("programmes_title", ""),
            one.get("foreign_sources", False),
        )
        for one in data["category"]
    )
    terms = tuple(_terms(data, categories))
    levels, fused = _stamps(data)
    codes = data.get("codes", {})
    return Vocabulary(
        scheme=_scheme(data),
        codes=known_codes(tuple(codes.get("extra", ())), tuple(codes.get("lacking", ()))),
        categories=categories,
        terms=terms,
        levels=levels,
        folded=folded_levels(data, levels),
        level_written={
            "banner": {one["name"]: one["name"] for one in data["level"]},
            "portion": {one["name"]: one["portion"] for one in data["level"]},
        },
        fused=fused,
        alliance=_alliance(data),
        foreign_only=frozenset(one["name"] for one in data["level"] if one.get("foreign_only")),
        words=_words(data, terms),
        lists={kind: _list_words(data, terms, kind) for kind in KINDS},
        in_line=tuple((f"{way} ", term) for one, term in zip(data["term"], terms, strict=True) for way in one.get("in_line", ())),
        respelled={other: one["name"] for one in data["term"] for other in one.get("respelled", ())},
        before_level=frozenset(one["name"] for one in data["term"] if one.get("before_level")),
        rules={
            one["when"]: Company(
                frozenset(one.get("levels", ())),
                tuple(one.get("needs", ())),
                tuple(one.get("bars", ())),
                one.get("source", data["source"]),
                frozenset(PartyId(party) for party in one.get("owners", ())),
            )
            for one in data.get("rule", ())
        },
        retired=data.get("retired", {}),
        equal=data.get("equal", {}),
        legacy={word: (now[0], now[1]) for word, now in data.get("legacy", {}).items()},
        wrong=data.get("wrong", {}),
        no_level=data.get("no_level", {}),
        alphabet=alphabet_of(data),
        foreign=data["foreign"],
        received_as_foreign=data.get("received") == "foreign",
        retired_eyes_only=data.get("retired_eyes_only", False),
        dated_endings=data.get("dated_endings", False),
        brackets=data.get("brackets", False),
        descriptors=data.get("descriptors", False),
        line=data["line"]["names"] if "line" in data else None,
        meanings=read_meanings(data),
        colours=read_colours(data),
    )


def read_meanings(data: dict[str, Any]) -> dict[Language, dict[str, str]]:
    """What the words of a system mean, by language: beside the word (``means``, ``means_ja``), or in the table ``means``."""
    words = [*data.get("level", ()), *data.get("term", ())]
    table = data.get("means", {})
    return {
        "en": {one["name"]: one["means"] for one in words if "means" in one} | {name: one["en"] for name, one in table.items()},
        "ja": {one["name"]: one["means_ja"] for one in words if "means_ja" in one} | {name: one["ja"] for name, one in table.items()},
    }


def read_colours(data: dict[str, Any]) -> dict[str, Colour]:
    """The colours of levels, for those that have any."""
    return {name: Colour(one["background"], one["text"], one["source"]) for name, one in data.get("colours", {}).items()}


def _scheme(data: dict[str, Any]) -> Scheme:
    levels = data["level"]
    ladders = any("above" in one for one in levels)
    return Scheme(
        id=data["id"],
        name=data["name"],
        owner=PartyId(data["owner"]),
        levels=tuple(one["name"] for one in levels),
        directly_below={one["name"]: frozenset(one["above"]) for one in levels} if ladders else None,
        public=frozenset(one["name"] for one in levels if one.get("public")),
        originator_controls=frozenset(data["originator_controls"]),
        source=data["source"],
    )


def _stamps(data: dict[str, Any]) -> tuple[dict[Kind, dict[str, Stamp]], dict[Kind, dict[tuple[str, str], str]]]:
    words: dict[Kind, dict[str, Stamp]] = {"banner": {}, "portion": {}}
    fused: dict[Kind, dict[tuple[str, str], str]] = {"banner": {}, "portion": {}}
    for one in data["level"]:
        stamp = Stamp(one["name"], foreign_only=one.get("foreign_only", False))
        words["banner"] |= dict.fromkeys((one["name"], *one.get("also", ()), *one.get("prefixed", ())), stamp)
        words["portion"] |= dict.fromkeys((one["portion"], *one.get("also_portion", ())), stamp)
    for one in (*data.get("fused", ()), *_in_context(data)):
        stamp = Stamp(one["level"], frozenset((one["control"],)))
        words["banner"] |= dict.fromkeys((one["banner"], *one.get("prefixed", ())), stamp)
        words["portion"] |= dict.fromkeys((one["portion"], *one.get("also_portion", ())), stamp)
        for kind in KINDS:
            fused[kind][one["level"], one["control"]] = one[kind]
    return words, fused


def _in_context(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The levels of information that belongs to an activity, as fused words: ``NATO/KFOR SECRET``, ``NKFORS``."""
    context = data.get("context", {"names": (), "levels": {}})
    short: dict[str, str] = context.get("short", {})
    return [
        {
            "level": level,
            "control": f"{context['before']}/{name}",
            "banner": f"{context['before']}/{name} {word}",
            "portion": f"{level[0]}{short.get(name, name)}{word[0]}",
            "also_portion": (f"{level[0]}{name}{word[0]}",),
        }
        for name in context["names"]
        for level, word in context["levels"].items()
    ]


def _alliance(data: dict[str, Any]) -> dict[Kind, dict[str, str]]:
    nato: dict[str, dict[str, str]] = data.get("nato", {})
    return {
        "banner": {word: one["level"] for word, one in nato.items()},
        "portion": {one["portion"]: one["level"] for one in nato.values()},
    }


def _terms(data: dict[str, Any], categories: tuple[Category, ...]) -> list[Term]:
    index = {category.name: number for number, category in enumerate(categories)}
    exclusions = {one["name"]: Exclusion(one["name"], frozenset(one["only"])) for one in data["term"] if "only" in one}
    return [
        Term(
            name=one["name"],
            category=index[one["category"]],
            order=0 if categories[index[one["category"]]].by_name else order,
            effect=one.get("effect", "control"),
            portion=one.get("portion", one["name"]),
            title=one.get("title", one["name"]),
            exclusion=exclusions.get(one.get("implies", one["name"])),
            inside=_inside(one["inside"]) if "inside" in one else None,
            shorthand=one.get("shorthand", ""),
            slashed=one.get("slashed", ""),
            own_written=one.get("own_written", True),
            free=one.get("free", ""),
        )
        for order, one in enumerate(data["term"])
    ]


def _inside(table: dict[str, Any]) -> Inside:
    words: dict[str, list[str]] = table.get("words", {})
    written: dict[str, str] = table.get("portions", {})
    return Inside(
        words={
            "banner": {word: name for name, titles in words.items() for word in (name, *titles)},
            "portion": {written.get(name, name): name for name in words},
        },
        written=written,
        titles={name: titles[0] for name, titles in words.items() if titles},
        free=table.get("free", 0),
        required=table.get("required", False),
        subs=table.get("subs", 0),
        numbers={name: tuple(numbers) for name, numbers in table.get("numbers", {}).items()},
        least=(table.get("free_least", 1), table.get("subs_least", 1)),
        letters=table.get("letters", False),
    )


def _words(data: dict[str, Any], terms: tuple[Term, ...]) -> dict[Kind, dict[str, Term]]:
    words: dict[Kind, dict[str, Term]] = {"banner": {}, "portion": {}}
    for one, term in zip(data["term"], terms, strict=True):
        if not (term.is_list or term.free or term.effect == "only"):
            titles = (one["title"],) if "title" in one else ()
            words["banner"] |= dict.fromkeys((term.name, *titles, *one.get("also", ())), term)
            words["portion"] |= dict.fromkeys((term.portion, *one.get("also_portion", one.get("also", ()))), term)
    return words


def _list_words(data: dict[str, Any], terms: tuple[Term, ...], kind: Kind) -> tuple[tuple[str, Term], ...]:
    lists = [(one, term) for one, term in zip(data["term"], terms, strict=True) if term.is_list]
    titles = ("title",) if kind == "banner" else ()
    return tuple((f"{word} ", term) for one, term in lists for word in (term.written(kind), *(one[key] for key in titles if key in one)))
