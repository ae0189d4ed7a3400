"""FIRST Information Exchange Policy 2.0: a marking is the policy's JSON, its permitted actions are the level.

Every other statement is a control by its name and value (``encrypt_in_transit=must``); so are the texts that tell one policy from
another (``name=…``), so nothing of a policy is lost. Unknown fields are refused. The whole of several parts has the strictest
value of every statement; texts in which the parts differ are not the whole's, and its dates span those of the parts.

Source: FIRST IEP 2.0, read through the MISP taxonomy iep2-policy; see ``iep.toml``.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from attrs import evolve

from relto.labels import Expansion, Label, Scheme
from relto.markings.findings import Findings
from relto.markings.model import Form, Language, MarkingSystem, Reading, Request, Rule, no_members, read_as
from relto.markings.vocabulary import read_data, read_meanings
from relto.primitives import Malformed
from relto.primitives.limits import MARKING_CHARS

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_VERSION = "2.0"
_RULES = {
    "too-long": f"a policy has at most {MARKING_CHARS} characters",
    "character": "a policy holds no invisible, directional or control character",
    "json": "a policy is one flat JSON object of texts",
    "field-unknown": "every field is one of IEP 2.0",
    "field-twice": "no field stands twice",
    "field-missing": "a policy says its version and its permitted actions",
    "value": "every statement has one of its values",
    "form": "fields and values are written as IEP 2.0 writes them",
}


class ExchangePolicy(MarkingSystem):
    """IEP 2.0. A portion mark is the policy in parentheses; nobody owns the scheme; policies go with data, not over documents."""

    in_documents = False

    def __init__(self) -> None:
        data = read_data("iep")
        super().__init__("iep", data["name"], Scheme("iep", data["name"], None, tuple(data["levels"]), source=data["source"]))
        self._statements: dict[str, list[str]] = data["statements"]
        self._texts: list[str] = data["texts"]
        self._old: dict[str, str] = data["old"]
        self._meanings = read_meanings(data)
        self._source: str = data["source"]

    def rules(self) -> tuple[Rule, ...]:
        """Those of JSON and of the fields."""
        return tuple(Rule(f"{self.id}-{name}", says, self._source) for name, says in _RULES.items())

    def means(self, name: str, language: Language = "en") -> str | None:
        """See :meth:`MarkingSystem.means`."""
        return self._meanings[language].get(name)

    def words(self) -> frozenset[str]:
        """Every field and value."""
        values = {value for of in self._statements.values() for value in of}
        return frozenset((*self.scheme.levels, *self._statements, *self._texts, *values))

    def read(self, text: str, request: Request) -> Reading:
        """Reads a policy.

        Raises:
            MarkingError: it is no policy, or says something that IEP 2.0 does not know.
        """
        findings = Findings(request, [])
        _check(text, findings)
        bare = text[1:-1] if request.kind == "portion" and text.startswith("(") and text.endswith(")") else text
        fields: dict[str, str] = {}
        for name, value in _pairs(bare, findings):
            right = self._old.get(name, name)
            if right != name:
                findings.irregular("form", "a field has another name", _column(text, name), name, right)
            if right in fields:
                raise findings.error("field-twice", "a field stands twice", _column(text, name), found=name, expected="it once")
            fields[right] = self._value(right, value, _column(text, name), findings)
        for name, wanted in (("iep_version", _VERSION), ("permitted_actions", f"one of {', '.join(self.scheme.levels)}")):
            if name not in fields:
                raise findings.error("field-missing", f"no `{name}`", 1, expected=wanted)
        level = fields.pop("permitted_actions")
        del fields["iep_version"]
        return Reading(Label(self.scheme, level, controls=frozenset(f"{n}={v}" for n, v in fields.items())), tuple(findings.repairs))

    def _value(self, name: str, value: Any, column: int, findings: Findings) -> str:
        if name == "iep_version" and not isinstance(value, bool) and value in (_VERSION, float(_VERSION)):
            return _VERSION
        allowed = {"permitted_actions": list(self.scheme.levels), "iep_version": [_VERSION]}.get(name, self._statements.get(name))
        if allowed is None and name not in self._texts:
            known = sorted((*self._statements, *self._texts, "iep_version", "permitted_actions"))
            raise findings.error("field-unknown", "an unknown field", column, found=name, expected=f"one of {', '.join(known)}")
        if not isinstance(value, str) or not value:
            raise findings.error("json", "a field is a text", column, found=name, expected="a text that is not empty")
        if allowed is None or value in allowed:
            return value
        folded = value.lower().replace(" ", "-")
        if folded not in allowed:
            raise findings.error("value", f"no value of `{name}`", column, found=value, expected=f"one of {', '.join(allowed)}")
        findings.irregular("form", "a value is written otherwise", column, value, folded)
        return folded

    def render(self, label: Label, *, kind: Form = "banner") -> str:
        """Writes a policy: version, permitted actions, statements, texts, always in the same order.

        Raises:
            Malformed: the label says what no policy says, or two things on one statement.
        """
        self._ours(label)
        self._single(label.level)
        if Label(self.scheme, label.level, controls=label.controls, marked_on=label.marked_on) != label:
            raise Malformed("a policy says whom nothing is released to", found=label.level, expected="a label of controls alone")
        fields = {"iep_version": _VERSION, "permitted_actions": label.level}
        by_name = self._by_name(label.controls)
        for name in (*self._statements, *self._texts):
            values = by_name.pop(name, [])
            if len(values) > 1:
                raise Malformed(f"a policy has one `{name}`", found=", ".join(sorted(values)), expected="one value")
            fields |= dict.fromkeys([name] if values else [], "".join(values))
        if by_name:
            raise Malformed("`iep` has no such marking", found=next(iter(sorted(by_name))))
        text = json.dumps(fields, ensure_ascii=False)
        text = f"({text})" if kind == "portion" else text
        try:
            again = self.parse(text, kind=read_as(kind)).label
        except Malformed as refused:
            raise Malformed(f"`iep` cannot write this label: {refused.message}", found=refused.found) from refused
        if again != evolve(label, marked_on=None):  # pragma: no cover - every field was looked at
            raise Malformed("`iep` cannot write all of this label", found=text)
        return text

    def _by_name(self, controls: Iterable[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for control in controls:
            name, _, value = control.partition("=")
            found.setdefault(name, []).append(value)
        return found

    def roll_up(self, labels: Iterable[Label], expand: Expansion = no_members) -> Label:
        """The policy that keeps all of the parts': the strictest value of each statement.

        Raises:
            Malformed: one part asks to name the provider and another forbids it; no policy keeps both.
        """
        parts = self._own(labels)
        whole = super().roll_up(parts, expand)
        each = [self._by_name(part.controls) for part in parts]
        kept: list[str] = []
        for name, values in self._by_name(whole.controls).items():
            order = self._statements.get(name)
            everywhere = all(name in one for one in each)
            if name == "attribution" and {"must", "must-not"} <= set(values):
                raise Malformed("no policy both names the provider and conceals it", found="must, must-not", expected="one of the two")
            if order is not None:
                kept.append(f"{name}={max(values, key=order.index)}")
            elif name in ("start_date", "end_date"):
                kept += [f"{name}={min(values) if name == 'start_date' else max(values)}"] if everywhere else []
            elif everywhere and len(values) == 1:
                kept.append(f"{name}={values[0]}")
        return evolve(whole, controls=frozenset(kept))


def _check(text: str, findings: Findings) -> None:
    if len(text) > MARKING_CHARS:
        raise findings.error("too-long", "a policy is too long", 1, found=f"{len(text)} characters", expected=f"{MARKING_CHARS} at most")
    for column, one in enumerate(text, 1):
        if unicodedata.category(one) in _HIDDEN:
            raise findings.error("character", "an invisible or control character", column, found=f"U+{ord(one):04X}")
    outside = _STRING.sub("", text)
    if "[" in outside or outside.count("{") != 1:
        raise findings.error("json", "no flat JSON object", 1, found=text[:40] or None, expected='`{"iep_version": "2.0", …}`')


def _pairs(text: str, findings: Findings) -> list[tuple[str, Any]]:
    try:
        found = json.loads(text, object_pairs_hook=list)
    except ValueError as error:
        at = error.colno if isinstance(error, json.JSONDecodeError) else 1
        raise findings.error("json", "no JSON", min(at, len(text) + 1), found=text[:40], expected="a JSON object") from error
    pairs: list[tuple[str, Any]] = found
    hidden = next((one for name, value in pairs for one in f"{name}{value}" if unicodedata.category(one) in _HIDDEN), None)
    if hidden is not None:
        raise findings.error("character", "an invisible or control character", 1, found=f"U+{ord(hidden):04X}")
    return pairs


def _column(text: str, name: str) -> int:
    return max(text.find(f'"{name}"'), 0) + 1


def build() -> ExchangePolicy:
    """The system, from its data file."""
    return ExchangePolicy()
