"""The Traffic Light Protocol: five labels, each written in one way.

Source: FIRST, Traffic Light Protocol version 2.0, August 2022.
"""

from relto.labels import Label, Scheme
from relto.markings.characters import inspect
from relto.markings.findings import Findings
from relto.markings.model import Colour, Form, Language, MarkingSystem, Reading, Request, Rule
from relto.markings.pieces import body
from relto.markings.rules import character_rules
from relto.markings.vocabulary import read_colours, read_data, read_meanings
from relto.primitives import Malformed


class TrafficLight(MarkingSystem):
    """TLP 2.0. A banner and a portion mark have the same word; nobody owns the scheme."""

    def __init__(self) -> None:
        data = read_data("tlp")
        scheme = Scheme("tlp", data["name"], None, tuple(data["levels"]), public=frozenset(data["public"]), source=data["source"])
        super().__init__("tlp", data["name"], scheme)
        self._retired: dict[str, str] = data["retired"]
        self._meanings = read_meanings(data)
        self._colours = read_colours(data)
        self._source: str = data["source"]

    def rules(self) -> tuple[Rule, ...]:
        """Those of characters, and three of its own."""
        own = (
            ("level-unknown", "a label is one of the five"),
            ("form", "a label has capitals and no space"),
            ("tlp-1", "labels of TLP 1.0 are written anew: TLP:WHITE is TLP:CLEAR"),
        )
        return (*character_rules(self.id), *(Rule(f"{self.id}-{name}", says, self._source) for name, says in own))

    def means(self, name: str, language: Language = "en") -> str | None:
        """See :meth:`MarkingSystem.means`."""
        return self._meanings[language].get(name)

    def colour(self, level: str) -> Colour | None:
        """See :meth:`MarkingSystem.colour`."""
        return self._colours.get(level)

    def words(self) -> frozenset[str]:
        """Every label, the retired ones too."""
        return frozenset((*self.scheme.levels, *self._retired))

    def read(self, text: str, request: Request) -> Reading:
        """Reads a label.

        Raises:
            MarkingError: it is not one of the five.
        """
        plain, repairs = inspect(text, frozenset(), request)
        findings = Findings(request, repairs)
        bare, column = body(plain, request.kind, findings)
        if bare not in self.scheme.levels:
            bare = self._otherwise(bare, column, findings)
        return Reading(Label(self.scheme, bare), tuple(findings.repairs))

    def _otherwise(self, bare: str, column: int, findings: Findings) -> str:
        squeezed = bare.replace(" ", "").upper()
        if squeezed in self._retired:
            findings.irregular("tlp-1", "a label of TLP 1.0", column, bare, self._retired[squeezed])
            return self._retired[squeezed]
        if squeezed in self.scheme.levels:
            findings.irregular("form", "a TLP label has capitals and no space", column, bare, squeezed)
            return squeezed
        raise findings.error(
            "level-unknown", "an unknown TLP label", column, found=bare, expected=f"one of {', '.join(self.scheme.levels)}"
        )

    def render(self, label: Label, *, kind: Form = "banner") -> str:
        """Writes a label.

        Raises:
            Malformed: it says more than a TLP label can.
        """
        self._ours(label)
        self._single(label.level)
        if Label(self.scheme, label.level, marked_on=label.marked_on) != label:
            raise Malformed(
                "a TLP label says nothing but its colour", found=label.level, expected="a label without originators, lists and caveats"
            )
        return f"({label.level})" if kind == "portion" else label.level


def build() -> TrafficLight:
    """The system, from its data file."""
    return TrafficLight()
