"""The decision: may the holder release this item to that recipient, on that day, and why."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relto.agreements import RULES
    from relto.release.cases import CaseResult, run_case, run_cases
    from relto.release.compiled import Engine, OutcomeRow, originators_of
    from relto.release.deciding import decide
    from relto.release.equivalents import Equivalent, equivalents
    from relto.release.judging import Judge, Provenance, worst
    from relto.release.model import Decision, Item, Link, Obligation, Outcome, Reason
    from relto.release.persons import Kept, as_kept, as_marked, may_open, may_read
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
    "as_marked",
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

_MODULES = {
    "agreements": ("RULES",),
    "release.cases": ("CaseResult", "run_case", "run_cases"),
    "release.compiled": ("Engine", "OutcomeRow", "originators_of"),
    "release.deciding": ("decide",),
    "release.equivalents": ("Equivalent", "equivalents"),
    "release.judging": ("Judge", "Provenance", "worst"),
    "release.model": ("Decision", "Item", "Link", "Obligation", "Outcome", "Reason"),
    "release.persons": ("Kept", "as_kept", "as_marked", "may_open", "may_read"),
    "release.tearlines": ("Check", "Made", "Sketch", "expansion", "make_tearline", "refuse_flawed", "sketch_tearline"),
}
_HOMES = {name: f"relto.{module}" for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load a module when one of its names is first used: a decision needs no documents, and a document no claims."""
    if name not in _HOMES:
        raise AttributeError(f"module `relto.release` has no attribute `{name}`")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
