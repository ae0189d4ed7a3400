"""Sets of parties as rows of bits, many at a time."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from relto.primitives import PartyId
from relto.release.analysis.holdings.kinds import Numbers

Words = NDArray[np.uint64]
"""Rows of bits, one bit a party."""
Flags = NDArray[np.bool_]
"""Rows of truth values, one a party."""


class Columns:
    """The parties of a table, each with its place.

    Args:
        parties: the parties, in order.
    """

    def __init__(self, parties: Sequence[PartyId]) -> None:
        self.parties = tuple(parties)
        self.places = {party: place for place, party in enumerate(self.parties)}
        self.words = max(1, -(-len(self.parties) // 64))

    def rows(self, sets: Sequence[Iterable[str]]) -> Words:
        """A row for each of some sets of codes; codes that are no party of the table are left out."""
        flags = np.zeros((len(sets), self.words * 64), dtype=np.bool_)
        places: Mapping[str, int] = self.places  # type: ignore[assignment]
        found = [(row, places[code]) for row, codes in enumerate(sets) for code in codes if code in places]
        if found:
            flags[tuple(np.array(found, dtype=np.int64).T)] = True
        return np.packbits(flags, axis=1, bitorder="little").view(np.uint64)

    def flags(self, words: Words) -> Flags:
        """Rows of bits spelled out."""
        bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
        return bits[:, : len(self.parties)].view(np.bool_)


def spread(starts: Numbers, ids: Numbers) -> tuple[Numbers, Numbers]:
    """Where the elements of some of the sets laid end to end stand, and how many each has."""
    lengths = starts[ids + 1] - starts[ids]
    ends = np.cumsum(lengths)
    return np.repeat(starts[ids] - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0), lengths


def folded(rows: Words, lengths: Numbers, fold: "np.ufunc", empty: int) -> Words:
    """Runs of rows, each folded into one; an empty run gives ``empty`` throughout."""
    made = np.full((len(lengths), rows.shape[1]), np.uint64(empty), dtype=np.uint64)
    full = lengths > 0
    if full.any():
        made[full] = fold.reduceat(rows, (np.cumsum(lengths) - lengths)[full], axis=0)
    return made
