"""The rules of the decision, written to be read: the reference engine runs them as they stand.

Each rule is a function from a :class:`~relto.release.rules.case.Case` to the reasons it gives; one that has nothing to
say gives none. ``RULES`` lists them in the order of docs/reference/decision.md.
"""

from collections.abc import Callable, Iterator

from relto.release.model import Reason
from relto.release.rules.barring import embargo, exclusion
from relto.release.rules.case import Case
from relto.release.rules.covering import ceiling, channel, compartment, equivalence, instrument, scope
from relto.release.rules.law import assessment, national_law, purpose
from relto.release.rules.provenance import provenance
from relto.release.rules.releasability import orcon, releasability, third_party

Rule = Callable[[Case], Iterator[Reason]]

BARRING: tuple[Rule, ...] = (embargo, exclusion)
"""The rules that speak even of public information."""

RULES: tuple[Rule, ...] = (
    provenance,
    *BARRING,
    releasability,
    third_party,
    orcon,
    instrument,
    ceiling,
    equivalence,
    scope,
    compartment,
    purpose,
    national_law,
    assessment,
    channel,
)

__all__ = ["BARRING", "RULES", "Case", "Rule"]
