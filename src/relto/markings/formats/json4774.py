"""NATO's confidentiality label in JSON, the form "json-structured" that data formats carry as an assertion.

**Not a standard's own schema.** The frame (``schema``, ``format``, ``value``, in it ``Xmlns``, ``CreationTime`` and
``ConfidentialityInformation``) was seen in one public document. The names inside ``ConfidentialityInformation``, and
``ReviewDateTime`` and ``OriginatorID``, are taken from the XML form and from memory and were **not verified**: agree on them with
whoever reads it. ADatP-5636 describes the elements; no public JSON schema of it was found, and its short form (``ocl``) is not read.

Policies, levels and categories are those of :mod:`relto.markings.formats.confidentiality`.

Source: STANAG 4774 / ADatP-4774(A)(1) for the elements; a public sample of a ZTDF assertion for the frame.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from relto.labels import Label
from relto.markings.formats.confidentiality import (
    NAMESPACE,
    Category,
    categories_of,
    classification,
    created_of,
    instant,
    label_of,
    name_of_policy,
    policy_of,
    written_instant,
)
from relto.markings.formats.json import read_json, write_json
from relto.markings.formats.model import MachineLabel, dated, machine
from relto.primitives import Malformed, Place, hidden_characters

FORMAT = "json-structured"
_MOST = 1_000


@frozen
class Json4774:
    """See the module."""

    id: str = "json4774"
    name: str = "NATO confidentiality label, JSON (names inside not verified)"
    media_type: str = "application/json"
    source: str = "STANAG 4774; one public sample of the frame, inner names not verified"

    def read(self, data: bytes, *, source: str = "label") -> MachineLabel:
        """See :class:`~relto.markings.formats.model.Format`."""
        return read_statement(read_json(data, source), source)

    def write(self, label: MachineLabel | Label) -> bytes:
        """See :class:`~relto.markings.formats.model.Format`."""
        return write_json(write_statement(machine(label)))


def read_statement(given: Any, source: str = "statement") -> MachineLabel:
    """The label of a statement.

    Raises:
        Malformed: it is no statement of this form, or says what Relto cannot hold.
    """
    outer = _object(given, source, "", {"schema", "format", "value"})
    for name, wanted in (("schema", NAMESPACE), ("format", FORMAT)):
        if outer[name] != wanted:
            raise Malformed(f"another {name}", place=Place(source, path=name), found=str(outer[name])[:80], expected=wanted)
    value = _object(
        outer["value"], source, "value", {"Xmlns", "CreationTime", "ConfidentialityInformation"}, {"ReviewDateTime", "OriginatorID"}
    )
    if value["Xmlns"] != NAMESPACE:
        raise Malformed("another namespace", place=Place(source, path="value.Xmlns"), found=str(value["Xmlns"])[:80], expected=NAMESPACE)
    path = "value.ConfidentialityInformation"
    inner = _object(value["ConfidentialityInformation"], source, path, {"PolicyIdentifier", "Classification"}, {"PrivacyMark", "Category"})
    one = policy_of(_text(inner, "PolicyIdentifier", source, path), Place(source, path=f"{path}.PolicyIdentifier"))
    level = _text(inner, "Classification", source, path)
    place = Place(source, path=f"{path}.Classification")
    label, informative = label_of(one, level, _categories(inner.get("Category", []), source, f"{path}.Category"), place)
    review = _text(value, "ReviewDateTime", source, "value") if "ReviewDateTime" in value else None
    return dated(
        MachineLabel(
            label,
            created=instant(_text(value, "CreationTime", source, "value"), Place(source, path="value.CreationTime")),
            review=None if review is None else instant(review, Place(source, path="value.ReviewDateTime")),
            originator=_text(value, "OriginatorID", source, "value") if "OriginatorID" in value else None,
            privacy_mark=_text(inner, "PrivacyMark", source, path) if "PrivacyMark" in inner else None,
            informative=informative,
        )
    )


def _object(given: Any, source: str, path: str, needed: set[str], further: "set[str] | frozenset[str]" = frozenset()) -> dict[str, Any]:
    """An object that has just these names."""
    if not isinstance(given, dict):
        raise Malformed("no object", place=Place(source, path=path or None), expected=f"an object with {', '.join(sorted(needed))}")
    if missing := sorted(needed - set(given)):
        raise Malformed("a name is missing", place=Place(source, path=path or None), expected=missing[0])
    if unknown := sorted(set(given) - needed - further):
        expected = ", ".join(sorted(needed | further))
        raise Malformed("a name that is not known here", place=Place(source, path=path or None), found=unknown[0][:80], expected=expected)
    return given


def _text(given: Mapping[str, Any], name: str, source: str, path: str) -> str:
    return _plain(given[name], source, f"{path}.{name}")


def _plain(text: object, source: str, path: str) -> str:
    if not isinstance(text, str) or not text or " ".join(text.split()) != text or hidden_characters(text):
        raise Malformed("no plain text", place=Place(source, path=path), found=str(text)[:80], expected="words, with one space between")
    return text


def _categories(given: Any, source: str, path: str) -> list[Category]:
    some = [given] if isinstance(given, dict) else given
    if not isinstance(some, list) or len(some) > _MOST:
        raise Malformed("no categories", place=Place(source, path=path), expected=f"a category, or a list of {_MOST} at most")
    return [_category(one, source, f"{path}[{number}]") for number, one in enumerate(some)]


def _category(given: Any, source: str, path: str) -> Category:
    one = _object(given, source, path, {"Type", "TagName", "GenericValues"})
    values = one["GenericValues"]
    if not isinstance(values, list) or not values:
        raise Malformed("a category without a list of values", place=Place(source, path=path), expected="GenericValues")
    texts = tuple(_plain(value, source, f"{path}.GenericValues") for value in values)
    return Category(_text(one, "TagName", source, path), _text(one, "Type", source, path), texts, Place(source, path=path))


def write_statement(given: MachineLabel) -> dict[str, Any]:
    """The statement of a label: one category as an object, several as a list.

    Raises:
        Malformed: the label has no date, or this form cannot carry it.
    """
    policy, created = name_of_policy(given.label), created_of(given)
    information: dict[str, Any] = {"PolicyIdentifier": policy, "Classification": classification(given.label)}
    if given.privacy_mark is not None:
        information["PrivacyMark"] = given.privacy_mark
    categories = [{"Type": one.kind, "TagName": one.tag, "GenericValues": list(one.values)} for one in categories_of(given)]
    if categories:
        information["Category"] = categories[0] if len(categories) == 1 else categories
    value: dict[str, Any] = {"Xmlns": NAMESPACE, "CreationTime": written_instant(created)}
    if given.review is not None:
        value["ReviewDateTime"] = written_instant(given.review)
    if given.originator is not None:
        value["OriginatorID"] = given.originator
    statement = {"schema": NAMESPACE, "format": FORMAT, "value": value | {"ConfidentialityInformation": information}}
    if read_statement(statement) != dated(given):
        raise Malformed("a label that this form does not give back whole", expected="plain texts, and no category of another's name")
    return statement
