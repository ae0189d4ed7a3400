"""Items as rows: labels as markings, provenance as JSON."""

from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Row

from relto.adapters.storage.arrangement import written
from relto.labels import Label
from relto.markings import read_kept, write_kept
from relto.node.records.holdings import Held, Received, Vaulted
from relto.release import Provenance


class _Marked(msgspec.Struct, forbid_unknown_fields=True, array_like=True):
    scheme: str
    text: str
    on: date | None


class _Origin(msgspec.Struct, forbid_unknown_fields=True):
    provenances: list[Provenance]
    kinds: list[str]
    derived_from: list[str]


def _marked(label: Label) -> _Marked:
    return _Marked(label.scheme.id, write_kept(label), label.marked_on)


def _label(kept: _Marked) -> Label:
    return read_kept(kept.scheme, kept.text, kept.on)


def row_of(held: Held) -> dict[str, Any]:
    """The columns of an item, but for its number and its kind."""
    vaulted = held.vaulted
    return {
        "id": held.id,
        "shelf": held.shelf,
        "known_as": held.known_as,
        "what": held.kind,
        "media_type": held.media_type,
        "label": written(_marked(held.label)),
        "portions": written([_marked(one) for one in held.portions]),
        "origin": written(_Origin(list(held.provenances), sorted(held.kinds), list(held.derived_from))),
        "dossier": held.dossier,
        "held_at": held.held_at,
        "held_by": held.held_by,
        "object": vaulted.object if vaulted else None,
        "wrapped": vaulted.wrapped if vaulted else None,
        "title": vaulted.title if vaulted else None,
        "size": vaulted.size if vaulted else None,
        "received": written(held.received) if held.received else None,
        "retain_until": held.retain_until,
        "destroy_by": held.destroy_by,
        "legal_hold": held.legal_hold,
        "quarantined": held.quarantined,
        "destroyed": held.destroyed,
    }


@lru_cache(maxsize=8_192)
def _labels(text: str) -> tuple[Label, ...]:
    return tuple(_label(one) for one in msgspec.json.decode(text, type=list[_Marked]))


@lru_cache(maxsize=8_192)
def _one_label(text: str) -> Label:
    return _label(msgspec.json.decode(text, type=_Marked))


def held_of(row: Row[Any]) -> Held:
    """The item of a row."""
    origin = msgspec.json.decode(row.origin, type=_Origin)
    return Held(
        row.id,
        row.what,
        row.media_type,
        _one_label(row.label),
        _labels(row.portions),
        tuple(origin.provenances),
        frozenset(origin.kinds),
        row.known_as,
        tuple(origin.derived_from),
        row.dossier,
        row.held_at,
        row.held_by,
        None if row.object is None else Vaulted(row.object, bytes(row.wrapped), bytes(row.title), row.size),
        None if row.received is None else msgspec.json.decode(row.received, type=Received),
        row.retain_until,
        row.destroy_by,
        row.legal_hold,
        row.quarantined,
        row.destroyed,
        row.number,
        row.shelf,
    )
