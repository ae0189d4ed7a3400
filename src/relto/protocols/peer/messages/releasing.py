"""A release: the manifest that two people approved, and their approvals. The content itself is sealed and attached.

Nobody's name stands in a message: people are known to the other side by their office.
"""

from datetime import date
from hashlib import sha256
from typing import Annotated

from msgspec import Meta

from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.writing import Code, Hex, Id, Instant, Name, Slug, Text, Wire, write

Few = Meta(max_length=64)
Many = Meta(max_length=50_000)


class Marked(Wire, frozen=True):
    """A label as it is written.

    Args:
        system: its marking system (``nz``).
        text: the marking in that system's canonical form.
        on: the day it was marked.
    """

    system: Slug
    text: Annotated[str, Meta(min_length=1, max_length=2_000)]
    on: date


class Portion(Wire, frozen=True):
    """A labelled part of what is released."""

    id: Name
    marked: Marked


class Handing(Wire, frozen=True):
    """One handing-over in the chain from the originator to the sender."""

    provider: Code
    instrument: Slug | None
    on: date | None


class Disclosure(Wire, frozen=True):
    """The record without which nothing may be released.

    Args:
        legal_basis: statute or decision, with section.
        purpose: what it is given for.
        necessity: why it is necessary and proportionate.
        reliability: what is known of its reliability and accuracy.
        personal_data: whether it holds personal data.
        evaluated: whether its content was evaluated.
        caveats: what the recipient must keep to.
        assurances: identifiers of assurances relied on.
    """

    legal_basis: Text
    purpose: Text
    necessity: Text
    reliability: Text
    personal_data: bool
    evaluated: bool
    caveats: Annotated[list[Text], Few]
    assurances: Annotated[list[Name], Few]


class Content(Wire, frozen=True):
    """What the content is, without saying it: SHA-256 over 16 random bytes and the content as it was approved."""

    media_type: Name
    size: Annotated[int, Meta(ge=0)]
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    sha256: Hex


class Duty(Wire, frozen=True):
    """What the recipient must do."""

    rule: Slug
    says: Text
    agreement: Slug | None
    article: Name | None


class Manifest(Wire, frozen=True):
    """What two people approved: exactly what goes to exactly whom.

    Args:
        item: the item.
        recipient: for which party.
        instrument: the agreement that makes it lawful.
        content: what the content is.
        banner: the label of the whole.
        portions: the labels of its parts, in order.
        originators: under whose authority it was classified.
        chain: how the sender got it; empty for its own.
        kinds: kinds of information.
        purpose: for which it is provided; ``None`` where not said.
        derived_from: the items it was derived from.
        corrects: the item that it corrects.
        disclosure: the disclosure record.
        obligations: what the recipient must do.
        consents: identifiers of the consents relied on.
    """

    item: Id
    recipient: Code
    instrument: Slug
    content: Content
    banner: Marked
    portions: Annotated[list[Portion], Many]
    originators: Annotated[list[Code], Meta(min_length=1, max_length=64)]
    chain: Annotated[list[Handing], Few]
    kinds: Annotated[list[Slug], Few]
    purpose: Slug | None
    derived_from: Annotated[list[Id], Meta(max_length=1_000)]
    corrects: Id | None
    disclosure: Disclosure
    obligations: Annotated[list[Duty], Meta(max_length=500)]
    consents: Annotated[list[Name], Few]


class Approval(Wire, frozen=True):
    """One person's approval of a manifest.

    Args:
        person: who, by an identifier that only the sender can resolve.
        office: in which office.
        at: when.
        manifest_sha256: of what.
    """

    person: Name
    office: Name
    at: Instant
    manifest_sha256: Hex


class Release(Wire, frozen=True):
    """Content for the recipient; the sealed content is attached."""

    manifest: Manifest
    approvals: Annotated[list[Approval], Meta(min_length=1, max_length=8)]


def manifest_sha256(manifest: Manifest) -> str:
    """What approvals name: the digest of a manifest as it is written in a message."""
    return sha256(write(manifest)).hexdigest()


def check_release(release: Release) -> None:
    """Hold the approvals of a release against what is released.

    Raises:
        BrokenSeal: an approval is of another manifest, or two different people did not approve it (``manifest``).
    """
    digest = manifest_sha256(release.manifest)
    for number, one in enumerate(release.approvals):
        if one.manifest_sha256 != digest:
            raise refuse(Fault.MANIFEST, "an approval of something else", path=f"approvals[{number}]", expected=digest)
    if len({one.person for one in release.approvals}) < 2:  # noqa: PLR2004 - four eyes
        raise refuse(Fault.MANIFEST, "not approved by two different people", path="approvals", expected="two people at least")


def content_of(data: bytes, media_type: str, salt: bytes) -> Content:
    """What a manifest says of content.

    Args:
        data: the content.
        media_type: of it.
        salt: 16 random bytes.
    """
    return Content(media_type=media_type, size=len(data), salt=salt.hex(), sha256=sha256(salt + data).hexdigest())


def verify_content(content: Content, data: bytes) -> bytes:
    """The content, where it is what was approved.

    Raises:
        BrokenSeal: it is not (``manifest``).
    """
    if sha256(bytes.fromhex(content.salt) + data).hexdigest() != content.sha256 or len(data) != content.size:
        raise refuse(Fault.MANIFEST, "the content is not what was approved", path="content", expected=content.sha256)
    return data
