"""Questions over the whole network: what would change, can it ever reach somebody, and what would make it permitted."""

from relto.release.analysis.changing import Change, Comparison, Kind, Reading
from relto.release.analysis.hypotheses import joined, terminated
from relto.release.analysis.reaching import Reached, Step, reach
from relto.release.analysis.remedies import Fact, Remedies, remedies

__all__ = ["Change", "Comparison", "Fact", "Kind", "Reached", "Reading", "Remedies", "Step", "joined", "reach", "remedies", "terminated"]
