"""The schemes of the marking systems that Relto writes."""

from collections.abc import Mapping

from relto import markings
from relto.labels import Scheme


def written_schemes() -> Mapping[str, Scheme]:
    """The scheme of every marking system, by identifier."""
    return {name: markings.system(name).scheme for name in markings.system_ids()}
