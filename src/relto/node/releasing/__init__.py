"""The release workflow: draft, decision, disclosure record, approval by two people, sending."""

from relto.node.releasing.approving import Approving
from relto.node.releasing.drafting import Drafting, Missing, Preview
from relto.node.releasing.ports import Outbox, Pins
from relto.node.releasing.preparing import Cut, Row
from relto.node.releasing.sending import Sending

__all__ = ["Approving", "Cut", "Drafting", "Missing", "Outbox", "Pins", "Preview", "Row", "Sending"]
