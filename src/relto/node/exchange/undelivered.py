"""What is said of a message that does not come, or that got no further in the time agreed; signed, it is evidence."""

from datetime import datetime

from relto.node.records.exchange import Outgoing
from relto.protocols.peer import Level, NonDelivery


def not_coming(one: Outgoing, at: datetime, says: str) -> NonDelivery:
    """What is said of a message that will not come, so that its number is accounted for."""
    return NonDelivery(
        message=one.id,
        digest=one.digest,
        stream=one.stream,
        sequence=one.sequence,
        level="accepted",
        tries=one.tries,
        since=one.first_try or one.made,
        at=at,
        says=says,
    )


def not_reached(one: Outgoing, at: datetime, level: Level) -> NonDelivery:
    """What is said of a message that was not said to have come so far in the time agreed."""
    since = {"released": one.progress.accepted, "opened": one.progress.released}.get(level, one.progress.opened)
    return NonDelivery(
        message=one.id,
        digest=one.digest,
        stream=one.stream,
        sequence=one.sequence,
        level=level,
        tries=one.tries,
        since=since or one.made,
        at=at,
        says=f"not {level} in the time agreed",
    )
