"""What a file format allows at a place: the fields of a mapping, the words of a field. Asked only once something was refused."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import inspect

from relto.agreements._yaml import Path


def fields(kind: type[Any], path: Path, data: Any) -> tuple[str, ...]:
    """The fields of the mapping at a path."""
    names: list[str] = []
    for one in _at(kind, path, data):
        if isinstance(one, inspect.StructType):
            names += ([one.tag_field] if one.tag_field else []) + [field.encode_name for field in one.fields]
    return tuple(dict.fromkeys(names))


def words(kind: type[Any], path: Path, data: Any) -> tuple[str, ...]:
    """The words a field allows; none where it allows any text."""
    found: list[str] = []
    for one in _at(kind, path, data):
        if isinstance(one, inspect.LiteralType):
            found += [str(value) for value in one.values]
    if path and not found:
        outer = _structs(kind, path[:-1], data)
        found = [str(one.tag) for one in outer if one.tag_field == path[-1]]
    return tuple(found)


def _structs(kind: type[Any], path: Path, data: Any) -> list[inspect.StructType]:
    here = _shape(inspect.type_info(kind), path, data)
    return [one for one in _members(here) if isinstance(one, inspect.StructType)]


def _at(kind: type[Any], path: Path, data: Any) -> Iterator[inspect.Type]:
    value = data
    for step in path:
        value = _inside(value, step)
    return iter(_narrowed(_members(_shape(inspect.type_info(kind), path, data)), value))


def _shape(here: inspect.Type | None, path: Path, data: Any) -> inspect.Type | None:
    for step in path:
        here = _below(_narrowed(_members(here), data), step)
        data = _inside(data, step)
    return here


def _members(shape: inspect.Type | None) -> list[inspect.Type]:
    if isinstance(shape, inspect.Metadata):
        return _members(shape.type)
    if isinstance(shape, inspect.UnionType):
        return [one for member in shape.types for one in _members(member)]
    return [] if shape is None else [shape]


def _narrowed(members: Sequence[inspect.Type], data: Any) -> list[inspect.Type]:
    """Of tagged mappings the one whose tag the data has, where it has one."""
    tagged: list[inspect.Type] = [
        one for one in members if isinstance(one, inspect.StructType) and one.tag_field and _inside(data, one.tag_field) == one.tag
    ]
    return tagged or list(members)


def _below(members: Sequence[inspect.Type], step: str | int) -> inspect.Type | None:
    for one in members:
        if isinstance(one, inspect.StructType):
            for field in one.fields:
                if field.encode_name == step:
                    return field.type
        elif isinstance(one, inspect.ListType) and isinstance(step, int):
            return one.item_type
        elif isinstance(one, inspect.DictType) and isinstance(step, str):
            return one.value_type
    return None


def _inside(data: Any, step: str | int) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None
