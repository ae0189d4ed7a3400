"""Reading a marking that is a head and categories, from left to right.

1. characters (:mod:`relto.markings.characters`)  2. parentheses and slashes (:mod:`relto.markings.pieces`)
3. the head (:mod:`relto.markings.head`)  4. each entry, by table  5. order and separators  6. the company markings keep.

What is not checked: whether the level is right, whether a list is authorised, who may apply a control.

Source: IC Markings System Register and Manual, 31 December 2016, A.6, C.1, D.1; for other systems their data files.
"""

from relto.labels import UNNAMED_SOURCE, Exclusion, Label
from relto.markings.arrangement import Entry, check_arrangement, check_company, check_joint
from relto.markings.characters import inspect
from relto.markings.findings import Findings
from relto.markings.head import read_head
from relto.markings.in_line import open_term
from relto.markings.inside import has_unlisted, read_inside, read_programme
from relto.markings.lists import check_codes, check_order, sorted_codes, split_codes, without_conjunction
from relto.markings.merging import merged, with_slashed_level
from relto.markings.model import Reading, Request
from relto.markings.pieces import Piece, body, split, unbracketed, without_value
from relto.markings.suggesting import unknown
from relto.markings.vocabulary import FGI_TITLE, KINDS, Category, Term, Vocabulary
from relto.primitives import PartyId

_WITHIN = 1


def read(text: str, vocabulary: Vocabulary, request: Request) -> Reading:
    """Reads a marking.

    Raises:
        MarkingError: it is no marking of this system, or (strictly) not written as it should be.
    """
    plain, repairs = inspect(text, vocabulary.alphabet, request)
    findings = Findings(request, repairs)
    bare, column = body(plain, request.kind, findings)
    if vocabulary.brackets and request.kind == "banner":
        bare, column = unbracketed(bare, column, findings)
    reader = Reader(vocabulary, findings)
    label = reader.label(with_slashed_level(split(bare, column, findings), vocabulary, findings))
    return Reading(label, tuple(findings.repairs))


class Reader:
    """The parts of one label while its marking is read."""

    __slots__ = ("columns", "compartments", "controls", "entries", "exclusions", "findings", "lists", "owners", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, findings: Findings) -> None:
        self.vocabulary = vocabulary
        self.findings = findings
        self.entries: list[Entry] = []
        self.columns: dict[str, int] = {}
        self.lists: dict[str, frozenset[str]] = {}
        self.exclusions: set[Exclusion] = set()
        self.controls: set[str] = set()
        self.compartments: set[str] = set()
        self.owners: frozenset[PartyId] = frozenset()

    def label(self, pieces: list[Piece]) -> Label:
        """The label of a marking's pieces.

        Raises:
            MarkingError: they are no marking, or (strictly) not written as they should be.
        """
        head = read_head(pieces[0], self.vocabulary, self.findings)
        self.owners = head.originators
        self.controls |= head.stamp.controls
        self.columns |= dict.fromkeys(head.stamp.controls, pieces[0].column)
        if head.joint:
            self.columns["JOINT"] = pieces[0].column
        rest = [*head.rest, *pieces[1:]]
        if self.vocabulary.dated_endings:
            rest = without_value(rest, self.findings)
        number = 0
        while number < len(rest):
            piece, taken = merged(rest, number, self.vocabulary, self.findings)
            self.entry(piece)
            number += taken
        entries = [entry for entry in self.entries if entry[2] not in head.rest] if head.rest else self.entries
        check_arrangement(entries, self.vocabulary, self.findings)
        check_company(head, self.columns, self.vocabulary, self.findings)
        if head.joint:
            check_joint(self.owners, self.lists["releasable_to"], self.columns["REL TO"], self.vocabulary, self.findings)
        return Label(
            scheme=self.vocabulary.scheme,
            level=head.stamp.level,
            originators=self.owners,
            joint=head.joint,
            releasable_to=self.lists.get("releasable_to"),
            display_only=self.lists.get("display_only"),
            exclusions=frozenset(self.exclusions),
            controls=frozenset(self.controls),
            compartments=frozenset(self.compartments),
        )

    def entry(self, piece: Piece) -> None:
        """Reads one entry, and notes what it says.

        Raises:
            MarkingError: it is none of this system's, or (strictly) not written as it should be.
        """
        kind = self.findings.request.kind
        text = self._capitals(piece)
        text = self.vocabulary.equal.get(text, text)
        if self._in_programmes(piece):
            self._next_programme(text, piece, self.entries[-1][0])
            return
        term = self.vocabulary.words[kind].get(text)
        if term is not None:
            self._term(term, text, piece)
        elif not any(way(text, piece) for way in (self._list, self._sources, self._programmes, self._inside, self._open)):
            self._otherwise(text, piece)

    def _capitals(self, piece: Piece) -> str:
        text = piece.text
        if self.findings.request.lenient and text != text.upper():
            if " and " in text and self._is_list(text.upper()):
                text = without_conjunction(text, piece.column, self.findings)
                if text == text.upper():
                    return text
            self.findings.irregular("capitals", "a marking is in capitals", piece.column, text, text.upper())
            return text.upper()
        return text

    def _is_list(self, text: str) -> bool:
        """Whether a piece looks like a list of codes, in this kind of marking or the other."""
        vocabulary = self.vocabulary
        prefixes = [prefix for kind in KINDS for prefix, _ in vocabulary.lists[kind]]
        prefixes += [f"{word} " for word in (*vocabulary.respelled, UNNAMED_SOURCE, FGI_TITLE)]
        return text.startswith(tuple(prefixes)) or text.endswith(" ONLY")

    def _note(self, category: int, key: tuple[int, str], piece: Piece, *names: str) -> None:
        for _, other, earlier in self.entries:
            if other == key:
                raise self.findings.error(
                    "twice", "a marking stands twice", piece.column, found=piece.text, expected=f"it once, at column {earlier.column}"
                )
        self.entries.append((category, key, piece))
        for name in names:
            self.columns.setdefault(name, piece.column)

    def _key(self, term: Term) -> tuple[int, str]:
        return (term.order, term.name if self.vocabulary.categories[term.category].by_name else "")

    def _term(self, term: Term, text: str, piece: Piece) -> None:
        if term.effect == "compartment":
            head, hyphen, _ = text.partition("-")
            canonical = text if hyphen and head == term.name else text.replace(head, term.name, 1) if hyphen else term.name
            names = read_inside(term, canonical, piece.column, self.vocabulary, self.findings)
            self.compartments.update(names)
            subs = [name.split(" ")[0] + " *" for name in names if " " in name]
            subs += [f"{term.name}-*"] * has_unlisted(term, names)
            self._note(term.category, self._key(term), piece, *names, *subs)
            return
        self._note(term.category, self._key(term), piece, term.name)
        if term.effect == "control":
            self.controls.add(term.name)
        if term.exclusion is not None:
            self.exclusions.add(term.exclusion)
            self.columns.setdefault(term.exclusion.name, piece.column)

    def _inside(self, text: str, piece: Piece) -> bool:
        """A control system with compartments, by its own word or its title."""
        head, hyphen, _ = text.partition("-")
        kind = self.findings.request.kind
        term = self.vocabulary.words[kind].get(head) if hyphen else None
        if term is None or term.effect != "compartment":
            return False
        self._term(term, text, piece)
        return True

    def _list(self, text: str, piece: Piece) -> bool:
        kind = self.findings.request.kind
        for prefix, term in self.vocabulary.lists[kind]:
            if text.startswith(prefix):
                self._codes(term, text[len(prefix) :], ", ", piece, len(prefix))
                return True
            if term.shorthand and text == term.shorthand and kind == "portion":
                self._of_banner(term, piece)
                return True
            if term.slashed and text.startswith(f"{term.slashed} ") and "/" in text:
                self._codes(term, text[len(term.slashed) + 1 :], "/", piece, len(term.slashed) + 1)
                return True
        return False

    def _codes(self, term: Term, text: str, separator: str, piece: Piece, offset: int) -> None:
        findings, known, column = self.findings, self.vocabulary.codes, piece.column + offset
        own = self.vocabulary.owner
        codes = split_codes(text, column, separator, findings)
        check_codes(codes, text, column, known, findings)
        self._note(term.category, self._key(term), piece, term.name)
        if term.effect == "display_only":
            check_order(codes, "", column, known, findings)
            self.lists[term.effect] = frozenset(codes)
            return
        if term.own_written:
            if own not in codes:
                raise findings.error(
                    "list-own-country", f"`{term.name}` names its own country", column, found=text, expected=f"`{own}` first"
                )
            if len(codes) == 1:
                raise findings.error(
                    "list-alone",
                    f"`{term.name}` names somebody besides its own country",
                    column,
                    found=text,
                    expected=f"a code after `{own}`",
                )
        elif own in codes:
            raise findings.error(
                "list-own-unwritten",
                f"`{own}` needs no place in its own list",
                column + text.find(own),
                found=own,
                expected="the others alone",
            )
        if separator == ", ":
            check_order(codes, own if term.own_written else "", column, known, findings)
        elif codes not in (sorted(codes, key=known.key), sorted_codes(codes, own, known)):
            findings.irregular(
                "list-order", "codes joined by slashes are in alphabetical order", column, text, "/".join(sorted(codes, key=known.key))
            )
        self.lists[term.effect] = frozenset((*codes, own))

    def _of_banner(self, term: Term, piece: Piece) -> None:
        banner = self.findings.request.banner
        if banner is None or banner.scheme != self.vocabulary.scheme or banner.releasable_to is None:
            raise self.findings.error(
                "list-of-banner",
                f"`{piece.text}` points to the banner's list",
                piece.column,
                found=piece.text,
                expected=f"a banner with `{term.name}`, or the list itself",
            )
        self._note(term.category, self._key(term), piece, term.name)
        self.lists[term.effect] = banner.releasable_to

    def _open(self, text: str, piece: Piece) -> bool:
        """A marking with words of the writer's own, or a list that shuts everybody else out."""
        term, findings, known = open_term(text, self.vocabulary), self.findings, self.vocabulary.codes
        if term is None:
            return False
        if term.effect != "only":
            self._note(term.category, (term.order, text), piece, text, term.name)
            self.controls.add(text)
            return True
        listed = text.removesuffix(f" {term.name}")
        codes = split_codes(listed, piece.column, ", ", findings)
        check_codes(codes, listed, piece.column, known, findings)
        check_order(codes, "", piece.column, known, findings)
        self._note(term.category, (term.order, ""), piece, term.name)
        self.exclusions.add(Exclusion(f"{', '.join(sorted_codes(codes, '', known))} {term.name}", frozenset(codes)))
        return True

    def _sources(self, text: str, piece: Piece) -> bool:
        category = self.vocabulary.sources
        if category is None or text[:1] != "F":
            return False
        if self.findings.request.kind == "banner" and (text == FGI_TITLE or text.startswith(f"{FGI_TITLE} ")):
            rest, offset = text[len(FGI_TITLE) + 1 :], len(FGI_TITLE) + 1
        elif text == UNNAMED_SOURCE or text.startswith(f"{UNNAMED_SOURCE} "):
            rest, offset = text[4:], 4
        else:
            return False
        if self.owners:
            raise self.findings.error(
                "fgi-in-own-marking",
                "`FGI` stands in a marking of the owner's own level",
                piece.column,
                found=piece.text,
                expected="the owners in the head",
            )
        own = self.vocabulary.owner
        codes: list[str] = split_codes(rest, piece.column + offset, " ", self.findings) if rest else [UNNAMED_SOURCE]
        if rest:
            check_codes(codes, rest, piece.column + offset, self.vocabulary.codes, self.findings)
            check_order(codes, "", piece.column + offset, self.vocabulary.codes, self.findings)
        if own in codes:
            raise self.findings.error(
                "owner-as-foreign",
                "the owner is no foreign source",
                piece.column + text.find(own),
                found=own,
                expected="other parties' codes",
            )
        self._note(category, (-1, ""), piece, "FGI")
        self.owners = frozenset((own, *(PartyId(code) for code in codes)))
        return True

    def _in_programmes(self, piece: Piece) -> bool:
        """Whether a piece continues the list of programmes before it."""
        if not self.entries or piece.slashes != _WITHIN or any(piece.text in self.vocabulary.words[kind] for kind in KINDS):
            return False
        category, _, last = self.entries[-1]
        return bool(self.vocabulary.categories[category].programmes) and last.text not in self.vocabulary.words["banner"]

    def _next_programme(self, text: str, piece: Piece, number: int) -> None:
        category = self.vocabulary.categories[number]
        for prefix in (category.programmes, category.programmes_title):
            if text.startswith(prefix):
                after = text.removeprefix(prefix)
                message = "the prefix of programmes stands once, before the first"
                self.findings.irregular("programme-prefix", message, piece.column, text, after)
                text = after
        self._programme(text, piece.column, number, piece)

    def _programmes(self, text: str, piece: Piece) -> bool:
        for number, category in enumerate(self.vocabulary.categories):
            for prefix in (category.programmes, category.programmes_title):
                if prefix and text.startswith(prefix):
                    self._title_in_portion(category, prefix, piece)
                    self._programme(text[len(prefix) :], piece.column + len(prefix), number, piece)
                    return True
        return False

    def _title_in_portion(self, category: Category, prefix: str, piece: Piece) -> None:
        if prefix == category.programmes_title and self.findings.request.kind == "portion":
            self.findings.irregular("other-form", "a portion mark has the short form", piece.column, prefix, category.programmes)

    def _programme(self, text: str, column: int, category: int, piece: Piece) -> None:
        one = self.vocabulary.categories[category]
        for prefix in (one.programmes, one.programmes_title):
            if text.startswith(prefix):  # no name: it could not be written behind another programme
                message, expected = "the prefix of programmes stands once, before the first", text.removeprefix(prefix)
                raise self.findings.error("programme-prefix", message, column, found=text, expected=f"`{expected}`")
        names = read_programme(text, column, self.vocabulary.reserved, self.findings)
        self._note(category, (-1, names[0]), piece, "SAR", *names)
        self.compartments.update(names)

    def _otherwise(self, text: str, piece: Piece) -> None:
        """A piece that is no marking of this kind: the other kind's form, a retired or respelled word, or unknown."""
        if not any(way(text, piece) for way in (self._of_other_kind, self._other_list, self._retired, self._commas)):
            raise unknown(text, piece, self.vocabulary, self.findings)

    def _commas(self, text: str, piece: Piece) -> bool:
        """Markings of one category with commas between them, as they stood until July 2005."""
        kind, words = self.findings.request.kind, self.vocabulary.words
        parts = [part.strip() for part in text.split(",")]
        if len(parts) == 1 or not all(part in words[kind] for part in parts):
            return False
        self.findings.irregular("separator", "one slash between markings of one category", piece.column, piece.text, "/".join(parts))
        for number, part in enumerate(parts):
            self.entry(Piece(part, piece.column, _WITHIN if number else piece.slashes))
        return True

    def _of_other_kind(self, text: str, piece: Piece) -> bool:
        kind = self.findings.request.kind
        words = self.vocabulary.words[KINDS[kind == "banner"]]
        head, hyphen, rest = text.partition("-")
        term = words.get(text) or (words.get(head) if hyphen else None)
        if term is None or (text not in words and term.effect != "compartment"):
            return False
        after = term.written(kind) if text in words else f"{term.written(kind)}-{rest}"
        self.findings.irregular("other-form", f"a {kind} has another form of this marking", piece.column, piece.text, after)
        self._term(term, after, piece)
        return True

    def _other_list(self, text: str, piece: Piece) -> bool:
        """A list behind the other kind's words, or behind words that some use for it."""
        kind, vocabulary = self.findings.request.kind, self.vocabulary
        others = [
            *vocabulary.lists[KINDS[kind == "banner"]],
            *((f"{word} ", vocabulary.by_name[now]) for word, now in vocabulary.respelled.items()),
        ]
        for prefix, term in others:
            if text.startswith(prefix):
                after = f"{term.written(kind)} {text[len(prefix) :]}"
                self.findings.irregular("old-form", "an old or other form of this marking", piece.column, piece.text, after)
                self._codes(term, text[len(prefix) :], ", ", piece, len(prefix))
                return True
        return False

    def _retired(self, text: str, piece: Piece) -> bool:
        findings, vocabulary = self.findings, self.vocabulary
        head, hyphen, rest = text.partition("-")
        if head in vocabulary.retired:
            after = f"{vocabulary.retired[head]}{hyphen}{rest}"
            findings.irregular("old-form", "an old or other form of this marking", piece.column, piece.text, after)
            self.entry(Piece(after, piece.column, piece.slashes))
            return True
        if vocabulary.retired_eyes_only and text.endswith(" EYES ONLY"):
            codes = text.removesuffix(" EYES ONLY")
            after = f"REL TO {', '.join(codes.split('/'))}"
            findings.irregular("eyes-only-retired", "`EYES ONLY` is retired, re-mark it as `REL TO`", piece.column, piece.text, after)
            self._codes(vocabulary.by_name["REL TO"], codes, "/", piece, 0)
            return True
        return False
