"""Where counterparts' nodes deliver their messages: TLS between pinned keys, one method."""

from relto.server.peer.listener import Listener, PeerLimits, Receive

__all__ = ["Listener", "PeerLimits", "Receive"]
