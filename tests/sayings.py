"""Every sentence that a page can say of an input, read from where it is said: the calls that make errors, problems, findings."""

import ast
import re
from pathlib import Path

from attrs import frozen

SOURCE = Path(__file__).parents[1] / "src" / "relto"
ROOMS = ("agreements", "audit", "bootstrap", "documents", "labels", "markings", "node", "release", "server")
APART = (
    "markings/formats",  # forms of labels in other formats: no page reads or writes one
    "markings/spif",
    "agreements/_build_claims.py",  # claims and cases are the command line's
    "agreements/_case_checks.py",
    "agreements/drafting.py",
    "agreements/loader.py",
    "release/analysis/domains.py",
    "release/analysis/proving.py",
    "release/analysis/solving",
    "release/analysis/holdings",
    "audit/policies.py",  # of witnesses, monitors and who verifies elsewhere
    "audit/receipts.py",
    "audit/succession.py",
    "audit/witnessing.py",
    "audit/evidence.py",
    "audit/cosignatures.py",
    "audit/commitments.py",
    "audit/growth.py",
    "audit/keys.py",
    "audit/log.py",
    "server/rest",
    "server/peer",
    "server/keyaccess",
    "server/problems.py",
    "server/paging.py",
    "server/node.py",
    "bootstrap/nodes.py",
    "bootstrap/stores.py",
    "bootstrap/health.py",  # kinds, whose words the page has
    "bootstrap/__init__.py",
)
"""What no page says."""

ERRORS = ("Malformed", "MarkingError", "Conflict", "Forbidden", "Unverified", "Unavailable", "BrokenSeal")
SAYERS = {
    **dict.fromkeys(ERRORS, (0,)),
    "Problem": (0, 3),
    "Finding": (0,),
    "error": (1,),
    "irregular": (1, 4),
    "Repair": (1,),
    "_problem": (2,),
    "_refuse": (1, 3),
    "refuse": (1,),
    "refuse_flawed": (1,),
    "problem": (1,),
    "Standing": (1,),
    "_Refused": (0,),
}
"""The places of what is said in the calls that say it."""

DOCUMENTS = {"Problem": (2,), "Finding": (1,)}
NAMED = ("expected", "says")
SLOT = "\N{WHITE SQUARE}"
"""What stands for a piece that is filled in."""


@frozen
class Saying:
    """A sentence.

    Args:
        template: the sentence, with :data:`SLOT` for each piece that is filled in.
        where: the file and the line.
    """

    template: str
    where: str


def _templates(node: ast.expr) -> list[str]:
    """What an expression may say; nothing where it says what another place says."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*_templates(node.body), *_templates(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [one for each in node.values for one in _templates(each)]
    if isinstance(node, ast.JoinedStr):
        made = [""]
        for part in node.values:
            if isinstance(part, ast.Constant):
                options = [str(part.value)]
            else:
                assert isinstance(part, ast.FormattedValue)
                chosen = _templates(part.value) if isinstance(part.value, ast.IfExp) else []
                options = chosen or [SLOT]
            made = [one + option for one in made for option in options]
        return made
    return []


def _said(call: ast.Call, room: str) -> list[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
    places = DOCUMENTS.get(name, SAYERS.get(name, ())) if room == "documents" else SAYERS.get(name, ())
    if name not in SAYERS:
        return []
    return [call.args[one] for one in places if one < len(call.args)] + [one.value for one in call.keywords if one.arg in NAMED]


def sayings() -> list[Saying]:
    """Every sentence."""
    found = []
    for room in ROOMS:
        for file in sorted((SOURCE / room).rglob("*.py")):
            name = str(file.relative_to(SOURCE))
            if name.startswith(APART):
                continue
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call):
                    for one in _said(call, room):
                        found += [Saying(re.sub(r"\{[^}]*\}", SLOT, text), f"{name}:{call.lineno}") for text in _templates(one)]
    return [one for one in found if re.search(r"[a-z]{2,}", re.sub(r"`[^`]*`", "", one.template))]
