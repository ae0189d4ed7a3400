"""What a party says of one of its people to another party's node, so that they may read at the source what was released to their party.

* A voucher is signed by a key of the party that the other one pinned. It names the other party, and says of the person what the person
  rules ask: nothing by which people know them but an identifier of their party's own.
* It is exchanged within five minutes for a token, once: by whoever comes first, and again by nobody but the holder of the key that was
  proved then. Who steals it before it is used is found out by its owner, whose own client is refused.
* A token is of use for a quarter of an hour behind the voucher. What it stands on is believed each time it is shown, by the keys and the
  agreement as they are then.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from attrs import frozen

from relto.markings.formats.json import read_json
from relto.node.authorising import Action, Actor, Forbidden, authorise
from relto.node.exchange.signing import pinned, signer
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.sessions import Challenge
from relto.node.surroundings import Surroundings
from relto.node.trying import Unauthenticated
from relto.parties import Person
from relto.primitives import Conflict, Malformed, PartyId
from relto.primitives.errors import BrokenSeal
from relto.primitives.limits import FORM_BYTES
from relto.sealing.signing import verify

EXCHANGED = timedelta(minutes=5)
"""Within what time a voucher is exchanged for a token."""
READS = timedelta(minutes=15)
"""For how long a token is of use, counted from the voucher."""
_SKEW = timedelta(minutes=5)
_Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9_-]{1,31}$")]
_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Voucher(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is signed.

    Args:
        protocol: always ``relto-voucher/1``.
        party: which party says it.
        to: to which party.
        person: of whom, by an identifier of the party's own.
        issued: since when.
        until: until when it may be exchanged.
        clearance: level in the party's home scheme, or ``None``.
        nationalities: of which states they are nationals.
        need_to_know: whether it was attested.
        read_ins: compartments into which they were read.
        contractor: whether they work for a contractor.
        facility_clearance: that of the contractor's facility, or ``None``.
    """

    protocol: Literal["relto-voucher/1"]
    party: _Code
    to: _Code
    person: _Short
    issued: _Instant
    until: _Instant
    clearance: _Short | None
    nationalities: Annotated[list[_Code], msgspec.Meta(max_length=20)]
    need_to_know: bool
    read_ins: Annotated[list[_Short], msgspec.Meta(max_length=100)]
    contractor: bool
    facility_clearance: _Short | None


@frozen
class Vouched:
    """A voucher as somebody gives it to their client of OpenTDF: as its secret.

    Args:
        client: what the client calls itself: the party.
        secret: the voucher.
        until: until when it may be exchanged.
        url: the address of the other party's server of keys, where it told one.
    """

    client: str
    secret: str
    until: datetime
    url: str | None


@frozen
class Visitor:
    """Somebody of another party, as their party says.

    Args:
        id: the party, a colon, and the party's own identifier of them.
        person: what the person rules ask.
        until: until when that counts.
    """

    id: str
    person: Person
    until: datetime


class Vouching:
    """Vouchers, made and believed.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def vouch(self, actor: Actor, party: str) -> Vouched:
        """Say to another party what this one knows of the actor.

        Raises:
            Forbidden: this is for who reads, or there is no agreement in force with that party's node.
            Unavailable: there is no key to sign with.
        """
        authorise(actor, Action.READ)
        person, at = actor.person, self._node.clock.now()
        if person is None:
            raise Forbidden("nothing is known of a node's person")
        with self._node.store.write() as work:
            why = why_not(work, party, at)
            if why is not None:
                raise Forbidden(f"nothing is vouched for to that party: {why}")
            until = at + EXCHANGED
            said = Voucher(
                protocol="relto-voucher/1",
                party=self._node.party,
                to=party,
                person=actor.id,
                issued=at,
                until=until,
                clearance=person.clearance,
                nationalities=sorted(person.nationalities),
                need_to_know=person.need_to_know,
                read_ins=sorted(person.read_ins),
                contractor=person.contractor,
                facility_clearance=person.facility_clearance,
            )
            secret = signer(self._node, at)(msgspec.json.encode(said))
            urls = sorted(one.url for one in work.exchange.keys(party) if one.use == "open" and one.url is not None)
            note(work, Entry("key.vouched", at, actor.id, {"account": actor.id, "party": party}, (actor.id, party)), self._node.entropy)
        return Vouched(self._node.party, secret, until, urls[-1] if urls else None)

    def exchange(self, party: str, secret: str, thumbprint: str | None) -> Visitor:
        """Whom a party vouches for, when the voucher is exchanged.

        Args:
            party: the party.
            secret: the voucher.
            thumbprint: of the key that its holder proved; who proves it again may exchange it again.

        Raises:
            Unauthenticated: nobody, now; or it was exchanged before.
        """
        at = self._node.clock.now()
        said, visitor = self._believed(party, secret, at)
        if at >= said.until:
            raise Unauthenticated
        used = Challenge(sha256(secret.encode()).hexdigest(), "voucher", (thumbprint or "").encode(), at + EXCHANGED + 2 * _SKEW)
        try:
            with self._node.store.write() as work:
                before = work.sessions.kept(used)
                if before is not None and (not thumbprint or before.value != used.value):
                    about = {"party": party, "person": visitor.id}
                    note(work, Entry("key.voucher-again", at, f"party:{party}", about, (party,)), self._node.entropy)
        except Conflict:  # two at the same moment
            raise Unauthenticated from None
        if before is not None and (not thumbprint or before.value != used.value):
            raise Unauthenticated
        return visitor

    def believe(self, party: str, secret: str) -> Visitor:
        """Whom a party vouches for, by a voucher that was exchanged.

        Raises:
            Unauthenticated: nobody, now.
        """
        return self._believed(party, secret, self._node.clock.now())[1]

    def _believed(self, party: str, secret: str, at: datetime) -> tuple[Voucher, Visitor]:
        with self._node.store.read() as work:
            keys = [one for one in pinned(work.exchange.keys(party)) if one.is_valid(at)]
            if why_not(work, party, at) is not None or len(secret) > FORM_BYTES:
                raise Unauthenticated
        try:
            payload, by = verify(secret, keys, "voucher")
            read_json(payload, "voucher", FORM_BYTES)  # refuses what is said twice
            said = msgspec.json.decode(payload, type=Voucher)
        except (BrokenSeal, Malformed, msgspec.MsgspecError):
            raise Unauthenticated from None
        if (by.party, said.party, said.to) != (party, party, self._node.party):
            raise Unauthenticated
        if not said.issued - _SKEW <= at < said.issued + READS or said.until - said.issued > EXCHANGED:
            raise Unauthenticated
        person = Person(
            PartyId(party),
            frozenset(map(PartyId, said.nationalities)),
            said.clearance,
            said.need_to_know,
            frozenset(said.read_ins),
            said.contractor,
            said.facility_clearance,
        )
        return said, Visitor(f"{party}:{said.person}", person, said.issued + READS)


def why_not(work: Work, party: str, at: datetime) -> str | None:
    """Why nothing goes to a party's people now; ``None`` where the agreement between the nodes is in force."""
    peer = work.exchange.counterpart(party)
    pact = None if peer is None or peer.pact is None else work.exchange.pact(party, peer.pact)
    if peer is None or pact is None:
        return "there is no agreement with its node"
    return peer.stopped or pact.why_not(at)
