"""Consent asked of other nodes, answered by people or by an originator's standing rule, passed on along the chain, withdrawn.

* An answer counts when it comes from the party that was asked, and consents to no more than was asked.
* Who is asked and is not the originator passes the request on to its own provider or the originator, and the answer back; it answers for
  nobody else.
* A rule answers alone, by its identifier, only for information that this party alone originated and that has no controls, exclusions or
  compartments: whatever is marked so is for people to decide. Where a rule refuses, no other rule consents.
* A consent that was withdrawn covers nothing from that moment; what was released under it stays released, and can be recalled.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from attrs import evolve

from relto.markings import parse
from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.exchange.ports import Came, Recorded
from relto.node.exchange.sending import Outbox
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.settling import Asked, ConsentRule, RequestState
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place
from relto.protocols.peer import (
    ConsentAnswer,
    Consented,
    ConsentRequest,
    ConsentWithdrawal,
    Fault,
    Marked,
    refuse,
)


class Consents:
    """Consents of a node: asked, given, withdrawn.

    Args:
        node: the node.
        outbox: what goes out.
        recorded: where the arrangement is kept.
    """

    def __init__(self, node: Surroundings, outbox: Outbox, recorded: Recorded) -> None:
        self._node, self._outbox, self._recorded = node, outbox, recorded

    def ask(
        self,
        actor: Actor,
        of: str,
        *,
        item: str,
        received_as: str | None,
        marked: Marked,
        originators: Sequence[str],
        recipients: Sequence[str],
        purpose: str | None,
        says: str,
        answer_by: datetime | None,
    ) -> Asked:
        """Ask a counterpart whether an item may go on.

        Args:
            actor: who asks. That they may see the item is for the caller to see to, in the same breath.
            of: whom: the originator, or who provided it.
            item: the item, by the identifier that travels.
            received_as: the message it came in.
            marked: its label.
            originators: its originators.
            recipients: to whom it would go.
            purpose: for which.
            says: why.
            answer_by: until when an answer is of use.

        Raises:
            Forbidden: this is for others, or nothing may go to that counterpart.
            Malformed: there is no such counterpart.
        """
        authorise(actor, Action.ASK_CONSENT)
        at = self._node.clock.now()
        request = ConsentRequest(
            request=new_id("request", self._node.entropy),
            item=item,
            received_as=received_as,
            marked=marked,
            originators=sorted(originators),
            recipients=sorted(recipients),
            purpose=purpose,
            says=says,
            answer_by=answer_by,
            relayed=[],
        )
        with self._node.store.write() as work:
            sent = self._outbox.enqueue(work, at, of, request, about=request.request)
            made = Asked(request, self._node.party, of, sent.id, at, actor.id)
            work.settling.ask(made)
            self._note(work, "consent.asked", request, actor.id, at, {"of": of})
        return made

    def answer(self, actor: Actor, request: str, consent: Consented | None, says: str) -> Asked:
        """Answer a request that came here: with what is consented to, or with a refusal.

        Args:
            actor: who.
            request: the request.
            consent: what is consented to (:meth:`terms` makes the narrowest); ``None`` to refuse.
            says: why.

        Raises:
            Forbidden: this is for releasing authorities; it was answered before; or this party cannot answer it: pass it on.
            Absent: no such request came here.
            Malformed: the consent is of another authority, or to more than was asked.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            asked = self._open(work, actor, request, at)
            if self._node.party not in asked.request.originators and consent is not None:
                raise Forbidden("this party is no originator of it: pass the request on, or refuse")
            if consent is not None and consent.by != self._node.party:
                raise Malformed("a consent of another authority", place=Place("by"), found=consent.by, expected=self._node.party)
            return self._answer(work, asked, consent, None, says, actor.id, at)

    def terms(self, asked: Asked, on: date, until: date | None, conditions: Sequence[str] = ()) -> Consented:
        """The narrowest consent that a request asks for: this item, to these recipients, by this holder, for this purpose."""
        label = parse(asked.request.marked.text, system=asked.request.marked.system).label
        return Consented(
            id=new_id("consent", self._node.entropy),
            by=self._node.party,
            recipients=asked.request.recipients,
            given_on=on,
            holders=[asked.request.relayed[0] if asked.request.relayed else asked.asked_by],
            items=[asked.request.item],
            scheme=label.scheme.id,
            up_to=label.level,
            from_=None,
            until=until,
            compartments=sorted(label.compartments),
            purposes=[] if asked.request.purpose is None else [asked.request.purpose],
            conditions=list(conditions),
        )

    def pass_on(self, actor: Actor, request: str, of: str) -> Asked:
        """Pass a request on to the originator or this party's own provider; the answer goes back by itself.

        Raises:
            Forbidden: this is for others; it was answered or passed on before, or would go in a circle.
            Absent: no such request came here.
        """
        authorise(actor, Action.ASK_CONSENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            asked = self._open(work, actor, request, at)
            before = asked.request
            if of in (asked.asked_by, self._node.party, *before.relayed):
                raise Forbidden("it would come back to who asked")
            made = ConsentRequest(
                request=before.request,
                item=before.item,
                received_as=None,
                marked=before.marked,
                originators=before.originators,
                recipients=before.recipients,
                purpose=before.purpose,
                says=before.says,
                answer_by=before.answer_by,
                relayed=[*before.relayed, asked.asked_by],
            )
            self._outbox.enqueue(work, at, of, made, about=before.request)
            kept = evolve(asked, asked_of=of)
            work.settling.put_asked(kept)
            self._note(work, "consent.passed-on", before, actor.id, at, {"of": of})
        return kept

    def withdraw(self, actor: Actor, consent: str, from_: date, says: str) -> None:
        """Withdraw a consent of this party's, and tell everybody to whom it was given.

        Raises:
            Forbidden: this is for releasing authorities.
            Absent: this party gave no such consent.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            given = work.settling.given_to(consent)
            if not given:
                raise Absent
            for party in given:
                said = ConsentWithdrawal(consent=consent, from_=from_, says=says)
                self._outbox.enqueue(work, at, party, said, about=consent, precedence="immediate")
            self._recorded.withdrawn(work, consent, self._node.party, at)
            about = {"consent": consent, "told": list(given)}
            note(work, Entry("consent.withdrawn", at, actor.id, about, (consent,)), self._node.entropy)

    def make_rule(self, actor: Actor, rule: ConsentRule) -> ConsentRule:
        """Let a class of requests be answered without asking a person.

        Raises:
            Forbidden: this is for releasing authorities.
            Malformed: its level or its days are none.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        at = self._node.clock.now()
        scheme = self._node.base_network(at.date()).schemes.get(rule.scheme)
        if scheme is None or rule.up_to not in scheme.levels:
            raise Malformed("no level of a scheme", place=Place("up_to"), found=f"{rule.scheme} {rule.up_to}")
        if not rule.recipients:
            raise Malformed("a rule of consent for nobody", place=Place("recipients"), expected="codes of parties")
        if rule.days < 1:
            raise Malformed("a consent for no day", place=Place("days"), found=str(rule.days), expected="a day at least")
        made = evolve(rule, id=new_id("rule", self._node.entropy), made=at, by=actor.id, withdrawn=None)
        with self._node.store.write() as work:
            work.settling.put_rule(made)
            note(work, Entry("consent.rule-made", at, actor.id, {"rule": made.id, "answer": made.answer}, (made.id,)), self._node.entropy)
        return made

    def withdraw_rule(self, actor: Actor, rule: str) -> ConsentRule:
        """Let a rule answer nothing any more.

        Raises:
            Forbidden: this is for releasing authorities.
            Absent: there is no such rule.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            known = next((one for one in work.settling.rules() if one.id == rule), None)
            if known is None:
                raise Absent
            made = evolve(known, withdrawn=known.withdrawn or at)
            work.settling.put_rule(made)
            note(work, Entry("consent.rule-withdrawn", at, actor.id, {"rule": rule}, (rule,)), self._node.entropy)
        return made

    def came(self, work: Work, came: Came) -> str:
        """The effect of a message ``consent-request``: it waits for a person, or a rule answers it.

        Raises:
            BrokenSeal: its label cannot be read (``label``), it went in a circle, or another request has its identifier (``unknown``).
        """
        assert isinstance(came.message, ConsentRequest)
        request, party = came.message, came.header.sender
        if self._node.party in request.relayed or party in request.relayed or work.settling.asked(request.request) is not None:
            raise refuse(Fault.UNKNOWN, "a request that was here before", path="request", found=request.request)
        try:
            label = parse(request.marked.text, system=request.marked.system).label
        except Malformed as error:
            raise refuse(Fault.LABEL, "a label that cannot be read", path="marked", expected="a marking of its system") from error
        asked = Asked(request, party, self._node.party, came.header.id, came.at, f"party:{party}")
        work.settling.ask(asked)
        self._note(work, "consent.came", request, f"party:{party}", came.at, {})
        rule = self._rule_for(work, asked, came.at)
        if rule is not None:
            until = came.at.date() + timedelta(days=rule.days)
            given = self.terms(asked, came.at.date(), until, rule.conditions) if rule.answer == "given" else None
            assert given is None or given.scheme == label.scheme.id
            self._answer(work, asked, given, rule.id, rule.says, "node", came.at)
        return request.request

    def answered(self, work: Work, came: Came) -> str:
        """The effect of a message ``consent-answer``.

        Raises:
            BrokenSeal: it answers nothing that was asked of its sender (``unknown``), or consents to more than was asked (``message``).
        """
        assert isinstance(came.message, ConsentAnswer)
        answer, party = came.message, came.header.sender
        asked = work.settling.asked(answer.request)
        if asked is None or asked.asked_of != party:
            raise refuse(Fault.UNKNOWN, "an answer to nothing that was asked", path="request", found=answer.request)
        if asked.answer is not None:
            raise refuse(Fault.UNKNOWN, "an answer to what was answered before", path="request", found=answer.request)
        if answer.consent is not None:
            self._check(work, asked, answer.consent, party)
        kept = evolve(asked, state=answer.outcome, answer=answer, answered=came.at)
        work.settling.put_asked(kept)
        self._note(work, f"consent.{answer.outcome}", asked.request, f"party:{party}", came.at, {})
        if asked.asked_by != self._node.party:  # passed on: the answer goes back as it came
            self._outbox.enqueue(work, came.at, asked.asked_by, answer, about=answer.request, in_reply_to=asked.message)
            if answer.consent is not None:
                work.settling.given(answer.consent.id, to=asked.asked_by, on=came.at.date())
        elif answer.consent is not None:
            self._recorded.consented(work, answer.consent, party, came.header.id, came.at)
        return answer.request

    def withdrawn(self, work: Work, came: Came) -> str:
        """The effect of a message ``consent-withdrawal``; it is passed on to those to whom the consent was passed on.

        Raises:
            BrokenSeal: the consent is not known (``unavailable``): a withdrawal can be faster than what it withdraws.
        """
        assert isinstance(came.message, ConsentWithdrawal)
        consent, party = came.message.consent, came.header.sender
        passed = work.settling.given_to(consent)
        if not self._recorded.withdrawn(work, consent, party, came.at) and not passed:
            raise refuse(Fault.UNAVAILABLE, "the consent that it withdraws has not come yet", path="consent", found=consent)
        for other in passed:
            self._outbox.enqueue(work, came.at, other, came.message, about=consent, precedence="immediate")
        note(work, Entry("consent.withdrawn", came.at, f"party:{party}", {"consent": consent}, (consent,)), self._node.entropy)
        return consent

    def overdue(self, at: datetime) -> int:
        """Note requests that nobody answered in time; how many there were."""
        with self._node.store.write() as work:
            some = work.settling.overdue_requests(at)
            for one in some:
                state: RequestState = "silent" if one.asked_by == self._node.party else "expired"
                work.settling.put_asked(evolve(one, state=state))
                self._note(work, f"consent.{state}", one.request, "node", at, {"of": one.asked_of})
        return len(some)

    def _open(self, work: Work, actor: Actor, request: str, at: datetime) -> Asked:
        asked = work.settling.asked(request)
        if asked is None or asked.asked_by == self._node.party:
            raise Absent
        if not self._node.sight.knows_of(work, actor, asked.request.item, self._node.arrangement.engine(work, at.date())):
            raise Absent
        if asked.state != "open" or asked.asked_of != self._node.party:
            raise Forbidden("it was answered or passed on before")
        return asked

    def _answer(self, work: Work, asked: Asked, consent: Consented | None, rule: str | None, says: str, by: str, at: datetime) -> Asked:
        if consent is not None:
            _check_within(asked.request, consent)
        answer = ConsentAnswer(
            request=asked.request.request,
            outcome="refused" if consent is None else "given",
            consent=consent,
            rule=rule,
            says=says,
            at=at,
        )
        self._outbox.enqueue(work, at, asked.asked_by, answer, about=asked.request.request, in_reply_to=asked.message)
        kept = evolve(asked, state=answer.outcome, answer=answer, answered=at)
        work.settling.put_asked(kept)
        if consent is not None:
            work.settling.given(consent.id, to=asked.asked_by, on=at.date())
        more = {"rule": rule} if rule is not None else {}
        self._note(work, f"consent.{answer.outcome}", asked.request, by, at, more)
        return kept

    def _check(self, work: Work, asked: Asked, consent: Consented, party: str) -> None:
        """A consent that came is of who was asked, or of an originator that cannot be asked from here, and to no more than was asked.

        Raises:
            BrokenSeal: it is not.
        """
        if consent.by != party and (consent.by not in asked.request.originators or work.exchange.counterpart(consent.by) is not None):
            raise refuse(Fault.MESSAGE, "a consent of another than was asked", path="consent.by", found=consent.by, expected=party)
        try:
            _check_within(asked.request, consent)
        except Malformed as error:
            raise refuse(Fault.MESSAGE, error.message, path=error.place.path, found=error.found, expected=error.expected) from error

    def _rule_for(self, work: Work, asked: Asked, at: datetime) -> ConsentRule | None:
        request = asked.request
        label = parse(request.marked.text, system=request.marked.system).label
        said = label.controls or label.exclusions or label.compartments or label.releasable_to is not None
        if said or set(request.originators) != {self._node.party} or not label.named_or_owner <= {self._node.party}:
            return None
        holder = request.relayed[0] if request.relayed else asked.asked_by
        fitting = [
            one
            for one in work.settling.rules()
            if one.withdrawn is None
            and one.scheme == label.scheme.id
            and label.scheme.protects(one.up_to, label.level)
            and set(request.recipients) <= one.recipients
            and (not one.holders or holder in one.holders)
            and (not one.purposes or request.purpose in one.purposes)
            and (request.answer_by is None or request.answer_by > at)
        ]
        return next((one for one in fitting if one.answer == "refused"), next(iter(fitting), None))

    def _note(self, work: Work, kind: str, request: ConsentRequest, actor: str, at: datetime, more: dict[str, str]) -> None:
        about = {"request": request.request, "item": request.item, "recipients": list(request.recipients)} | more
        note(work, Entry(kind, at, actor, about, (request.request, request.item)), self._node.entropy)


def _check_within(request: ConsentRequest, consent: Consented) -> None:
    """A consent covers what was asked and nothing else that was not.

    Raises:
        Malformed: it goes further.
    """
    if not set(consent.recipients) <= set(request.recipients):
        found = ", ".join(sorted(set(consent.recipients) - set(request.recipients)))
        raise Malformed("a consent to more recipients than were asked for", place=Place("consent", path="recipients"), found=found)
    if consent.items != [request.item]:
        raise Malformed("a consent to another item than was asked for", place=Place("consent", path="items"), expected=request.item)
    if request.purpose is None and consent.purposes:
        return
    if consent.purposes and consent.purposes != [request.purpose]:
        raise Malformed(
            "a consent to another purpose than was asked for", place=Place("consent", path="purposes"), expected=request.purpose
        )
