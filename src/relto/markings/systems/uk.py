"""The United Kingdom: three tiers, -SENSITIVE, national caveats. The rules stand in ``uk.toml``; this file binds them to the form."""

from relto.markings.slashed import SlashedSystem


def build() -> SlashedSystem:
    """The system, from its data file."""
    return SlashedSystem("uk")
