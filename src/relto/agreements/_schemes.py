"""The schemes of the marking systems that Relto writes."""

from collections.abc import Mapping

from relto import markings
from relto.labels import Scheme

_SYSTEMS = ("au", "ca", "jp", "nato", "nz", "tlp", "uk", "us")


def written_schemes() -> Mapping[str, Scheme]:
    """The scheme of every marking system, by identifier."""
    return {name: markings.system(name).scheme for name in _SYSTEMS}
