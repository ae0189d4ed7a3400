"""Findings in SARIF 2.1.0, the form that editors and code-review tools read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 3.13 (file), 3.14 (run), 3.27 (result),
3.55 (fix).
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from urllib.parse import quote

from relto.cli.looking_over import Objection

_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def sarif(objections: Iterable[Objection], rules: Mapping[str, tuple[str, str]]) -> dict[str, object]:
    """One SARIF log with one run.

    Args:
        objections: what was found.
        rules: of each rule that has one, its text and its source.
    """
    some = list(objections)
    used = sorted({one.rule for one in some})
    index = {rule: number for number, rule in enumerate(used)}
    driver = {"name": "relto", "version": version("relto"), "rules": [_rule(rule, rules.get(rule)) for rule in used]}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, index[one.rule]) for one in some],
            }
        ],
    }


def _rule(rule: str, known: tuple[str, str] | None) -> dict[str, object]:
    if known is None:
        return {"id": rule}
    return {"id": rule, "shortDescription": {"text": known[0]}, "properties": {"source": known[1]}}


def _result(one: Objection, index: int) -> dict[str, object]:
    artifact = {"uri": quote(one.source.replace("\\", "/"))}
    physical: dict[str, object] = {"artifactLocation": artifact}
    if one.line is not None:
        physical["region"] = {"startLine": one.line, **({"startColumn": one.column} if one.column is not None else {})}
    text = one.message + (f": found `{one.found}`" if one.found else "") + (f"; expected {one.expected}" if one.expected else "")
    result: dict[str, object] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": physical}],
    }
    if one.corrected is not None and one.marking is not None and one.line is not None and one.column is not None:
        region = {"startLine": one.line, "startColumn": one.at, "endLine": one.line, "endColumn": one.at + len(one.marking)}
        change = {"deletedRegion": region, "insertedContent": {"text": one.corrected}}
        description = {"text": f"write {one.corrected}"}
        result["fixes"] = [{"description": description, "artifactChanges": [{"artifactLocation": artifact, "replacements": [change]}]}]
    return result
