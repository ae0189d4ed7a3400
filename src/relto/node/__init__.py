"""One party's node: what is held, drafted, approved, sent, received and logged, as services over ports.

All rules of *procedure* live here. What touches a disk, a database, a clock, a network or a source of random bytes is handed in
(:mod:`relto.node.ports`), so that a whole network of nodes runs in one process on simulated time.
"""

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.identifiers import new_id
from relto.node.journal import Entry, Journal
from relto.node.ports import Clock, Objects, Passwords, Store, Work
from relto.node.surroundings import Surroundings

__all__ = [
    "Absent",
    "Action",
    "Actor",
    "Clock",
    "Entry",
    "Forbidden",
    "Journal",
    "Objects",
    "Passwords",
    "Store",
    "Surroundings",
    "Work",
    "authorise",
    "new_id",
]
