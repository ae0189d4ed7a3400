"""Is a node as it should be? It looks, changes nothing, and sees no content.

Each finding is told by its kind and facts, so that the command line and the pages say it each in their own words.
"""

import platform
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from attrs import frozen
from cryptography import x509

from relto.audit import parse_checkpoint, parse_note
from relto.bootstrap.nodes import Node
from relto.node import Work
from relto.primitives import ReltoError

_SOON = timedelta(days=30)
_LATE = timedelta(hours=1)
_LEAST_FREE = 1024**3
_MOST = 10_000

State = Literal["well", "soon", "ill"]
"""Well, ill before long, or ill."""


@frozen
class Finding:
    """Something that was looked at.

    Args:
        kind: what, by its stable name.
        state: how it is.
        facts: what is known of it, by name.
    """

    kind: str
    state: State
    facts: Mapping[str, str] = {}


def looked_over(node: Node, at: datetime, *, thorough: bool) -> Iterator[Finding]:
    """Everything there is to find.

    Args:
        node: the node.
        at: the instant.
        thorough: look into every page of the database and for every ciphertext too, which takes long where much is held.
    """
    settings = node.settings
    yield Finding("versions", "well", {"relto": version("relto"), "python": platform.python_version()})
    yield Finding("settings", "well", {"party": settings.party, "web": settings.web_url, "peer": settings.peer_url})
    yield from _keys(node, at)
    yield _certificate(node.identity.certificate, at)
    yield from _database(node, at, thorough=thorough)
    if thorough:
        yield _ciphertexts(node)
    free = shutil.disk_usage(node.folder).free
    yield Finding("disk", "well" if free >= _LEAST_FREE else "ill", {"free": f"{free // 1024**2:,}"})


def _keys(node: Node, at: datetime) -> Iterator[Finding]:
    for use in ("open", "sign"):
        ends = [one.valid_until for one in node.surroundings.keys.records() if one.use == use and one.is_current(at)]
        yield Finding(f"key-{use}", _until(max(ends), at), {"until": _day(max(ends))}) if ends else Finding(f"key-{use}", "ill")


def _certificate(path: Path, at: datetime) -> Finding:
    end = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    return Finding("certificate", _until(end, at), {"until": _day(end)})


def _database(node: Node, at: datetime, *, thorough: bool) -> Iterator[Finding]:
    try:
        damage = node.database.damage() if thorough else None
        yield Finding("database", "ill" if damage else "well", {"damage": damage} if damage else {})
        with node.database.read() as work:
            found = [_log(node, work), *_people(work), *_counterparts(work, at)]
            if damage is None:  # else what waits may have no table yet
                found.append(Finding("portions", "well", {"waiting": f"{work.items.count_waiting():,}"}))
    except ReltoError as error:
        yield Finding("database", "ill", {"damage": str(error)})
        return
    yield from found


def _log(node: Node, work: Work) -> Finding:
    frozen_as, shown, waiting = work.log.frozen(), work.log.published(), len(work.journal.pending(_MOST))
    facts = {"origin": node.settings.log, "waiting": f"{waiting:,}", "size": "0", "witnesses": ""}
    if shown is not None:
        note = parse_note(shown)
        head = parse_checkpoint(note.text)
        names = [one.name for one in note.signatures if one.name != head.origin]
        facts |= {"size": f"{head.size:,}", "witnesses": ", ".join(names)}
    return Finding("log", "ill" if frozen_as else "well", facts | ({"frozen": frozen_as} if frozen_as else {}))


def _people(work: Work) -> Iterator[Finding]:
    some = bool(work.accounts.page(None, 1))
    yield Finding("people", "well" if some else "ill", {"some": "yes"} if some else {})


def _counterparts(work: Work, at: datetime) -> Iterator[Finding]:
    due = work.exchange.next_due()
    for peer in work.exchange.counterparts():
        when = due.get(peer.party)
        facts = {"party": peer.party, "waiting": str(len(work.exchange.page(peer.party, "waiting", None, 1_000)))}
        if peer.stopped:
            yield Finding("counterpart", "ill", facts | {"stopped": peer.stopped})
        elif when is not None and when < at - _LATE:
            yield Finding("counterpart", "ill", facts | {"late": f"{when:%Y-%m-%d %H:%M}"})
        else:
            yield Finding("counterpart", "well", facts)


def _ciphertexts(node: Node) -> Finding:
    try:
        next(iter(node.surroundings.objects.aged(timedelta())), None)  # the store answers, also where nothing lies in it yet
        missing = sum(not node.surroundings.objects.has(digest) for digest in node.database.objects())
    except ReltoError as error:
        return Finding("ciphertexts", "ill", {"damage": str(error)})
    return Finding("ciphertexts", "ill" if missing else "well", {"missing": f"{missing:,}"})


def _until(end: datetime, at: datetime) -> State:
    return "ill" if end <= at else "soon" if end <= at + _SOON else "well"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
