"""Japan: three levels, and statuses that stand beside them. The rules stand in ``jp.toml``; this file binds them to the form."""

from relto.markings.slashed import SlashedSystem


def build() -> SlashedSystem:
    """The system, from its data file."""
    return SlashedSystem("jp")
