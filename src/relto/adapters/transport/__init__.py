"""How messages travel between nodes: HTTPS between keys that an agreement pins."""

from relto.adapters.transport.certificates import Identity, new_identity
from relto.adapters.transport.https import Https
from relto.adapters.transport.pinning import PeerPin, Pins, server_context

__all__ = ["Https", "Identity", "PeerPin", "Pins", "new_identity", "server_context"]
