"""Oversight: what happened, seen by those who oversee; what went wrong; what was promised; what waits."""

from relto.node.oversight.assurances import Assurances, Broken
from relto.node.oversight.checking import Check, Checking
from relto.node.oversight.incidents import Incidents, OpenIncident, OpenStep
from relto.node.oversight.reviewing import MOST_EXPORTED, Exported, Line, Oversight, Pair
from relto.node.oversight.sampling import DRAWS, Drawn, Sample, Sampling, places, verify_sample
from relto.node.oversight.tallying import Statistics
from relto.node.oversight.waiting import Waiting, WorkList

__all__ = [
    "DRAWS",
    "MOST_EXPORTED",
    "Assurances",
    "Broken",
    "Check",
    "Checking",
    "Drawn",
    "Exported",
    "Incidents",
    "Line",
    "OpenIncident",
    "OpenStep",
    "Oversight",
    "Pair",
    "Sample",
    "Sampling",
    "Statistics",
    "Waiting",
    "WorkList",
    "places",
    "verify_sample",
]
