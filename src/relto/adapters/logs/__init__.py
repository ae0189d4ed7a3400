"""Where a log and a witness are kept: in files that any web server can show, in a database, in memory; and a log read from the web."""

from relto.adapters.logs.disk import Disk
from relto.adapters.logs.files import FileLog, FileSource, FileWitness
from relto.adapters.logs.keys import load_signer
from relto.adapters.logs.memory import MemoryLog, MemoryWitness
from relto.adapters.logs.rows import LogRows, WitnessRows, tables
from relto.adapters.logs.sqlite import SqliteLog, SqliteSource, SqliteWitness, is_database
from relto.adapters.logs.web import WebSource

__all__ = [
    "Disk",
    "FileLog",
    "FileSource",
    "FileWitness",
    "LogRows",
    "MemoryLog",
    "MemoryWitness",
    "SqliteLog",
    "SqliteSource",
    "SqliteWitness",
    "WebSource",
    "WitnessRows",
    "is_database",
    "load_signer",
    "tables",
]
