"""The manifest of a sealed file: read strictly, and written in one form.

Names that the format does not have are refused, so that nothing is said in a manifest that nobody looked at; and a name stands once.

Source: OpenTDF specification 4.3.0, schema/OpenTDF; where its clients differ from its text, as the clients write (``schemaVersion``).
"""

import base64
import binascii
import hashlib
import json
from typing import Any

import msgspec

from relto.markings.formats.json import read_json
from relto.primitives import Malformed
from relto.primitives.limits import SEAL_ASSERTIONS, SEAL_KEYS, SEAL_MANIFEST_BYTES, SEAL_MANIFEST_DEPTH, SEAL_SEGMENT_BYTES
from relto.sealing.faults import Fault, refuse
from relto.sealing.wrapping import wrapping_of

VERSION = "4.3.0"
_FEW, _LEAST_PART, _LEAST_ITEM = 4_096, 40, 12
"""So many parts may be of any size; of more, an object has so many bytes on average, and what stands before a comma. A segment, of which a
large manifest consists, has 70 and more in one object with three members."""
OVERHEAD = 28
"""What a segment has beside its content: a nonce of 12 bytes and a tag of 16."""


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a manifest."""


class PolicyBinding(_Form, frozen=True):
    """What binds a policy to a share of the key."""

    alg: str
    hash: str


class KeyAccess(_Form, frozen=True):
    """One way to a share of the key: wrapped for one holder."""

    type: str
    url: str
    protocol: str
    wrappedKey: str  # noqa: N815 - the format's names, here and below
    policyBinding: PolicyBinding  # noqa: N815
    kid: str | None = None
    sid: str | None = None
    schemaVersion: str | None = None  # noqa: N815
    ephemeralPublicKey: str | None = None  # noqa: N815
    encryptedMetadata: str | None = None  # noqa: N815
    tdf_spec_version: str | None = None


class Segment(_Form, frozen=True):
    """One segment: its tag and its sizes."""

    hash: str
    segmentSize: int | None = None  # noqa: N815
    encryptedSegmentSize: int | None = None  # noqa: N815


class RootSignature(_Form, frozen=True):
    """What holds the segments together, in their order."""

    alg: str
    sig: str


class Integrity(_Form, frozen=True):
    """Sizes and tags of all segments."""

    rootSignature: RootSignature  # noqa: N815
    segmentHashAlg: str  # noqa: N815
    segments: list[Segment]
    segmentSizeDefault: int | None = None  # noqa: N815
    encryptedSegmentSizeDefault: int | None = None  # noqa: N815


class Method(_Form, frozen=True):
    """How the content is encrypted."""

    algorithm: str
    iv: str
    isStreamable: bool | None = None  # noqa: N815


class Encryption(_Form, frozen=True):
    """Keys, policy and integrity."""

    type: str
    policy: str
    keyAccess: list[KeyAccess]  # noqa: N815
    method: Method
    integrityInformation: Integrity  # noqa: N815


class Payload(_Form, frozen=True):
    """Where the content is, and of what kind."""

    type: str
    url: str
    protocol: str
    isEncrypted: bool  # noqa: N815
    mimeType: str | None = None  # noqa: N815
    schemaVersion: str | None = None  # noqa: N815


class Statement(_Form, frozen=True):
    """What an assertion says."""

    format: str
    value: str | dict[str, Any]
    schema: str | None = None


class Binding(_Form, frozen=True):
    """What binds an assertion to the content."""

    method: str
    signature: str


class Assertion(_Form, frozen=True):
    """Something said of the content."""

    id: str
    type: str
    scope: str
    statement: Statement
    appliesToState: str | None = None  # noqa: N815
    binding: Binding | None = None


class Manifest(_Form, frozen=True):
    """All that is said of the content."""

    encryptionInformation: Encryption  # noqa: N815
    payload: Payload
    schemaVersion: str | None = None  # noqa: N815
    assertions: list[Assertion] = []


def encode(given: Any) -> bytes:
    """A manifest, or a part of it, in the one form that a seal has."""
    return json.dumps(msgspec.to_builtins(given), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def canonical(given: Any) -> bytes:
    """Canonical JSON (RFC 8785) of what holds texts, whole numbers, truth values, lists and objects whose names are ASCII."""
    return json.dumps(msgspec.to_builtins(given), ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def assertion_hash(one: Assertion) -> bytes:
    """The hexadecimal SHA-256 of an assertion without its binding, by which the clients know it."""
    bare = {name: value for name, value in msgspec.to_builtins(one).items() if name != "binding"}
    return hashlib.sha256(canonical(bare)).hexdigest().encode()


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest and hold it to everything that needs no key.

    Args:
        data: the bytes as they stand in the archive.

    Raises:
        BrokenSeal: it is none; or of another version; or says that nothing is encrypted; or uses algorithms that are not admitted; or
            leaves out sizes; or has an identifier twice.
    """
    _check_parts(data)
    try:
        plain = read_json(data, "0.manifest.json", SEAL_MANIFEST_BYTES, SEAL_MANIFEST_DEPTH)
        found = msgspec.convert(plain, Manifest)
    except (Malformed, msgspec.ValidationError, RecursionError) as error:
        says = f"no manifest: {str(error)[:300]}"  # a name may be as long as the manifest
        raise refuse(Fault.MANIFEST, says, path="manifest", expected=f"a manifest of OpenTDF {VERSION}") from error
    _check_version(found)
    _check_algorithms(found)
    _check_sizes(found.encryptionInformation.integrityInformation)
    _check_identifiers(found)
    return found


def _check_parts(data: bytes) -> None:
    """Refuse, before anything is built, what would take many times its size in memory: parts smaller than those of any manifest."""
    parts, items = data.count(b"{") + data.count(b"["), data.count(b",")
    if parts > _FEW + len(data) // _LEAST_PART or items > _FEW + len(data) // _LEAST_ITEM:
        found = f"{parts:,} objects and lists, {items:,} commas in {len(data):,} bytes"
        raise refuse(Fault.MANIFEST, "no manifest: too many parts for its size", path="manifest", found=found, expected="fewer")


def _check_version(found: Manifest) -> None:
    if found.schemaVersion != VERSION:
        raise refuse(Fault.VERSION, "another version", path="schemaVersion", found=str(found.schemaVersion)[:40], expected=VERSION)
    payload = found.payload
    if not payload.isEncrypted:
        raise refuse(Fault.NOT_ENCRYPTED, "the content is said not to be encrypted", path="payload.isEncrypted", expected="true")
    if (payload.type, payload.url, payload.protocol) != ("reference", "0.payload", "zip"):
        raise refuse(Fault.MANIFEST, "content that stands elsewhere", path="payload", found=payload.url[:80], expected="0.payload")


def _admit(found: str, path: str, *known: str) -> None:
    if found not in known:
        raise refuse(Fault.ALGORITHM, "an algorithm that is not admitted", path=path, found=found[:40], expected=" or ".join(known))


def _check_algorithms(found: Manifest) -> None:
    inner = found.encryptionInformation
    _admit(inner.type, "encryptionInformation.type", "split")
    _admit(inner.method.algorithm, "method.algorithm", "AES-256-GCM")
    _admit(inner.integrityInformation.rootSignature.alg, "rootSignature.alg", "HS256")
    _admit(inner.integrityInformation.segmentHashAlg, "segmentHashAlg", "GMAC")
    if not 1 <= len(inner.keyAccess) <= SEAL_KEYS:
        raise refuse(
            Fault.MANIFEST, "no keys, or too many", path="keyAccess", found=str(len(inner.keyAccess)), expected=f"1 to {SEAL_KEYS}"
        )
    for number, one in enumerate(inner.keyAccess):
        path = f"keyAccess[{number}]"
        wrapping_of(one.type, f"{path}.type")
        _admit(one.protocol, f"{path}.protocol", "kas")
        _admit(one.policyBinding.alg, f"{path}.policyBinding.alg", "HS256")
        if (one.type == "ec-wrapped") != (one.ephemeralPublicKey is not None):
            raise refuse(Fault.MANIFEST, "a key wrapped in no known way", path=path, expected="ephemeralPublicKey with ec-wrapped alone")


def _check_sizes(found: Integrity) -> None:
    for number, one in enumerate(found.segments):
        path = f"segments[{number}]"
        if one.segmentSize is None or one.encryptedSegmentSize is None:
            raise refuse(Fault.SIZES, "a segment without its sizes", path=path, expected="segmentSize and encryptedSegmentSize")
        if not 0 <= one.segmentSize <= SEAL_SEGMENT_BYTES or one.encryptedSegmentSize != one.segmentSize + OVERHEAD:
            expected = f"0 to {SEAL_SEGMENT_BYTES}, and {OVERHEAD} more when encrypted"
            raise refuse(
                Fault.SIZES, "sizes of a segment that cannot be", path=path, found=str(one.encryptedSegmentSize), expected=expected
            )
    if not found.segments:
        raise refuse(Fault.SIZES, "no segments", path="segments", expected="one at least, for empty content too")


def _check_identifiers(found: Manifest) -> None:
    if len(found.assertions) > SEAL_ASSERTIONS:
        raise refuse(Fault.MANIFEST, "too many assertions", path="assertions", expected=f"{SEAL_ASSERTIONS} at most")
    names = [one.id for one in found.assertions]
    ways = [(one.url, one.kid, one.sid) for one in found.encryptionInformation.keyAccess]
    for path, some in (("assertions", names), ("keyAccess", ways)):
        if len(set(some)) != len(some):
            raise refuse(Fault.DUPLICATE, "an identifier stands twice", path=path, expected="each once")


def sizes(found: Manifest) -> list[int]:
    """The sizes of the segments as they are stored."""
    return [one.encryptedSegmentSize or 0 for one in found.encryptionInformation.integrityInformation.segments]


def tags(found: Manifest) -> bytes:
    """The tags of all segments, in their order.

    Raises:
        BrokenSeal: one is no tag.
    """
    return b"".join(
        unbase64(one.hash, f"segments[{number}].hash", 16)
        for number, one in enumerate(found.encryptionInformation.integrityInformation.segments)
    )


def base64_of(data: bytes) -> str:
    """Base64 with padding, as the format has it everywhere but in JWS."""
    return base64.b64encode(data).decode()


def unbase64(text: str, path: str, size: int | None = None) -> bytes:
    """The bytes of base64 that is written in the one way that there is.

    Args:
        text: the base64.
        path: where it stands, for errors.
        size: how many bytes it must be.

    Raises:
        BrokenSeal: it is none, or of another size.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or base64_of(data) != text or size not in (None, len(data)):
        raise refuse(Fault.MANIFEST, "no base64 of this", path=path, expected="base64" if size is None else f"base64 of {size} bytes")
    return data
