"""The United States' system: the common form of markings, with the manual's own roll-up."""

from collections.abc import Iterable

from relto.labels import Expansion, Label
from relto.markings.model import Rule, no_members
from relto.markings.slashed import SlashedSystem
from relto.markings.systems.us.authority import RULES
from relto.markings.systems.us.rollup import banner_of


class UnitedStates(SlashedSystem):
    """IC markings; a banner is rolled up by section D.2 of the manual."""

    def rules(self) -> tuple[Rule, ...]:
        """The rules of markings, and those of the classification authority block."""
        return (*super().rules(), *RULES)

    def roll_up(self, labels: Iterable[Label], expand: Expansion = no_members) -> Label:
        """The banner of a document whose portions have these labels; see :mod:`relto.markings.systems.us.rollup`."""
        return banner_of(self._own(labels), expand)


def build() -> UnitedStates:
    """The system, from its data file."""
    return UnitedStates("us")
