"""The decision: may the holder release this item to that recipient, on that day, and why."""

from relto.agreements import RULES
from relto.release.cases import CaseResult, run_case, run_cases
from relto.release.compiled import Engine, OutcomeRow, originators_of
from relto.release.deciding import decide
from relto.release.equivalents import Equivalent, equivalents
from relto.release.judging import Judge, Provenance, worst
from relto.release.model import Decision, Item, Link, Obligation, Outcome, Reason
from relto.release.persons import Kept, as_kept, may_open, may_read
from relto.release.tearlines import Check, Made, Sketch, expansion, make_tearline, refuse_flawed, sketch_tearline

__all__ = [
    "RULES",
    "CaseResult",
    "Check",
    "Decision",
    "Engine",
    "Equivalent",
    "Item",
    "Judge",
    "Kept",
    "Link",
    "Made",
    "Obligation",
    "Outcome",
    "OutcomeRow",
    "Provenance",
    "Reason",
    "Sketch",
    "as_kept",
    "decide",
    "equivalents",
    "expansion",
    "make_tearline",
    "may_open",
    "may_read",
    "originators_of",
    "refuse_flawed",
    "run_case",
    "run_cases",
    "sketch_tearline",
    "worst",
]
