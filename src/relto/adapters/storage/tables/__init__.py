"""The tables, by topic. Every module of this folder is loaded here, so that `metadata` knows all of them."""

from relto.adapters.storage.tables import (
    answers,
    arrangement,
    contents,
    doors,
    exchange,
    holdings,
    incidents,
    journal,
    papers,
    people,
    releasing,
    sessions,
    settling,
)
from relto.adapters.storage.tables.columns import metadata

__all__ = [
    "answers",
    "arrangement",
    "contents",
    "doors",
    "exchange",
    "holdings",
    "incidents",
    "journal",
    "metadata",
    "papers",
    "people",
    "releasing",
    "sessions",
    "settling",
]
