"""Key access for OpenTDF's clients: what they call, over the party's own server of keys.

Source: OpenTDF platform, services as its clients call them (Connect, unary).
"""

from relto.server.keyaccess.routes import KeyAccess, router
from relto.server.keyaccess.tokens import Grant, Holder, Tokens

__all__ = ["Grant", "Holder", "KeyAccess", "Tokens", "router"]
