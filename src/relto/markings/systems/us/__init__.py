"""The United States' system (IC Markings System Register and Manual, 2016): the words in ``us.toml``, the roll-up here."""

from relto.markings.systems.us.system import build

__all__ = ["build"]
