"""Agreements between nodes: proposed, signed by both under the same digest, suspended, resumed, terminated; and the keys under them.

* Two nodes speak under one pact at a time: the last that both signed; before there is one, that which was proposed.
* Nobody signs for another. A signature of another text is refused, and so is every message under one.
* Suspension and termination work at once on what is released and asked for; receipts, recalls and answers to them go on.
"""

from datetime import date, datetime

from attrs import evolve

from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.exchange.ports import Came, Recorded
from relto.node.exchange.sending import Outbox, current_pact
from relto.node.exchange.signing import announced, from_announcement
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.exchange import Counterpart, Outgoing, Pact, PeerKey
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place
from relto.protocols.peer import (
    AgreementProposal,
    AgreementSignature,
    AgreementSuspension,
    AgreementTermination,
    Fault,
    KeyAnnouncement,
    Terms,
    pledge,
    refuse,
)
from relto.sealing.signing import algorithm_for
from relto.sealing.wrapping import load_public


class Agreeing:
    """Agreements with other nodes, and keys.

    Args:
        node: the node.
        outbox: what goes out.
        recorded: where the arrangement is kept.
    """

    def __init__(self, node: Surroundings, outbox: Outbox, recorded: Recorded) -> None:
        self._node, self._outbox, self._recorded = node, outbox, recorded

    def introduce(self, actor: Actor, party: str, *, url: str | None, log: str | None, keys: tuple[PeerKey, ...]) -> Counterpart:
        """Know another party's node, by keys that people compared.

        Args:
            actor: who.
            party: whose node.
            url: where it listens, or ``None``.
            log: the key of its log as text, or ``None``.
            keys: its public keys.

        Raises:
            Forbidden: this is for who keeps keys.
            Malformed: a key is none or another party's.
        """
        authorise(actor, Action.KEEP_KEYS)
        at = self._node.clock.now()
        for one in keys:
            _check_key(one, party)
        with self._node.store.write() as work:
            known = work.exchange.lock(party)
            stream = known.stream if known is not None else new_id("stream", self._node.entropy)
            made = evolve(known, url=url, log=log) if known is not None else Counterpart(party, url, log, None, stream)
            if known is not None and known.log != log:
                made = evolve(made, seen=None)  # another log succeeds the one that was seen
            work.exchange.put_counterpart(made)
            for one in keys:
                work.exchange.put_key(one)
            about = {"party": party, "keys": sorted(one.kid for one in keys)}
            note(work, Entry("counterpart.introduced", at, actor.id, about, (party,)), self._node.entropy)
        return made

    def settle(self, actor: Actor, party: str, says: str) -> Counterpart:
        """Go on with a counterpart whose log had shown two histories, once people have settled that; the evidence stays.

        Raises:
            Forbidden: this is for who keeps keys.
            Absent: there is no such counterpart.
        """
        authorise(actor, Action.KEEP_KEYS)
        with self._node.store.write() as work:
            peer = work.exchange.lock(party)
            if peer is None:
                raise Absent
            made = evolve(peer, stopped=None, seen=None)
            work.exchange.put_counterpart(made)
            about = {"party": party, "says": says}
            note(work, Entry("counterpart.settled", self._node.clock.now(), actor.id, about, (party,)), self._node.entropy)
        return made

    def propose(self, actor: Actor, party: str, agreement: str, text: bytes, terms: Terms, says: str | None = None) -> Pact:
        """Propose an agreement's text and the terms of the exchange to a counterpart.

        Raises:
            Forbidden: this is for negotiators.
            Absent: there is no such counterpart.
        """
        authorise(actor, Action.AGREE)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            made = self._known(work, party, agreement, text, terms, at)
            proposal = AgreementProposal(agreement=agreement, terms=terms, says=says)
            self._outbox.enqueue(work, at, party, proposal, text, about=agreement, pact=made)
            self._note(work, "agreement.proposed", made, actor.id, at)
        return made

    def sign(self, actor: Actor, party: str, sha256: str) -> Pact:
        """Sign an agreement with a counterpart, and tell it.

        Raises:
            Forbidden: this is for who signs agreements.
            Absent: there is no such text.
        """
        authorise(actor, Action.SIGN_AGREEMENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            work.exchange.lock(party)
            pact = work.exchange.pact(party, sha256)
            if pact is None:
                raise Absent
            made = evolve(pact, signed_here=pact.signed_here or at.date())
            work.exchange.put_pact(made)
            said = AgreementSignature(agreement=made.agreement, agreement_sha256=sha256, signed_on=at.date())
            self._outbox.enqueue(work, at, party, said, about=made.agreement, pact=made)
            self._note(work, "agreement.signed", made, actor.id, at)
            self._in_force(work, made, at)
        return made

    def suspend(self, actor: Actor, party: str, says: str) -> Pact:
        """Suspend the operation of the agreement with a counterpart, at once.

        Raises:
            Forbidden: this is for who signs agreements, or it is suspended already.
            Absent: there is no agreement.
        """
        return self._turn(actor, party, says, resumed=False)

    def resume(self, actor: Actor, party: str, says: str) -> Pact:
        """Resume what this party suspended; what the counterpart suspended stays so.

        Raises:
            Forbidden: this is for who signs agreements, or this party had not suspended it.
            Absent: there is no agreement.
        """
        return self._turn(actor, party, says, resumed=True)

    def terminate(self, actor: Actor, party: str, takes_effect: date, says: str) -> Pact:
        """Terminate the agreement with a counterpart as of a day.

        Raises:
            Forbidden: this is for who signs agreements.
            Absent: there is no agreement.
        """
        authorise(actor, Action.SIGN_AGREEMENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            pact = self._pact(work, party)
            made = evolve(pact, terminated=_earlier(pact.terminated, takes_effect))
            work.exchange.put_pact(made)
            said = AgreementTermination(agreement=made.agreement, takes_effect=takes_effect, says=says)
            self._outbox.enqueue(work, at, party, said, about=made.agreement)
            self._recorded.turned(work, made, "notice", actor.id, says, at, takes_effect)
            self._note(work, "agreement.terminated", made, actor.id, at)
        return made

    def announce(
        self, actor: Actor, kids: tuple[str, ...], *, systems: frozenset[str], url: str | None = None, says: str | None = None
    ) -> list[Outgoing]:
        """Tell every counterpart of new keys, or that keys were revoked.

        Args:
            actor: who.
            kids: which of this node's keys.
            systems: whose labels a key to sign signs.
            url: of the server of keys.
            says: why.

        Raises:
            Forbidden: this is for who keeps keys.
            Malformed: there is no such key.
        """
        authorise(actor, Action.KEEP_KEYS)
        at = self._node.clock.now()
        known = {one.kid: one for one in self._node.keys.records()}
        missing = sorted(set(kids) - set(known))
        if missing or not kids:
            raise Malformed("no such key", place=Place("keys"), found=", ".join(missing) or "none", expected="keys of this node")
        said = KeyAnnouncement(keys=[announced(known[kid], systems if known[kid].use == "sign" else (), url) for kid in kids], says=says)
        with self._node.store.write() as work:
            sent = [
                self._outbox.enqueue(work, at, peer.party, said, precedence="immediate")
                for peer in work.exchange.counterparts()
                if peer.pact is not None
            ]
            note(work, Entry("keys.announced", at, actor.id, {"keys": sorted(kids)}), self._node.entropy)
        return sent

    def proposed(self, work: Work, came: Came) -> str:
        """The effect of a message ``agreement-proposal``: the text is known here, and signed by nobody.

        Raises:
            BrokenSeal: its header is of another text than is attached (``agreement``).
        """
        assert isinstance(came.message, AgreementProposal)
        message, header = came.message, came.header
        made = pledge(message.agreement, (self._node.party, header.sender), came.envelope.attachment, message.terms)
        if (header.agreement, header.agreement_sha256) != (message.agreement, made.sha256):
            raise refuse(Fault.AGREEMENT, "the header is of another text than is attached", path="agreement_sha256", expected=made.sha256)
        pact = self._known(work, header.sender, message.agreement, came.envelope.attachment, message.terms, came.at)
        self._note(work, "agreement.proposed", pact, f"party:{header.sender}", came.at)
        return message.agreement

    def signed(self, work: Work, came: Came) -> str:
        """The effect of a message ``agreement-signature``.

        Raises:
            BrokenSeal: it is of a text that is not known here (``agreement``).
        """
        assert isinstance(came.message, AgreementSignature)
        message, party = came.message, came.header.sender
        pact = work.exchange.pact(party, message.agreement_sha256)
        if pact is None or pact.agreement != message.agreement or came.header.agreement_sha256 != pact.sha256:
            raise refuse(
                Fault.AGREEMENT, "a signature of a text that is not known here", path="agreement_sha256", found=message.agreement_sha256
            )
        made = evolve(pact, signed_there=pact.signed_there or message.signed_on)
        work.exchange.put_pact(made)
        self._note(work, "agreement.signed", made, f"party:{party}", came.at)
        self._in_force(work, made, came.at)
        return message.agreement

    def suspended(self, work: Work, came: Came) -> str:
        """The effect of a message ``agreement-suspension``."""
        assert isinstance(came.message, AgreementSuspension)
        message, party = came.message, came.header.sender
        pact = _of(work, came, message.agreement)
        if not _later(came, pact.turned):
            return message.agreement  # what was said after it came before it
        since = None if message.resumed else min(message.from_, came.at)
        made = evolve(pact, suspended_there=since, turned=f"{came.header.stream} {came.header.sequence}")
        work.exchange.put_pact(made)
        self._recorded.turned(work, made, "resumed" if message.resumed else "suspended", f"party:{party}", message.says, came.at)
        self._note(work, "agreement.resumed" if message.resumed else "agreement.suspended", made, f"party:{party}", came.at)
        return message.agreement

    def terminated(self, work: Work, came: Came) -> str:
        """The effect of a message ``agreement-termination``."""
        assert isinstance(came.message, AgreementTermination)
        message, party = came.message, came.header.sender
        pact = _of(work, came, message.agreement)
        made = evolve(pact, terminated=_earlier(pact.terminated, message.takes_effect))
        work.exchange.put_pact(made)
        self._recorded.turned(work, made, "notice", f"party:{party}", message.says, came.at, message.takes_effect)
        self._note(work, "agreement.terminated", made, f"party:{party}", came.at)
        return message.agreement

    def announced(self, work: Work, came: Came) -> None:
        """The effect of a message ``key-announcement``. A key keeps what it is; it can only be revoked, or end earlier.

        Raises:
            BrokenSeal: a key is none, or is another one than is known under its identifier (``message``).
        """
        assert isinstance(came.message, KeyAnnouncement)
        party = came.header.sender
        known = {one.kid: one for one in work.exchange.keys(party)}
        for key in came.message.keys:
            made = from_announcement(party, key, came.header.id)
            before = known.get(key.kid)
            if before is not None:
                if (before.public, before.use) != (made.public, made.use):
                    raise refuse(Fault.MESSAGE, "another key under the identifier of one that is known", path="keys", found=key.kid)
                revoked = before.revoked or made.revoked
                made = evolve(before, revoked=revoked, valid_until=min(before.valid_until, made.valid_until))
            else:
                _check_key(made, party)
            work.exchange.put_key(made)
        about = {"party": party, "keys": sorted(one.kid for one in came.message.keys)}
        note(work, Entry("keys.announced", came.at, f"party:{party}", about, (party,)), self._node.entropy)

    def _turn(self, actor: Actor, party: str, says: str, *, resumed: bool) -> Pact:
        authorise(actor, Action.SIGN_AGREEMENT)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            pact = self._pact(work, party)
            if (pact.suspended_here is None) == resumed:
                raise Forbidden("it is not suspended here" if resumed else "it is suspended here already")
            made = evolve(pact, suspended_here=None if resumed else at)
            work.exchange.put_pact(made)
            said = AgreementSuspension(agreement=made.agreement, resumed=resumed, from_=at, says=says)
            self._outbox.enqueue(work, at, party, said, about=made.agreement, precedence="immediate")
            self._recorded.turned(work, made, "resumed" if resumed else "suspended", actor.id, says, at)
            self._note(work, "agreement.resumed" if resumed else "agreement.suspended", made, actor.id, at)
        return made

    def _pact(self, work: Work, party: str) -> Pact:
        work.exchange.lock(party)
        pact = current_pact(work, party)
        if pact is None:
            raise Absent
        return pact

    def _known(self, work: Work, party: str, agreement: str, text: bytes, terms: Terms, at: datetime) -> Pact:
        peer = work.exchange.lock(party)
        if peer is None:
            raise Absent
        made = pledge(agreement, (self._node.party, party), text, terms)
        pact = work.exchange.pact(party, made.sha256) or Pact(party, made.sha256, agreement, text, terms, at)
        work.exchange.put_pact(pact)
        if peer.pact is None:
            work.exchange.put_counterpart(evolve(peer, pact=pact.sha256))
        return pact

    def _in_force(self, work: Work, pact: Pact, at: datetime) -> None:
        """The pact under which the two speak is from now on the one that both signed last."""
        if pact.signed_here is None or pact.signed_there is None:
            return
        peer = work.exchange.lock(pact.party)
        assert peer is not None
        if peer.pact != pact.sha256:
            work.exchange.put_counterpart(evolve(peer, pact=pact.sha256))
        self._recorded.signed(work, pact, at)
        self._note(work, "agreement.in-force", pact, "node", at)

    def _note(self, work: Work, kind: str, pact: Pact, actor: str, at: datetime) -> None:
        about = {"agreement": pact.agreement, "sha256": pact.sha256, "party": pact.party}
        note(work, Entry(kind, at, actor, about, (pact.agreement, pact.party)), self._node.entropy)


def _of(work: Work, came: Came, agreement: str) -> Pact:
    pact = work.exchange.pact(came.header.sender, came.header.agreement_sha256)
    if pact is None or pact.agreement != agreement:
        raise refuse(Fault.AGREEMENT, "of an agreement that the two do not have", path="agreement", found=agreement)
    return pact


def _later(came: Came, turned: str | None) -> bool:
    """Whether a message stands behind the one that was heeded last, in the same row."""
    stream, _, sequence = (turned or "").partition(" ")
    return stream != came.header.stream or (came.header.sequence or 0) > int(sequence)


def _earlier(before: date | None, day: date) -> date:
    return day if before is None else min(before, day)


def _check_key(key: PeerKey, party: str) -> None:
    """A key is one, and of the party.

    Raises:
        Malformed: it is not.
    """
    if key.party != party:
        raise Malformed("a key of another party", place=Place(key.kid), found=key.party, expected=party)
    if key.use == "sign":
        algorithm_for(key.public.encode())
    else:
        load_public(key.public)
    if key.valid_until <= key.valid_from:
        raise Malformed("a key that would never be valid", place=Place(key.kid))
