"""Where a node keeps what it knows: SQLite in a file or in memory, or PostgreSQL, by the same tables and the same statements."""

from relto.adapters.storage.database import Database

__all__ = ["Database"]
