"""The exchange with other nodes: what goes out and comes in, receipts, consents, orders, agreements, keys, and their logs watched.

Services over ports; a runner drives :class:`Exchange`. The rest of the node stands behind :mod:`relto.node.exchange.ports`.
"""

from relto.node.exchange.exchange import Exchange
from relto.node.exchange.ports import Came, Received, Recorded
from relto.node.exchange.sending import Batch, Letter, Outbox, Way

__all__ = ["Batch", "Came", "Exchange", "Letter", "Outbox", "Received", "Recorded", "Way"]
