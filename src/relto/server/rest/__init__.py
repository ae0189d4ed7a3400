"""What people's programs and machines call: JSON over HTTP, described by OpenAPI 3.1."""

from relto.server.rest.routes import SERVICES, rest

__all__ = ["SERVICES", "rest"]
