"""The marking systems. To add one: a module with ``build()``, its data file, and its line here."""

from collections.abc import Callable
from functools import cache

from relto.markings.model import MarkingSystem
from relto.markings.systems import au, ca, jp, nato, nz, tlp, uk, us
from relto.primitives import Malformed

_BUILDERS: dict[str, Callable[[], MarkingSystem]] = {
    "us": us.build,
    "nz": nz.build,
    "au": au.build,
    "uk": uk.build,
    "ca": ca.build,
    "jp": jp.build,
    "nato": nato.build,
    "tlp": tlp.build,
}


def system_ids() -> tuple[str, ...]:
    """The short names of all marking systems."""
    return tuple(_BUILDERS)


@cache
def _built(id: str) -> MarkingSystem:  # noqa: A002 - as in `system`
    return _BUILDERS[id]()


def system(id: str) -> MarkingSystem:  # noqa: A002 - the word of every record in Relto
    """A marking system by its short name.

    Raises:
        Malformed: there is none of that name.
    """
    if id not in _BUILDERS:
        raise Malformed("an unknown marking system", found=id, expected=f"one of {', '.join(_BUILDERS)}")
    return _built(id)
