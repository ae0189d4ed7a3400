"""The certificates by which counterparts' nodes are known on the wire, and where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen


@frozen
class Door:
    """By what a counterpart's node is known on the wire.

    Args:
        party: whose node.
        certificate: its certificate, PEM.
        spki: SHA-256 of its public key, hexadecimal.
        added: when it was pinned.
    """

    party: str
    certificate: str
    spki: str
    added: datetime


class Doors(Protocol):
    """The certificates, in one unit of work."""

    def put(self, door: Door) -> None:
        """Keep a certificate in the place of the party's last.

        Raises:
            Conflict: another party has this key.
        """

    def all(self) -> Sequence[Door]:
        """Every certificate, in order of party."""

    def remove(self, party: str) -> bool:
        """Forget a party's certificate; whether there was one."""
