"""What was released, read at the source: a sealed file whose key this party's server of keys gives to the recipient's people.

* Nothing is given in this way that was not released: the file is of a release, with its approvals and its record, and its policy names
  the message in which that went. A label alone opens nothing to another party.
* It is asked again with every key: the agreement in force, the release still permitted and not recalled, the label the one that was
  approved, and the person rules for whom the recipient's party vouches.
"""

import uuid
from datetime import datetime

from attrs import evolve

from relto.labels import Label
from relto.markings import read_kept
from relto.markings.formats.model import machine
from relto.node.authorising import Absent, Action, Actor, Forbidden, authorise
from relto.node.identifiers import id_of, random_of
from relto.node.journal import Entry, note
from relto.node.ports import Work
from relto.node.records.releasing import Draft, Sent
from relto.node.releasing.drafts import fixed_content, small_of
from relto.node.releasing.received import still_withheld
from relto.node.releasing.sending import sealed_file
from relto.node.surroundings import Surroundings
from relto.node.vouching import why_not
from relto.parties import Person
from relto.primitives import AgreementId, PartyId
from relto.primitives.limits import PEER_BODY_BYTES
from relto.protocols.peer.faults import Fault
from relto.protocols.peer.messages import Manifest, verify_content
from relto.protocols.peer.writing import read
from relto.release import Link, Outcome, Provenance, as_kept, may_open
from relto.sealing import Recipient, Terms

_MESSAGE = "message"
_STOCK = "rsa:2048"
"""The algorithm of keys that every stock client of OpenTDF opens with."""


class AtSource:
    """Releases of a node, read at this node.

    Args:
        node: the node.
        url: the address of its server of keys, as clients write it.
    """

    def __init__(self, node: Surroundings, url: str) -> None:
        self._node, self._url = node, url

    def sealed(self, actor: Actor, item: str, message: str) -> bytes:
        """A release as a file for the recipient's stock clients, whose key this node gives.

        Raises:
            Forbidden: this is for other roles, or it may not be read any more.
            Absent: there is no such release of an item that is there for the actor.
        """
        authorise(actor, Action.SEND)
        at = self._node.clock.now()
        with self._node.store.write() as work:
            engine = self._node.arrangement.engine(work, at.date())
            held = self._node.sight.sees(work, actor, work.items.get(item), engine)
            sent = work.drafts.release(message)
            draft = None if sent is None or sent.item != held.id else work.drafts.get(sent.draft)
            if sent is None or draft is None:
                raise Absent
            why = self._why_not(work, sent, draft, at)
            if why is not None:
                raise Forbidden(f"it may not be read any more: {why}")
            small = small_of(work, draft)
            about = {"message": message, "item": held.id, "recipient": sent.recipient}
            note(work, Entry("release.sealed", at, actor.id, about, (message, held.id)), self._node.entropy)
        manifest = _manifest(draft)
        content = verify_content(manifest.content, fixed_content(self._node, draft, small))
        banner = read_kept(manifest.banner.system, manifest.banner.text, manifest.banner.on)
        terms = Terms(
            machine(banner),
            ((self._own(at),),),
            at.replace(microsecond=0),
            bound_by="content-key",
            mime=manifest.content.media_type,
            policy=str(uuid.UUID(bytes=random_of(message))),
        )
        return sealed_file(self._node, content, terms, at)

    def permits(self, reader: str, person: Person, policy: str, label: Label | None) -> bool:
        """Whether somebody of another party gets the key of something.

        Args:
            reader: who asks.
            person: what their party says of them.
            policy: identifier of the policy of what is sealed.
            label: its label; ``None``: it has none, and opens to nobody.
        """
        at = self._node.clock.now()
        with self._node.store.write() as work:
            sent = self._released(work, policy)
            may_have = sent is not None and label is not None and self._may(work, person, sent, label, at)
            about = {"policy": policy[:64], "outcome": "given" if may_have else "refused", "person": reader}
            subjects = (person.party, *((sent.message,) if sent is not None else ()))
            note(work, Entry("key.asked", at, f"party:{person.party}", about, subjects), self._node.entropy)
        return may_have

    def _may(self, work: Work, person: Person, sent: Sent, label: Label, at: datetime) -> bool:
        draft = work.drafts.get(sent.draft)
        if draft is None or sent.recipient != person.party or self._why_not(work, sent, draft, at) is not None:
            return False
        manifest = _manifest(draft)
        banner = read_kept(manifest.banner.system, manifest.banner.text, manifest.banner.on)
        if evolve(label, marked_on=None) != evolve(banner, marked_on=None):
            return False
        instrument = AgreementId(manifest.instrument)
        link = Link(self._node.party, instrument, sent.at.date())
        came = Provenance(frozenset(map(PartyId, manifest.originators)), instrument, (link,), manifest.banner.on, manifest.purpose)
        network = self._node.arrangement.network(work, at.date())
        kept = as_kept(network, came.item(banner, frozenset(manifest.kinds)), holder=person.party, at=at.date())
        return may_open(network, kept, person, at.date()).outcome is Outcome.PERMIT

    def _why_not(self, work: Work, sent: Sent, draft: Draft, at: datetime) -> str | None:
        if work.settling.is_recalled(sent.message):
            return "it was recalled"
        return why_not(work, sent.recipient, at) or still_withheld(self._node, work, _manifest(draft), at)

    def _released(self, work: Work, policy: str) -> Sent | None:
        try:
            return work.drafts.release(id_of(_MESSAGE, uuid.UUID(policy).bytes))
        except ValueError:
            return None

    def _own(self, at: datetime) -> Recipient:
        some = [one for one in self._node.keys.records() if one.use == "open" and one.algorithm == _STOCK and one.is_current(at)]
        if not some:
            raise Forbidden(f"this node has no key of {_STOCK} that is valid now")
        key = max(some, key=lambda one: (one.valid_from, one.kid))
        return Recipient(self._node.party, "", self._url, key.kid, key.public, key.valid_from, key.valid_until, oaep=key.oaep)


def _manifest(draft: Draft) -> Manifest:
    return read(draft.manifest or b"", Manifest, Fault.MANIFEST, "manifest", PEER_BODY_BYTES)
