"""Bases: what kinds of items share once their lists, exclusions and compartments are taken off.

Twenty thousand labels have some hundred bases. What the rules say of a base to one recipient is asked of the engine, once with the
recipient on the list and once off it; everything else about a kind is then a matter of sets.
"""

from collections.abc import Iterable

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from relto.primitives import PartyId
from relto.release.analysis.holdings.kinds import Kinds, Numbers
from relto.release.analysis.holdings.masks import Columns
from relto.release.analysis.holdings.touching import Touched
from relto.release.compiled import Engine
from relto.release.model import Outcome

Codes = NDArray[np.uint8]
"""Severities of outcomes: 0 permit, 1 consent, 2 deny."""
DENIED = Outcome.DENY.severity
_MOST = 2**62


@frozen(eq=False)
class Bases:
    """How the kinds fall into bases under one network on one day.

    Args:
        of: the base of each kind; -1 for what is public and what is unreadable.
        first: a kind of each base, the one met first.
        epoch: the epoch of each kind's marking.
        home: the place of the sole originator who may be given back its own, for each base; -1 where there is none.
    """

    of: Numbers
    first: Numbers
    epoch: Numbers
    home: Numbers


def grouped(kinds: Kinds, engine: Engine, columns: Columns, old: "tuple[Bases, Engine] | None" = None) -> Bases:
    """The bases of all kinds.

    Args:
        kinds: the kinds.
        engine: the network of the day.
        columns: the parties.
        old: earlier bases of the same kinds for the same parties, and under what they were made: used again where they can be.
    """
    epochs = _epochs(kinds, engine)
    epoch = epochs[kinds.column("day")]
    if old is not None and len(old[0].of) == len(kinds) and _as_before(old[1], engine, _epochs(kinds, old[1]), epochs):
        return evolve(old[0], epoch=epoch)
    rest = np.flatnonzero(kinds.column("public") == 0)
    key = np.zeros(len(rest), dtype=np.int64)
    size = 1
    for one in (
        kinds.column("said")[rest],
        epoch[rest],
        kinds.column("holder")[rest],
        (kinds.column("listed")[rest] >= 0).astype(np.int64),
        _lawful(kinds, engine)[kinds.column("exclusions")[rest]],
        _consentable(kinds, engine)[kinds.column("compartments")[rest]],
    ):
        many = int(one.max(initial=0)) + 1
        if size * many > _MOST:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            size = int(key.max(initial=0)) + 1
        key = key * many + one
        size *= many
    _, at, inverse = np.unique(key, return_index=True, return_inverse=True)
    of = np.full(len(kinds), -1, dtype=np.int64)
    of[rest] = inverse
    first = rest[at]
    places = np.array([*(columns.places.get(party, -1) for party in kinds.origins), -1], dtype=np.int64)
    return Bases(of, first, epoch, places[kinds.column("origin")[first]])


def _epochs(kinds: Kinds, engine: Engine) -> Numbers:
    """The epoch of each day of marking; that of no kind stands last."""
    return np.array([*(engine.facts.epoch(day or engine.at) for day in kinds.days), -1], dtype=np.int64)


def _as_before(then: Engine, now: Engine, epochs_then: Numbers, epochs_now: Numbers) -> bool:
    """Whether kinds fall into bases as they did: the same days stand together, and law and consents tell the same apart."""
    return (
        then.network.consents == now.network.consents
        and then.network.national_rules == now.network.national_rules
        and len({*zip(epochs_then.tolist(), epochs_now.tolist(), strict=True)})
        == len({*epochs_then.tolist()})
        == len({*epochs_now.tolist()})
    )


def _lawful(kinds: Kinds, engine: Engine) -> Numbers:
    """Which sets of exclusions national law tells apart by name."""
    named = frozenset[str]().union(*(rule.when.controls for rule in engine.network.national_rules))
    if not named:
        return np.zeros(len(kinds.exclusions), dtype=np.int64)
    numbers: dict[frozenset[str], int] = {}
    sets = (named & {one.name for one in some} for some in kinds.exclusions)
    return np.array([numbers.setdefault(one, len(numbers)) for one in sets], dtype=np.int64)


def _consentable(kinds: Kinds, engine: Engine) -> Numbers:
    """Which sets of compartments consents tell apart."""
    covered = list(dict.fromkeys(consent.compartments for consent in engine.network.consents))
    if not covered:
        return np.zeros(len(kinds.compartments.numbers), dtype=np.int64)
    numbers: dict[tuple[bool, ...], int] = {}
    sets = (tuple(some <= one for one in covered) for some in kinds.compartments.numbers)
    return np.array([numbers.setdefault(one, len(numbers)) for one in sets], dtype=np.int64)


class Asking:
    """Asks the engine what bases are worth, where it is not plain that they are worth nothing.

    Args:
        kinds: the kinds.
        engine: the network of the day.
        columns: the parties.
    """

    def __init__(self, kinds: Kinds, engine: Engine, columns: Columns) -> None:
        self._kinds = kinds
        self._engine = engine
        self._columns = columns
        self._partners: dict[PartyId, set[PartyId]] = {}
        facts = engine.facts
        for agreement in engine.network.agreements.values():
            if facts.status(agreement.id, engine.at).in_force:
                members = facts.members(agreement.id, engine.at)
                for one in members:
                    self._partners.setdefault(one, set()).update(members)

    def rows(self, bases: Bases, old: Codes | None, rep: Numbers, touched: Touched) -> tuple[Codes, NDArray[np.bool_]]:
        """For every base the severities off the list (or without one) and on it, and whether they were asked anew.

        Args:
            bases: the bases.
            old: the severities of an earlier state, or ``None``.
            rep: for every base the row of ``old`` to start from; -1: there is none.
            touched: what may be otherwise than in the earlier state.
        """
        many = len(bases.first)
        made = np.full((many, 2, len(self._columns.parties)), DENIED, dtype=np.uint8)
        anew = np.ones(many, dtype=np.bool_)
        everyone: Iterable[int] = range(many)
        if old is not None and not touched.everything:
            kept = rep >= 0
            made[kept] = old[rep[kept]]
            anew = ~kept
            everyone = np.flatnonzero(anew | self._may_be(bases, touched)).tolist()
        for base in everyone:
            kind = int(bases.first[base])
            only = None if anew[base] else self._recipients(kind, touched)
            if only is None or only:
                self._ask(made, base, int(bases.home[base]), kind, only)
                anew[base] = True
        return made, anew

    def _may_be(self, bases: Bases, touched: Touched) -> NDArray[np.bool_]:
        """The bases worth a closer look: those of a party, an instrument or a scheme that is touched."""
        kinds = self._kinds
        parties = touched.parties
        saids = np.zeros(len(kinds.said), dtype=np.bool_)
        for party in parties:
            saids[kinds.saids_of.get(party, [])] = True
        for instrument, some in kinds.saids_under.items():
            if instrument in touched.agreements or not parties.isdisjoint(touched.members.get(instrument, ())):
                saids[some] = True
        if touched.consents:
            schemes = {one.scheme for one in touched.consents}
            saids |= np.array([said.item.label.scheme.id in schemes for said in kinds.said], dtype=np.bool_)
        holders = np.array([one in parties or one in touched.holders for one in kinds.parties], dtype=np.bool_)
        return saids[kinds.column("said")[bases.first]] | holders[kinds.column("holder")[bases.first]]

    def _recipients(self, kind: int, touched: Touched) -> frozenset[PartyId] | None:
        return touched.recipients(self._kinds.said[self._kinds.at("said", kind)], self._kinds.of(kind)[1])

    def _ask(self, made: Codes, base: int, home: int, kind: int, only: frozenset[PartyId] | None) -> None:
        item, holder = self._kinds.of(kind)
        places = self._columns.places
        partners = self._partners.get(holder, set())
        asked = partners if only is None else partners & only
        if only is None:
            made[base] = DENIED
        else:
            made[base][:, [places[one] for one in only if one in places]] = DENIED
        recipients = [one for one in asked if one != holder]
        if home >= 0 and self._columns.parties[home] not in asked:
            recipients.append(self._columns.parties[home])
        for recipient in recipients:
            made[base, :, places[recipient]] = self._engine.apart(item, holder, recipient)
