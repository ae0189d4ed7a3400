"""Italy. The words stand in ``ita.toml``; this file binds them to the form."""

from relto.markings.slashed import SlashedSystem


def build() -> SlashedSystem:
    """The system, from its data file."""
    return SlashedSystem("ita")
