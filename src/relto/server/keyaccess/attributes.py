"""The definitions of the attributes that mirror labels, as clients ask for them before they seal."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from relto.markings.formats.opentdf import AttributeDefinition, Rule, decoded, definitions
from relto.markings.systems import system_ids
from relto.primitives import Malformed, Place
from relto.sealing.access import Refused

_RULES: Mapping[Rule, str] = MappingProxyType({"hierarchy": "HIERARCHY", "anyOf": "ANY_OF", "allOf": "ALL_OF"})
_MOST = 250


def attribute_values(fqns: Iterable[str], authority: str, codes: Iterable[str]) -> dict[str, Any]:
    """The attributes and values of some names.

    Args:
        fqns: names of attribute values, 250 at most.
        authority: whose attributes they are.
        codes: of the parties and communities that lists may name.

    Raises:
        Refused: one is no value of an attribute of this authority, or they are too many.
    """
    wanted = list(fqns)
    if len(wanted) > _MOST:
        raise Refused("invalid_argument", f"more than {_MOST} names")
    known = {one.name: one for id_ in system_ids() for one in _of(id_, authority, codes)}
    return {one: _one(one, authority, known) for one in wanted}


def _one(fqn: str, authority: str, known: Mapping[str, AttributeDefinition]) -> dict[str, Any]:
    scheme, _, rest = fqn.partition("://")
    host, kind, name, word, value, *more = (*rest.split("/"), "", "", "", "")
    found = known.get(name)
    if (scheme, host, kind, word) != ("https", authority, "attr", "value") or any(more) or found is None or not _has(found, value):
        raise Refused("not_found", "no such attribute value")
    values = [{"value": each, "fqn": f"{found.fqn}/value/{each}"} for each in found.values]
    namespace = {"name": authority, "fqn": f"https://{authority}"}
    attribute = {"namespace": namespace, "name": name, "rule": f"ATTRIBUTE_RULE_TYPE_ENUM_{_RULES[found.rule]}", "values": values}
    return {"attribute": {**attribute, "fqn": found.fqn}, "value": {"value": value, "fqn": fqn}}


def _has(found: AttributeDefinition, value: str) -> bool:
    if value in found.values:
        return True
    try:
        return found.is_open and bool(decoded(value, Place("fqn")))
    except Malformed:
        return False


def _of(id_: str, authority: str, codes: Iterable[str]) -> tuple[AttributeDefinition, ...]:
    try:
        return definitions(id_, authority, codes=codes)
    except Malformed:  # a system whose markings are no attributes of access
        return ()
