"""The messages of key access as its clients write them: one call of Connect's unary form, as JSON or as protocol buffers.

Fields that are not named here are passed over, in both forms, as protocol buffers ask: a newer client may say more. What is named must
have its type.

Source: opentdf/platform, service/kas/kas.proto, service/kasregistry, service/policy/objects.proto, service/wellknownconfiguration;
Connect protocol, unary requests.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from attrs import frozen
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, struct_pb2
from google.protobuf.message import DecodeError, Message

from relto.markings.formats.json import read_json, write_json
from relto.primitives import Malformed
from relto.primitives.limits import REWRAP_BYTES
from relto.sealing.access import Refused

Form = Literal["application/json", "application/proto"]
"""How a message is written."""

_DEPTH = 16
_Field = descriptor_pb2.FieldDescriptorProto
_PACKAGE = "relto.keyaccess"

_RULES = ("UNSPECIFIED", "ALL_OF", "ANY_OF", "HIERARCHY")
_MESSAGES: Mapping[str, tuple[tuple[int, str, str], ...]] = MappingProxyType(
    {
        "Empty": (),
        "PublicKeyRequest": ((1, "algorithm", "string"), (2, "fmt", "string"), (3, "v", "string")),
        "PublicKeyResponse": ((1, "public_key", "string"), (2, "kid", "string")),
        "RewrapRequest": ((1, "signed_request_token", "string"),),
        "RewrapResult": (
            (1, "metadata", "values"),
            (2, "key_access_object_id", "string"),
            (3, "status", "string"),
            (4, "kas_wrapped_key", "bytes"),
            (5, "error", "string"),
        ),
        "PolicyResult": ((1, "policy_id", "string"), (2, "results", "RewrapResult*")),
        "RewrapResponse": ((3, "session_public_key", "string"), (5, "responses", "PolicyResult*")),
        "Configuration": ((1, "configuration", "struct"),),
        "KeyAccessServer": ((1, "id", "string"), (2, "uri", "string")),
        "KeyAccessServers": ((1, "key_access_servers", "KeyAccessServer*"),),
        "FqnsRequest": ((1, "fqns", "string*"),),
        "Namespace": ((1, "id", "string"), (2, "name", "string"), (3, "fqn", "string")),
        "Value": ((1, "id", "string"), (3, "value", "string"), (6, "fqn", "string")),
        "Attribute": (
            (1, "id", "string"),
            (2, "namespace", "Namespace"),
            (3, "name", "string"),
            (4, "rule", "rule"),
            (5, "values", "Value*"),
            (7, "fqn", "string"),
        ),
        "AttributeAndValue": ((1, "attribute", "Attribute"), (2, "value", "Value")),
        "AttributeValues": ((1, "fqn_attribute_values", "AttributeAndValue{}"),),
    }
)


@frozen
class Method:
    """A method of the wire.

    Args:
        path: where it is called.
        request: the message that it takes.
        reply: the message that it gives.
    """

    path: str
    request: str
    reply: str


METHODS: tuple[Method, ...] = (
    Method("/kas.AccessService/PublicKey", "PublicKeyRequest", "PublicKeyResponse"),
    Method("/kas.AccessService/Rewrap", "RewrapRequest", "RewrapResponse"),
    Method("/wellknownconfiguration.WellKnownService/GetWellKnownConfiguration", "Empty", "Configuration"),
    Method("/policy.kasregistry.KeyAccessServerRegistryService/ListKeyAccessServers", "Empty", "KeyAccessServers"),
    Method("/policy.attributes.AttributesService/GetAttributeValuesByFqns", "FqnsRequest", "AttributeValues"),
)


def _typed(field: descriptor_pb2.FieldDescriptorProto, kind: str, inside: descriptor_pb2.DescriptorProto) -> None:
    if kind.endswith(("*", "{}")):
        field.label = _Field.LABEL_REPEATED
    plain = kind.removesuffix("*").removesuffix("{}")
    if kind.endswith("{}") or kind == "values":
        entry = inside.nested_type.add(name=f"{field.name.title().replace('_', '')}Entry")
        entry.options.map_entry = True
        entry.field.add(name="key", number=1, label=_Field.LABEL_OPTIONAL, type=_Field.TYPE_STRING)
        value = ".google.protobuf.Value" if kind == "values" else f".{_PACKAGE}.{plain}"
        entry.field.add(name="value", number=2, label=_Field.LABEL_OPTIONAL, type=_Field.TYPE_MESSAGE, type_name=value)
        field.label, field.type, field.type_name = _Field.LABEL_REPEATED, _Field.TYPE_MESSAGE, f".{_PACKAGE}.{inside.name}.{entry.name}"
    elif plain in ("string", "bytes"):
        field.type = _Field.TYPE_STRING if plain == "string" else _Field.TYPE_BYTES
    elif plain == "rule":
        field.type, field.type_name = _Field.TYPE_ENUM, f".{_PACKAGE}.AttributeRuleTypeEnum"
    else:
        field.type = _Field.TYPE_MESSAGE
        field.type_name = ".google.protobuf.Struct" if plain == "struct" else f".{_PACKAGE}.{plain}"


def _classes() -> Mapping[str, type[Message]]:
    file = descriptor_pb2.FileDescriptorProto(name="relto/keyaccess.proto", package=_PACKAGE, syntax="proto3")
    file.dependency.append(struct_pb2.DESCRIPTOR.name)
    rule = file.enum_type.add(name="AttributeRuleTypeEnum")
    for number, name in enumerate(_RULES):
        rule.value.add(name=f"ATTRIBUTE_RULE_TYPE_ENUM_{name}", number=number)
    for name, fields in _MESSAGES.items():
        made = file.message_type.add(name=name)
        for number, word, kind in fields:
            _typed(made.field.add(name=word, number=number, label=_Field.LABEL_OPTIONAL), kind, made)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(struct_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in _MESSAGES}


_CLASSES = _classes()


def read_request(method: Method, data: bytes, form: Form) -> dict[str, Any]:
    """A request as its JSON names it, whatever its form.

    Args:
        method: the method.
        data: the message, at most :data:`~relto.primitives.limits.REWRAP_BYTES`.
        form: how it is written.

    Raises:
        Refused: it is no such message.
    """
    made = _CLASSES[method.request]()
    try:
        if form == "application/proto":
            made.ParseFromString(data)
        else:
            given = read_json(data, "request", REWRAP_BYTES, _DEPTH)
            if not isinstance(given, dict):
                raise Refused("invalid_argument", "no message")
            json_format.ParseDict(given, made, ignore_unknown_fields=True, max_recursion_depth=_DEPTH)
    except (DecodeError, json_format.ParseError, Malformed):
        raise Refused("invalid_argument", "no message") from None
    found: dict[str, Any] = json_format.MessageToDict(made)
    return found


def write_reply(method: Method, reply: Mapping[str, Any], form: Form) -> bytes:
    """A reply, given as its JSON names it, in a form."""
    if form == "application/json":
        return write_json(dict(reply))
    made: bytes = json_format.ParseDict(dict(reply), _CLASSES[method.reply]()).SerializeToString(deterministic=True)
    return made
