"""``relto doctor``: is a node as it should be? It looks and changes nothing."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from relto.cli import output
from relto.cli.exits import Exit
from relto.cli.keys import PassphraseFile
from relto.cli.nodes import Folder, passphrase_in

if TYPE_CHECKING:
    from relto.bootstrap.health import Finding

Found = tuple[str, str, str]

_COUNTED = {
    "ciphertexts": ("missing", "{} are missing", "all of what is held are there"),
    "portions": (
        "waiting",
        "documents that wait to be indexed by portion: {}; relto serve does it",
        "all documents are indexed by portion",
    ),
}
"""What is counted, and how it is told where there are some and where there are none."""


def doctor(
    folder: Folder,
    passphrase_file: PassphraseFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Look a node over: keys, certificate, database, log, ciphertexts, room on the disk. Ends with code 3 where something is ill."""
    from relto.bootstrap.health import looked_over
    from relto.bootstrap.nodes import open_node
    from relto.primitives import ReltoError

    try:
        node = open_node(folder, passphrase_in(folder, passphrase_file), migrate=False)
    except ReltoError as error:
        found: list[Found] = [("the node", "ill", str(error))]
    else:
        try:
            found = [_told(one) for one in looked_over(node, node.surroundings.clock.now(), thorough=True)]
        finally:
            node.close()
    if as_json:
        output.print_json({"found": [{"what": what, "state": state, "says": says} for what, state, says in found]})
    else:
        output.table(("what", "state", "says"), found, wrap=(2,))
    if any(state == "ill" for _, state, _ in found):
        sys.exit(Exit.REFUSED)


def _told(one: "Finding") -> Found:
    what, says = _words(one.kind, dict(one.facts))
    return what, one.state, says


def _words(kind: str, facts: dict[str, str]) -> tuple[str, str]:
    """What a finding is called, and what it says."""
    damage = facts.get("damage")
    told: tuple[str, str]
    match kind:
        case "versions":
            told = kind, f"Relto {facts['relto']}, Python {facts['python']}"
        case "settings":
            told = kind, f"{facts['party']}, web {facts['web']}, counterparts {facts['peer']}"
        case "key-open" | "key-sign":
            until = f"until {facts['until']}" if facts else "there is none that is valid: relto keys new, then announce it"
            told = f"key to {kind.partition('-')[2]}", until
        case "certificate":
            told = "certificate for counterparts", f"until {facts['until']}"
        case "database":
            told = kind, damage or "whole, and in the form of this version"
        case "log":
            told = kind, facts.get("frozen") or f"{facts['origin']}, {facts['size']} entries, {facts['waiting']} lines wait for it"
        case "people":
            told = kind, "there are accounts" if facts else "none: relto person first"
        case "counterpart":
            late = f"something waits since {facts['late']}" if "late" in facts else "nothing is late"
            told = f"counterpart {facts['party']}", facts.get("stopped") or late
        case "ciphertexts" | "portions":
            count, some, none = _COUNTED[kind]
            told = kind, damage or (none if facts[count] == "0" else some.format(facts[count]))
        case _:
            told = "room on the disk", f"{facts['free']} MiB"
    return told
