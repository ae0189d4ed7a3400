"""Relto: who may have this information, under which article, with whose consent.

>>> import datetime, relto
>>> network = relto.library()
>>> label = relto.parse("TOP SECRET//REL TO NZL, JPN", system="nz").label
>>> day = datetime.date(2026, 11, 23)
>>> decision = relto.decide(network, relto.Item(label), holder="NZL", recipient="JPN", at=day)
>>> decision.outcome
<Outcome.DENY: 'deny'>
>>> [reason.rule for reason in decision.reasons if reason.effect == "deny"]
['instrument']
>>> signed = network.with_facts(assume=["jpn-nzl-2025"])
>>> relto.decide(signed, relto.Item(label), holder="NZL", recipient="JPN", at=day).outcome
<Outcome.PERMIT: 'permit'>
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from relto.agreements import Agreement, Consent, Network, library, load_consent, load_network
    from relto.documents import Document, Tearline, TearlineHeader, build_tearline, check_leaks
    from relto.documents import read as read_document
    from relto.labels import Label, Scheme, dominates, join, roll_up
    from relto.markings import parse, render
    from relto.parties import Person
    from relto.primitives import Conflict, Malformed, ReltoError, Unavailable
    from relto.release import Decision, Engine, Item, Link, Obligation, Outcome, Reason, decide, may_read

__all__ = [
    "Agreement",
    "Conflict",
    "Consent",
    "Decision",
    "Document",
    "Engine",
    "Item",
    "Label",
    "Link",
    "Malformed",
    "Network",
    "Obligation",
    "Outcome",
    "Person",
    "Reason",
    "ReltoError",
    "Scheme",
    "Tearline",
    "TearlineHeader",
    "Unavailable",
    "build_tearline",
    "check_leaks",
    "decide",
    "dominates",
    "join",
    "library",
    "load_consent",
    "load_network",
    "may_read",
    "parse",
    "read_document",
    "render",
    "roll_up",
]

_ROOMS = {
    "agreements": ("Agreement", "Consent", "Network", "library", "load_consent", "load_network"),
    "documents": ("Document", "Tearline", "TearlineHeader", "build_tearline", "check_leaks"),
    "labels": ("Label", "Scheme", "dominates", "join", "roll_up"),
    "markings": ("parse", "render"),
    "parties": ("Person",),
    "primitives": ("Conflict", "Malformed", "ReltoError", "Unavailable"),
    "release": ("Decision", "Engine", "Item", "Link", "Obligation", "Outcome", "Reason", "decide", "may_read"),
}
_HOMES = {name: (f"relto.{room}", name) for room, names in _ROOMS.items() for name in names} | {
    "read_document": ("relto.documents", "read")
}


def __getattr__(name: str) -> Any:
    """Load a room when one of its names is first used, so that the command starts quickly."""
    if name not in _HOMES:
        raise AttributeError(f"module `relto` has no attribute `{name}`")
    room, known_as = _HOMES[name]
    value = globals()[name] = getattr(import_module(room), known_as)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
