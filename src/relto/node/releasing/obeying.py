"""Orders of others about what is held here: what is recalled is destroyed or given back, what is corrected is made known, or why not.

Until then nobody reads what is recalled. What is answered goes to who gave the order, and up to who made it.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from attrs import evolve, frozen

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.exchange.answering import Answers
from relto.node.exchange.ordering import Orders
from relto.node.holdings.holding import Telling
from relto.node.holdings.keeping import destroyed, erase
from relto.node.holdings.viewing import Shown, shown
from relto.node.ports import Work
from relto.node.records.holdings import Certificate, Held
from relto.node.records.settling import Order
from relto.node.releasing.received import reached
from relto.node.surroundings import Surroundings
from relto.protocols.peer import Recall


def telling(answers: Answers) -> Telling:
    """Tells the sender by a receipt how far its message has come."""

    def tell(work: Work, held: Held, level: str, at: datetime, says: str | None) -> None:
        if held.received is not None:
            answers.report(work, held.received.sender, held.received.message, level, at, says)  # type: ignore[arg-type]

    return tell


@frozen
class Obeyed:
    """What became of an order here.

    Args:
        order: the order.
        items: what it was about, by identifiers here.
        certificates: of what was destroyed.
    """

    order: str
    items: tuple[str, ...]
    certificates: tuple[Certificate, ...] = ()


class Obeying:
    """What is done about orders of others.

    Args:
        node: the node.
        orders: recalls and corrections over the exchange.
    """

    def __init__(self, node: Surroundings, orders: Orders) -> None:
        self._node, self._orders = node, orders

    def reached(self, actor: Actor, order: str) -> tuple[str, ...]:
        """What an order is about, by identifiers here.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such order, or some of it is not for the actor to see.
        """
        authorise(actor, Action.DESTROY)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            return tuple(one.id for one in self._held(work, actor, order, at)[1])

    def shown(self, actor: Actor, order: str) -> tuple[Shown, ...]:
        """What an order is about, as a list shows it: to those who must do something about it also what nobody reads any more.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such order, or some of it is not for the actor to see.
        """
        authorise(actor, Action.DESTROY)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            some = self._held(work, actor, order, at)[1]
        return tuple(shown(self._node, one) for one in some)

    def destroy(self, actor: Actor, order: str, how: str, *, witness: str | None = None) -> Obeyed:
        """Destroy what was recalled, with everything derived from it, and say so with the digest of the certificates.

        Args:
            actor: who destroys it.
            order: the order.
            how: how.
            witness: who saw it.

        Raises:
            Forbidden: this is for other roles; it is no recall; it was answered before; or something is under legal hold.
            Absent: there is no such order, or some of it is not for the actor to see.
        """
        authorise(actor, Action.DESTROY)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found, items = self._held(work, actor, order, at)
            if not isinstance(found.order, Recall) or found.order.duty == "quarantine":
                raise Forbidden("the order does not ask for it to be destroyed")
            for one in items:
                if one.destroyed is None:
                    destroyed(self._node, work, one, at, actor.id, how, "recall", witness)
            made = tuple(each for one in items for each in work.copies.certificates(one.id))
            self._settled(work, actor, order, at)
        for one in items:
            erase(self._node, one)
        self._orders.done(actor, order, "done", certificate=digest_of(made), says=how)
        return Obeyed(order, tuple(one.id for one in items), made)

    def heed(self, actor: Actor, order: str, says: str) -> Obeyed:
        """Say that a correction was made known here, or that what is quarantined stays so.

        Raises:
            Forbidden: this is for other roles; it asks for destruction; or it was answered before.
            Absent: there is no such order, or some of it is not for the actor to see.
        """
        authorise(actor, Action.DESTROY)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found, items = self._held(work, actor, order, at)
            if isinstance(found.order, Recall) and found.order.duty != "quarantine":
                raise Forbidden("the order asks for it to be destroyed or given back")
            self._settled(work, actor, order, at)
        self._orders.done(actor, order, "done", says=says)
        return Obeyed(order, tuple(one.id for one in items))

    def refuse(self, actor: Actor, order: str, says: str) -> Obeyed:
        """Refuse an order, with a reason that who gave it reads; what was quarantined can be read again.

        Raises:
            Forbidden: this is for other roles, or it was answered before.
            Absent: there is no such order, or some of it is not for the actor to see.
            Malformed: no reason is given.
        """
        authorise(actor, Action.DESTROY)
        at = self._node.clock.now()
        self._orders.done(actor, order, "refused", says=says)
        with self._node.store.write() as work:
            _, items = self._held(work, actor, order, at)
            for one in items:
                if one.quarantined and one.destroyed is None:
                    work.items.replace(evolve(one, quarantined=False))
            self._settled(work, actor, order, at)
        return Obeyed(order, tuple(one.id for one in items))

    def _held(self, work: Work, actor: Actor, order: str, at: datetime) -> tuple[Order, list[Held]]:
        some = [one for one in work.settling.orders_of(order) if one.order.by != self._node.party]
        if not some:
            raise Absent
        engine = self._node.arrangement.engine(work, at.date())
        items = reached(work, some[0].order.item)
        for one in items:
            self._node.sight.sees(work, actor, one, engine, gone=True)
        return some[0], items

    def _settled(self, work: Work, actor: Actor, order: str, at: datetime) -> None:
        for duty in work.incidents.owed_about(order):
            work.incidents.fulfil(duty.id, at, actor.id)


def digest_of(certificates: Sequence[Certificate]) -> str | None:
    """What is told of certificates of destruction: one digest over all of them; ``None`` for none."""
    return sha256(msgspec.json.encode(list(certificates), order="deterministic")).hexdigest() if certificates else None
