"""The release workflow: draft, decision, disclosure record, consents, approval, sending; and the holdings as the exchange sees them."""

from relto.node.releasing.approving import Approving
from relto.node.releasing.asking import Asking
from relto.node.releasing.at_source import AtSource
from relto.node.releasing.drafting import Drafting, Preview
from relto.node.releasing.drafts import Missing
from relto.node.releasing.obeying import Obeying, telling
from relto.node.releasing.preparing import Cut, Row
from relto.node.releasing.received import ReceivedHoldings
from relto.node.releasing.sending import Sending

__all__ = [
    "Approving",
    "Asking",
    "AtSource",
    "Cut",
    "Drafting",
    "Missing",
    "Obeying",
    "Preview",
    "ReceivedHoldings",
    "Row",
    "Sending",
    "telling",
]
