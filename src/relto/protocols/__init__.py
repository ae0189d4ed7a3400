"""What goes over the wire between nodes and other systems: messages and state machines, without sockets, clock or storage.

One folder a protocol. :mod:`relto.protocols.peer` is what two nodes say to each other.
"""

__all__: list[str] = []
