"""Assurances: what recipients promised, until when it counts, what was released on it, and what becomes of that when it was broken."""

from datetime import datetime

from attrs import evolve, frozen

from relto.node.authorising import Absent, Action, Actor, authorise, may
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.records.incidents import Assurance
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, PartyId, Place

_MOST_SAYS = 4_000


@frozen
class Broken:
    """An assurance that was broken, and what had been released on it.

    Args:
        assurance: the assurance.
        messages: the messages in which something was released on it: each is to be looked at again.
    """

    assurance: Assurance
    messages: tuple[str, ...]


class Assurances:
    """The register of assurances.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def record(self, actor: Actor, party: PartyId, says: str, until: datetime) -> Assurance:
        """Record what a party promised.

        Args:
            actor: who records it.
            party: who promised it.
            says: what, in its words.
            until: from when on it must be confirmed again.

        Raises:
            Forbidden: this is for other roles.
            Malformed: nothing is promised, it has run out already, or there is no such party.
        """
        authorise(actor, Action.AGREE)
        at = self._node.clock.now()
        if not says.strip() or len(says) > _MOST_SAYS:
            raise Malformed("nothing is promised, or too much", place=Place("says"), expected=f"{_MOST_SAYS} characters at most")
        if until <= at:
            raise Malformed("an assurance that has run out", place=Place("until"), found=until.isoformat(), expected="a day to come")
        with self._node.store.write() as work:
            giver = self._node.arrangement.network(work, at.date()).party(party).id
            made = Assurance(new_id("assurance", self._node.entropy), giver, says.strip(), at, until, actor.id)
            work.incidents.assure(made)
            about = {"assurance": made.id, "party": giver, "until": until.isoformat()}
            note(work, Entry("assurance.recorded", at, actor.id, about, (made.id,)), self._node.entropy)
        return made

    def confirm(self, actor: Actor, assurance: str, until: datetime) -> Assurance:
        """Record that a party confirmed what it promised.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
            Malformed: it would have run out already.
        """
        authorise(actor, Action.AGREE)
        at = self._node.clock.now()
        if until <= at:
            raise Malformed("an assurance that has run out", place=Place("until"), found=until.isoformat())
        with self._node.store.write() as work:
            found = work.incidents.assurance(assurance)
            if found is None or found.breached is not None:
                raise Absent
            after = evolve(found, until=until)
            work.incidents.replace_assurance(after)
            about = {"assurance": assurance, "until": until.isoformat()}
            note(work, Entry("assurance.confirmed", at, actor.id, about, (assurance,)), self._node.entropy)
        return after

    def broken(self, actor: Actor, assurance: str, says: str) -> Broken:
        """Record that a promise was broken: nothing more is released on it, and what was is named.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is none.
        """
        authorise(actor, Action.AGREE)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            found = work.incidents.assurance(assurance)
            if found is None:
                raise Absent
            after = evolve(found, breached=found.breached or at)
            work.incidents.replace_assurance(after)
            messages = tuple(one.message for one in work.drafts.relying(assurance))
            about = {"assurance": assurance, "says": says.strip()[:_MOST_SAYS], "messages": messages[:500]}
            note(work, Entry("assurance.broken", at, actor.id, about, (assurance,)), self._node.entropy)
        return Broken(after, messages)

    def list(
        self, actor: Actor, party: PartyId | None = None, *, after: str | None = None, most: int | None = None
    ) -> tuple[Assurance, ...]:
        """The assurances of a party, or of all, in order of identifier.

        Args:
            actor: who looks.
            party: whose; ``None``: of all.
            after: only what comes behind this one.
            most: this many at most; ``None``: all.

        Raises:
            Forbidden: this is for other roles.
        """
        if not any(may(actor, action) for action in (Action.DRAFT, Action.APPROVE, Action.OVERSEE)):
            authorise(actor, Action.AGREE)
        with self._node.store.read() as work:
            return tuple(work.incidents.assurances(party, after=after, most=most))
