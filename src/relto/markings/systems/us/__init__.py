"""The United States' system (IC Markings System Register and Manual, 2016).

The words stand in ``us.toml``; here are the roll-up of portions, the classification authority block, and the roll-up of sources'
declassification values.
"""

from relto.markings.systems.us.authority import AuthorityBlock, BlockReading, objections, read_block
from relto.markings.systems.us.declassification import DeclassifyOn, Retired, Source, carried_forward
from relto.markings.systems.us.system import build

__all__ = [
    "AuthorityBlock",
    "BlockReading",
    "DeclassifyOn",
    "Retired",
    "Source",
    "build",
    "carried_forward",
    "objections",
    "read_block",
]
