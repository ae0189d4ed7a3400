"""The face of a node to the network: for people and machines over HTTP, for OpenTDF's clients, and for counterparts' nodes."""

from relto.server.app import Served, create_app, metrics

__all__ = ["Served", "create_app", "metrics"]
