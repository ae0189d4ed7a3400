"""The table of outcomes as a relation: a row for each party and kind that is not denied."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from relto.primitives import PartyId
from relto.release import Outcome
from relto.release.analysis.holdings import Delta, Table

Cells: TypeAlias = tuple[NDArray[np.str_], NDArray[np.int64], NDArray[np.int64]]
"""Parties, kinds and severities (0 permit, 1 consent), one row each at the same place."""
_DENIED = Outcome.DENY.severity


def of_table(table: Table) -> Cells:
    """Every cell of a table that is not denied, in order of party and kind."""
    return _cells(table.columns.parties, np.arange(table.outcomes.shape[1]), table.outcomes)


def of_delta(delta: Delta) -> Cells:
    """Every cell of the kinds of a change that is not denied now."""
    return _cells(delta.parties, delta.kinds, delta.after.T)


def _cells(parties: Sequence[PartyId], kinds: NDArray[np.int64], outcomes: NDArray[np.uint8]) -> Cells:
    party, kind = np.nonzero(outcomes != _DENIED)
    return np.array(parties, dtype=np.str_)[party], kinds[kind], outcomes[party, kind].astype(np.int64)
