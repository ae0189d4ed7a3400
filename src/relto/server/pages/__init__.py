"""The pages of a node, for people: made on the server, in English and Japanese, with nothing loaded from elsewhere.

A page calls the same services as the interface for machines, as the same actor, and has no other way to anything.
"""

from relto.server.pages.desk import Desk, Stage, State
from relto.server.pages.errors import Telling
from relto.server.pages.routes import pages

__all__ = ["Desk", "Stage", "State", "Telling", "pages"]
