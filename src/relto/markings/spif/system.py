"""A marking system made from a policy: its markings as text, with rules of its own."""

from collections.abc import Iterable

from attrs import evolve

from relto.labels import Expansion, Label
from relto.markings.characters import inspect
from relto.markings.findings import Findings
from relto.markings.model import Colour, Form, Kind, MarkingSystem, Reading, Request, Rule, no_members, read_as
from relto.markings.spif.elements import number
from relto.markings.spif.model import Policy, TagType
from relto.markings.spif.tables import Entry, Selection, Tables, label_of, selection_of, tables_of
from relto.markings.spif.texts import Reader, Unclear, written
from relto.markings.spif.validity import every_rule, objections, unwritten
from relto.primitives import Malformed, Place


class PolicySystem(MarkingSystem):
    """The markings of a policy. Its labels are of a scheme of their own (``spif:`` and the policy's object identifier).

    Args:
        policy: the policy.
        language: the language of its markings; left out, phrases of no language, then English.

    Raises:
        Malformed: two of its parts would have one name, or show two phrases at one place.
    """

    def __init__(self, policy: Policy, language: str = "") -> None:
        self.policy = policy
        self.tables: Tables = tables_of(policy, language)
        self._readers: dict[Kind, Reader] = {kind: Reader(self.tables, kind) for kind in ("banner", "portion")}
        around = [*self.tables.whole.values(), *(one for some in self.tables.rounds.values() for one in some)]
        texts = [*self.words(), *(text for one in around for text in (one.prefix, one.suffix, one.separator))]
        self._alphabet = frozenset(char for text in texts if not text.isascii() for char in text if not char.isascii())
        super().__init__(self.tables.scheme.id, policy.name, self.tables.scheme)

    def rules(self) -> tuple[Rule, ...]:
        """See :mod:`relto.markings.spif.validity`; they are the same for every policy."""
        return every_rule(self.id)

    def words(self) -> frozenset[str]:
        """Every text that stands in a marking."""
        tables = self.tables
        every = [one for kind in ("banner", "portion") for one in (*tables.shown[kind], *tables.shown_levels[kind].values())]
        return frozenset(text for one in (*every, *tables.policy_name.values()) for text in (one.text, one.policy) if text)

    def colour(self, level: str) -> Colour | None:
        """The background that the policy gives a level, on which text is black; ``None`` where it gives none in numbers."""
        colour = self.tables.levels[level].colour if level in self.tables.levels else None
        if colour is None or not colour.startswith("#"):
            return None
        return Colour(colour.lower(), "#000000", self.scheme.source)

    def read(self, text: str, request: Request) -> Reading:
        """Reads a marking.

        Raises:
            MarkingError: it is none of this policy, may mean several things, breaks a rule, or (strictly) is obsolete.
        """
        request = evolve(request, system="spif")
        plain, repairs = inspect(text, self._alphabet, request)
        findings = Findings(request, repairs)
        bare, column = _body(plain, request.kind, findings)
        selection = self._selection(bare, column, request.kind, findings)
        old = unwritten(selection, self.tables)
        if old is not None:
            if not request.lenient:
                raise findings.error("obsolete", "a marking that is obsolete, or not in force", column, found=old, expected="a current one")
            findings.irregular("obsolete", "a marking that is obsolete, or not in force", column, old, old)
        canonical = written(selection, self.tables, request.kind)
        if canonical != bare:
            findings.irregular("form", "a marking that the policy writes otherwise", column, bare, canonical)
        try:
            return Reading(label_of(selection, self.tables), tuple(findings.repairs))
        except Malformed as error:
            raise findings.error("category-required", error.message, column, found=error.found, expected="two owners at least") from None

    def _selection(self, bare: str, column: int, kind: Kind, findings: Findings) -> Selection:
        reader = self._readers[kind]
        try:
            found = reader.selections(bare)
        except Unclear:
            raise findings.error("ambiguous", "a marking that can be read in too many ways", column, found=bare, expected="fewer") from None
        if not found:
            at = column + min(reader.furthest, max(len(bare) - 1, 0))
            rest = bare[reader.furthest :].strip() or bare
            raise findings.error(
                reader.failed_at, "no marking of this policy", at, found=rest[:80], expected=self._expected(reader.failed_at, kind)
            )
        allowed = [one for one in found if next(objections(one, self.tables), None) is None]
        if not allowed:
            wrong = next(objections(found[0], self.tables))
            raise findings.error(wrong.rule, wrong.message, column, found=wrong.found, expected=wrong.expected)
        if len(allowed) > 1:
            ways = " or ".join(self._said(one) for one in allowed[:2])
            raise findings.error(
                "ambiguous", "a marking that may mean several things", column, found=bare, expected=f"one meaning, not {ways}"
            )
        return allowed[0]

    def _expected(self, rule: str, kind: Kind) -> str:
        levels = [one.text for one in self.tables.shown_levels[kind].values() if one.text]
        if rule == "category-unknown":
            return f"categories of {', '.join(self.tables.titles[:20]) or 'none'}, in this order"
        return f"{self.policy.name} and one of {', '.join(levels[:20])}, as the policy writes them"

    def _said(self, one: Selection) -> str:
        return f"`{', '.join((one.level.name, *(self.tables.entries[index].name for index in sorted(one.chosen))))}`"

    def render(self, label: Label, *, kind: Form = "banner") -> str:
        """Writes a label; ``abbreviated`` and ``title`` are its banner.

        Raises:
            Malformed: the policy has no such label or does not allow it, part of it is obsolete, or the text would not say all of it.
        """
        self._ours(label)
        self._single(label.level)
        selection = selection_of(label, self.tables)
        self._allowed(selection)
        form = read_as(kind)
        text = written(selection, self.tables, form)
        try:
            again = self._readers[form].selections(text)
        except Unclear:
            again = []
        if [one for one in again if next(objections(one, self.tables), None) is None] != [selection]:
            raise Malformed("a marking that does not say the whole label, or more than one", found=text[:80], expected="the machine form")
        return f"({text})" if form == "portion" else text

    def marking(self, level: str, categories: Iterable[tuple[str, TagType, str]] = (), *, kind: Kind = "banner") -> str:
        """What the policy shows for a level and categories, whether or not a reader can tell them from it.

        Args:
            level: name of the level.
            categories: for each its tag set's identifier, its type and its number (``lacv``).
            kind: banner or portion mark; without parentheses.

        Raises:
            Malformed: there is no such level or category, or the policy does not allow them together.
        """
        if level not in self.tables.levels:
            raise Malformed("the policy has no such level", found=level, expected=f"one of {', '.join(self.scheme.levels)}")
        chosen = [self._by_number(*one) for one in categories]
        selection = Selection(self.tables.levels[level], frozenset(one.index for one in chosen))
        self._allowed(selection)
        return written(selection, self.tables, kind)

    def _by_number(self, identifier: str, kind: TagType, lacv: str) -> Entry:
        names = {one.id: one.name for one in self.policy.tag_sets}
        index = self.tables.by_number.get((names.get(identifier, ""), kind, number(lacv)))
        if index is None:
            raise Malformed("no category of that number", found=f"{identifier}, {kind}, {lacv}", expected="one of the policy")
        return self.tables.entries[index]

    def _allowed(self, selection: Selection) -> None:
        place = Place(self.policy.name)
        old = unwritten(selection, self.tables)
        if old is not None:
            raise Malformed("what is obsolete or not in force is not written", place=place, found=old, expected="a current one")
        for wrong in objections(selection, self.tables):
            raise Malformed(wrong.message, place=place, found=wrong.found, expected=wrong.expected)

    def roll_up(self, labels: Iterable[Label], expand: Expansion = no_members) -> Label:
        """The label of the whole: highest level, all restrictive and informative categories, permissive ones that all parts share.

        A SPIF does not say whether a permissive category that is absent opens or shuts. So where some parts have categories of a
        permissive tag and others have none, nothing is guessed.

        Raises:
            Malformed: there is no label, one is not of this policy, the parts have no value of a permissive tag in common or
                only some have any, or the policy does not allow the whole.
        """
        some = self._own(labels)
        chosen = [selection_of(one, self.tables).chosen for one in some]
        if len({(one.originators, one.joint) for one in some}) > 1:
            message = "parts of different owners, and the policy does not say whose the others are"
            raise Malformed(
                message, found=", ".join(sorted({code for one in some for code in one.originators})), expected="the same owners"
            )
        whole = super().roll_up([evolve(one, releasable_to=None, display_only=None, exclusions=frozenset()) for one in some], expand)
        self._single(whole.level)
        kept = {index for one in chosen for index in one if not self.tables.entries[index].permissive}
        for tag, (_, indexes) in enumerate(self.tables.tags):
            mine = frozenset(indexes)
            if indexes and self.tables.entries[indexes[0]].permissive and any(one & mine for one in chosen):
                kept |= self._shared([one & mine for one in chosen], self.tables.titles[tag])
        selection = Selection(self.tables.levels[whole.level], frozenset(kept))
        for wrong in objections(selection, self.tables):
            raise Malformed(f"the whole is not allowed: {wrong.message}", found=wrong.found, expected=wrong.expected)
        return evolve(label_of(selection, self.tables), marked_on=whole.marked_on)

    def _shared(self, some: list[frozenset[int]], title: str) -> frozenset[int]:
        if not all(some):
            expected = "it on every part: the policy does not say what its absence means"
            raise Malformed("a permissive category stands on some parts only", found=title, expected=expected)
        shared = frozenset.intersection(*some)
        if not shared:
            raise Malformed("the parts have no value of a permissive category in common", found=title, expected="one at least")
        return shared


def _body(text: str, kind: Kind, findings: Findings) -> tuple[str, int]:
    """The marking without the parentheses of a portion mark and (leniently) with single spaces, and its column."""
    column = 1
    if kind == "portion" and text.startswith("("):
        if not text.endswith(")") or len(text) == 1:
            raise findings.error("parentheses", "a parenthesis that is not closed", 1, found=text[:20], expected="(…)")
        text, column = text[1:-1], 2
    if not text.strip():
        raise findings.error("empty", "an empty marking", column, expected="a marking of the policy")
    return text, column
