"""The United States' system: the common form of markings, with the manual's own roll-up."""

from collections.abc import Iterable, Sequence

from relto.labels import Expansion, Label
from relto.markings.model import MarkingError, Repair, Rule, no_members
from relto.markings.slashed import SlashedSystem
from relto.markings.systems.us.authority import LINES, RULES, objections, read_block
from relto.markings.systems.us.rollup import banner_of


class UnitedStates(SlashedSystem):
    """IC markings; a banner is rolled up by section D.2 of the manual."""

    authority_lines = LINES

    def rules(self) -> tuple[Rule, ...]:
        """The rules of markings, and those of the classification authority block."""
        return (*super().rules(), *RULES)

    def authority(self, text: str | None, banner: Label, *, lenient: bool, source: str) -> tuple[Sequence[MarkingError], Sequence[Repair]]:
        """What is wrong with a document's block; see :mod:`relto.markings.systems.us.authority`."""
        if text is None:
            return objections(None, banner), ()
        try:
            reading = read_block(text, lenient=lenient, source=source)
        except MarkingError as refused:
            return (refused,), ()
        return () if reading.block is None else objections(reading.block, banner), reading.repairs

    def roll_up(self, labels: Iterable[Label], expand: Expansion = no_members) -> Label:
        """The banner of a document whose portions have these labels; see :mod:`relto.markings.systems.us.rollup`."""
        return banner_of(self._own(labels), expand)


def build() -> UnitedStates:
    """The system, from its data file."""
    return UnitedStates("us")
