"""Copies, retention, legal hold and destruction.

* What must not be destroyed is not: a legal hold and a term of retention stand against everything but an originator's order, and a legal
  hold against that too.
* Destroying erases the key under which the content is kept; a certificate stays, with the digest of what was erased.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Literal

from attrs import evolve, frozen

from relto.agreements import Clause, Duty
from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.expecting import Expects, as_it_is
from relto.node.holdings.viewing import Shown, shown
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.holdings import Certificate, Copy, Held
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, Malformed, PartyId, Place, Unavailable
from relto.primitives.limits import PAGE
from relto.release import Engine, as_kept

REGISTERING = frozenset({"inventory-control", "registration"})
"""Topics of clauses that ask for a register."""

Ground = Literal["retention", "recall", "emergency", "order"]


def needs_register(held: Held, engine: Engine, holder: PartyId) -> bool:
    """Whether an agreement under which something came asks for a register of it, at its level here.

    Args:
        held: what.
        engine: the network of the day.
        holder: whose node.
    """
    if held.label.is_public:
        return False
    home = engine.network.home_scheme(holder)
    for provenance in held.provenances:
        level = as_kept(engine.network, provenance.item(held.label, held.kinds), holder=holder, at=engine.at).level
        named = {link.instrument for link in provenance.chain} | {provenance.under}
        for clause in (clause for one in named if one is not None for clause in _registering(engine, one)):
            threshold = clause.effect.from_level.get(holder) if isinstance(clause.effect, Duty) else None
            if threshold is None or level is None or home is None or home.protects(level, threshold):
                return True
    return False


def _registering(engine: Engine, agreement: AgreementId) -> list[Clause]:
    known = engine.network.agreements.get(agreement)
    return [] if known is None else [one for one in known.clauses if one.topic in REGISTERING]


def register(node: Surroundings, work: Work, held: Held, holder: str, by: str, at: datetime) -> Copy:
    """Enter one more copy in the register, in the unit of work in which it is made."""
    number = max((one.number for one in work.copies.of(held.id)), default=0) + 1
    copy = Copy(new_id("copy", node.entropy), held.id, number, holder, at, by)
    work.copies.add(copy)
    about = {"item": held.id, "copy": copy.id, "number": str(number), "holder": holder}
    note(work, Entry("copy.made", at, by, about, (held.id, copy.id)), node.entropy)
    return copy


@frozen
class Standing:
    """How something is kept, and how it ended.

    Args:
        held: what is known of it, without its number and its shelf.
        title: its title; empty where it was destroyed.
        certificates: the certificates of destruction, of its copies too.
    """

    held: Held
    title: str
    certificates: Sequence[Certificate]


class Keeping:
    """How long things are kept, in how many copies, and how they end.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def copy(self, actor: Actor, item: str, holder: str) -> Copy:
        """Record that somebody is given a numbered copy.

        Args:
            actor: who records it.
            item: of what.
            holder: who has it: an office, a safe.

        Raises:
            Forbidden: this is for other roles.
            Absent: the item is not there for the actor.
            Malformed: the holder is none.
        """
        authorise(actor, Action.KEEP_COPIES)
        if not holder.strip() or len(holder) > 200:  # noqa: PLR2004 -- as long as a title
            raise Malformed("no holder of a copy", place=Place("holder"), expected="an office or a safe, 200 characters at most")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            held = self._seen(work, actor, item, at)
            return register(self._node, work, held, holder.strip(), actor.id, at)

    def copies(self, actor: Actor, item: str) -> Sequence[Copy]:
        """The register of an item's copies.

        Raises:
            Forbidden: this is for other roles.
            Absent: the item is not there for the actor.
        """
        authorise(actor, Action.KEEP_COPIES)
        with self._node.store.read() as work:
            self._seen(work, actor, item, self._node.clock.now())
            return work.copies.of(item)

    def returned(self, actor: Actor, item: str, copy: str, *, destroyed: str | None = None, witness: str | None = None) -> Copy:
        """Record that a copy came back, or was destroyed.

        Args:
            actor: who records it.
            item: of what.
            copy: which.
            destroyed: how it was destroyed; ``None``: it came back.
            witness: who saw it destroyed.

        Raises:
            Forbidden: this is for other roles, or it was recorded before.
            Absent: the item or the copy is not there for the actor.
        """
        authorise(actor, Action.KEEP_COPIES)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            held = self._seen(work, actor, item, at)
            found = next((one for one in work.copies.of(item) if one.id == copy), None)
            if found is None:
                raise Absent
            if found.returned is not None:
                raise Forbidden("this copy was returned before")
            certificate = None
            if destroyed is not None:
                made = Certificate(
                    new_id("certificate", self._node.entropy), item, held.known_as, found.id, at, actor.id, witness, destroyed, "copy"
                )
                work.copies.certify(made)
                certificate = made.id
            after = evolve(found, returned=at, certificate=certificate)
            work.copies.replace(after)
            about = {"item": item, "copy": copy, "certificate": certificate or "none"}
            note(work, Entry("copy.returned", at, actor.id, about, (item, copy)), self._node.entropy)
        return after

    def keep(self, actor: Actor, item: str, *, until: date | None, destroy_by: date | None, expects: Expects[Shown] = as_it_is) -> Shown:
        """Say how long something is kept.

        Args:
            actor: who says so.
            item: what.
            until: the first day on which it may be destroyed; ``None``: at any time.
            destroy_by: the day by which it must be destroyed; ``None``: no such day.
            expects: refuses what is another than what was looked at.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
            Malformed: it would have to be destroyed before it may be.
            Changed: it is another than ``expects`` takes.
        """
        authorise(actor, Action.DESTROY)
        if until is not None and destroy_by is not None and destroy_by < until:
            raise Malformed("it would have to be destroyed before it may be", place=Place("destroy_by"), found=str(destroy_by))
        about = {"until": str(until or "none"), "destroy-by": str(destroy_by or "none")}
        return self._changed(actor, item, "item.kept", about, lambda held: evolve(held, retain_until=until, destroy_by=destroy_by), expects)

    def hold(self, actor: Actor, item: str, why: str) -> Shown:
        """Keep something from being destroyed: for a court, an inquiry, the overseer.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
            Malformed: nothing is said why.
        """
        authorise(actor, Action.DESTROY)
        if not why.strip():
            raise Malformed("a legal hold without a reason", place=Place("why"), expected="for whom, under which reference")
        return self._changed(actor, item, "item.legal-hold", {}, lambda held: evolve(held, legal_hold=why.strip()[:1_000]))

    def lift(self, actor: Actor, item: str) -> Shown:
        """Lift a legal hold.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        authorise(actor, Action.DESTROY)
        return self._changed(actor, item, "item.legal-hold-lifted", {}, lambda held: evolve(held, legal_hold=None))

    def due(self, actor: Actor, by: date, *, after: tuple[date, str] | None = None, most: int = 100) -> tuple[Shown, ...]:
        """What must be destroyed by a day, of what the actor may see: the longest due first, of one day in order of identifier.

        Args:
            actor: who looks.
            by: the day.
            after: only what comes behind this day and identifier in that order.
            most: this many at most.

        Raises:
            Forbidden: this is for other roles.
        """
        authorise(actor, Action.DESTROY)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            mine = set(self._node.sight.shelves(work, actor, engine))
            some = list(islice(due(work, mine, by, after), max(1, min(most, PAGE))))
        return tuple(shown(self._node, one) for one in some)

    def destroy(self, actor: Actor, item: str, how: str, *, why: Ground = "retention", witness: str | None = None) -> Certificate:
        """Destroy something held, for ever.

        Args:
            actor: who destroys it.
            item: what.
            how: how; with the node's own copy the key is erased in any case.
            why: on which ground; an order of recall goes before a term of retention.
            witness: who saw it.

        Raises:
            Forbidden: this is for other roles, or it must be kept.
            Absent: it is not there for the actor.
            Malformed: nothing is said how.
        """
        authorise(actor, Action.DESTROY)
        if not how.strip():
            raise Malformed("nothing is said how it was destroyed", place=Place("how"), expected="how, in words")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            held = self._seen(work, actor, item, at, gone=True)
            if why in ("retention", "order") and held.retain_until is not None and at.date() < held.retain_until:
                raise Forbidden(f"it is to be kept until {held.retain_until}")
            certificate = destroyed(self._node, work, held, at, actor.id, how.strip(), why, witness)
        erase(self._node, held)
        return certificate

    def certificates(self, actor: Actor, item: str) -> Sequence[Certificate]:
        """The certificates of destruction of an item that the actor might see if it were still there.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such item for the actor.
        """
        authorise(actor, Action.DESTROY)
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, self._node.clock.now().date())
            self._node.sight.sees(work, actor, work.items.get(item), engine, gone=True)
            return work.copies.certificates(item)

    def standing(self, actor: Actor, item: str) -> Standing:
        """How something is kept: also of what is quarantined or destroyed, which the actor might see if it were still there.

        Raises:
            Forbidden: this is for other roles.
            Absent: there is no such item for the actor.
        """
        authorise(actor, Action.DESTROY)
        with self._node.store.read() as work:
            held = self._seen(work, actor, item, self._node.clock.now(), gone=True)
            certificates = work.copies.certificates(item)
        one = shown(self._node, held)
        return Standing(one.held, one.title, certificates)

    def _changed(
        self, actor: Actor, item: str, kind: str, about: dict[str, str], change: Callable[[Held], Held], expects: Expects[Shown] = as_it_is
    ) -> Shown:
        at = self._node.clock.now()
        with self._node.store.write() as work:
            self._seen(work, actor, item, at, gone=True)
            held = work.items.lock(item)
            if held is None or held.destroyed is not None:
                raise Absent
            expects(shown(self._node, held))
            after = work.items.replace(change(held))
            note(work, Entry(kind, at, actor.id, {"item": item, **about}, (item,)), self._node.entropy)
        return shown(self._node, after)

    def _seen(self, work: Work, actor: Actor, item: str, at: datetime, *, gone: bool = False) -> Held:
        engine = self._node.arrangement.engine(work, at.date())
        return self._node.sight.sees(work, actor, work.items.get(item), engine, gone=gone)


def due(work: Work, shelves: Collection[int], by: date, after: tuple[date, str] | None = None) -> Iterator[Held]:
    """What stands on some shelves and must be destroyed by a day, the longest due first; behind a day and an identifier."""
    while some := work.items.due(by, PAGE, after):
        yield from (one for one in some if one.shelf in shelves)
        last = some[-1]
        assert last.destroy_by is not None
        after = last.destroy_by, last.id


def destroyed(
    node: Surroundings, work: Work, held: Held, at: datetime, by: str, how: str, why: Ground, witness: str | None = None
) -> Certificate:
    """Destroy something in a unit of work; :func:`erase` is to follow when it is done.

    Raises:
        Forbidden: it must be kept, or was destroyed before.
    """
    if held.legal_hold is not None:
        raise Forbidden("it is under legal hold")
    if held.vaulted is None:
        raise Forbidden("it was destroyed before")
    made = Certificate(new_id("certificate", node.entropy), held.id, held.known_as, held.vaulted.object, at, by, witness, how, why)
    work.copies.certify(made)
    work.items.replace(evolve(held, vaulted=None, destroyed=at))
    work.contents.delete(held.vaulted.object)
    about = {"item": held.id, "certificate": made.id, "object": made.object, "ground": why}
    note(work, Entry("item.destroyed", at, by, about, (held.id, held.known_as)), node.entropy)
    return made


def erase(node: Surroundings, held: Held) -> bool:
    """Take the ciphertext away; its key is gone already. ``False`` where it cannot be done now, and the sweep will do it."""
    if held.vaulted is None:
        return True
    try:
        node.objects.delete(held.vaulted.object)
    except Unavailable:
        return False
    return True
