"""The decision as one call."""

from datetime import date
from functools import lru_cache

from relto.agreements import Network
from relto.primitives import PartyId
from relto.release.compiled import Engine
from relto.release.model import Decision, Item


@lru_cache(maxsize=4)
def _engine(network: Network, at: date) -> Engine:
    return Engine(network, at)


def decide(
    network: Network,
    item: Item,
    *,
    holder: PartyId,
    recipient: PartyId,
    at: date,
    purpose: str | None = None,
    channel: str | None = None,
) -> Decision:
    """Whether a holder may release an item to a recipient on a day.

    A pure function of its arguments. The engines of the last four pairs of network and day are kept; who asks very many
    distinct labels, or wants to say when memory is given back, makes an :class:`Engine`.

    Args:
        network: the facts.
        item: what would be released.
        holder: who has it.
        recipient: who would get it.
        at: the day of the question (UTC).
        purpose: the purpose of the release; ``None``: not said, and the obligations name what is asked.
        channel: the channel; ``None``: not said, likewise.

    Returns:
        The outcome with every reason, the missing consents and the obligations.

    Raises:
        Malformed: a party is unknown, or holder and recipient are one.

    Source: docs/reference/decision.md.
    """
    return _engine(network, at).decide(item, holder=holder, recipient=recipient, purpose=purpose, channel=channel)
