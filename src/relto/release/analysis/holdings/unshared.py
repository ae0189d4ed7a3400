"""Holdings where hardly any two items are of one kind: one bit an item and party instead of a dictionary of kinds.

Thirty-two bytes an item for 256 parties. It says what is permitted and nothing else; what needs consent is denied here.
"""

import numpy as np
from numpy.typing import NDArray

from relto.primitives import Malformed, PartyId, Place
from relto.release.analysis.holdings.bases import Codes
from relto.release.analysis.holdings.kinds import Numbers
from relto.release.analysis.holdings.masks import Columns, Words
from relto.release.analysis.holdings.table import Delta, Table
from relto.release.model import Outcome

_BLOCK = 1 << 16
_BITS = 64


class Bits:
    """For every item one bit a party: set where the item is permitted to it.

    Args:
        columns: the parties.
        words: 64 parties a word; one row of words for each 64 parties, one column an item.
    """

    def __init__(self, columns: Columns, words: Words) -> None:
        self.columns = columns
        self.words = words

    @classmethod
    def of(cls, table: Table, items: Numbers | None = None) -> "Bits":
        """The bits of a table's kinds, or of items given as numbers of kinds.

        Args:
            table: the table.
            items: the kind of each item; ``None``: every kind is one item, the unreadable first.
        """
        many = table.outcomes.shape[1] if items is None else len(items)
        words = np.zeros((table.columns.words, many), dtype=np.uint64)
        for start in range(0, many, _BLOCK):
            stop = min(start + _BLOCK, many)
            some = table.outcomes[:, start:stop] if items is None else table.outcomes[:, items[start:stop]]
            words[:, start:stop] = _packed(some.T, table.columns).T
        return cls(table.columns, words)

    def mask(self, party: str) -> NDArray[np.bool_]:
        """For every item whether it is permitted to a party.

        Raises:
            Malformed: the party is none of the table's.
        """
        place = self.columns.places.get(PartyId(party))
        if place is None:
            raise Malformed("no party of this table", place=Place("party"), found=party, expected="a party of the network")
        row, bit = self.words[place // _BITS], np.uint64(1 << (place % _BITS))
        made = np.empty(len(row), dtype=np.bool_)
        for start in range(0, len(made), _BLOCK):
            np.not_equal(row[start : start + _BLOCK] & bit, 0, out=made[start : start + _BLOCK])
        return made

    def permitted(self, party: str) -> Numbers:
        """The places of the items permitted to a party, in order.

        Raises:
            Malformed: the party is none of the table's.
        """
        return np.flatnonzero(self.mask(party))

    def apply(self, delta: Delta) -> None:
        """Set right the items of a change; for bits whose items are the table's kinds.

        Raises:
            Malformed: the parties are others, or the change knows more kinds than there are items: make the bits anew.
        """
        if delta.whole or delta.parties != self.columns.parties or int(delta.kinds.max(initial=0)) >= self.words.shape[1]:
            raise Malformed("the change is one of another table", found="other parties or kinds", expected="bits made anew of the table")
        self.words[:, delta.kinds] = _packed(delta.after, self.columns).T


def _packed(rows: Codes, columns: Columns) -> Words:
    """Rows of severities as rows of bits."""
    flags = np.zeros((len(rows), columns.words * _BITS), dtype=np.bool_)
    flags[:, : rows.shape[1]] = rows == Outcome.PERMIT.severity
    return np.packbits(flags, axis=1, bitorder="little").view(np.uint64)
