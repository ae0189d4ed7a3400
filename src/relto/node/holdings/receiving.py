"""Taking in what another party released: nothing is held before its seal, its approvals and its labels have been checked.

:meth:`Receiving.open` checks, in this order, and touches no database:

1. the seal: by a pinned key of the sender, for a key of this party, over the label and the content;
2. the manifest: for this party, of this content, approved by two different people;
3. the labels: the sealed one is the manifest's, and the parts' are those that the content shows, none above the whole.

:meth:`Receiving.keep` enters it in the inbox's unit of work, with the instrument it came under, which it keeps for ever.
"""

import io
from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.documents import Document
from relto.documents import read as read_document
from relto.labels import Label, dominates
from relto.markings import read_kept
from relto.node.holdings.entering import Fresh, Prepared, enter, prepare, untitled
from relto.node.holdings.keeping import needs_register, register
from relto.node.journal import Entry
from relto.node.ports import Work
from relto.node.records.holdings import Held, Received
from relto.node.surroundings import Surroundings
from relto.primitives import AgreementId, BrokenSeal, Malformed, PartyId
from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.messages import Manifest, Marked, Release, check_release, manifest_sha256, verify_content
from relto.release import Engine, Link, Provenance, as_kept, expansion
from relto.sealing import KeyAccess, PinnedSigner, Trust, Wrapped, examine, open_sealed

_DOCUMENTS = frozenset({"text/markdown", "text/plain"})


@frozen
class Incoming:
    """A release as the inbox has it: its envelope is verified.

    Args:
        sender: who sent it.
        message: identifier of the message.
        release: what was said of it.
        sealed: the sealed content.
        at: when it is taken.
    """

    sender: PartyId
    message: str
    release: Release
    sealed: bytes
    at: datetime


@frozen
class Opened:
    """A release that holds, opened and put away, and not entered yet.

    Args:
        incoming: what came.
        prepared: what will be held.
    """

    incoming: Incoming
    prepared: Prepared


class Receiving:
    """The receiving side of a node.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def open(self, incoming: Incoming, pinned: Sequence[PinnedSigner], engine: Engine) -> Opened:
        """Check a release, open it and put its content away encrypted.

        Args:
            incoming: what came.
            pinned: the keys whose signatures are believed.
            engine: the network of the day (``node.arrangement.engine``).

        Raises:
            BrokenSeal: it does not hold; ``reason`` is a :class:`~relto.protocols.peer.faults.Fault`: ``seal``, ``manifest`` or ``label``.
            Unavailable: it cannot be put away.
        """
        manifest = incoming.release.manifest
        content, sealed_label = self._unsealed(incoming, pinned)  # 1
        if manifest.recipient != self._node.party:  # 2
            raise refuse(Fault.MANIFEST, "released to another party", path="recipient", found=manifest.recipient, expected=self._node.party)
        check_release(incoming.release)
        verify_content(manifest.content, content)
        banner = _label(manifest.banner, "banner")  # 3
        if sealed_label != banner:
            raise refuse(Fault.LABEL, "the sealed label is not the one that was approved", path="banner", expected=manifest.banner.text)
        document = _document(manifest, content, engine)
        portions = _portions(manifest, banner, document, engine)
        fresh = _fresh(incoming, banner, portions, document, content)
        self._check_home(fresh, engine)
        return Opened(incoming, prepare(self._node, fresh, engine, incoming.at))

    def keep(self, work: Work, opened: Opened, engine: Engine) -> Entry:
        """Enter what was opened, in the unit of work that accepts the message.

        What was approved once is held once: a sender that was set back to an old backup may release it again, in another message.

        Args:
            work: that unit of work.
            opened: what was opened.
            engine: the network of the day, as it was opened with.

        Returns:
            What the journal says of it, to be written in the same unit of work.

        Raises:
            Conflict: it is there already.
        """
        incoming = opened.incoming
        digest = manifest_sha256(incoming.release.manifest)
        held, kind = _held_already(work, incoming, digest), "item.received-again"
        if held is None:
            held, kind = enter(work, opened.prepared), "item.received"
            if needs_register(held, engine, self._node.party):
                register(self._node, work, held, "node", f"party:{incoming.sender}", incoming.at)
        about = {
            "item": held.id,
            "known-as": held.known_as,
            "message": incoming.message,
            "instrument": incoming.release.manifest.instrument,
            "manifest": digest,
        }
        subjects = (held.id, held.known_as, incoming.message)
        return Entry(kind, incoming.at, f"party:{incoming.sender}", about, subjects)

    def _unsealed(self, incoming: Incoming, pinned: Sequence[PinnedSigner]) -> tuple[bytes, Label]:
        theirs = tuple(one for one in pinned if one.party == incoming.sender)
        file, sink = io.BytesIO(incoming.sealed), io.BytesIO()
        try:
            examined = examine(file, Trust(theirs, incoming.at))
            open_sealed(file, examined, sink, unwrap=self._unwrap)
        except BrokenSeal as error:
            expected = f"a seal of {incoming.sender} for {self._node.party}"
            raise refuse(
                Fault.SEAL, f"{error.message} ({error.reason})", path="attachment", found=error.found, expected=expected
            ) from error
        if examined.label is None:
            raise refuse(Fault.LABEL, "sealed without a label", path="attachment", expected="the label that was approved")
        return sink.getvalue(), examined.label.label

    def _unwrap(self, access: KeyAccess, wrapped: Wrapped) -> bytes | None:
        usable = {one.kid for one in self._node.keys.records() if one.use == "open" and one.revoked is None}
        return self._node.keys.unwrap(access.kid, wrapped) if access.kid is not None and access.kid in usable else None

    def _check_home(self, fresh: Fresh, engine: Engine) -> None:
        """Its level must have been carried home by its agreements; else nobody here could be cleared for it."""
        if fresh.label.is_public or fresh.label.scheme.owner is None:
            return
        item = fresh.provenances[0].item(fresh.label, fresh.kinds)
        if as_kept(engine.network, item, holder=self._node.party, at=engine.at).level is None:
            found = f"{fresh.label.scheme.id} {fresh.label.level}"
            raise refuse(Fault.LABEL, "no agreement carries this level here", path="banner", found=found, expected="a level of its table")


def _held_already(work: Work, incoming: Incoming, digest: str) -> Held | None:
    """What is held of the very manifest, whatever became of it here; a manifest says a random salt, and no two are alike."""
    for one in work.items.known_as(incoming.release.manifest.item):
        if one.received is not None and (one.received.sender, one.received.manifest_sha256) == (incoming.sender, digest):
            return one
    return None


def _label(marked: Marked, path: str) -> Label:
    try:
        return read_kept(marked.system, marked.text, marked.on, source=path)
    except Malformed as error:
        raise refuse(Fault.LABEL, "a label that cannot be read", path=path, found=marked.text[:80], expected="a marking") from error


def _document(manifest: Manifest, content: bytes, engine: Engine) -> Document | None:
    """The document that the content is; ``None`` for what is given whole, which has one part."""
    if manifest.content.media_type not in _DOCUMENTS or len(manifest.portions) == 1:
        return None
    try:
        return read_document(
            content.decode(),
            source="content",
            format="markdown" if manifest.content.media_type == "text/markdown" else "text",
            system=manifest.banner.system,
            communities=frozenset(engine.network.communities),
            expand=expansion(engine.network, engine.at),
        )
    except (Malformed, UnicodeDecodeError) as error:
        raise refuse(Fault.LABEL, "a document whose marks cannot be read", path="content", expected="portions with marks") from error


def _fresh(incoming: Incoming, banner: Label, portions: tuple[Label, ...], document: Document | None, content: bytes) -> Fresh:
    manifest = incoming.release.manifest
    titles = (one.text for one in document.portions if one.kind in ("title", "heading")) if document else iter(())
    received = Received(
        incoming.sender,
        incoming.message,
        AgreementId(manifest.instrument),
        incoming.at,
        manifest_sha256(manifest),
        (*map(str, _duties(manifest)), *(f"{one} (caveat of {incoming.sender})" for one in manifest.disclosure.caveats)),
    )
    return Fresh(
        "document" if document else "record",
        manifest.content.media_type,
        " ".join(next(titles, untitled(received)).split())[:300],
        content,
        document or _words(manifest, content),
        banner,
        portions,
        (_provenance(incoming),),
        frozenset(manifest.kinds),
        f"party:{incoming.sender}",
        known_as=manifest.item,
        derived_from=tuple(manifest.derived_from),
        received=received,
    )


def _words(manifest: Manifest, content: bytes) -> tuple[str, ...]:
    is_text = manifest.content.media_type.startswith("text/") or manifest.content.media_type.endswith("json")
    return (content.decode("utf-8", "replace"),) if is_text else ()


def _duties(manifest: Manifest) -> list[str]:
    return [f"{one.says} ({', '.join(part for part in (one.rule, one.agreement, one.article) if part)})" for one in manifest.obligations]


def _provenance(incoming: Incoming) -> Provenance:
    manifest = incoming.release.manifest
    instrument = AgreementId(manifest.instrument)
    links = [Link(PartyId(one.provider), None if one.instrument is None else AgreementId(one.instrument), one.on) for one in manifest.chain]
    return Provenance(
        frozenset(map(PartyId, manifest.originators)),
        instrument,
        (*links, Link(incoming.sender, instrument, incoming.at.date())),
        manifest.banner.on,
        manifest.purpose,
        manifest.item,
    )


def _portions(manifest: Manifest, banner: Label, document: Document | None, engine: Engine) -> tuple[Label, ...]:
    """The labels of the parts: as the manifest has them, as the content shows them, and none above the whole."""
    labels = tuple(_label(one.marked, f"portions[{number}]") for number, one in enumerate(manifest.portions))
    expand = expansion(engine.network, engine.at)
    for number, one in enumerate(labels):
        if one.scheme != banner.scheme or not dominates(banner, one, expand):
            found = manifest.portions[number].marked.text
            raise refuse(Fault.LABEL, "a part above the whole", path=f"portions[{number}]", found=found, expected=manifest.banner.text)
    if document is None:
        if labels != (banner,):
            raise refuse(Fault.LABEL, "what has no parts has its own label alone", path="portions", expected=manifest.banner.text)
        return labels
    shown = [None if one.label is None else evolve(one.label, marked_on=None) for one in document.portions]
    wanted = [evolve(one, marked_on=None) for one in labels]
    if [*shown, evolve(document.banner, marked_on=None)] != [*wanted, evolve(banner, marked_on=None)]:
        raise refuse(Fault.LABEL, "the marks in the content are not those that were approved", path="content", expected="the same marks")
    return labels
