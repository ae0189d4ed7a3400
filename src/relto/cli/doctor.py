"""``relto doctor``: is a node as it should be? It looks and changes nothing."""

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from relto.cli import output
from relto.cli.exits import Exit
from relto.cli.keys import PassphraseFile
from relto.cli.nodes import Folder, passphrase_in

if TYPE_CHECKING:
    from relto.bootstrap.nodes import Node

_SOON = timedelta(days=30)
_LEAST_FREE = 1024**3
State = Literal["well", "soon", "ill"]
Found = tuple[str, State, str]


def doctor(
    folder: Folder,
    passphrase_file: PassphraseFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Look a node over: keys, certificate, database, log, ciphertexts, room on the disk. Ends with code 3 where something is ill."""
    from relto.bootstrap.nodes import open_node
    from relto.primitives import ReltoError

    try:
        node = open_node(folder, passphrase_in(folder, passphrase_file), migrate=False)
    except ReltoError as error:
        found: list[Found] = [("the node", "ill", str(error))]
    else:
        try:
            found = list(_looked(node))
        finally:
            node.close()
    if as_json:
        output.print_json({"found": [{"what": what, "state": state, "says": says} for what, state, says in found]})
    else:
        output.table(("what", "state", "says"), found, wrap=(2,))
    if any(state == "ill" for _, state, _ in found):
        sys.exit(Exit.REFUSED)


def _looked(node: "Node") -> Iterator[Found]:
    at = node.surroundings.clock.now()
    yield "settings", "well", f"{node.settings.party}, web {node.settings.web_url}, counterparts {node.settings.peer_url}"
    yield from _keys(node, at)
    yield _certificate(node.identity.certificate, at)
    yield from _database(node, at)
    yield _objects(node)
    free = shutil.disk_usage(node.folder).free
    yield "room on the disk", "well" if free >= _LEAST_FREE else "ill", f"{free // 1024**2:,} MiB"


def _keys(node: "Node", at: datetime) -> Iterator[Found]:
    for use in ("open", "sign"):
        ends = [one.valid_until for one in node.surroundings.keys.records() if one.use == use and one.is_current(at)]
        if ends:
            yield f"key to {use}", _until(max(ends), at), f"until {max(ends):%Y-%m-%d}"
        else:
            yield f"key to {use}", "ill", "there is none that is valid: relto keys new, then announce it"


def _certificate(path: Path, at: datetime) -> Found:
    from cryptography import x509

    end = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    return "certificate for counterparts", _until(end, at), f"until {end:%Y-%m-%d}"


def _database(node: "Node", at: datetime) -> Iterator[Found]:
    from relto.audit import parse_checkpoint, parse_note
    from relto.primitives import ReltoError

    try:
        damage = node.database.damage()
        yield "database", "ill" if damage else "well", damage or "whole, and in the form of this version"
        with node.database.read() as work:
            frozen, shown, waiting = work.log.frozen(), work.log.published(), work.journal.pending(10_000)
            due, peers, accounts = work.exchange.next_due(), work.exchange.counterparts(), work.accounts.page(None, 1)
    except ReltoError as error:
        yield "database", "ill", str(error)
        return
    size = 0 if shown is None else parse_checkpoint(parse_note(shown).text).size
    yield "log", "ill" if frozen else "well", frozen or f"{node.settings.log}, {size:,} entries, {len(waiting):,} lines wait for it"
    yield "people", "well" if accounts else "ill", "there are accounts" if accounts else "none: relto person first"
    for peer in peers:
        when = due.get(peer.party)
        late = when is not None and when < at - timedelta(hours=1)
        says = peer.stopped or ("something waits since " + f"{when:%Y-%m-%d %H:%M}" if late and when else "nothing is late")
        yield f"counterpart {peer.party}", "ill" if peer.stopped or late else "well", says


def _objects(node: "Node") -> Found:
    from relto.primitives import ReltoError

    missing = 0
    try:
        for digest in node.database.objects():
            missing += not node.surroundings.objects.has(digest)
    except ReltoError as error:
        return "ciphertexts", "ill", str(error)
    return "ciphertexts", "ill" if missing else "well", f"{missing:,} are missing" if missing else "all of what is held are there"


def _until(end: datetime, at: datetime) -> State:
    return "ill" if end <= at else "soon" if end <= at + _SOON else "well"
