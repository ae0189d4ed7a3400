"""Names resolved for the client of messages: to addresses that may be called, and to nothing otherwise."""

import asyncio
import socket
from collections.abc import Iterable

from aiohttp.abc import AbstractResolver, ResolveResult

from relto.adapters.transport.addresses import Network, may_call


class CheckedResolver(AbstractResolver):
    """Resolves names to addresses that may be called.

    Args:
        networks: the networks that are open beside those of the world.
    """

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks = tuple(networks)

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """See :class:`aiohttp.abc.AbstractResolver`; one address that may not be called refuses the name.

        Raises:
            OSError: the name has no address, or one that may not be called.
        """
        found = await asyncio.get_running_loop().getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        if not found or not all(may_call(str(one[4][0]), self._networks) for one in found):
            raise OSError("an address that may not be called")
        return [
            ResolveResult(hostname=host, host=str(one[4][0]), port=port, family=one[0], proto=one[2], flags=socket.AI_NUMERICHOST)
            for one in found
        ]

    async def close(self) -> None:
        """Nothing is held."""
