"""What two nodes settle between themselves: agreements, keys, checkpoints of their logs."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from relto.protocols.peer.terms import Terms
from relto.protocols.peer.writing import Hex, Instant, Name, Slug, Text, Wire

Few = Meta(max_length=64)


class AgreementProposal(Wire, frozen=True):
    """The text of an agreement, attached, and the terms of the exchange, to be signed by both."""

    agreement: Slug
    terms: Terms
    says: Text | None


class AgreementSignature(Wire, frozen=True):
    """The agreement with this digest is signed."""

    agreement: Slug
    agreement_sha256: Hex
    signed_on: date


class AgreementSuspension(Wire, frozen=True):
    """The operation of the agreement is suspended, or resumed."""

    agreement: Slug
    resumed: bool
    from_: Instant
    says: Text


class AgreementTermination(Wire, frozen=True):
    """The agreement is terminated."""

    agreement: Slug
    takes_effect: date
    says: Text


class Key(Wire, frozen=True):
    """A public key of the sender, to be pinned."""

    kid: Name
    use: Literal["open", "sign"]
    algorithm: Name
    public: Annotated[str, Meta(min_length=1, max_length=4_000)]
    valid_from: Instant
    valid_until: Instant
    revoked: Instant | None
    oaep: Literal["sha1", "sha256"]
    systems: Annotated[list[Slug], Few]
    url: Name | None


class KeyAnnouncement(Wire, frozen=True):
    """Keys that are new, or revoked."""

    keys: Annotated[list[Key], Meta(min_length=1, max_length=64)]
    says: Text | None


class CheckpointRequest(Wire, frozen=True):
    """Cosign this checkpoint: a request to a witness as C2SP tlog-witness has it."""

    request: Annotated[str, Meta(max_length=400_000)]


class CheckpointAnswer(Wire, frozen=True):
    """What the witness answers: a status as HTTP has it, and cosignatures, a size, or why not."""

    status: Annotated[int, Meta(ge=200, le=599)]
    body: Annotated[str, Meta(max_length=100_000)]
