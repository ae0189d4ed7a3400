"""What may they have: of millions of items held, which a party may have, and which changed. Needs numpy (the extra ``holdings``)."""

from relto.release.analysis.holdings.differing import differing
from relto.release.analysis.holdings.index import Counts, Index, Page, named_items
from relto.release.analysis.holdings.kinds import UNREADABLE, Kinds
from relto.release.analysis.holdings.table import Delta, Table, compiled
from relto.release.analysis.holdings.unshared import Bits

__all__ = ["UNREADABLE", "Bits", "Counts", "Delta", "Index", "Kinds", "Page", "Table", "compiled", "differing", "named_items"]
