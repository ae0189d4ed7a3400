"""Trees of explanations as text, JSON and Mermaid."""

import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from relto.cli.output import reason_object

if TYPE_CHECKING:
    from relto.release.analysis.explaining import Node

_ASIDE = 110
_ENTITIES = str.maketrans({one: f"#{ord(one)};" for one in '#"&<>`\\'})
"""What means something inside a text of Mermaid, as its entity codes."""


def tree_object(node: "Node") -> dict[str, Any]:
    """A tree as JSON."""
    return {
        "says": node.says,
        "outcome": str(node.outcome) if node.outcome is not None else None,
        "reason": reason_object(node.reason) if node.reason is not None else None,
        "children": [tree_object(one) for one in node.children],
    }


def print_tree(root: "Node") -> None:
    """Print a tree: each sentence under what it explains, drawn with lines on a terminal and with dashes elsewhere."""
    wide = shutil.get_terminal_size((_ASIDE, 24)).columns if sys.stdout.isatty() else _ASIDE
    for head, behind, text in _lines(root, "", drawn=sys.stdout.isatty()):
        print(textwrap.fill(text, width=max(60, wide), initial_indent=head, subsequent_indent=behind, break_on_hyphens=False))


def _told(node: "Node") -> str:
    """A sentence with its outcome in words, where it does not begin with it."""
    if node.outcome is None or node.says.lower().startswith(str(node.outcome)):
        return node.says
    return f"{node.says}: {node.outcome}" if node.says.startswith("rule ") else f"{node.outcome}: {node.says}"


def _lines(node: "Node", indent: str, *, drawn: bool) -> Iterator[tuple[str, str, str]]:
    if not indent:
        yield "", "  ", _told(node)
    for place, one in enumerate(node.children):
        last = place == len(node.children) - 1
        if drawn:
            head, under = ("└─ ", "   ") if last else ("├─ ", "│  ")
        else:
            head, under = "- ", "  "
        base = indent or " "
        yield f"{base}{head}", f"{base}{under}  ", _told(one)
        yield from _lines(one, base + under, drawn=drawn) if one.children else ()


def mermaid(*roots: "Node") -> str:
    """Trees as one flowchart of Mermaid. Outcomes stand in words; the class of a box only repeats them."""
    lines = ["flowchart LR"]
    number = 0

    def put(node: "Node", above: str | None) -> None:
        nonlocal number
        name, number = f"n{number}", number + 1
        lines.append(f'  {name}["{_boxed(_told(node))}"]{f":::{node.outcome}" if node.outcome is not None else ""}')
        if above is not None:
            lines.append(f"  {above} --> {name}")
        for one in node.children:
            put(one, name)

    for root in roots:
        put(root, None)
    lines += [
        "  classDef permit stroke:#1b7837,stroke-width:2px",
        "  classDef consent stroke:#7b5200,stroke-width:2px,stroke-dasharray:6 3",
        "  classDef deny stroke:#a11212,stroke-width:4px",
    ]
    return "\n".join(lines) + "\n"


def _boxed(text: str) -> str:
    """A text inside a box, which Mermaid folds itself."""
    return " ".join(text.split()).translate(_ENTITIES)
