"""The one place that asks what time it is."""

from datetime import UTC, datetime


class SystemClock:
    """The machine's clock; a :class:`~relto.node.Clock`."""

    def now(self) -> datetime:
        """The instant, UTC."""
        return datetime.now(UTC)
