"""Sending: what two people approved goes, if it may still go, and nothing else.

In one unit of work, in this order:

1. the draft is submitted, and its content is what the manifest says;
2. two different people who did not write it approve exactly this manifest;
3. the assurances it relies on hold, and the decision, taken again over the network as it is then, permits everything in it on the very
   terms that were approved;
4. it is handed to the outbox, and what was released, the registered copy and the line of the journal are written.

It is sealed before that, for the keys pinned under the agreement, so that other writers need not wait; a seal of something that is then
refused goes nowhere.
"""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import TypeVar

from attrs import define, evolve, field, frozen

from relto.markings import read_kept
from relto.markings.formats.model import machine
from relto.node.authorising import Action, Actor, Forbidden, authorise
from relto.node.exchange import Letter, Outbox, Way
from relto.node.exchange.signing import recipients
from relto.node.gathering import Gathering
from relto.node.holdings.keeping import needs_register, register
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.exchange import Outgoing
from relto.node.records.holdings import Held
from relto.node.records.releasing import Approval, Draft, Sent
from relto.node.releasing.approving import Offices, standing
from relto.node.releasing.drafting import Drafting
from relto.node.releasing.drafts import check_assurances, fixed_content, seen, small_of
from relto.node.releasing.manifests import decide_again, decision_sha256, same_terms
from relto.node.releasing.preparing import judge_of
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, Malformed, PartyId, Place, ReltoError, Unavailable
from relto.primitives.limits import PEER_BODY_BYTES
from relto.protocols.peer.faults import Fault
from relto.protocols.peer.messages import Approval as WireApproval
from relto.protocols.peer.messages import Manifest, Release, manifest_sha256, verify_content
from relto.protocols.peer.writing import read
from relto.release import Decision, Engine, Outcome
from relto.sealing import KeyRecord, Recipient, Terms, seal

T = TypeVar("T")
MOST = 50
"""How many drafts are released at once."""


@define
class _Together:
    """What the releases of one request share in a unit of work.

    Args:
        engine: the network of the day, as it is in this unit of work.
        offices: the roles of the approvers.
        keys: for whom is sealed, by recipient.
        ways: the way to each recipient, as the last release to it left it.
    """

    engine: Engine
    offices: Offices = field(factory=dict)
    keys: dict[str, tuple[Recipient, ...]] = field(factory=dict)
    ways: dict[str, Way] = field(factory=dict)


@frozen
class _Sealed:
    """What would go, sealed."""

    draft: Draft
    manifest: Manifest
    data: bytes


@frozen
class _Ready:
    """What would go: the draft, the ciphertext of its content where the database has it, and for whom it is sealed."""

    draft: Draft
    small: bytes | None
    to: tuple[Recipient, ...]


@frozen
class _Going:
    """What goes: what was released, its message, the draft after it, and the item where a copy of it is registered."""

    sent: Sent
    letter: Letter
    draft: Draft
    registered: Held | None


class _Refused(Forbidden):
    """What was approved may not go any more."""

    def __init__(self, says: str, draft: Draft, decision: Decision) -> None:
        super().__init__(says)
        self.draft, self.decision = draft, decision


class Sending:
    """What a node sends.

    Args:
        node: the node.
        outbox: where messages are handed to.
    """

    def __init__(self, node: Surroundings, outbox: Outbox) -> None:
        self._node, self._outbox = node, outbox
        self._drafting = Drafting(node)
        self._gathering = Gathering(self._gathered, MOST)

    def send(self, actor: Actor, draft: str) -> Sent:
        """Release what two people approved; several that are asked for at the same moment go in one unit of work, each by itself.

        Args:
            actor: who sends it.
            draft: the draft.

        Raises:
            Forbidden: this is for other roles; approvals are missing or void; the decision does not permit it any more, or on other terms
                than those that were approved; there is no key to seal for, or no exchange with the recipient.
            Absent: it is not there for the actor.
        """
        found = self._gathering.ask((actor, draft))
        if isinstance(found, Sent):
            return found
        raise found

    def send_many(self, actor: Actor, drafts: Sequence[str]) -> list[Sent | ReltoError]:
        """Release what two people approved, each by itself: what may not go holds nothing else up.

        Args:
            actor: who sends it.
            drafts: the drafts.

        Returns:
            For each draft, in their order, what was released, or why it was not, as :meth:`send` would raise it.

        Raises:
            Forbidden: this is for other roles.
            Malformed: none is named, more than :data:`MOST`, or one twice.
            Unavailable: the store fails; nothing went.
        """
        authorise(actor, Action.SEND)
        if not 0 < len(drafts) <= MOST or len(set(drafts)) < len(drafts):
            raise Malformed("no list of drafts", place=Place("drafts"), found=str(len(drafts)), expected=f"1 to {MOST}, each once")
        at = self._node.clock.now()
        with self._node.store.read() as work:
            together = _Together(self._node.arrangement.engine(work, at.date()))
            _ahead(work, drafts, lock=False)
            ready = [_tried(partial(self._ready, work, actor, one, together, at)) for one in drafts]
        sealed = [one if isinstance(one, ReltoError) else _tried(partial(self._sealed, one, at)) for one in ready]
        with self._node.store.write() as work:
            work.arrangement.hold()  # a suspension comes before this or after it, never in between
            _ahead(work, [one.draft.id for one in sealed if isinstance(one, _Sealed)], lock=True)
            together = _Together(self._node.arrangement.engine(work, at.date()))
            done = [one if isinstance(one, ReltoError) else _tried(partial(self._going, work, actor, one, together, at)) for one in sealed]
            self._keep(work, actor, [one for one in done if isinstance(one, _Going)], together, at)
        for one in done:
            if isinstance(one, _Refused):
                self._drafting.refused(actor.id, one.draft, one.decision, at)
        return [one.sent if isinstance(one, _Going) else one for one in done]

    def _gathered(self, asked: Sequence[tuple[Actor, str]]) -> list[Sent | ReltoError]:
        """What several actors asked for, each one's together; the same draft asked for twice is asked for again after the others."""
        found: dict[int, Sent | ReltoError] = {}
        while left := [place for place in range(len(asked)) if place not in found]:
            actor, places = asked[left[0]][0], dict[str, int]()
            for place in left:
                if asked[place][0] == actor:
                    places.setdefault(asked[place][1], place)
            found.update(zip(places.values(), self.send_many(actor, list(places)), strict=True))
        return [found[place] for place in range(len(asked))]

    def _ready(self, work: Work, actor: Actor, draft: str, together: _Together, at: datetime) -> _Ready:
        found, _ = seen(self._node, work, actor, draft, together.engine)
        _check_submitted(found)
        _approved(work, found, together.offices)
        if found.recipient not in together.keys:
            together.keys[found.recipient] = recipients(work, found.recipient, at)
        return _Ready(found, small_of(work, found), together.keys[found.recipient])

    def released(self, actor: Actor, item: str, *, after: str | None = None, most: int = 50) -> tuple[Sent, ...]:
        """To whom something was released, the latest first.

        Raises:
            Forbidden: this is for other roles.
            Absent: the item is not there for the actor.
        """
        authorise(actor, Action.READ)
        at = self._node.clock.now()
        with self._node.store.read() as work:
            held = self._node.sight.sees(work, actor, work.items.get(item), self._node.arrangement.engine(work, at.date()))
            return tuple(work.drafts.releases(item=held.id, before=after, most=most))

    def message(self, actor: Actor, draft: str) -> Outgoing | None:
        """The message in which a draft went, with how far it has come; ``None`` before it went.

        Raises:
            Forbidden: this is for other roles.
            Absent: it is not there for the actor.
        """
        at = self._node.clock.now()
        with self._node.store.read() as work:
            found, _ = seen(self._node, work, actor, draft, self._node.arrangement.engine(work, at.date()))
            return None if found.message is None else work.exchange.outgoing(found.message)

    def _going(self, work: Work, actor: Actor, sealed: _Sealed, together: _Together, at: datetime) -> _Going:
        """What goes. Nothing is written here: what is refused leaves nothing."""
        engine = together.engine
        found, held = seen(self._node, work, actor, sealed.draft.id, engine, lock=True)
        _check_submitted(found)  # 1
        if found.version != sealed.draft.version or found.manifest_sha256 != manifest_sha256(sealed.manifest):
            raise Forbidden("the draft was changed at the same moment")
        approvals = _approved(work, found, together.offices)  # 2
        check_assurances(work, found, at)  # 3
        decision = self._decided(found, held, sealed.manifest, engine)
        message = Release(manifest=sealed.manifest, approvals=[_wire(one) for one in approvals])
        registered = held if needs_register(held, engine, self._node.party) else None
        way = together.ways.get(found.recipient) or self._outbox.way(work, found.recipient)
        letter, together.ways[found.recipient] = self._outbox.along(at, way, message, sealed.data, about=held.known_as)
        sent = _released(found, held, sealed, letter.outgoing.id, decision, approvals, at)
        after = evolve(found, state="sent", message=sent.message, sent=at, version=found.version + 1)
        return _Going(sent, letter, after, registered)

    def _keep(self, work: Work, actor: Actor, going: Sequence[_Going], together: _Together, at: datetime) -> None:
        """Hand what goes to the outbox, and keep what was released."""
        self._outbox.keep(work, [one.letter for one in going], together.ways.values())  # 4
        work.drafts.sent(*(one.sent for one in going))
        work.drafts.replace(*(one.draft for one in going))
        for one in going:
            if one.registered is not None:
                register(self._node, work, one.registered, f"party:{one.sent.recipient}", actor.id, at)
            note(work, _entry(one.sent, actor), self._node.entropy)

    def _decided(self, draft: Draft, held: Held, manifest: Manifest, engine: Engine) -> Decision:
        judge = judge_of(held, engine, self._node.party, purpose=draft.purpose, channel=draft.channel)
        decision = decide_again(manifest, judge)
        if decision.outcome is not Outcome.PERMIT:
            rules = sorted({one.rule for one in decision.reasons if one.effect is not Outcome.PERMIT})
            raise _Refused(f"it may not be released any more: {', '.join(rules)}", draft, decision)
        try:
            same = same_terms(manifest, decision, engine, self._node.party)
        except Forbidden as error:
            raise _Refused(str(error), draft, decision) from error
        if not same:
            raise _Refused("it may be released, but on other terms than those that were approved: submit it again", draft, decision)
        return decision

    def _sealed(self, ready: _Ready, at: datetime) -> _Sealed:
        draft, to = ready.draft, ready.to
        manifest = read(draft.manifest or b"", Manifest, Fault.MANIFEST, "manifest", PEER_BODY_BYTES)
        content = verify_content(manifest.content, fixed_content(self._node, draft, ready.small))
        if not to:
            raise Forbidden(f"no key of {draft.recipient} is pinned that is valid now")
        banner = read_kept(manifest.banner.system, manifest.banner.text, manifest.banner.on)
        terms = Terms(machine(banner), (to,), at.replace(microsecond=0), mime=manifest.content.media_type)
        return _Sealed(draft, manifest, sealed_file(self._node, content, terms, at))


def sealed_file(node: Surroundings, content: bytes, terms: Terms, at: datetime) -> bytes:
    """Content as a sealed file, signed by this party.

    Raises:
        Forbidden: there is no key to seal with.
    """
    key, sink = sealing_key(node, at), io.BytesIO()
    seal(
        io.BytesIO(content), sink, terms, size=len(content), sign=lambda payload: node.keys.sign(key.kid, payload, at), entropy=node.entropy
    )
    return sink.getvalue()


def sealing_key(node: Surroundings, at: datetime) -> KeyRecord:
    """The key with which this party seals: the newest, and one that the stock clients of OpenTDF can check where there is one.

    Raises:
        Forbidden: there is none that is valid.
    """
    some = [one for one in node.keys.records() if one.use == "sign" and one.is_current(at)]
    if not some:
        raise Forbidden("this node has no key to seal with that is valid now")
    return max(some, key=lambda one: (one.algorithm != "ed25519", one.valid_from, one.kid))


def _ahead(work: Work, drafts: Sequence[str], *, lock: bool) -> None:
    """Read at once what will be asked for of each draft."""
    found = work.drafts.ahead(drafts, lock=lock)
    work.items.ahead([one.item for one in found])
    if not lock:
        work.contents.ahead([one.content for one in found if one.content is not None])


def _tried(do: Callable[[], T]) -> T | ReltoError:
    """What something gives, or the error with which it is refused."""
    try:
        return do()
    except Unavailable:
        raise
    except ReltoError as error:
        return error


def _check_submitted(draft: Draft) -> None:
    if draft.state != "submitted":
        raise Forbidden(f"the draft is {'not submitted' if draft.state == 'drafting' else draft.state}")


def _approved(work: Work, draft: Draft, offices: Offices) -> tuple[Approval, ...]:
    """The approvals that count, where they suffice.

    Raises:
        Forbidden: they do not.
    """
    found = standing(work, draft, offices)
    if found.lacking is not None:
        raise Forbidden(f"it is not approved: {found.lacking}")
    return found.counting


def _wire(approval: Approval) -> WireApproval:
    return WireApproval(person=approval.person, office=approval.office, at=approval.at, manifest_sha256=approval.manifest_sha256)


def _released(
    draft: Draft, held: Held, sealed: _Sealed, message: str, decision: Decision, approvals: tuple[Approval, ...], at: datetime
) -> Sent:
    return Sent(
        message,
        draft.id,
        held.id,
        held.known_as,
        PartyId(draft.recipient),
        AgreementId(sealed.manifest.instrument),
        at,
        manifest_sha256(sealed.manifest),
        decision_sha256(decision),
        sha256(sealed.data).hexdigest(),
        sealed.manifest.disclosure.legal_basis,
        sealed.manifest.disclosure.personal_data,
        sealed.manifest.disclosure.evaluated,
        min(one.at for one in approvals),
        max(one.at for one in approvals),
        tuple(one.person for one in approvals),
        tuple(sealed.manifest.disclosure.assurances),
    )


def _entry(sent: Sent, actor: Actor) -> Entry:
    about: dict[str, str | list[str]] = {
        "message": sent.message,
        "draft": sent.draft,
        "item": sent.item,
        "known-as": sent.known_as,
        "recipient": sent.recipient,
        "instrument": sent.instrument,
        "manifest": sent.manifest_sha256,
        "decision": sent.decision_sha256,
        "content": sent.content_sha256,
        "legal-basis": sent.legal_basis,
        "personal-data": "yes" if sent.personal_data else "no",
        "evaluated": "yes" if sent.evaluated else "no",
        "approvers": list(sent.approvers),
        "approved": [sent.first_approval.isoformat(), sent.last_approval.isoformat()],
    }
    return Entry("release.sent", sent.at, actor.id, about, (sent.message, sent.draft, sent.item, sent.known_as))
