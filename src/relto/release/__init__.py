"""The decision: may the holder release this item to that recipient, on that day, and why."""

from relto.agreements import RULES
from relto.release.cases import CaseResult, run_case, run_cases
from relto.release.compiled import Engine, OutcomeRow, originators_of
from relto.release.deciding import decide
from relto.release.equivalents import Equivalent, equivalents
from relto.release.model import Decision, Item, Link, Obligation, Outcome, Reason
from relto.release.persons import may_read

__all__ = [
    "RULES",
    "CaseResult",
    "Decision",
    "Engine",
    "Equivalent",
    "Item",
    "Link",
    "Obligation",
    "Outcome",
    "OutcomeRow",
    "Reason",
    "decide",
    "equivalents",
    "may_read",
    "originators_of",
    "run_case",
    "run_cases",
]
