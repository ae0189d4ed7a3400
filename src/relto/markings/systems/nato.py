"""NATO's own markings, as NATO writes them. The rules stand in ``nato.toml``; this file binds them to the form."""

from relto.markings.slashed import SlashedSystem


def build() -> SlashedSystem:
    """The system, from its data file."""
    return SlashedSystem("nato")
