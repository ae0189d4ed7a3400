"""The policy of a sealed file: the attributes that a reader must have, and who may read by name.

The attributes mirror the label, so that a server of keys that knows nothing of labels keeps out whom the label keeps out, and so that
a label cannot be exchanged for a lower one: the key is bound to the policy.

Source: OpenTDF 4.3.0, schema/OpenTDF/policy.md and policybinding; the hexadecimal form of the binding is what the clients write.
"""

import base64
import hmac
from hashlib import sha256
from typing import Any

import msgspec
from attrs import frozen

from relto.markings.formats.json import read_json, write_json
from relto.primitives import Malformed
from relto.primitives.limits import LABEL_BYTES
from relto.sealing.faults import Fault, refuse
from relto.sealing.manifest import KeyAccess, PolicyBinding, base64_of, unbase64

_BARE = 32


class _Attribute(msgspec.Struct, forbid_unknown_fields=True):
    attribute: str
    displayName: str | None = None  # noqa: N815
    isDefault: bool | None = None  # noqa: N815
    pubKey: str | None = None  # noqa: N815
    kasURL: str | None = None  # noqa: N815
    kasUrl: str | None = None  # noqa: N815 - as otdf-python 0.11.0 writes it


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    dataAttributes: list[_Attribute] | None = None  # noqa: N815
    dissem: list[str] | None = None


class _Policy(msgspec.Struct, forbid_unknown_fields=True):
    uuid: str
    body: _Body
    tdf_spec_version: str | None = None


@frozen
class Policy:
    """Who may have the key.

    Args:
        id: its identifier.
        attributes: names of the attribute values that a reader must have.
        dissem: identifiers of the only readers; empty: no such list.
    """

    id: str
    attributes: tuple[str, ...]
    dissem: tuple[str, ...] = ()


def write_policy(policy: Policy) -> str:
    """A policy as it stands in a manifest: base64 of JSON."""
    body: dict[str, Any] = {"dataAttributes": [{"attribute": one} for one in policy.attributes], "dissem": list(policy.dissem)}
    return base64_of(write_json({"uuid": policy.id, "body": body}))


def read_policy(text: str) -> Policy:
    """Read a policy.

    Raises:
        BrokenSeal: it is none, or has an attribute twice.
    """
    data = unbase64(text, "encryptionInformation.policy")
    try:
        found = msgspec.convert(read_json(data, "policy", LABEL_BYTES), _Policy)
    except (Malformed, msgspec.ValidationError) as error:
        raise refuse(Fault.MANIFEST, f"no policy: {error}", path="encryptionInformation.policy") from error
    names = [one.attribute for one in found.body.dataAttributes or ()]
    dissem = found.body.dissem or []
    if len(set(names)) != len(names) or len(set(dissem)) != len(dissem):
        raise refuse(Fault.DUPLICATE, "an attribute or a reader stands twice in the policy", path="policy", expected="each once")
    return Policy(found.uuid, tuple(names), tuple(dissem))


def bind(share: bytes, policy: str) -> PolicyBinding:
    """Bind a policy, as it stands in the manifest, to a share of the key."""
    digest = hmac.digest(share, policy.encode(), sha256)
    return PolicyBinding("HS256", base64_of(digest.hex().encode()))


def check_binding(share: bytes, policy: str, access: KeyAccess) -> None:
    """Check that a policy is the one a share is bound to.

    Raises:
        BrokenSeal: it is another (``policy``).
    """
    try:
        given = base64.b64decode(access.policyBinding.hash, validate=True)
    except ValueError:
        given = b""
    digest = hmac.digest(share, policy.encode(), sha256)
    wanted = digest if len(given) == _BARE else digest.hex().encode()
    if not hmac.compare_digest(given, wanted):
        raise refuse(Fault.POLICY, "the policy is not the one that the key is bound to", path="policy", expected="the policy of the sealer")
