"""Drafts: what would be released to whom, on what grounds, and what still stands in the way.

A draft that was submitted for approval can still be changed; it is then another manifest, and every approval is void.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.ciphertexts import PutAway, put_away
from relto.node.expecting import Expects, as_it_is
from relto.node.holdings.entering import content_of
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.placing import named_by, place_of
from relto.node.records.holdings import Held
from relto.node.records.releasing import Disclosure, Draft, DraftState
from relto.node.releasing.drafts import (
    OPEN,
    Missing,
    changed,
    check_assurances,
    check_open,
    check_sealable,
    fixed_content,
    looking,
    missing_of,
    refusal_of,
    replace,
    seen,
    small_of,
    worst_of,
)
from relto.node.releasing.manifests import manifest_of
from relto.node.releasing.preparing import Cut, Row, cut, judge_of, rows_of
from relto.node.releasing.remembering import Remembered
from relto.node.surroundings import Surroundings
from relto.primitives import Conflict, Malformed, PartyId, Place, is_slug
from relto.primitives.limits import PAGE
from relto.protocols.peer.messages import content_of as content_for
from relto.protocols.peer.messages import manifest_sha256
from relto.protocols.peer.writing import write
from relto.release import Decision, Engine, Judge, Outcome

_MOST_TEXT = 2_000
_MOST_ASKED = 100
_LIST = "drafts"


@frozen
class Preview:
    """What would go, and what stands in its way.

    Args:
        draft: the draft.
        ready: what of the item would go.
        missing: the consents that are missing for the parts that stay.
        lacks: what the disclosure record lacks.
    """

    draft: Draft
    ready: Cut
    missing: tuple[Missing, ...]
    lacks: tuple[str, ...]


class Drafting:
    """The drafts of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node, self._checks = node, Remembered()

    def matrix(
        self,
        actor: Actor,
        item: str,
        recipients: Sequence[PartyId] | None = None,
        *,
        purpose: str | None = None,
        channel: str | None = None,
    ) -> tuple[Row, ...]:
        """Every part of something held against every recipient.

        Args:
            actor: who asks.
            item: what.
            recipients: for whom, 100 at most; ``None``: every party with an agreement in force.
            purpose: the purpose, or ``None`` where not said.
            channel: the channel, or ``None`` where not said.

        Raises:
            Forbidden: this is for other roles.
            Absent: the item is not there for the actor.
            Malformed: a recipient is no party, or this party itself.
        """
        authorise(actor, Action.DRAFT)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            held = self._node.sight.sees(work, actor, work.items.get(item), engine)
        judge = judge_of(held, engine, self._node.party, purpose=purpose, channel=channel)
        asked = judge.partners() if recipients is None else [self._recipient(engine, one) for one in recipients[:_MOST_ASKED]]
        return rows_of(held, content_of(self._node, held), judge, asked)

    def begin(
        self,
        actor: Actor,
        item: str,
        recipient: PartyId,
        *,
        purpose: str | None = None,
        channel: str | None = None,
        corrects: str | None = None,
    ) -> Draft:
        """Begin a draft.

        Args:
            actor: who drafts.
            item: what would be released.
            recipient: to which party.
            purpose: the purpose by its code.
            channel: the channel by its code.
            corrects: what it corrects, by the identifier that travels.

        Raises:
            Forbidden: this is for other roles.
            Absent: the item is not there for the actor.
            Malformed: the recipient is no party, or this party itself; a code is none.
        """
        authorise(actor, Action.DRAFT)
        for name, code in (("purpose", purpose), ("channel", channel)):
            if code is not None and not is_slug(code):
                raise Malformed("no code", place=Place(name), found=code[:64], expected="small letters, digits and hyphens")
        at = self._node.clock.now()
        with self._node.store.write() as work:
            engine = self._node.arrangement.engine(work, at.date())
            held = self._node.sight.sees(work, actor, work.items.get(item), engine)
            to = self._recipient(engine, recipient)
            made = Draft(
                new_id("draft", self._node.entropy), held.id, to, at, actor.id, frozenset((actor.id,)), purpose, channel, corrects=corrects
            )
            work.drafts.add(made)
            about = {"draft": made.id, "item": held.id, "recipient": to}
            note(work, Entry("draft.begun", at, actor.id, about, (made.id, held.id)), self._node.entropy)
        return made

    def get(self, actor: Actor, draft: str) -> Draft:
        """A draft.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            return seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))[0]

    def page(self, actor: Actor, *, states: Sequence[DraftState] = OPEN, after: str | None = None, most: int = 50) -> tuple[Draft, ...]:
        """The drafts of what the actor may see, the newest first.

        Args:
            actor: who looks.
            states: only in these states.
            after: only those that come behind this place (:meth:`place`) in that order.
            most: this many at most.

        Raises:
            Forbidden: this is for other roles.
            Absent: ``after`` is no place that the actor was shown in this list.
        """
        looking(actor)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            before = None if after is None else named_by(self._node.vault, actor, _LIST, after)
            shelves = self._node.sight.shelves(work, actor, engine)
            return tuple(work.drafts.page(shelves, states, before, max(1, min(most, PAGE))))

    def place(self, actor: Actor, draft: Draft) -> str:
        """The place of a draft in the list that the actor was shown."""
        return place_of(self._node.vault, actor, _LIST, draft.id)

    def disclose(self, actor: Actor, draft: str, disclosure: Disclosure, expects: Expects[Draft] = as_it_is) -> Draft:
        """Write the disclosure record, as far as it goes.

        Raises:
            Forbidden: this is for other roles, or the draft was sent or withdrawn.
            Absent: it is not there for the actor.
            Malformed: something is too long.
            Changed: it is another than ``expects`` takes.
        """
        words = (disclosure.legal_basis, disclosure.purpose, disclosure.necessity, disclosure.proportionality, disclosure.reliability)
        if any(len(one) > _MOST_TEXT for one in (*words, *disclosure.caveats)):
            raise Malformed("a text of the disclosure record is too long", place=Place("disclosure"), expected=f"{_MOST_TEXT} at most")
        return self._changed(actor, draft, "draft.disclosed", lambda one: evolve(one, disclosure=disclosure), expects)

    def withhold(self, actor: Actor, draft: str, parts: Collection[int], expects: Expects[Draft] = as_it_is) -> Draft:
        """Withhold parts whatever the decision on them; empty: none.

        Raises:
            Forbidden: this is for other roles, or the draft was sent or withdrawn.
            Absent: it is not there for the actor.
            Changed: it is another than ``expects`` takes.
        """
        without = frozenset(parts)
        return self._changed(actor, draft, "draft.withheld", lambda one: evolve(one, without=without), expects)

    def withdraw(self, actor: Actor, draft: str) -> Draft:
        """Give a draft up.

        Raises:
            Forbidden: this is for other roles, or the draft was sent or withdrawn.
            Absent: it is not there for the actor.
        """
        return self._changed(actor, draft, "draft.withdrawn", lambda one: evolve(one, state="withdrawn"))

    def preview(self, actor: Actor, draft: str) -> Preview:
        """What would go now, and what stands in its way.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            found, held = seen(self._node, work, actor, draft, engine)
        content = content_of(self._node, held)
        judge = judge_of(held, engine, self._node.party, purpose=found.purpose, channel=found.channel)
        ready = cut(found, held, content, judge, at.date(), self._checks.over(content, engine))
        return Preview(found, ready, missing_of(ready.rows, found.recipient), found.disclosure.missing)

    def submit(self, actor: Actor, draft: str) -> Draft:
        """Fix what is to be approved: the manifest, and the content itself.

        Raises:
            Forbidden: this is for other roles, the draft was sent or withdrawn, nothing may go, no agreement makes it lawful, or the
                leak check does not pass.
            Absent: it is not there for the actor.
            Malformed: the disclosure record lacks something, or names an assurance that does not hold; or the label cannot be sealed.
            Conflict: somebody changed it at the same moment.
        """
        authorise(actor, Action.DRAFT)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            found, held = seen(self._node, work, actor, draft, engine)
            check_open(found)
            check_assurances(work, found, at)
        ready = self._cut(found, held, engine, at)
        refused = refusal_of(ready, found.recipient)
        if refused is not None:
            self.refused(actor.id, found, worst_of(ready, found.recipient) if ready.decision is None else ready.decision, at)
            raise Forbidden(refused)
        fixed, away = self._fixed(found, held, ready, engine, at)
        with self._node.store.write() as work:
            now = work.drafts.lock(draft)
            if now is None or now.version != found.version:
                raise Conflict("somebody else changed the draft at the same moment")
            after = evolve(fixed, version=now.version + 1, authors=now.authors | {actor.id}, state="submitted", prepared=at)
            away.keep(work)
            replace(work, now, after)
            about = {"draft": draft, "item": held.id, "recipient": after.recipient, "manifest": after.manifest_sha256 or ""}
            note(work, Entry("draft.submitted", at, actor.id, about, (draft, held.id)), self._node.entropy)
        return after

    def content(self, actor: Actor, draft: str) -> bytes:
        """The content that is to be approved, exactly as it would be sealed.

        Raises:
            Forbidden: this is for other roles, or the draft is not submitted.
            Absent: it is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            found, _ = seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))
            small = small_of(work, found)
        return fixed_content(self._node, found, small)

    def refused(self, by: str, draft: Draft, decision: Decision | None, at: datetime) -> None:
        """Note that a release was refused, by which rules; what was tried is the overseer's to see too."""
        reasons = decision.reasons if decision is not None else ()
        rules = sorted({one.rule for one in reasons if one.effect is not Outcome.PERMIT})
        about = {"draft": draft.id, "item": draft.item, "recipient": draft.recipient, "rules": rules or ["leak-check"]}
        with self._node.store.write() as work:
            note(work, Entry("release.refused", at, by, about, (draft.id, draft.item)), self._node.entropy)

    def _cut(self, draft: Draft, held: Held, engine: Engine, at: datetime) -> Cut:
        judge = judge_of(held, engine, self._node.party, purpose=draft.purpose, channel=draft.channel)
        return cut(draft, held, content_of(self._node, held), judge, at.date())

    def _fixed(self, draft: Draft, held: Held, ready: Cut, engine: Engine, at: datetime) -> tuple[Draft, PutAway]:
        judge: Judge = judge_of(held, engine, self._node.party, purpose=draft.purpose, channel=draft.channel)
        content = ready.content or b""
        wire = content_for(content, ready.media_type, self._node.entropy(16))
        manifest = manifest_of(draft, held, ready, wire, judge)
        if ready.banner is not None:
            check_sealable(ready.banner)
        key, wrapped = self._node.vault.new_key()
        away = put_away(self._node, self._node.vault.close(key, content, f"{draft.id} content"))
        data = write(manifest)
        digest = manifest_sha256(manifest)
        return evolve(draft, manifest=data, manifest_sha256=digest, content=away.digest, wrapped=wrapped, prepared=at), away

    def _changed(self, actor: Actor, draft: str, kind: str, change: Callable[[Draft], Draft], expects: Expects[Draft] = as_it_is) -> Draft:
        authorise(actor, Action.DRAFT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            _, held = seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))
            now = work.drafts.lock(draft)
            if now is None:
                raise Absent
            expects(now)
            check_open(now)
            after = change(changed(now, actor.id))
            replace(work, now, after)
            about = {"draft": draft, "item": held.id, "was": now.manifest_sha256 or "none"}
            note(work, Entry(kind, at, actor.id, about, (draft, held.id)), self._node.entropy)
        return after

    def _recipient(self, engine: Engine, code: PartyId) -> PartyId:
        party = engine.network.party(code).id
        if party == self._node.party:
            raise Malformed("nothing is released to oneself", place=Place("recipient"), found=code, expected="another party")
        return party
