"""Asking an authority's consent for what a draft would release, and ordering back what was released; the object is looked at first."""

from datetime import datetime, timedelta

from relto.agreements import Consent
from relto.markings import write_kept
from relto.node.authorising import Action, Actor, Forbidden, authorise
from relto.node.exchange.consenting import Consents
from relto.node.exchange.ordering import Orders
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.records.arrangement import KeptConsent
from relto.node.records.holdings import Held
from relto.node.records.settling import Asked, Order
from relto.node.releasing.drafts import check_open, seen
from relto.node.releasing.preparing import judge_of
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Period, Place
from relto.protocols.peer import Marked

_GRANTED = timedelta(days=30)
_MOST_SAYS = 2_000


class Asking:
    """What is asked and ordered about things held.

    Args:
        node: the node.
        consents: consents over the exchange.
        orders: recalls and corrections over the exchange.
    """

    def __init__(self, node: Surroundings, consents: Consents, orders: Orders) -> None:
        self._node, self._consents, self._orders = node, consents, orders

    def ask(self, actor: Actor, draft: str, of: str, *, says: str, answer_by: datetime | None = None) -> Asked:
        """Ask a party's consent to what a draft would release.

        Args:
            actor: who asks.
            draft: the draft.
            of: which party: the originator, or who provided it.
            says: why.
            answer_by: until when an answer is of use.

        Raises:
            Forbidden: this is for other roles, or nothing may go to that party.
            Absent: the draft is not there for the actor.
            Malformed: there is no such counterpart.
        """
        authorise(actor, Action.ASK_CONSENT)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            found, held = seen(self._node, work, actor, draft, engine)
        judge = judge_of(held, engine, self._node.party, purpose=found.purpose, channel=found.channel)
        return self._consents.ask(
            actor,
            of,
            item=held.known_as,
            received_as=held.received.message if held.received is not None else None,
            marked=_marked(held),
            originators=judge.originators_of_label(held.label),
            recipients=[found.recipient],
            purpose=found.purpose,
            says=says,
            answer_by=answer_by,
        )

    def grant(self, actor: Actor, draft: str, says: str) -> Consent:
        """Give this party's own consent to what a draft would release of it: what it originated and marked with no list needs one.

        It covers this item for this recipient, purpose and holder alone, for thirty days. Two people approve the release besides.

        Args:
            actor: who consents for the originator; not who wrote on the draft.
            draft: the draft.
            says: why.

        Raises:
            Forbidden: this is for other roles, the actor wrote on the draft, or this party is no originator of it.
            Absent: the draft is not there for the actor.
            Malformed: nothing is said.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        if not says.strip():
            raise Malformed("a consent without a reason", place=Place("says"), expected="why, in words")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            engine = self._node.arrangement.engine(work, at.date())
            found, held = seen(self._node, work, actor, draft, engine)
            check_open(found)
            judge = judge_of(held, engine, self._node.party, purpose=found.purpose, channel=found.channel)
            if actor.id in found.authors:
                raise Forbidden("who wrote on a draft does not consent to it")
            if self._node.party not in judge.originators_of_label(held.label):
                raise Forbidden("this party is no originator of it: ask who is")
            made = Consent(
                new_id("consent", self._node.entropy),
                self._node.party,
                frozenset((found.recipient,)),
                at.date(),
                held.label.scheme.id,
                held.label.level,
                period=Period(at.date(), at.date() + _GRANTED),
                holders=frozenset((self._node.party,)),
                items=frozenset((held.known_as,)),
                compartments=held.label.compartments,
                purposes=frozenset() if found.purpose is None else frozenset((found.purpose,)),
            )
            work.arrangement.add_consent(KeptConsent(made, at, actor.id, draft))
            about = {
                "consent": made.id,
                "by": made.by,
                "recipients": [found.recipient],
                "evidence": draft,
                "says": says.strip()[:_MOST_SAYS],
            }
            note(work, Entry("consent.recorded", at, actor.id, about, (made.id, draft, held.id)), self._node.entropy)
        return made

    def recall(self, actor: Actor, item: str, *, duty: str, says: str, answer_by: datetime) -> Order:
        """Recall something that was released, from everybody to whom it went.

        Args:
            actor: who orders it.
            item: what, by its identifier here.
            duty: ``destroy``, ``return`` or ``quarantine``.
            says: why.
            answer_by: until when answers are expected.

        Raises:
            Forbidden: this is for other roles, or this party may not recall it: it is another's.
            Absent: it is not there for the actor.
            Malformed: the duty is none, or the time is over already.
        """
        return self._orders.recall(actor, self._own(actor, item).known_as, duty=duty, says=says, answer_by=answer_by)

    def correct(self, actor: Actor, item: str, *, replaced_by: str | None, says: str, answer_by: datetime) -> Order:
        """Tell everybody to whom something went that it is wrong, and what takes its place.

        Args:
            actor: who says so.
            item: what, by its identifier here.
            replaced_by: what takes its place, by its identifier here.
            says: what is wrong.
            answer_by: until when answers are expected.

        Raises:
            Forbidden: this is for other roles, or this party may not correct it: it is another's.
            Absent: one of them is not there for the actor.
            Malformed: the time is over already.
        """
        held = self._own(actor, item)
        other = None if replaced_by is None else self._own(actor, replaced_by).known_as
        return self._orders.correct(actor, held.known_as, replaced_by=other, says=says, answer_by=answer_by)

    def _own(self, actor: Actor, item: str) -> Held:
        authorise(actor, Action.RECALL)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            held = self._node.sight.sees(work, actor, work.items.get(item), self._node.arrangement.engine(work, at.date()))
        if held.received is not None:
            raise Forbidden("it is another party's: it is recalled by who gave it")
        return held


def _marked(held: Held) -> Marked:
    on = held.label.marked_on or held.provenances[0].marked_on or held.held_at.date()
    return Marked(system=held.label.scheme.id, text=write_kept(held.label), on=on)
