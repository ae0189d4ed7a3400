"""How many requests an account may make, whatever address and session they come from: a bucket of tokens each.

Stands behind what knows who asks; what one address may do is limited before that (:mod:`relto.server.limits`).
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from attrs import field, frozen
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from relto.node.trying import Wait
from relto.server.limits import Limits


@frozen(eq=False)
class Rates:
    """The rates of accounts, in one process.

    Args:
        limits: how many requests at once, and how many a second from then on.
        now: seconds of a clock that never goes back.
    """

    limits: Limits
    now: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(factory=OrderedDict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def take(self, account: str) -> None:
        """Count a request of an account.

        Raises:
            Wait: it made too many; this one is not counted.
        """
        most, rate = float(self.limits.account_burst), self.limits.account_rate
        with self._lock:
            at = self.now()
            self._forget(at)
            left, since = self._buckets.pop(account, (most, at))
            left = min(most, left + (at - since) * rate)
            enough = left >= 1
            self._buckets[account] = (left - 1 if enough else left, at)
        if not enough:
            raise Wait(math.ceil((1 - left) / rate))

    def _forget(self, at: float) -> None:
        """Let go of the buckets that are full again; those used longest ago stand first."""
        full = self.limits.account_burst / self.limits.account_rate
        while self._buckets and at - next(iter(self._buckets.values()))[1] >= full:
            self._buckets.popitem(last=False)


def paced(rates: Rates, account_of: Callable[[Any], str | None]) -> Callable[[ASGIApp], ASGIApp]:
    """The middleware, for an application.

    Args:
        rates: the rates.
        account_of: the account of who asks, as the connection's ``user`` has it; ``None``: nobody is known.
    """

    def around(app: ASGIApp) -> ASGIApp:
        async def run(scope: Scope, receive: Receive, send: Send) -> None:
            account = account_of(scope.get("user")) if scope["type"] == ScopeType.HTTP else None
            if account is not None:
                rates.take(account)
            await app(scope, receive, send)

        return run

    return around
