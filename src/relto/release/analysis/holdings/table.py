"""The table of outcomes: every kind of items against every party, under one network on one day."""

from datetime import date
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from relto.agreements import Compartments, Network
from relto.primitives import PartyId
from relto.release.analysis.holdings.bases import DENIED, Asking, Bases, Codes, grouped
from relto.release.analysis.holdings.kinds import UNREADABLE, Kinds, Numbers
from relto.release.analysis.holdings.masks import Columns, Flags, Words, folded, spread
from relto.release.analysis.holdings.touching import Touched, between
from relto.release.compiled import Engine

_AT_ONCE = 4_096
"""So many kinds are put together in one go: their rows stay in the processor's cache."""


@frozen(eq=False)
class Delta:
    """The kinds whose outcomes differ from one state of the facts to the next.

    Args:
        parties: the parties, in the order of the columns.
        kinds: the numbers of the kinds.
        before: their severities before, one row a kind; a kind that was not there was denied.
        after: their severities now.
        whole: whether the parties are others than before, so that nothing of an earlier table can be kept.
    """

    parties: tuple[PartyId, ...]
    kinds: Numbers
    before: Codes
    after: Codes
    whole: bool = False


@frozen(eq=False)
class Table:
    """Every kind against every party.

    Args:
        engine: the network of the day.
        columns: the parties.
        outcomes: severities, one row a party and one column a kind.
        bases: how the kinds fall into bases.
        worth: the severities of the bases off and on the list.
    """

    engine: Engine
    columns: Columns
    outcomes: Codes
    bases: Bases
    worth: Codes

    @property
    def network(self) -> Network:
        """The facts."""
        return self.engine.network

    @property
    def at(self) -> date:
        """The day."""
        return self.engine.at


def compiled(kinds: Kinds, network: Network, at: date, old: Table | None = None) -> tuple[Table, Delta]:
    """The table of all kinds, and what differs from an earlier one.

    Only what the change between the two can touch is decided again.

    Args:
        kinds: the kinds; those of the earlier table and perhaps more.
        network: the facts.
        at: the day of the questions.
        old: an earlier table of the same kinds.

    Raises:
        Malformed: the network does not know a holder.
    """
    for holder in kinds.parties:
        network.party(holder)
    touched = Touched(everything=True) if old is None else between(old.network, old.at, network, at)
    engine = old.engine if old is not None and old.network is network and old.at == at else Engine(network, at)
    columns = old.columns if old is not None and old.columns.parties == network.everyone else Columns(network.everyone)
    bases = grouped(kinds, engine, columns, None if old is None or old.columns is not columns else (old.bases, old.engine))
    kept = old is not None and not touched.everything
    rep = np.full(len(bases.first), -1, dtype=np.int64)
    if old is not None and kept:
        known = bases.first < len(old.bases.of)
        rep[known] = old.bases.of[bases.first[known]]
    worth, anew = Asking(kinds, engine, columns).rows(bases, old.worth if old is not None and kept else None, rep, touched)
    chosen = _chosen(kinds, bases, anew, touched, len(old.bases.of) if old is not None and kept else 0)
    made = _Assembly(kinds, engine, columns, bases, worth, chosen)
    if old is not None and kept and old.outcomes.shape[1] == len(kinds):
        outcomes = old.outcomes.copy()
    else:
        outcomes = np.full((len(columns.parties), len(kinds)), DENIED, dtype=np.uint8)
        if old is not None and kept:
            outcomes[:, : old.outcomes.shape[1]] = old.outcomes
    differing: list[tuple[Numbers, Codes, Codes]] = []
    for start in range(0, len(chosen), _AT_ONCE):
        some = chosen[start : start + _AT_ONCE]
        now = made.rows(some)
        before = outcomes[:, some].T
        unlike = np.flatnonzero((before != now).any(axis=1))
        differing.append((some[unlike], before[unlike], now[unlike]))
        outcomes[:, some] = now.T
    return Table(engine, columns, outcomes, bases, worth), _delta(columns, differing, whole=not kept)


def _delta(columns: Columns, differing: list[tuple[Numbers, Codes, Codes]], *, whole: bool) -> Delta:
    nothing = np.empty((0, len(columns.parties)), dtype=np.uint8)
    return Delta(
        columns.parties,
        np.concatenate([np.empty(0, dtype=np.int64), *(one for one, _, _ in differing)]),
        np.concatenate([nothing, *(one for _, one, _ in differing)]),
        np.concatenate([nothing, *(one for _, _, one in differing)]),
        whole,
    )


def _chosen(kinds: Kinds, bases: Bases, anew: NDArray[np.bool_], touched: Touched, known: int) -> Numbers:
    """The kinds to put together: new ones, those of a base asked anew, and those whose lists or law are touched."""
    if known == 0:
        return np.arange(UNREADABLE + 1, len(kinds), dtype=np.int64)
    chosen = np.zeros(len(kinds), dtype=np.bool_)
    chosen[known:] = True
    some = np.flatnonzero(bases.of >= 0)
    chosen[some] |= anew[bases.of[some]]
    if touched.communities:
        lists = [not touched.communities.isdisjoint(codes) for codes in kinds.lists.numbers]
        outside = [any(not touched.communities.isdisjoint(one.only) for one in group) for group in kinds.exclusions]
        chosen |= _of(lists, kinds.column("listed")) | _of(outside, kinds.column("exclusions"))
    if touched.holders:
        chosen |= _of([one in touched.holders for one in kinds.parties], kinds.column("holder"))
    chosen[UNREADABLE] = False
    return np.flatnonzero(chosen)


def _of(truths: list[bool], numbers: Numbers) -> NDArray[np.bool_]:
    """Which kinds have a number that is true; a kind without a number has none."""
    return np.array([*truths, False], dtype=np.bool_)[numbers]


class _Assembly:
    """Puts the rows of kinds together from their bases, lists, compartments and exclusions."""

    def __init__(self, kinds: Kinds, engine: Engine, columns: Columns, bases: Bases, worth: Codes, chosen: Numbers) -> None:
        self._kinds = kinds
        self._facts = engine.facts
        self._engine = engine
        self._columns = columns
        self._bases = bases
        self._worth = worth
        self._is_public = kinds.column("public") == 1
        self._listed = kinds.column("listed")
        self._compartments = kinds.column("compartments")
        self._exclusions = kinds.column("exclusions")
        self._holders = kinds.column("holder")
        self._holding = {kinds.parties[number] for number in np.unique(self._holders[chosen]).tolist()}
        self._having = np.array([bool(one) for one in kinds.exclusions], dtype=np.bool_)
        self._places = np.array([columns.places.get(party, -1) for party in kinds.parties], dtype=np.int64)

    def rows(self, some: Numbers) -> Codes:
        """The severities of some kinds for every party."""
        made = np.empty((len(some), len(self._columns.parties)), dtype=np.uint8)
        public = np.flatnonzero(self._is_public[some])
        if len(public):
            made[public] = self._embargoes[self._holders[some[public]]] * np.uint8(DENIED)
            rest = np.flatnonzero(~self._is_public[some])
            made[rest] = self._guarded(some[rest])
        else:
            made = self._guarded(some)
        places = self._places[self._holders[some]]
        held = np.flatnonzero(places >= 0)
        made[held, places[held]] = DENIED
        return made

    def _guarded(self, some: Numbers) -> Codes:
        base = self._bases.of[some]
        made: Codes = self._worth[base, 0]
        listed = np.flatnonzero(self._listed[some] >= 0)
        if len(listed):
            made[listed] = np.where(self._on_lists(some[listed]), self._worth[base[listed], 1], made[listed])
        home = self._bases.home[base]
        goes_home = np.flatnonzero(home >= 0)
        back = made[goes_home, home[goes_home]]
        within = np.flatnonzero(self._within(some))
        if len(within):
            made[within] = np.where(self._open(some[within]), made[within], np.uint8(DENIED))
        made[goes_home, home[goes_home]] = back
        places, outside = self._excluded(some)
        made[places] = np.where(outside, np.uint8(DENIED), made[places])
        return made

    # -- lists

    @cached_property
    def _reached(self) -> tuple[Words, Numbers, Numbers]:
        """The parties each code of a list reaches in each epoch: rows, the number of the row by code and epoch, and the epochs."""
        epochs = np.unique(self._bases.epoch)
        names = list(self._kinds.lists.names)
        sets: list[frozenset[str]] = [frozenset((name,)) for name in names]
        rows = np.repeat(np.arange(len(names), dtype=np.int64)[:, None], len(epochs), axis=1)
        for number, name in enumerate(names):
            if name in self._engine.network.communities:
                for place, one in enumerate(epochs.tolist()):
                    rows[number, place] = len(sets)
                    sets.append(frozenset(self._facts.reach(frozenset((name,)), max(one, 0))))
        return self._columns.rows(sets), rows, epochs

    def _on_lists(self, some: Numbers) -> Flags:
        """For each kind, whether each party is on its list."""
        bits, rows, epochs = self._reached
        where, lengths = spread(np.array(self._kinds.lists.starts, dtype=np.int64), self._listed[some])
        codes = np.array(self._kinds.lists.flat, dtype=np.int64)[where]
        epoch = np.searchsorted(epochs, self._bases.epoch[some])
        return self._columns.flags(folded(bits[rows[codes, np.repeat(epoch, lengths)]], lengths, np.bitwise_or, 0))

    # -- compartments

    def _within(self, some: Numbers) -> NDArray[np.bool_]:
        starts = np.array(self._kinds.compartments.starts, dtype=np.int64)
        number = self._compartments[some]
        return starts[number + 1] > starts[number]

    def _open(self, some: Numbers) -> Flags:
        """For each kind, whether all its compartments are open to each party."""
        opened, places = self._opened
        where, lengths = spread(np.array(self._kinds.compartments.starts, dtype=np.int64), self._compartments[some])
        names = np.array(self._kinds.compartments.flat, dtype=np.int64)[where]
        bits = opened[places[np.repeat(self._holders[some], lengths), names]]
        return self._columns.flags(folded(bits, lengths, np.bitwise_and, 0))

    @cached_property
    def _opened(self) -> tuple[Words, Numbers]:
        """The parties to whom each holder's agreements open each compartment; row 0 is nobody."""
        names = self._kinds.compartments.names
        holders = {party: number for number, party in enumerate(self._kinds.parties)}
        sets: list[set[PartyId]] = [set()]
        places = np.zeros((len(holders), len(names)), dtype=np.int64)
        for agreement in self._engine.network.agreements.values():
            opens = {one for _, effect in agreement.clauses_of(Compartments) for one in effect.opens if one in names}
            if not opens or not self._facts.status(agreement.id, self._engine.at).in_force:
                continue
            members = self._facts.members(agreement.id, self._engine.at)
            for holder in members & self._holding:
                for one in opens:
                    at = (holders[holder], names[one])
                    if places[at] == 0:
                        places[at] = len(sets)
                        sets.append(set())
                    sets[int(places[at])] |= members
        return self._columns.rows(sets), places

    # -- exclusions and embargoes

    def _excluded(self, some: Numbers) -> tuple[Numbers, Flags]:
        """The places of the kinds with exclusions, and whom those shut out."""
        numbers = self._exclusions[some]
        places = np.flatnonzero(self._having[numbers])
        keys = list(zip(numbers[places].tolist(), self._bases.epoch[some[places]].tolist(), strict=True))
        met = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        sets = [
            frozenset.intersection(*(frozenset(self._facts.reach(one.only, epoch)) for one in self._kinds.exclusions[number]))
            for number, epoch in met
        ]
        outside = ~self._columns.flags(self._columns.rows(sets))
        return places, outside[[met[key] for key in keys]]

    @cached_property
    def _embargoes(self) -> NDArray[np.uint8]:
        """For each holder, which parties its embargoes shut out."""
        sets: list[set[PartyId]] = []
        for holder in self._kinds.parties:
            rules = [rule for rule in self._facts.rules_of(holder) if rule.rule == "embargo" and rule.when.recipients]
            at = self._engine.at
            sets.append({one for rule in rules for one in self._engine.network.reach(rule.when.recipients, at, at)})
        return self._columns.flags(self._columns.rows(sets)).view(np.uint8)
