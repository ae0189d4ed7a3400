"""Losses, compromises and errors of procedure: reported by anybody, told to originators in time, looked into, closed with what was found.

What is said in a report is kept encrypted. A report goes to security officers and overseers; an error of procedure goes to overseers
alone, whoever reports it: so there is a way past everybody who took part in it. Who reported stands in no journal.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from attrs import evolve, frozen

from relto.node.authorising import Absent, Action, Actor, Forbidden, Role, authorise, may
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.incidents import Duty, Incident, Step
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, PartyId, Place
from relto.primitives.limits import PAGE

TOLD_WITHIN = timedelta(hours=24)
"""How soon an originator is told: agreements say *immediately* or *without delay*."""
_MOST_SAYS = 10_000
_MOST_ITEMS = 1_000

Kind = Literal["loss", "compromise", "procedure"]


@frozen
class OpenStep:
    """What was done about an incident, readable."""

    at: datetime
    by: str
    kind: str
    says: str
    party: PartyId | None


@frozen
class OpenIncident:
    """An incident as those see it who handle it.

    Args:
        incident: what is known of it.
        steps: what was done, the oldest first.
        untold: the parties that are still to be told.
    """

    incident: Incident
    steps: tuple[OpenStep, ...]
    untold: tuple[PartyId, ...]


class Incidents:
    """Incidents of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def report(self, actor: Actor, kind: Kind, says: str, items: Sequence[str] = ()) -> str:
        """Report a loss, a compromise or an error of procedure, known or suspected.

        Args:
            actor: who reports it.
            kind: what it is; an error of procedure is told to overseers alone.
            says: what happened.
            items: what it is about, by identifiers here; those that are not there for the actor are refused.

        Returns:
            The identifier of the report.

        Raises:
            Forbidden: this is for other roles.
            Absent: an item is not there for the actor.
            Malformed: nothing is said, or too much.
        """
        authorise(actor, Action.REPORT_INCIDENT)
        if kind not in ("loss", "compromise", "procedure") or len(items) > _MOST_ITEMS:
            raise Malformed("no kind of incident", place=Place("kind"), found=kind[:40], expected="loss, compromise or procedure")
        at = self._node.clock.now()
        made = new_id("incident", self._node.entropy)
        step = self._step(made, at, actor.id, "reported", says)
        with self._node.store.write() as work:
            engine = self._node.arrangement.engine(work, at.date())
            some = [self._node.sight.looks(work, actor, work.items.get(one), engine).held for one in dict.fromkeys(items)]
            told = {link.provider for held in some for one in held.provenances for link in one.chain[-1:]}
            due = at + TOLD_WITHIN if told and kind != "procedure" else None
            names = tuple(held.id for held in some)
            work.incidents.add(Incident(made, kind, names, at, actor.id, "reported", (step,), due, tuple(sorted(told))))
            role = Role.OVERSEER if kind == "procedure" else Role.SECURITY_OFFICER
            work.incidents.owe(Duty(new_id("duty", self._node.entropy), f"incident-{kind}", made, role, due or at + TOLD_WITHIN, at))
            note(
                work, Entry("incident.reported", at, "node", {"incident": made, "kind": kind, "items": names}, (made,)), self._node.entropy
            )
        return made

    def page(self, actor: Actor, *, after: str | None = None, most: int = 50) -> tuple[OpenIncident, ...]:
        """Incidents that the actor handles or oversees, the latest first.

        Raises:
            Forbidden: this is for other roles.
            Absent: what ``after`` names is not there for the actor.
        """
        kinds = _kinds(actor)
        with self._node.store.read() as work:
            if after is not None:
                self._seen(work.incidents.get(after), kinds)
            some = work.incidents.page(kinds, after, max(1, min(most, PAGE)))
        return tuple(self._opened(one) for one in some)

    def get(self, actor: Actor, incident: str) -> OpenIncident:
        """An incident.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        with self._node.store.read() as work:
            return self._opened(self._seen(work.incidents.get(incident), _kinds(actor)))

    def notified(self, actor: Actor, incident: str, party: PartyId, says: str) -> OpenIncident:
        """Record that a party was told.

        Raises:
            Forbidden: this is for other roles, or it is closed.
            Absent: it is not there for the actor.
            Malformed: nothing is said.
        """
        return self._go_on(actor, incident, "notified", says, party)

    def investigated(self, actor: Actor, incident: str, says: str) -> OpenIncident:
        """Record what was found.

        Raises:
            Forbidden: this is for other roles, or it is closed.
            Absent: it is not there for the actor.
            Malformed: nothing is said.
        """
        return self._go_on(actor, incident, "investigated", says, None)

    def close(self, actor: Actor, incident: str, says: str) -> OpenIncident:
        """Close an incident with what was found and done. Every party that must be told was.

        Raises:
            Forbidden: this is for other roles, it is closed, or somebody is still to be told.
            Absent: it is not there for the actor.
            Malformed: nothing is said.
        """
        return self._go_on(actor, incident, "closed", says, None)

    def _go_on(
        self, actor: Actor, incident: str, kind: Literal["notified", "investigated", "closed"], says: str, party: PartyId | None
    ) -> OpenIncident:
        kinds = _kinds(actor)
        at = self._node.clock.now()
        step = self._step(incident, at, actor.id, kind, says, party)
        with self._node.store.write() as work:
            found = self._seen(work.incidents.lock(incident), kinds)
            if found.state == "closed":
                raise Forbidden("it is closed")
            if kind == "closed" and (left := _untold(found)):
                raise Forbidden(f"still to be told: {', '.join(left)}")
            after = evolve(found, steps=(*found.steps, step), state="closed" if kind == "closed" else "under-investigation")
            work.incidents.replace(after)
            self._fulfil(work, after, actor, at)
            about = {"incident": incident} | ({"party": party} if party else {})
            note(work, Entry(f"incident.{kind}", at, actor.id, about, (incident,)), self._node.entropy)
        return self._opened(after)

    def _fulfil(self, work: Work, incident: Incident, actor: Actor, at: datetime) -> None:
        if incident.state == "closed" or (incident.told and not _untold(incident)):
            for duty in work.incidents.owed_about(incident.id):
                work.incidents.fulfil(duty.id, at, actor.id)

    def _seen(self, incident: Incident | None, kinds: Sequence[str]) -> Incident:
        if incident is None or incident.kind not in kinds:
            raise Absent
        return incident

    def _step(
        self,
        incident: str,
        at: datetime,
        by: str,
        kind: Literal["reported", "notified", "investigated", "closed"],
        says: str,
        party: PartyId | None = None,
    ) -> Step:
        if not says.strip() or len(says) > _MOST_SAYS:
            raise Malformed("nothing is said of what happened", place=Place("says"), expected=f"{_MOST_SAYS} characters at most")
        return Step(at, by, kind, self._node.vault.close_own(says.strip(), incident[:80]), party)

    def _opened(self, incident: Incident) -> OpenIncident:
        vault = self._node.vault
        steps = tuple(OpenStep(one.at, one.by, one.kind, vault.open_own(one.says, incident.id), one.party) for one in incident.steps)
        return OpenIncident(incident, steps, _untold(incident))


def _untold(incident: Incident) -> tuple[PartyId, ...]:
    told = {one.party for one in incident.steps if one.kind == "notified"}
    return tuple(one for one in incident.told if one not in told)


def _kinds(actor: Actor) -> tuple[Kind, ...]:
    if may(actor, Action.OVERSEE):
        return ("loss", "compromise", "procedure")
    authorise(actor, Action.HANDLE_INCIDENT)
    return ("loss", "compromise")
