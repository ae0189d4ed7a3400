"""The label: the machine form of a marking, with its schemes, its lattice and the roll-up."""

from relto.labels.label import UNNAMED_SOURCE, Exclusion, Label, shared
from relto.labels.lattice import Expansion, dominates, join, meet_lists, roll_up
from relto.labels.scheme import Scheme

__all__ = [
    "UNNAMED_SOURCE",
    "Exclusion",
    "Expansion",
    "Label",
    "Scheme",
    "dominates",
    "join",
    "meet_lists",
    "roll_up",
    "shared",
]
