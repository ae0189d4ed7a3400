"""Sealing: content in, one file out, a segment at a time.

What is written opens in any client of OpenTDF; what a client does not check, the seal does:

* the label stands in it as an assertion, and once more as attributes that the key is bound to;
* the last assertion is the originator's seal: a signature over all of the manifest but itself.

The key of the content is used for one file only, and its nonces are counted, so that none can come twice.

Source: OpenTDF 4.3.0 as its clients write it; NIST SP 800-38D section 8.2.1 for counted nonces.
"""

import hmac
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from io import SEEK_SET
from typing import BinaryIO, Literal, Protocol, cast

import msgspec
from attrs import field, frozen
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from zlib_ng.zlib_ng import crc32

from relto.markings.formats import MachineLabel
from relto.markings.formats.json import write_json
from relto.markings.formats.opentdf import AUTHORITY
from relto.primitives import Malformed, Place
from relto.primitives.limits import SEAL_KEYS, SEAL_MANIFEST_BYTES, SEAL_SEGMENT_BYTES
from relto.sealing.container import PAYLOAD, after_payload, is_large, local_header
from relto.sealing.keystore import Recipient
from relto.sealing.labelling import label_assertion, mirrored
from relto.sealing.manifest import (
    OVERHEAD,
    VERSION,
    Assertion,
    Binding,
    Encryption,
    Integrity,
    KeyAccess,
    Manifest,
    Method,
    Payload,
    RootSignature,
    Segment,
    Statement,
    assertion_hash,
    base64_of,
    canonical,
    encode,
)
from relto.sealing.policy import Policy, bind, write_policy
from relto.sealing.signing import bound_claims, sign_with_secret
from relto.sealing.wrapping import SHARE, Entropy, split, wrap

SEGMENT = 2 * 1024 * 1024
SEAL_ID = "relto-seal"
SEAL_SCHEMA = "urn:relto:seal:1"
SEAL_FORMAT = "jws"

Progress = Callable[[int], None]
"""Told the bytes of content that were done so far."""


class Sign(Protocol):
    """Signs as the originator."""

    def __call__(self, payload: bytes) -> str:
        """A compact JSON Web Signature."""


class _ReadsInto(Protocol):
    """What every binary file of Python does, and its type does not say."""

    def readinto(self, into: memoryview, /) -> int | None:
        """Read into a buffer."""


@frozen
class Terms:
    """How something is sealed.

    Args:
        label: the label, with its instant.
        splits: who may open it: of every split one recipient is needed; each recipient of a split suffices for it.
        at: the instant of sealing, UTC.
        forms: the label's machine forms.
        dissem: identifiers of the only readers; empty: no such list.
        authority: whose attributes mirror the label.
        bound_by: ``originator``: the label's own binding is the originator's signature. ``content-key``: it is made with the key of the
            content, for clients that have no keys of originators and refuse what they cannot check; the originator's seal covers it.
        mime: media type of the content.
        segment: bytes of content in a segment.
        policy: identifier of its policy, a UUID; ``None``: a new one.
    """

    label: MachineLabel
    splits: tuple[tuple[Recipient, ...], ...]
    at: datetime
    forms: tuple[str, ...] = ("stanag4774",)
    dissem: tuple[str, ...] = ()
    authority: str = AUTHORITY
    bound_by: Literal["originator", "content-key"] = "originator"
    mime: str = "application/octet-stream"
    segment: int = field(default=SEGMENT)
    policy: str | None = None


def seal(
    source: BinaryIO, sink: BinaryIO, terms: Terms, *, size: int, sign: Sign, entropy: Entropy, progress: Progress | None = None
) -> Manifest:
    """Seal content.

    Args:
        source: the content.
        sink: where the sealed file goes; it can be sought in, and nobody may see it before this returns.
        terms: label, recipients and form.
        size: bytes of content that the source has.
        sign: signs as the originator.
        entropy: where random bytes come from.
        progress: told how far it is.

    Returns:
        The manifest that was written.

    Raises:
        Malformed: a recipient's key is not valid then, the label has no machine form, or the content is not of the size given.
    """
    _check(terms, size)
    attributes = mirrored(terms.label.label, terms.authority)
    labels = [label_assertion(terms.label, form) for form in terms.forms]
    key = entropy(SHARE)
    policy = write_policy(Policy(terms.policy or str(uuid.UUID(bytes=entropy(16), version=4)), attributes, terms.dissem))
    ways = _key_accesses(key, policy, terms, entropy)
    payload, crc, segments, tags = _write_segments(source, sink, key, terms.segment, size, progress)
    root = base64_of(hmac.digest(key, tags, sha256))
    integrity = Integrity(RootSignature("HS256", root), "GMAC", segments, terms.segment, terms.segment + OVERHEAD)
    encryption = Encryption("split", policy, ways, Method("AES-256-GCM", "", isStreamable=True), integrity)
    bare = Manifest(encryption, Payload("reference", PAYLOAD, "zip", isEncrypted=True, mimeType=terms.mime), VERSION)
    bound = _bind_all(bare, labels, terms, tags, key, sign)
    data = encode(bound)
    if len(data) > SEAL_MANIFEST_BYTES:
        raise Malformed("too much content for one seal", found=f"{size} bytes", expected="larger segments")
    sink.write(after_payload(payload, crc, data))
    _write_head(sink, payload, crc)
    return bound


def _check(terms: Terms, size: int) -> None:
    if not terms.splits or not all(terms.splits) or not terms.forms:
        raise Malformed("nobody to seal for, or no form of label", place=Place("recipients"), expected="one recipient at least")
    if not 1 <= terms.segment <= SEAL_SEGMENT_BYTES:
        raise Malformed("no size of a segment", found=str(terms.segment), expected=f"1 to {SEAL_SEGMENT_BYTES}")
    if sum(map(len, terms.splits)) > SEAL_KEYS or size < 0:
        raise Malformed("too many recipients", place=Place("recipients"), expected=f"{SEAL_KEYS} at most")
    for one in (each for some in terms.splits for each in some):
        if not one.is_valid(terms.at):
            raise Malformed(
                f"the key of {one.party} is not valid",
                place=Place("recipients"),
                found=f"{one.kid}, {'revoked' if one.revoked else 'valid until ' + one.valid_until.isoformat()}",
                expected="a key that is valid when it is sealed",
            )


def _key_accesses(key: bytes, policy: str, terms: Terms, entropy: Entropy) -> list[KeyAccess]:
    shares = split(key, len(terms.splits), entropy)
    some = sum(map(len, terms.splits)) > 1
    return [
        _key_access(share, policy, one, f"s{number}" if some else None, entropy)
        for number, (share, split_) in enumerate(zip(shares, terms.splits, strict=True))
        for one in split_
    ]


def _key_access(share: bytes, policy: str, one: Recipient, sid: str | None, entropy: Entropy) -> KeyAccess:
    made = wrap(share, one.pem, entropy=entropy, oaep=one.oaep)
    return KeyAccess(
        made.type, one.url, "kas", base64_of(made.data), bind(share, policy), one.kid, sid, "1.0", ephemeralPublicKey=made.ephemeral
    )


def _write_head(sink: BinaryIO, payload: int, crc: int) -> None:
    end = sink.tell()
    sink.seek(0, SEEK_SET)
    sink.write(local_header(PAYLOAD, payload, crc, large=is_large(payload)))
    sink.seek(end, SEEK_SET)


def _write_segments(
    source: BinaryIO, sink: BinaryIO, key: bytes, segment: int, size: int, progress: Progress | None
) -> tuple[int, int, list[Segment], bytes]:
    """Encrypt segment by segment; the size, check sum, segments and tags of what was written."""
    count = max(1, -(-size // segment))
    payload = size + count * OVERHEAD
    sink.write(local_header(PAYLOAD, payload, 0, large=is_large(payload)))
    cipher, crc, done = AESGCM(key), 0, 0
    segments, tags = [], []
    room = min(segment, size)  # what is small is not charged with the room of a whole segment
    plain, sealed = memoryview(bytearray(room)), memoryview(bytearray(room + OVERHEAD))
    for number in range(count):
        length = min(segment, size - done)
        if fill(source, plain[:length]) != length:
            raise Malformed("the content became smaller while it was sealed", expected=f"{size} bytes")
        nonce = (number + 1).to_bytes(12)
        piece = sealed[: length + OVERHEAD]
        piece[:12] = nonce
        cipher.encrypt_into(nonce, plain[:length], None, piece[12:])
        crc = crc32(piece, crc)
        sink.write(piece)
        tag = bytes(piece[-16:])
        tags.append(tag)
        segments.append(Segment(base64_of(tag), length, length + OVERHEAD))
        done += length
        if progress is not None:
            progress(done)
    if source.read(1):
        raise Malformed("the content became larger while it was sealed", expected=f"{size} bytes")
    return payload, crc, segments, b"".join(tags)


def fill(source: BinaryIO, into: memoryview) -> int:
    """Read until it is full or the source ends; how much was read."""
    done = 0
    reader = cast("_ReadsInto", source)
    while done < len(into):
        count = reader.readinto(into[done:])
        if not count:
            break
        done += count
    return done


def _bind_all(bare: Manifest, labels: Sequence[Assertion], terms: Terms, tags: bytes, key: bytes, sign: Sign) -> Manifest:
    def bound(one: Assertion) -> Assertion:
        claims = bound_claims(assertion_hash(one), tags)
        signature = sign(claims) if terms.bound_by == "originator" else sign_with_secret(claims, key)
        return msgspec.structs.replace(one, binding=Binding("jws", signature))

    labelled = msgspec.structs.replace(bare, assertions=[bound(one) for one in labels])
    value = sign(seal_claims(labelled, tags, terms.at))
    last = Assertion(SEAL_ID, "other", "tdo", Statement(SEAL_FORMAT, value, SEAL_SCHEMA), "unencrypted")
    return msgspec.structs.replace(labelled, assertions=[*labelled.assertions, bound(last)])


def seal_claims(manifest: Manifest, tags: bytes, at: datetime) -> bytes:
    """What the originator signs: the digest of a manifest without the seal, and of the tags of all segments, and when."""
    digest = sha256(canonical(manifest)).hexdigest()
    return write_json({"manifest": digest, "tags": sha256(tags).hexdigest(), "iat": int(at.astimezone(UTC).timestamp())})
