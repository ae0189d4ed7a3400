"""A server of keys on loopback, with one client that it knows."""

import itertools
import os
from contextlib import contextmanager
from datetime import UTC, datetime

from attrs import field, frozen
from tests.unit.server.serving import served

from relto.sealing.access import Refused
from relto.server import Served, create_app
from relto.server.keyaccess import Grant, Holder, KeyAccess, router
from relto.server.limits import Limits

LIMITS = Limits(body=8 * 1024 * 1024)


@frozen
class OneClient:
    """Knows the client ``reader`` by its secret ``secret``; its tokens are random."""

    given: dict = field(factory=dict)

    def grant(self, client, secret, thumbprint, at):  # noqa: ARG002 - its tokens are good while the test runs
        if (client, secret) != ("reader", "secret"):
            raise Refused("unauthenticated", "no such client")
        token = os.urandom(16).hex()
        self.given[token] = Holder("reader", thumbprint)
        return Grant(token, 3600)

    def holder(self, token, at):  # noqa: ARG002 - as above
        if token not in self.given:
            raise Refused("unauthenticated", "no such token")
        return self.given[token]


def clock():
    return datetime.now(UTC)  # noqa: TID251 - clients date their requests by the clock


@contextmanager
def serving(machine, tokens=None, now=clock):
    """Serves a server of keys, and gives its routes and address."""
    names = (f"r-{number}" for number in itertools.count())
    made = []

    def app(url):
        made.append(KeyAccess(machine, tokens or OneClient(), url, now, ("AUS", "JPN", "USA", "FVEY")))
        return create_app(Served([router(made[0])], lambda: next(names), LIMITS))

    with served(app, LIMITS):
        yield made[0]
