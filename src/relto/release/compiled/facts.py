"""The network on one day, compiled: what depends on neither the label nor the question is found out once.

An *epoch* is a stretch of days between two dates on which anything in the network changes. Whatever depends on the day
of a marking depends only on its epoch, so the answers can be kept by epoch.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from relto.agreements import Agreement, Clause, Compartments, Equivalence, NationalRule, Network, Status, ThirdParty
from relto.primitives import AgreementId, PartyId
from relto.release import wording
from relto.release.compiled.days import edges
from relto.release.compiled.landing import Columns, Step
from relto.release.model import Decision, Item, Reason

_STRICTEST_ORDINARY = ThirdParty(consent_of="originator", form="prior-written", third=frozenset({"state", "body", "own-body"}))
_WHO = ("provider", "authority", "originator", "makers")
_FORMS = ("any", "prior", "prior-written")
E = TypeVar("E")
Worded: TypeAlias = tuple[tuple[Reason, ...], bool]
"""The reasons of some compartments, and whether one of them is closed."""
_NOTHING: dict[str, AgreementId] = {}  # what most pairs open; never written to


@frozen(eq=False)
class Custody:
    """How one originator's information came to the holder.

    Args:
        links: giver and agreement of each handing-over, the holder's own last; empty where the chain is broken.
        broken: why it cannot be followed.
        assumed: agreements in it that are only assumed to be in force.
    """

    links: tuple[tuple[PartyId, PartyId, Agreement], ...] = ()
    broken: Reason | None = None
    assumed: frozenset[AgreementId] = frozenset()


class Pair:
    """What there is between a holder and a recipient on the day, and what was answered between them.

    Args:
        facts: the network of the day.
        holder: the holder.
        recipient: the recipient.
    """

    __slots__ = (
        "_closed",
        "_facts",
        "_worded",
        "answers",
        "embargoes",
        "holder",
        "just_holder",
        "just_recipient",
        "law",
        "level_counts",
        "off_list",
        "on_list",
        "opened",
        "plain",
        "recipient",
        "serving",
    )

    def __init__(self, facts: "Facts", holder: PartyId, recipient: PartyId) -> None:
        facts.network.party(holder)
        facts.network.party(recipient)
        self._facts = facts
        self.holder = holder
        self.recipient = recipient
        self.just_holder = facts.alone(holder)
        self.just_recipient = facts.alone(recipient)
        self.serving = facts.serving(holder, recipient, facts.at)
        named = tuple(rule for rule in facts.rules_of(holder) if not rule.when.recipients or self._is_named(rule))
        self.embargoes = tuple(wording.embargo(rule, recipient) for rule in named if rule.rule == "embargo" and rule.when.recipients)
        self.law = tuple(rule for rule in named if rule.rule != "embargo")
        self.opened = self._openings() if self.serving else _NOTHING
        self._worded: dict[frozenset[str], Worded] = {} if self.opened else facts.unopened(recipient)
        self._closed: Reason | None = None
        judged = bool(self.law or facts.network.consents)
        self.level_counts = judged or bool(self.serving)
        self.plain = not judged and not self.serving[1:]  # nothing looks at exclusions and compartments but their own rules
        self.answers: dict[object, Decision] = {}
        self.on_list = wording.on_list(recipient)
        self.off_list = wording.off_own_list(holder, recipient)

    def _openings(self) -> dict[str, AgreementId]:
        """The first agreement that opens each compartment."""
        return {one: agreement.id for agreement in reversed(self.serving) for one in self._facts.opens(agreement.id)}

    def _is_named(self, rule: NationalRule) -> bool:
        return self.recipient in self._facts.network.reach(rule.when.recipients, self._facts.at, self._facts.at)

    @property
    def no_instrument(self) -> Reason:
        """Why no agreement serves."""
        if self._closed is None:
            facts, both = self._facts, {self.holder, self.recipient}
            shared = facts.shared(self.holder, self.recipient)
            between = [(a, facts.status(a.id, facts.at).why) for a in shared if both <= facts.members(a.id, facts.at)]
            self._closed = wording.no_instrument(self.holder, self.recipient, between)
        return self._closed

    def compartment(self, one: str) -> Reason:
        """Whether a compartment is open to the recipient."""
        opening = self.opened.get(one)
        return wording.closed_compartment(one, self.recipient) if opening is None else self._facts.opens(opening)[one]

    def compartments(self, some: frozenset[str]) -> Worded:
        """The reasons of some compartments, in order, and whether one of them is closed to the recipient."""
        found = self._worded.get(some)
        if found is None:
            reasons = tuple(sorted(map(self.compartment, some), key=wording.reason_order))
            found = self._worded[some] = (reasons, not some <= self.opened.keys())
        return found


class Facts:
    """A network as it stands on one day, with memory.

    Args:
        network: the facts.
        at: the day of the questions that will be asked.
    """

    def __init__(self, network: Network, at: date) -> None:
        self.network = network
        self.at = at
        self.edges = sorted(set(edges(network)))
        self._by_party: dict[PartyId, list[Agreement]] = {}
        self._communities: frozenset[str] = frozenset(network.communities)
        self._ever: dict[AgreementId, frozenset[PartyId]] = {}
        for _, agreement in sorted(network.agreements.items()):
            self._ever[agreement.id] = frozenset([a.party for a in agreement.parties])
            for party in self._ever[agreement.id]:
                self._by_party.setdefault(party, []).append(agreement)
        self.alone = cache(_alone)
        self.unopened = cache(_nothing_worded)
        self.scheme_of = cache(network.home_scheme)
        self.serving = cache(self._serving)
        self.between = cache(self._between)
        self.partners = cache(self._partners)
        self._spelled_out = cache(self._reach)
        self.counted = cache(self._counted)
        self.step = cache(self._step)
        self.thirds = cache(self._thirds)
        self.status = cache(self._status)
        self.members = cache(lambda agreement, day: network.agreements[agreement].members(day))
        self.rules_of = cache(self._rules_of)
        self.opens = cache(self._opens)
        self.columns = cache(self._columns_of)
        self._tables = cache(self._tables_of)
        self.fitting: dict[tuple[AgreementId, PartyId, str | None, str | None], bool] = {}
        self.words: dict[object, tuple[Reason, ...]] = {}
        self._commons: dict[tuple[AgreementId, str], bool] = {}
        self._clauses: dict[tuple[AgreementId, type], tuple[tuple[Clause, Any], ...]] = {}

    def epoch(self, day: date) -> int:
        """The number of the epoch in which a day lies."""
        return bisect_right(self.edges, day)

    def _status(self, agreement: AgreementId, on: date) -> Status:
        return self.network.agreements[agreement].status(on, assumed=agreement in self.network.assumed)

    def shared(self, one: PartyId, other: PartyId) -> Iterator[Agreement]:
        """Agreements that ever had both as parties, in order of identifier."""
        for agreement in self._by_party.get(one, ()):
            if other in self._ever[agreement.id]:
                yield agreement

    def _serving(self, one: PartyId, other: PartyId, on: date) -> tuple[Agreement, ...]:
        return tuple(
            agreement
            for agreement in self.shared(one, other)
            if one in (members := self.members(agreement.id, on)) and other in members and self.status(agreement.id, on).in_force
        )

    def _partners(self, holder: PartyId) -> tuple[PartyId, ...]:
        joined: set[PartyId] = set()
        for agreement in self._by_party.get(holder, ()):
            members = self.members(agreement.id, self.at)
            if holder in members and self.status(agreement.id, self.at).in_force:
                joined |= members
        return tuple(sorted(joined - {holder}))

    def _between(self, giver: PartyId, receiver: PartyId, on: date) -> Agreement | None:
        """The agreement by which a link without a named instrument counts: the strictest in force."""
        best: Agreement | None = None
        best_rank: tuple[bool, int, int, int] | None = None
        for agreement in self.serving(giver, receiver, on):
            rank = max(_rank(effect) for _, effect in self.thirds(agreement.id))
            if best_rank is None or rank > best_rank:
                best, best_rank = agreement, rank
        return best

    def _thirds(self, agreement_id: AgreementId) -> tuple[tuple[Clause | None, ThirdParty], ...]:
        """The third-party clauses that bind on the day."""
        agreement = self.network.agreements[agreement_id]
        ended = agreement.has_ended(self.at)
        found: list[tuple[Clause | None, ThirdParty]] = []
        for clause in agreement.clauses:
            if not isinstance(clause.effect, ThirdParty):
                continue
            if ended and agreement.survives is not None and clause.topic not in agreement.survives:
                continue
            found.append((clause, clause.effect))
        return tuple(found) or ((None, _STRICTEST_ORDINARY),)

    def _reach(self, codes: frozenset[str], epoch: int) -> frozenset[str]:
        communities = self._communities & codes
        return (codes - communities).union(*(self.counted(code, epoch) for code in communities))

    def groups(self, codes: frozenset[str], epoch: int) -> Sequence[frozenset[PartyId]]:
        """For each community among some codes, marked in an epoch, the parties it reaches today."""
        if self._communities.isdisjoint(codes):
            return ()
        return [self.counted(code, epoch) for code in self._communities & codes]

    def reach(self, codes: frozenset[str], epoch: int) -> frozenset[str]:
        """Parties reached by a list of codes, marked in an epoch, today."""
        return codes if self._communities.isdisjoint(codes) else self._spelled_out(codes, epoch)

    def _counted(self, code: str, epoch: int) -> frozenset[PartyId]:
        """Parties reached by one code."""
        day = self.edges[epoch - 1] if epoch else date.min
        return self.network.reach((code,), day, self.at)

    def _rules_of(self, holder: PartyId) -> tuple[NationalRule, ...]:
        return tuple(rule for rule in self.network.national_rules if rule.party == holder and self.at in rule.period)

    def _opens(self, agreement_id: AgreementId) -> dict[str, Reason]:
        """The compartments that an agreement opens, each by the first clause that does."""
        agreement = self.network.agreements[agreement_id]
        clauses = reversed(self.clauses(agreement, Compartments))
        return {one: wording.open_compartment(one, agreement, clause) for clause, effect in clauses for one in effect.opens}

    def _step(self, agreement_id: AgreementId, scheme: str, level: str, giver: PartyId, receiver: PartyId) -> Step:
        tables, target = self._tables(agreement_id), self.scheme_of(receiver)
        for column in self.columns(agreement_id, scheme, giver):
            found = tables.look_up(column, level, receiver, target)
            if found is not None:
                return found
        return Step(None, tables.clause)

    def _tables_of(self, agreement_id: AgreementId) -> Columns:
        return Columns(self.clauses(self.network.agreements[agreement_id], Equivalence))

    def _columns_of(self, agreement_id: AgreementId, scheme: str, giver: PartyId) -> Sequence[PartyId]:
        """The columns of an agreement's tables in which a giver's level of a scheme may stand."""
        agreement = self.network.agreements[agreement_id]
        columns = sorted({a.party for a in agreement.parties if (home := self.scheme_of(a.party)) is not None and home.id == scheme})
        tables = self.clauses(agreement, Equivalence)
        stands = any(giver in table.by_case or any(giver in row for row in table.rows) for _, table in tables)
        return [giver] if stands and giver in columns else [party for party in columns if party != giver]

    def is_common(self, agreement: Agreement, scheme: str) -> bool:
        """Whether all parties use that scheme as it is."""
        key = (agreement.id, scheme)
        found = self._commons.get(key)
        if found is None:
            found = self._commons[key] = any(table.common_scheme == scheme for _, table in self.clauses(agreement, Equivalence))
        return found

    def clauses(self, agreement: Agreement, kind: type[E]) -> tuple[tuple[Clause, E], ...]:
        """The clauses of an agreement of the network that have an effect of one kind."""
        found = self._clauses.get((agreement.id, kind))
        if found is None:
            found = self._clauses[agreement.id, kind] = agreement.clauses_of(kind)
        return found

    def custody(self, item: Item, originator: PartyId, holder: PartyId, marked_on: date) -> Custody:
        """How the originator's information came to the holder."""
        if originator == "FGI":
            return Custody(broken=wording.unnamed_source())
        wanted: list[tuple[PartyId, PartyId, AgreementId | None, date]] = []
        if item.chain:
            providers = [link.provider for link in item.chain]
            start = providers.index(originator) if originator in providers else 0
            if originator not in providers:
                wanted.append((originator, providers[0], None, marked_on))
            ends = [*providers[1:], holder]
            last = item.chain[-1]
            if item.under is not None and last.instrument not in (None, item.under):
                contradiction = wording.two_instruments(item.under, str(last.instrument))
                wanted.extend(
                    (link.provider, ends[n], link.instrument, link.on or marked_on) for n, link in enumerate(item.chain[:-1]) if n >= start
                )
                found = self._settle(wanted)
                return found if found.broken is not None else Custody(broken=contradiction)
            named = [*(link.instrument for link in item.chain[:-1]), last.instrument or item.under]
            wanted.extend((link.provider, ends[n], named[n], link.on or marked_on) for n, link in enumerate(item.chain) if n >= start)
        elif item.under is None:
            wanted.append((originator, holder, None, marked_on))
        else:
            giver = self._provider_under(item.under, originator, holder, marked_on)
            if isinstance(giver, Reason):
                return Custody(broken=giver)
            if giver != originator:
                wanted.append((originator, giver, None, marked_on))
            wanted.append((giver, holder, item.under, marked_on))
        return self._settle(wanted)

    def _settle(self, wanted: Iterable[tuple[PartyId, PartyId, AgreementId | None, date]]) -> Custody:
        links: list[tuple[PartyId, PartyId, Agreement]] = []
        assumed: set[AgreementId] = set()
        for giver, receiver, named, on in wanted:
            if giver == receiver:
                return Custody(broken=wording.handed_to_itself(giver))
            if named is None:
                agreement = self.between(giver, receiver, on)
                if agreement is None:
                    return Custody(broken=wording.no_instrument_of_receipt(giver, receiver))
            else:
                unfit = self._unfit(named, receiver, on)
                if unfit is not None:
                    return Custody(broken=unfit)
                agreement = self.network.agreements[named]
                if giver not in self.members(named, on):
                    return Custody(broken=wording.not_under(agreement, f"{giver} was no party to it then"))
            if self.status(agreement.id, on).assumed:
                assumed.add(agreement.id)
            links.append((giver, receiver, agreement))
        return Custody(tuple(links), None, frozenset(assumed))

    def _unfit(self, named: AgreementId, receiver: PartyId, on: date) -> Reason | None:
        agreement = self.network.agreements.get(named)
        if agreement is None:
            return wording.unknown_instrument(named)
        if receiver not in self.members(named, on):
            return wording.not_under(agreement, f"{receiver} was no party to it then")
        if self.status(named, on).in_force or agreement.reaches_back(on, self.at, assumed=named in self.network.assumed):
            return None
        return wording.not_under(agreement, agreement.status(on).why)

    def _provider_under(self, under: AgreementId, originator: PartyId, holder: PartyId, on: date) -> PartyId | Reason:
        unfit = self._unfit(under, holder, on)
        if unfit is not None:
            return unfit
        members = self.members(under, on)
        if originator in members:
            return originator
        others = [party for party in members if party != holder]
        if len(others) == 1:
            return others[0]
        why = f"{originator} is no party to it, and it does not tell who provided the information"
        return wording.not_under(self.network.agreements[under], why)


def _nothing_worded(_recipient: PartyId) -> dict[frozenset[str], Worded]:
    """Where the reasons of compartments are kept for a recipient to whom nothing opens any: they are the same whoever holds the item."""
    return {}


def _alone(party: PartyId) -> tuple[PartyId, ...]:
    return (party,)


def _rank(clause: ThirdParty) -> tuple[bool, int, int, int]:
    return (clause.needs_agreement, _WHO.index(clause.consent_of), _FORMS.index(clause.form), len(clause.third))
