"""What people see of the exchange: counterparts, agreements, messages and how far they came, requests, orders, evidence. Never content."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from relto.node.authorising import Absent, Action, Actor, authorise, may
from relto.node.exchange.ordering import Orders
from relto.node.journal import read
from relto.node.ports import Work
from relto.node.records.arrangement import KeptAssessment, KeptConsent
from relto.node.records.doors import Door
from relto.node.records.exchange import Counterpart, Outgoing, Pact, PeerKey, Proof, State
from relto.node.records.settling import Asked, ConsentRule, Order
from relto.node.surroundings import Surroundings
from relto.primitives.limits import PAGE
from relto.protocols.peer import Holding

_EXCHANGE = (Action.AGREE, Action.SEND, Action.KEEP_KEYS, Action.OVERSEE)
_CONSENTS = (Action.ANSWER_CONSENT, Action.ASK_CONSENT, Action.OVERSEE)
_ANSWERED = ("consent.given", "consent.refused", "consent.silent", "consent.expired")
_ASSESSMENTS = (Action.SIGN_AGREEMENT, Action.DRAFT, Action.APPROVE, Action.OVERSEE)
_ORDERS = (Action.RECALL, Action.DESTROY, Action.OVERSEE)


@frozen
class Peer:
    """A counterpart, with what is pinned of it.

    Args:
        counterpart: the counterpart.
        door: by what its node is known on the wire; ``None`` where files alone are carried.
        keys: its keys.
    """

    counterpart: Counterpart
    door: Door | None
    keys: Sequence[PeerKey]


class Looking:
    """The exchange, looked at.

    Args:
        node: the node.
        orders: recalls and corrections.
    """

    def __init__(self, node: Surroundings, orders: Orders) -> None:
        self._node, self._orders = node, orders

    def counterparts(self, actor: Actor) -> Sequence[Counterpart]:
        """The counterparts, in order of party.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            return work.exchange.counterparts()

    def peer(self, actor: Actor, party: str) -> Peer:
        """A counterpart, with what is pinned of it.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such counterpart.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            found = work.exchange.counterpart(party)
            if found is None:
                raise Absent
            door = next((one for one in work.doors.all() if one.party == party), None)
            return Peer(found, door, work.exchange.keys(party))

    def pacts(self, actor: Actor, party: str) -> Sequence[Pact]:
        """The agreements with a counterpart, proposed and signed.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such counterpart.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            if work.exchange.counterpart(party) is None:
                raise Absent
            return work.exchange.pacts(party)

    def pact(self, actor: Actor, party: str, sha256: str) -> Pact:
        """An agreement with a counterpart, with the text that is to be signed.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            found = work.exchange.pact(party, sha256)
        if found is None:
            raise Absent
        return found

    def messages(
        self, actor: Actor, *, party: str | None, state: State | None, before: int | None, most: int
    ) -> Sequence[tuple[int, Outgoing]]:
        """What goes out, the newest first, each with its place.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            return work.exchange.page(party, state, before, max(1, min(most, PAGE)))

    def proofs_behind(self, actor: Actor, party: str | None, *, after: int | None, most: int) -> Sequence[tuple[int, Proof]]:
        """The evidence that was kept, the oldest first, each with its place.

        Args:
            actor: who looks.
            party: only about this party.
            after: only what comes behind this place.
            most: this many at most.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            return work.exchange.proofs_behind(party, after, max(1, min(most, PAGE)))

    def proofs(self, actor: Actor, party: str | None) -> Sequence[Proof]:
        """All the evidence that was kept.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            return work.exchange.proofs(party)

    def proof(self, actor: Actor, proof: str) -> Proof:
        """One piece of evidence.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
        """
        _check(actor, _EXCHANGE)
        with self._node.store.read() as work:
            found = work.exchange.proof(proof)
        if found is None:
            raise Absent
        return found

    def requests(self, actor: Actor, *, after: str | None, most: int) -> Sequence[Asked]:
        """The requests of consent that wait for an answer and that the actor may know of, in order of identifier.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _CONSENTS)
        found: list[Asked] = []
        most = max(1, min(most, PAGE))
        with self._node.store.read() as work:
            while len(found) < most and (some := work.settling.open_requests(after=after, most=PAGE)):
                found += [one for one in some if self._knows_of(work, actor, one)]
                after = some[-1].request.request
        return found[:most]

    def request(self, actor: Actor, request: str) -> Asked:
        """A request of consent.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
        """
        _check(actor, _CONSENTS)
        with self._node.store.read() as work:
            found = work.settling.asked(request)
            if found is None or not self._knows_of(work, actor, found):
                raise Absent
        return found

    def answered(self, actor: Actor, most: int, *, before: int | None = None) -> tuple[Sequence[Asked], int | None]:
        """The requests of consent that were answered, or that nobody answered in time, the latest first.

        Args:
            actor: who looks.
            most: so many lines of the journal are looked at, at most.
            before: only what was answered before this line of the journal.

        Returns:
            They, and what to ask for older ones with; ``None`` where there are none.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _CONSENTS)
        return self._told_of(actor, _ANSWERED, None, most, before)

    def requests_about(self, actor: Actor, item: str, most: int) -> Sequence[Asked]:
        """What was asked here about an item, the latest first.

        Args:
            actor: who looks.
            item: the item, by the identifier that travels. That the actor may see it is for the caller to see to.
            most: this many at most.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _CONSENTS)
        return self._told_of(actor, ("consent.asked",), item, most)[0]

    def withdrawn(self, actor: Actor, consent: str) -> datetime | None:
        """When a consent was withdrawn; ``None`` where it was not.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _CONSENTS)
        with self._node.store.read() as work:
            lines = [read(work, leaf.number) for leaf in work.journal.found(kinds=("consent.withdrawn",), subject=consent, most=1)]
        return next((line.at for line in lines if line is not None), None)

    def _told_of(
        self, actor: Actor, kinds: Sequence[str], subject: str | None, most: int, before: int | None = None
    ) -> tuple[Sequence[Asked], int | None]:
        """The requests that lines of the journal tell of, each once, as far as the actor may know of them."""
        with self._node.store.read() as work:
            leaves = work.journal.found(kinds=kinds, subject=subject, before=before, most=max(1, min(most, PAGE)))
            lines = [read(work, leaf.number) for leaf in leaves]
            names = dict.fromkeys(str(line.about["request"]) for line in lines if line is not None)
            found = [work.settling.asked(one) for one in names]
            older = leaves[-1].number if len(leaves) == most else None
            return [one for one in found if one is not None and self._knows_of(work, actor, one)], older

    def _knows_of(self, work: Work, actor: Actor, asked: Asked) -> bool:
        """Whether somebody may know of a request: its label and its reasons say something of the thing it is about."""
        engine = self._node.arrangement.engine(work, self._node.clock.now().date())
        return self._node.sight.knows_of(work, actor, asked.request.item, engine)

    def consents(self, actor: Actor, *, after: str | None, most: int) -> Sequence[KeptConsent]:
        """The consents that are known here, withdrawn ones too, in order of identifier.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _CONSENTS)
        with self._node.store.read() as work:
            return work.arrangement.consents(after=after, most=max(1, min(most, PAGE)))

    def assessments(self, actor: Actor, *, after: str | None = None, most: int | None = None) -> Sequence[KeptAssessment]:
        """The assessments that are recorded, withdrawn ones too, in order of identifier.

        Args:
            actor: who looks.
            after: only what comes behind this one.
            most: this many at most; ``None``: all.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _ASSESSMENTS)
        with self._node.store.read() as work:
            return work.arrangement.assessments(after=after, most=most)

    def rules(self, actor: Actor) -> Sequence[ConsentRule]:
        """The rules by which requests are answered, withdrawn ones too.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _CONSENTS)
        with self._node.store.read() as work:
            return work.settling.rules()

    def orders(self, actor: Actor, *, after: tuple[str, str] | None, most: int) -> Sequence[Order]:
        """Recalls and corrections, in order of identifier and of giver; behind such a pair.

        Raises:
            Forbidden: this is for other roles.
        """
        _check(actor, _ORDERS)
        with self._node.store.read() as work:
            return work.settling.orders(after=after, most=max(1, min(most, PAGE)))

    def order(self, actor: Actor, order: str) -> Order:
        """A recall or a correction, as it came here first.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such order.
        """
        _check(actor, _ORDERS)
        with self._node.store.read() as work:
            some = work.settling.orders_of(order)
        if not some:
            raise Absent
        return some[0]

    def holders(self, actor: Actor, order: str) -> Sequence[Holding]:
        """Everybody to whom what is recalled went, down the chain; who stands as ``pending`` has not answered.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such order.
        """
        _check(actor, _ORDERS)
        with self._node.store.read() as work:
            if not work.settling.orders_of(order):
                raise Absent
            return self._orders.known(work, order)


def _check(actor: Actor, some: Sequence[Action]) -> None:
    if not any(may(actor, one) for one in some):
        authorise(actor, some[0])
