"""An assessment that cannot wait: a life is in danger, and the assessment that this party's own law asks for is not made yet.

* It stands for the assessment alone, for three days and once: whatever else a release needs, it needs.
* It is owed afterwards: the assessment itself within that time, and until it is made no other emergency for the same recipient.
* Overseers are told at once, and say what they found.
"""

from datetime import timedelta

from relto.agreements import Assessment
from relto.node.authorising import Absent, Action, Actor, Forbidden, Role, authorise
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.recording import AFTER_EMERGENCY, check_rule
from relto.node.records.arrangement import KeptAssessment
from relto.node.records.incidents import Duty
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, PartyId, Period, Place

LASTS = timedelta(days=3)
"""For how long it stands, and by when the assessment is owed. No source gives a term: this one is chosen here, as the next."""
REVIEWED_WITHIN = timedelta(days=1)
"""How soon an overseer is to look at it."""
REVIEW = "review-emergency"
_MOST_SAYS = 4_000


class Urgent:
    """Assessments that cannot wait.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def assess(self, actor: Actor, rule: str, recipient: PartyId, says: str) -> KeptAssessment:
        """Record that an assessment cannot wait.

        Args:
            actor: who answers for it.
            rule: the rule of this party that asks for the assessment.
            recipient: for which party.
            says: which danger, and why it cannot wait.

        Raises:
            Forbidden: this is for other roles, or the assessment after an earlier emergency is still owed.
            Malformed: there is no such rule or party, or nothing is said.
        """
        authorise(actor, Action.SIGN_AGREEMENT)
        if not says.strip() or len(says) > _MOST_SAYS:
            raise Malformed("an emergency of which nothing is said", place=Place("says"), expected="which danger, and why it cannot wait")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            work.exclusively("emergencies")
            network = self._node.arrangement.network(work, at.date())
            check_rule(network, self._node.party, rule)
            to = network.party(recipient).id
            if any(one.assessment.rule == rule and one.assessment.recipient == to for one, _ in owed(work)):
                raise Forbidden("the assessment after an earlier emergency is still owed: make it")
            assessment = Assessment(rule, to, Period(at.date(), (at + LASTS).date()))
            kept = KeptAssessment(new_id("assessment", self._node.entropy), assessment, at, actor.id, says.strip())
            work.arrangement.add_assessment(kept)
            for kind, role, within in ((AFTER_EMERGENCY, Role.RELEASING_AUTHORITY, LASTS), (REVIEW, Role.OVERSEER, REVIEWED_WITHIN)):
                work.incidents.owe(Duty(new_id("duty", self._node.entropy), kind, kept.id, role, at + within, at))
            about = {"assessment": kept.id, "rule": rule, "recipient": to, "until": (at + LASTS).isoformat()}
            note(work, Entry("assessment.emergency", at, actor.id, about, (kept.id,)), self._node.entropy)
        return kept

    def reviewed(self, actor: Actor, assessment: str, says: str) -> None:
        """Say what was found of an emergency.

        Raises:
            Forbidden: this is for overseers.
            Absent: there is no such emergency that is still to be looked at.
            Malformed: nothing is said.
        """
        authorise(actor, Action.OVERSEE)
        if not says.strip() or len(says) > _MOST_SAYS:
            raise Malformed("nothing is said of what was found", place=Place("says"), expected=f"{_MOST_SAYS} characters at most")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            some = [one for one in work.incidents.owed_about(assessment) if one.kind == REVIEW]
            if not some:
                raise Absent
            for one in some:
                work.incidents.fulfil(one.id, at, actor.id)
            about = {"assessment": assessment, "says": says.strip()}
            note(work, Entry("assessment.reviewed", at, actor.id, about, (assessment,)), self._node.entropy)


def owed(work: Work) -> list[tuple[KeptAssessment, Duty]]:
    """The emergencies after which the assessment is still owed."""
    return [
        (one, duty) for one in work.arrangement.assessments() for duty in work.incidents.owed_about(one.id) if duty.kind == AFTER_EMERGENCY
    ]
