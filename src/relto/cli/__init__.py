"""The command ``relto``."""

from relto.cli.app import main

__all__ = ["main"]
