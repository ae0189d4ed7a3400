"""What a node holds: kept encrypted, found and read only by those who may, never rid of where it came from."""

from relto.node.holdings.deriving import Source
from relto.node.holdings.dossiers import Dossiers, OpenDossier
from relto.node.holdings.holding import Given, Holdings, Telling
from relto.node.holdings.indexing import Indexing, Progress
from relto.node.holdings.keeping import Keeping, Standing
from relto.node.holdings.listing import Page
from relto.node.holdings.receiving import Incoming, Opened, Receiving
from relto.node.holdings.viewing import Reading, Shown

__all__ = [
    "Dossiers",
    "Given",
    "Holdings",
    "Incoming",
    "Indexing",
    "Keeping",
    "OpenDossier",
    "Opened",
    "Page",
    "Progress",
    "Reading",
    "Receiving",
    "Shown",
    "Source",
    "Standing",
    "Telling",
]
