"""Questions over the whole network: what would change, can it ever reach somebody, and what would make it permitted."""

from relto.release.analysis.changing import Change, Comparison, Kind, Reading
from relto.release.analysis.hypotheses import joined, terminated
from relto.release.analysis.proving import Counterexample, Verdict, prove
from relto.release.analysis.reaching import Reached, Step, reach
from relto.release.analysis.remedies import Fact, Remedies, remedies
from relto.release.analysis.searching import Release

__all__ = [
    "Change",
    "Comparison",
    "Counterexample",
    "Fact",
    "Kind",
    "Reached",
    "Reading",
    "Release",
    "Remedies",
    "Step",
    "Verdict",
    "joined",
    "prove",
    "reach",
    "remedies",
    "terminated",
]
