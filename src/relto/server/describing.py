"""The description of the interface (OpenAPI 3.1), as the node serves it, without a node: ``python -m relto.server.describing``."""

import json
import sys
from typing import Any

from relto.server.app import Served, framework
from relto.server.rest import rest


def description() -> dict[str, Any]:
    """The description."""
    app = framework(Served([rest(None)], lambda: ""))
    return app.openapi_schema.to_schema()


if __name__ == "__main__":
    json.dump(description(), sys.stdout, indent=1, sort_keys=True)
