"""Questions over the whole network: what would change, and can it ever reach somebody."""

from relto.release.analysis.changing import Change, Comparison, Kind, Reading
from relto.release.analysis.hypotheses import joined, terminated
from relto.release.analysis.reaching import Reached, Step, reach

__all__ = ["Change", "Comparison", "Kind", "Reached", "Reading", "Step", "joined", "reach", "terminated"]
