"""The tables, by topic. Every module of this folder is loaded here, so that `metadata` knows all of them."""

from relto.adapters.storage.tables import exchange, journal, people, sessions, settling
from relto.adapters.storage.tables.columns import metadata

__all__ = ["exchange", "journal", "metadata", "people", "sessions", "settling"]
