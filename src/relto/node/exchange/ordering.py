"""Recalls and corrections: told at once to everybody to whom it went, by everybody to whom it went, and who has not answered is named.

* An order keeps its identifier all the way down the chain; a node takes it from whoever gave it the item, and from nobody else.
* It goes on by itself, before people here have done what it asks: what is recalled is read by nobody from then on.
* Each giver is told what became of it here and further down, again with every answer, and with every answer that did not come in time.
"""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.exchange.ports import Came, Received
from relto.node.exchange.sending import Outbox
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.settling import Holder, Order
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place
from relto.protocols.peer import Correction, Fault, Holding, Recall, RecallAnswer, refuse
from relto.protocols.peer.messages import Outcome


class Orders:
    """Recalls and corrections of a node.

    Args:
        node: the node.
        outbox: what goes out.
        received: the holdings.
    """

    def __init__(self, node: Surroundings, outbox: Outbox, received: Received) -> None:
        self._node, self._outbox, self._received = node, outbox, received

    def recall(self, actor: Actor, item: str, *, duty: str, says: str, answer_by: datetime) -> Order:
        """Recall an item, with everything derived from it, from everybody to whom it went.

        Args:
            actor: who.
            item: the item, by the identifier that travels.
            duty: ``destroy``, ``return`` or ``quarantine``.
            says: why.
            answer_by: until when answers are expected.

        Raises:
            Forbidden: this is for releasing authorities.
            Malformed: the duty is none, or the time is over already.
        """
        authorise(actor, Action.RECALL)
        if duty not in ("destroy", "return", "quarantine"):
            raise Malformed("no duty", place=Place("duty"), found=duty[:40], expected="destroy, return or quarantine")
        order = Recall(
            order=new_id("order", self._node.entropy),
            item=item,
            message=new_id("message", self._node.entropy),
            duty=duty,  # type: ignore[arg-type]  # one of the three
            by=self._node.party,
            says=says,
            answer_by=answer_by,
        )
        return self._give(actor, order)

    def correct(self, actor: Actor, item: str, *, replaced_by: str | None, says: str, answer_by: datetime) -> Order:
        """Tell everybody to whom an item went that it is wrong, and what takes its place.

        Raises:
            Forbidden: this is for releasing authorities.
            Malformed: the time is over already.
        """
        authorise(actor, Action.RECALL)
        order = Correction(
            order=new_id("order", self._node.entropy),
            item=item,
            message=new_id("message", self._node.entropy),
            replaced_by=replaced_by,
            by=self._node.party,
            says=says,
            answer_by=answer_by,
        )
        return self._give(actor, order)

    def done(self, actor: Actor, order: str, outcome: Outcome, *, certificate: str | None = None, says: str | None = None) -> None:
        """Say what became of an order here, and tell who gave it.

        Args:
            actor: who.
            order: the order.
            outcome: ``done``, ``refused`` or ``not-held``.
            certificate: digest of the certificate of destruction.
            says: in words; asked for where it is refused.

        Raises:
            Forbidden: this is for security officers, or it was answered before.
            Absent: there is no such order.
            Malformed: refused without saying why.
        """
        authorise(actor, Action.DESTROY)
        if outcome == "pending" or (outcome == "refused" and not says):
            raise Malformed("no answer to an order", place=Place("outcome"), found=outcome, expected="done, not-held, or refused and why")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            some = work.settling.orders_of(order)
            if not some:
                raise Absent
            if some[0].outcome != "pending":
                raise Forbidden(f"it was answered before: {some[0].outcome}")
            for one in some:
                work.settling.put_order(evolve(one, outcome=outcome, certificate=certificate, says=says, answered=at))
            self._note(work, "order.answered", order, actor.id, at, {"outcome": outcome})
            self._tell_givers(work, order, at)

    def known(self, work: Work, order: str) -> tuple[Holding, ...]:
        """Everybody to whom it went from here, and on from there, as far as it is known; who stands as ``pending`` has not answered."""
        found = []
        for one in work.settling.holders(order):
            found.append(Holding(party=one.party, through=self._node.party, outcome=one.outcome, answered=one.answered))
            found += one.onward
        return tuple(found)

    def came(self, work: Work, came: Came) -> str:
        """The effect of a message ``recall`` or ``correction``.

        Raises:
            BrokenSeal: its sender did not give the item it speaks of (``unknown``), or that has not come yet (``unavailable``).
        """
        assert isinstance(came.message, Recall | Correction)
        order, party = came.message, came.header.sender
        before = work.settling.orders_of(order.order)
        given = _given(work, order, party)
        if any(one.order.by != order.by for one in before):
            raise refuse(Fault.UNKNOWN, "another order under this identifier", path="order", found=order.order)
        outcome: Outcome = "not-held"
        if given:
            outcome = self._received.ordered(work, order, came.at) if not before else before[0].outcome
        made = Order(order, party, came.header.id, came.at, f"party:{party}", outcome)
        if before:
            made = evolve(made, certificate=before[0].certificate, says=before[0].says, answered=before[0].answered)
        work.settling.put_order(made)
        self._note(work, "order.came", order.order, f"party:{party}", came.at, {"item": order.item, "by": order.by})
        if not before and order.by != self._node.party:
            self._go_on(work, order, came.at, skipped={party, order.by})
        self._tell(work, made, came.at)
        return order.order

    def answered(self, work: Work, came: Came) -> str:
        """The effect of a message ``recall-answer``.

        Raises:
            BrokenSeal: of an order that did not go to its sender (``unknown``).
        """
        assert isinstance(came.message, RecallAnswer)
        answer, party = came.message, came.header.sender
        holder = next((one for one in work.settling.holders(answer.order) if one.party == party), None)
        if holder is None:
            raise refuse(Fault.UNKNOWN, "an answer to an order that was not given", path="order", found=answer.order)
        answered = None if answer.outcome == "pending" else holder.answered or came.at
        work.settling.put_holder(evolve(holder, outcome=answer.outcome, answered=answered, onward=tuple(answer.onward)))
        self._note(work, "order.answered", answer.order, f"party:{party}", came.at, {"outcome": answer.outcome})
        self._tell_givers(work, answer.order, came.at)
        return answer.order

    def overdue(self, at: datetime) -> int:
        """Note who has not answered in time, and tell who gave the order; how many there were."""
        with self._node.store.write() as work:
            some = work.settling.overdue_holders(at)
            for one in some:
                work.settling.put_holder(evolve(one, late=True))
                self._note(work, "order.overdue", one.order, "node", at, {"party": one.party})
            for order in sorted({one.order for one in some}):
                self._tell_givers(work, order, at)
        return len(some)

    def _give(self, actor: Actor, order: Recall | Correction) -> Order:
        at = self._node.clock.now()
        if order.answer_by <= at:
            raise Malformed("the time to answer is over already", place=Place("answer_by"), found=order.answer_by.isoformat())
        made = Order(order, self._node.party, None, at, actor.id)
        with self._node.store.write() as work:
            work.settling.put_order(evolve(made, outcome=self._received.ordered(work, order, at)))
            self._note(work, "order.given", order.order, actor.id, at, {"item": order.item})
            self._go_on(work, order, at, skipped=set())
        return made

    def _go_on(self, work: Work, order: Recall | Correction, at: datetime, *, skipped: set[str]) -> None:
        for item in sorted(self._received.went_on_as(work, order.item)):
            for one in work.exchange.sent_about(item, "release"):
                if one.recipient in skipped or one.state == "refused":
                    continue
                skipped = skipped | {one.recipient}
                told = _changed(order, item, one.id)
                sent = self._outbox.enqueue(work, at, one.recipient, told, about=order.order, precedence="immediate")
                work.settling.put_holder(Holder(order.order, one.recipient, one.id, sent.id, order.answer_by))

    def _tell_givers(self, work: Work, order: str, at: datetime) -> None:
        for one in work.settling.orders_of(order):
            self._tell(work, one, at)

    def _tell(self, work: Work, one: Order, at: datetime) -> None:
        """Tell a giver what is known, where that is another thing than it was told last."""
        if one.giver == self._node.party:
            return
        onward = self.known(work, one.order.order)
        before = work.exchange.sent_about(one.order.order, "recall-answer")
        told_before = any(sent.recipient == one.giver for sent in before)
        if told_before and onward == one.told and one.answered != at:
            return
        said = RecallAnswer(
            order=one.order.order,
            outcome=one.outcome,
            certificate_sha256=one.certificate,
            onward=list(onward),
            says=one.says,
            at=at,
        )
        self._outbox.enqueue(work, at, one.giver, said, about=one.order.order, in_reply_to=one.message)
        work.settling.put_order(evolve(one, told=onward))

    def _note(self, work: Work, kind: str, order: str, actor: str, at: datetime, more: dict[str, str]) -> None:
        note(work, Entry(kind, at, actor, {"order": order} | more, (order,)), self._node.entropy)


def _given(work: Work, order: Recall | Correction, party: str) -> bool:
    """Whether what an order speaks of was taken; not, where it was refused or given up.

    Raises:
        BrokenSeal: it was not given by the party (``unknown``), or has not come yet (``unavailable``): the order is faster than what it
            is about, and must not be lost for that.
    """
    release = work.exchange.incoming(party, order.message)
    if release is not None and (release.kind != "release" or (release.refused is None and release.about != order.item)):
        raise refuse(Fault.UNKNOWN, "an order about what its sender did not give", path="item", found=order.item)
    if release is None and not any(one.sender == party for one in work.exchange.came_about(order.message, "non-delivery")):
        raise refuse(Fault.UNAVAILABLE, "what it speaks of has not come yet", path="message", found=order.message)
    return release is not None and release.refused is None


def _changed(order: Recall | Correction, item: str, message: str) -> Recall | Correction:
    """The order as it is given on: about what went on under its identifier there, in the message in which it went."""
    if isinstance(order, Recall):
        return Recall(
            order=order.order,
            item=item,
            message=message,
            duty=order.duty,
            by=order.by,
            says=order.says,
            answer_by=order.answer_by,
        )
    return Correction(
        order=order.order,
        item=item,
        message=message,
        replaced_by=order.replaced_by,
        by=order.by,
        says=order.says,
        answer_by=order.answer_by,
    )


def unanswered(known: Sequence[Holding]) -> list[str]:
    """The parties that have not answered, in order of name."""
    return sorted({one.party for one in known if one.outcome == "pending"})
