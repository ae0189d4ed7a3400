"""Where a log and a witness are kept: in files that any web server can show; and a log read from the web."""

from relto.adapters.logs.disk import Disk
from relto.adapters.logs.files import FileLog, FileSource, FileWitness
from relto.adapters.logs.keys import load_signer
from relto.adapters.logs.web import WebSource

__all__ = ["Disk", "FileLog", "FileSource", "FileWitness", "WebSource", "load_signer"]
