"""Opening: nothing leaves before all of it was checked.

Without a key, :func:`examine` checks, in this order:

1. the archive's layout (:mod:`relto.sealing.container`);
2. the manifest: form, version, algorithms, sizes, identifiers; the sizes add up to the content;
3. the label: that there is one, and that what signed it is pinned for its marking system;
4. the originator's seal over the whole manifest;
5. that label and attributes say the same.

With a key, :func:`open_sealed` checks further:

6. of every split a share that the reader's keys open, bound to this policy;
7. the root over the tags of all segments, with the key;
8. every segment: its tag, then its content by AES-256-GCM, into a sink that nobody sees until this returns.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import SEEK_SET
from typing import BinaryIO, Literal

import msgspec
from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from relto.markings.formats import MachineLabel
from relto.markings.formats.json import read_json
from relto.markings.formats.opentdf import AUTHORITY
from relto.primitives import BrokenSeal, Malformed
from relto.sealing.container import Container, read_container
from relto.sealing.faults import Fault, refuse
from relto.sealing.labelling import label_assertions, mirrored, one_label
from relto.sealing.manifest import (
    OVERHEAD,
    Assertion,
    KeyAccess,
    Manifest,
    assertion_hash,
    encode,
    read_manifest,
    sizes,
    tags,
    unbase64,
)
from relto.sealing.policy import Policy, check_binding, read_policy
from relto.sealing.signing import PinnedSigner, algorithm_of, check_claims, verify, verify_with_secret
from relto.sealing.wrapping import Wrapped, together, wrapping_of
from relto.sealing.writing import SEAL_FORMAT, SEAL_ID, SEAL_SCHEMA, Progress, fill, seal_claims

Require = Literal["seal", "label", "nothing"]
"""What must be signed: the whole manifest; the label alone, as other programs sign it; or nothing, as plain OpenTDF has it."""

Unwrap = Callable[[KeyAccess, Wrapped], bytes | None]
"""Opens a wrapped share, or says that it has no key for it (``None``)."""

_SKEW = timedelta(minutes=5)


@frozen
class Trust:
    """Whom a reader believes.

    Args:
        signers: the keys that are pinned.
        at: the instant of reading, UTC.
        require: what must be signed.
        authority: whose attributes mirror the label.
    """

    signers: tuple[PinnedSigner, ...]
    at: datetime
    require: Require = "seal"
    authority: str = AUTHORITY


@frozen
class Examined:
    """A sealed file that holds as far as it can be checked without a key.

    Args:
        container: its layout.
        manifest: its manifest.
        policy: its policy.
        tags: the tags of all segments.
        label: its label; ``None`` where none was required and there is none.
        signer: whose signature the label stands on; ``None`` where none was required.
        sealed_at: when it was sealed, as its originator says.
    """

    container: Container
    manifest: Manifest
    policy: Policy
    tags: bytes
    label: MachineLabel | None
    signer: PinnedSigner | None
    sealed_at: datetime | None

    @property
    def size(self) -> int:
        """Bytes of content."""
        return sum(one.segmentSize or 0 for one in self.manifest.encryptionInformation.integrityInformation.segments)


def examine(file: BinaryIO, trust: Trust) -> Examined:
    """Check all that can be checked without a key.

    Args:
        file: the sealed file, which can be sought in.
        trust: whom the reader believes.

    Raises:
        BrokenSeal: something does not hold; ``reason`` says which (:class:`~relto.sealing.Fault`).
    """
    container = read_container(file)  # 1
    manifest = read_manifest(container.manifest)  # 2
    total = sum(sizes(manifest))
    if total != container.payload_size:
        found = f"{total} bytes in segments, {container.payload_size} in the archive"
        raise refuse(Fault.SIZES, "segments that do not add up to the content", path="segments", found=found, expected="the same")
    policy = read_policy(manifest.encryptionInformation.policy)
    all_tags = tags(manifest)
    label, signer, sealed_at = _signed(container, manifest, all_tags, trust)  # 3, 4
    if label is not None:
        _check_attributes(label, policy, trust.authority)  # 5
    return Examined(container, manifest, policy, all_tags, label, signer, sealed_at)


def _signed(
    container: Container, manifest: Manifest, all_tags: bytes, trust: Trust
) -> tuple[MachineLabel | None, PinnedSigner | None, datetime | None]:
    some = label_assertions(manifest)
    if trust.require == "nothing" and not some and not _seals(manifest):
        return None, None, None
    if trust.require == "nothing" and not _seals(manifest):
        return one_label(some), None, None
    label = one_label(some)
    if trust.require == "seal" or _seals(manifest):
        signer, sealed_at = _check_seal(container, manifest, all_tags, trust)
    else:
        signer, sealed_at = None, None
    for one in some:
        by = _check_label(one, all_tags, trust, is_sealed=signer is not None)
        if signer is not None and by is not None and by != signer:
            raise refuse(Fault.STRANGER, "label and seal are signed with two keys", path=one.id[:40], found=by.kid, expected=signer.kid)
        signer = signer or by
    if signer is not None and label.label.scheme.id not in signer.systems:
        found = f"{signer.kid} of {signer.party}"
        raise refuse(Fault.STRANGER, f"a key that may not sign labels of `{label.label.scheme.id}`", path="assertions", found=found)
    return label, signer, sealed_at


def _seals(manifest: Manifest) -> list[Assertion]:
    return [one for one in manifest.assertions if one.id == SEAL_ID or one.statement.schema == SEAL_SCHEMA]


def _check_label(one: Assertion, all_tags: bytes, trust: Trust, *, is_sealed: bool) -> PinnedSigner | None:
    path = f"assertions[{one.id[:40]}].binding"
    if one.binding is None or one.binding.method != "jws":
        raise refuse(Fault.LABEL_UNSIGNED, "a label that nobody signed", path=path, expected="the originator's signature")
    if algorithm_of(one.binding.signature, path) == "HS256":
        if is_sealed:
            return None  # the seal covers it; its binding is checked with the key
        raise refuse(Fault.LABEL_UNSIGNED, "a label that any reader can have signed", path=path, found="HS256", expected="its originator's")
    payload, by = verify(one.binding.signature, trust.signers, path)
    check_claims(payload, assertion_hash(one), all_tags, path)
    return by


def _check_seal(container: Container, manifest: Manifest, all_tags: bytes, trust: Trust) -> tuple[PinnedSigner, datetime]:
    path = f"assertions[{SEAL_ID}]"
    found = _seals(manifest)
    if len(found) != 1 or manifest.assertions[-1] is not found[0]:
        raise refuse(Fault.SEAL, "no seal over the whole", path=path, found=f"{len(found)} seals", expected="one, as the last assertion")
    last = found[0]
    value, binding = last.statement.value, last.binding
    if not isinstance(value, str) or last.statement.format != SEAL_FORMAT or binding is None or binding.method != "jws":
        raise refuse(Fault.SEAL, "a seal of another form", path=path, expected=SEAL_FORMAT)
    payload, signer = verify(value, trust.signers, path)
    sealed_at = _sealed_at(payload, path)
    bare = msgspec.structs.replace(manifest, assertions=manifest.assertions[:-1])
    if payload != seal_claims(bare, all_tags, sealed_at):
        raise refuse(
            Fault.SEAL, "the manifest is not the one that was sealed", path=path, expected="the manifest as its originator signed it"
        )
    if not signer.is_valid(sealed_at) or sealed_at > trust.at + _SKEW:
        raise refuse(Fault.STRANGER, "sealed when the key was not valid", path=path, found=f"{signer.kid}, {sealed_at.isoformat()}")
    if encode(manifest) != container.manifest or not container.is_canonical:
        raise refuse(Fault.SEAL, "written in another way than a seal is", path="archive", expected="the bytes as they were sealed")
    if algorithm_of(binding.signature, path) != "HS256":
        claims, by = verify(binding.signature, trust.signers, path)
        check_claims(claims, assertion_hash(last), all_tags, path)
        if by != signer:
            raise refuse(Fault.STRANGER, "a seal that is bound with another key", path=path, found=by.kid, expected=signer.kid)
    return signer, sealed_at


def _sealed_at(payload: bytes, path: str) -> datetime:
    try:
        claims = read_json(payload, path)
        return datetime.fromtimestamp(claims["iat"], UTC)
    except (Malformed, TypeError, KeyError, ValueError, OverflowError, OSError) as error:
        raise refuse(Fault.SEAL, "a seal that does not say when", path=path, expected="iat, in whole seconds") from error


def _check_attributes(label: MachineLabel, policy: Policy, authority: str) -> None:
    try:
        wanted = mirrored(label.label, authority)
    except Malformed as error:
        raise refuse(Fault.DISAGREE, f"a label that no attributes mirror: {error}", path="policy") from error
    given = [one.lower() for one in policy.attributes]
    if sorted(given) != sorted(wanted):
        more = sorted(set(given) ^ set(wanted))
        found = more[0][:120] if more else None
        raise refuse(
            Fault.DISAGREE, "label and attributes say different things", path="policy", found=found, expected=", ".join(wanted)[:400]
        )


def open_sealed(file: BinaryIO, examined: Examined, sink: BinaryIO, *, unwrap: Unwrap, progress: Progress | None = None) -> None:
    """Open a file that was examined; what is in the sink counts only if this returns.

    Args:
        file: the same sealed file.
        examined: what :func:`examine` found.
        sink: where the content goes; nobody may see it before this returns.
        unwrap: opens wrapped shares with the reader's keys.
        progress: told how far it is.

    Raises:
        BrokenSeal: something does not hold; what the sink has is to be thrown away.
    """
    manifest = examined.manifest
    key = _content_key(manifest, unwrap)  # 6
    root = unbase64(manifest.encryptionInformation.integrityInformation.rootSignature.sig, "rootSignature.sig", 32)
    if not hmac.compare_digest(root, hmac.digest(key, examined.tags, sha256)):  # 7
        raise refuse(Fault.ROOT, "the segments are not those that were sealed, or not in their order", path="rootSignature.sig")
    _check_bindings(manifest, examined.tags, key)
    _decrypt(file, examined, key, sink, progress)  # 8


def _content_key(manifest: Manifest, unwrap: Unwrap) -> bytes:
    inner = manifest.encryptionInformation
    shares: dict[str | None, bytes | None] = {}
    failed: BrokenSeal | None = None
    for number, one in enumerate(inner.keyAccess):
        shares.setdefault(one.sid, None)
        if shares[one.sid] is not None:
            continue
        wrapped = Wrapped(
            wrapping_of(one.type, f"keyAccess[{number}].type"),
            unbase64(one.wrappedKey, f"keyAccess[{number}].wrappedKey"),
            one.ephemeralPublicKey,
        )
        try:
            share = unwrap(one, wrapped)
        except BrokenSeal as error:
            failed = error
            continue
        if share is not None:
            check_binding(share, inner.policy, one)
            shares[one.sid] = share
    if failed is not None and None in shares.values():
        raise failed
    found = [share for share in shares.values() if share is not None]
    if len(found) != len(shares):
        holders = ", ".join(one.kid or one.url for one in inner.keyAccess if shares[one.sid] is None)[:200]
        says = f"your keys open {len(found)} of its {len(shares)} shares" if found else "no key of yours opens it"
        raise refuse(Fault.KEY, says, path="keyAccess", found=holders, expected="one of these keys for every share that is left")
    return together(found)


def _check_bindings(manifest: Manifest, all_tags: bytes, key: bytes) -> None:
    """Check the bindings that are made with the key of the content."""
    for one in manifest.assertions:
        path = f"assertions[{one.id[:40]}].binding"
        if one.binding is not None and algorithm_of(one.binding.signature, path) == "HS256":
            check_claims(verify_with_secret(one.binding.signature, key, path), assertion_hash(one), all_tags, path)


def _decrypt(file: BinaryIO, examined: Examined, key: bytes, sink: BinaryIO, progress: Progress | None) -> None:
    cipher, done, some = AESGCM(key), 0, sizes(examined.manifest)
    sealed, plain = memoryview(bytearray(max(some))), memoryview(bytearray(max(some)))
    file.seek(examined.container.payload_at, SEEK_SET)
    for number, size in enumerate(some):
        piece, length, path = sealed[:size], size - OVERHEAD, f"segments[{number}]"
        if fill(file, piece) != size or piece[-16:] != examined.tags[number * 16 : number * 16 + 16]:
            raise refuse(Fault.SEGMENT, "another tag than the manifest has", path=path, expected="the segment as it was sealed")
        try:
            cipher.decrypt_into(piece[:12], piece[12:], None, plain[:length])
        except InvalidTag:
            raise refuse(Fault.SEGMENT, "content that was changed", path=path, expected="the segment as it was sealed") from None
        sink.write(plain[:length])
        done += length
        if progress is not None:
            progress(done)
