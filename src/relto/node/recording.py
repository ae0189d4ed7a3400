"""What other nodes' messages and one's own officers change in the arrangement: consents, agreements signed, suspended, ended, assessments.

Every decision from the end of the unit of work on is taken over the network as it is then.
"""

from datetime import date, datetime
from typing import Literal, cast

from attrs import evolve

from relto.agreements import Assessment, Consent, Network, with_agreement_text
from relto.node.authorising import Absent, Action, Actor, authorise
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.arrangement import KeptAssessment, KeptConsent, SignedAgreement, Turn
from relto.node.records.exchange import Pact
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, Malformed, PartyId, Period, Place
from relto.protocols.peer import Consented

AFTER_EMERGENCY = "assess-after-emergency"
"""The duty that an assessment fulfils which was owed after an emergency (:mod:`relto.node.urgent`)."""
_MOST_SAYS = 4_000


class RecordedArrangement:
    """The arrangement as messages change it; a :class:`~relto.node.exchange.ports.Recorded`.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def consented(self, work: Work, consent: Consented, party: str, message: str, at: datetime) -> None:
        """See the port; what is consented to counts from now on.

        Raises:
            Conflict: a consent of this identifier is there already.
            Malformed: its level is none of its scheme.
        """
        value = consent_of(consent)
        scheme = self._node.arrangement.network(work, at.date()).schemes.get(value.scheme)
        if scheme is None or not scheme.has(value.up_to):
            raise Malformed("a consent up to no level", place=Place("consent"), found=f"{value.scheme} {value.up_to}"[:80])
        work.arrangement.add_consent(KeptConsent(value, at, f"party:{party}", message))

    def withdrawn(self, work: Work, consent: str, party: str, at: datetime) -> bool:
        """See the port; only who gave a consent, or handed it on, withdraws it."""
        kept = work.arrangement.consent(consent)
        if kept is None or party not in (kept.consent.by, kept.by.removeprefix("party:")):
            return False
        work.arrangement.withdraw_consent(consent, at)
        return True

    def signed(self, work: Work, pact: Pact, at: datetime) -> None:
        """See the port; the text that was signed is what decides from now on.

        Raises:
            Malformed: the text is no agreement of these parties.
            Conflict: its clauses contradict each other.
        """
        base = self._node.base_network(at.date())
        name = AgreementId(pact.agreement)
        agreement = with_agreement_text(base, name, pact.text).agreements.get(name)
        if agreement is None or not {self._node.party, PartyId(pact.party)} <= agreement.members(at.date()):
            raise Malformed("no agreement of these parties", place=Place("agreement"), found=pact.agreement, expected="both adhere to it")
        work.arrangement.put_agreement(SignedAgreement(name, pact.text, pact.sha256, at))

    def turned(self, work: Work, pact: Pact, kind: str, by: str, says: str, at: datetime, takes_effect: date | None = None) -> None:
        """See the port."""
        if kind not in ("suspended", "resumed", "terminated", "notice"):
            raise Malformed("nothing that happens to an agreement", place=Place("kind"), found=kind[:40])
        known = cast("Literal['suspended', 'resumed', 'terminated', 'notice']", kind)
        turn = Turn(
            new_id("turn", self._node.entropy), AgreementId(pact.agreement), known, at.date(), at, by, says[:_MOST_SAYS], takes_effect
        )
        work.arrangement.add_turn(turn)


class Recording:
    """What officers record that came on paper, or was settled at home.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def consent(self, actor: Actor, consent: Consent, evidence: str) -> KeptConsent:
        """Record a consent that came another way than over the exchange.

        Args:
            actor: who records it.
            consent: what was consented to; its identifier is made here.
            evidence: where the original is: a file number.

        Raises:
            Forbidden: this is for other roles.
            Malformed: it names no evidence, no recipient, or a level that is none.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        at = self._node.clock.now()
        if not evidence.strip() or not consent.recipients:
            raise Malformed("a consent without its original, or for nobody", place=Place("consent"), expected="a file number, recipients")
        made = evolve(consent, id=new_id("consent", self._node.entropy))
        with self._node.store.write() as work:
            scheme = self._node.arrangement.network(work, at.date()).schemes.get(made.scheme)
            if scheme is None or not scheme.has(made.up_to):
                raise Malformed("a consent up to no level", place=Place("consent"), found=f"{made.scheme} {made.up_to}"[:80])
            kept = KeptConsent(made, at, actor.id, evidence.strip()[:80])
            work.arrangement.add_consent(kept)
            about = {"consent": made.id, "by": made.by, "recipients": sorted(made.recipients), "evidence": evidence.strip()[:80]}
            note(work, Entry("consent.recorded", at, actor.id, about, (made.id,)), self._node.entropy)
        return kept

    def withdraw_consent(self, actor: Actor, consent: str) -> None:
        """Record that a consent was withdrawn.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
        """
        authorise(actor, Action.ANSWER_CONSENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            if work.arrangement.consent(consent) is None:
                raise Absent
            work.arrangement.withdraw_consent(consent, at)
            note(work, Entry("consent.withdrawn", at, actor.id, {"consent": consent}, (consent,)), self._node.entropy)

    def assess(self, actor: Actor, assessment: Assessment, says: str) -> KeptAssessment:
        """Record an assessment that this party's own law asks for before it releases to somebody.

        Args:
            actor: who records it.
            assessment: which rule it satisfies, for whom, until when: without an end it is refused.
            says: its findings in short.

        Raises:
            Forbidden: this is for other roles.
            Malformed: it satisfies no rule of this party, has no end, or says nothing.
        """
        authorise(actor, Action.SIGN_AGREEMENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            network = self._node.arrangement.network(work, at.date())
            check_rule(network, self._node.party, assessment.rule)
            network.party(assessment.recipient)
            if assessment.period.end is None:
                raise Malformed("an assessment without an end", place=Place("until"), expected="a day")
            if not says.strip():
                raise Malformed("an assessment without findings", place=Place("says"), expected="what was found, in words")
            kept = KeptAssessment(new_id("assessment", self._node.entropy), assessment, at, actor.id, says.strip()[:_MOST_SAYS])
            for one in work.arrangement.assessments():
                if (one.assessment.rule, one.assessment.recipient) == (assessment.rule, assessment.recipient):
                    for duty in work.incidents.owed_about(one.id):
                        if duty.kind == AFTER_EMERGENCY:
                            work.incidents.fulfil(duty.id, at, actor.id)
            work.arrangement.add_assessment(kept)
            about = {"assessment": kept.id, "rule": assessment.rule, "recipient": assessment.recipient}
            note(work, Entry("assessment.recorded", at, actor.id, about, (kept.id,)), self._node.entropy)
        return kept

    def reopen(self, actor: Actor, assessment: str, why: str) -> None:
        """Open an assessment again: it satisfies nothing until another one is recorded.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
        """
        authorise(actor, Action.SIGN_AGREEMENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            if not any(one.id == assessment for one in work.arrangement.assessments()):
                raise Absent
            work.arrangement.withdraw_assessment(assessment, at)
            about = {"assessment": assessment, "why": why.strip()[:_MOST_SAYS]}
            note(work, Entry("assessment.reopened", at, actor.id, about, (assessment,)), self._node.entropy)


def check_rule(network: Network, party: PartyId, rule: str) -> None:
    """Require that a rule of a party asks for an assessment.

    Raises:
        Malformed: none of this name does.
    """
    rules = {one.id for one in network.national_rules if one.rule == "assessment" and one.party == party}
    if rule not in rules:
        expected = ", ".join(sorted(rules)) or "none is recorded"
        raise Malformed("no rule that asks for an assessment", place=Place("rule"), found=rule[:64], expected=expected)


def consent_of(consent: Consented) -> Consent:
    """A consent as it came, as the decision uses it."""
    return Consent(
        consent.id,
        consent.by,
        frozenset(map(PartyId, consent.recipients)),
        consent.given_on,
        consent.scheme,
        consent.up_to,
        written=True,  # it is signed
        period=Period(consent.from_ or consent.given_on, consent.until),
        holders=frozenset(map(PartyId, consent.holders)),
        items=frozenset(consent.items),
        compartments=frozenset(consent.compartments),
        purposes=frozenset(consent.purposes),
        conditions=tuple(consent.conditions),
    )
