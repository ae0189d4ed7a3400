"""A marking system of levels, slashes and caveats, made from a data file: all but TLP are of this form."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from attrs import evolve

from relto.labels import UNNAMED_SOURCE, Expansion, Label, roll_up
from relto.markings.model import Colour, Form, Kind, Language, MarkingSystem, Reading, Request, Rule, no_members
from relto.markings.quick import Quick
from relto.markings.reading import read
from relto.markings.rules import rules_of
from relto.markings.vocabulary import Vocabulary, load_vocabulary
from relto.markings.writing import write
from relto.primitives import Malformed

_KNOWN = 4_096
"""Labels of which a system remembers how they are written."""


class SlashedSystem(MarkingSystem):
    """A system whose markings are a level, then categories between double slashes.

    Args:
        id: name of its data file.
    """

    vocabulary: Vocabulary

    def __init__(self, id: str) -> None:  # noqa: A002 - the word of every record in Relto
        self.vocabulary = load_vocabulary(id)
        self._quick = Quick(self.vocabulary)
        self._written: Callable[[Label, Form], str] = lru_cache(_KNOWN)(lambda label, kind: write(label, self.vocabulary, kind))
        super().__init__(id, self.vocabulary.scheme.name, self.vocabulary.scheme)

    def read(self, text: str, request: Request) -> Reading:
        """Reads a marking; see :mod:`relto.markings.reading`."""
        return read(text, self.vocabulary, request)

    def known(self, text: str, kind: Kind, communities: frozenset[str] | tuple[str, ...]) -> Label | None:
        """The label of a good marking that is made of known entries; see :mod:`relto.markings.quick`."""
        return self._quick.label(text, kind, communities)

    def render(self, label: Label, *, kind: Form = "banner") -> str:
        """Writes a label; see :mod:`relto.markings.writing`."""
        self._ours(label)
        self._single(label.level)
        return self._written(label, kind)

    def rules(self) -> tuple[Rule, ...]:
        """See :mod:`relto.markings.rules`."""
        return rules_of(self.vocabulary)

    def means(self, name: str, language: Language = "en") -> str | None:
        """See :meth:`MarkingSystem.means`; the sentences stand in the data file."""
        return self.vocabulary.meanings[language].get(name)

    def colour(self, level: str) -> Colour | None:
        """See :meth:`MarkingSystem.colour`; the colours stand in the data file."""
        return self.vocabulary.colours.get(level)

    def words(self) -> frozenset[str]:
        """Every word of its banners and portion marks."""
        return self.vocabulary.every_word()

    def roll_up(self, labels: Iterable[Label], expand: Expansion = no_members) -> Label:
        """The label of the whole, by the join of labels.

        Where portions are released but to nobody in common, the whole has no list: a list of its own country alone cannot
        be written, and an "eyes only" caveat would say what no portion said. Each portion keeps its own list. At a public level
        no list would mean everybody; there the whole keeps its own country alone, and no marking can write it.
        """
        whole = roll_up(self._own(labels), expand)
        public = whole.level in self.scheme.public
        if whole.releasable_to is None or whole.releasable_to - {self.vocabulary.owner} or public:
            return whole
        return evolve(whole, releasable_to=None)

    def received(self, level: str, providers: tuple[str, ...]) -> str:
        """See :meth:`MarkingSystem.received`; a system may write the provider first instead (``//NZL SECRET``)."""
        if not providers or not self.vocabulary.received_as_foreign:
            return super().received(level, providers)
        self._single(level)
        if UNNAMED_SOURCE in providers or self.scheme.owner in providers:
            raise Malformed("no provider of foreign information", found=", ".join(providers), expected="other parties' codes")
        return self.render(Label(self.scheme, level, originators=frozenset(providers)))
