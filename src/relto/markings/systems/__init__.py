"""The marking systems. To add one: a module with ``build()`` and its data file; it is found by its name."""

import pkgutil
from functools import cache
from importlib import import_module

from relto.markings.model import MarkingSystem
from relto.primitives import Malformed

_IDS = tuple(sorted(one.name for one in pkgutil.iter_modules(__path__)))


def system_ids() -> tuple[str, ...]:
    """The short names of all marking systems, in alphabetical order: those of the modules that stand here."""
    return _IDS


@cache
def _built(id: str) -> MarkingSystem:  # noqa: A002 - as in `system`
    one: MarkingSystem = import_module(f"{__name__}.{id}").build()
    return one


def system(id: str) -> MarkingSystem:  # noqa: A002 - the word of every record in Relto
    """A marking system by its short name.

    Raises:
        Malformed: there is none of that name.
    """
    if id not in _IDS:
        raise Malformed("an unknown marking system", found=id, expected=f"one of {', '.join(_IDS)}")
    return _built(id)
