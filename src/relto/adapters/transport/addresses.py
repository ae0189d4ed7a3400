"""Which addresses a node may call: those of the world, and of the networks that its own configuration opens; never others.

Every address that a name has is checked when a connection is made, and the connection goes to the addresses that were checked, so that
a name cannot be bent to this machine or to the inner network in between.
"""

import ipaddress
from collections.abc import Iterable

from yarl import URL

from relto.primitives import Malformed, Place

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def may_call(text: str, networks: Iterable[Network]) -> bool:
    """Whether an address may be called.

    Args:
        text: the address, in the usual form.
        networks: the networks that are open beside those of the world.
    """
    try:
        given = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    address = _inner(given)
    if any(address in one for one in networks if one.version == address.version):
        return True
    return address.is_global and not address.is_multicast


def is_loopback(text: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _inner(address: Address) -> Address:
    """An address of the older version that is written as one of the newer."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or _translated(address) or address


_TRANSLATION = ipaddress.IPv6Network("64:ff9b::/96")


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATION else None


def check_url(url: str, networks: Iterable[Network]) -> None:
    """Check that an address of messages can be pinned at all.

    Raises:
        Malformed: it is no HTTPS address of a host, or names an address that may not be called.
    """
    wrong = Malformed("no address that messages are sent to", place=Place("url"), found=url[:200], expected="https://HOST[:PORT]/PATH")
    try:
        parts = URL(url)
        host = parts.host
    except ValueError:
        raise wrong from None
    if parts.scheme != "https" or not host or parts.user or parts.password or parts.query_string or parts.fragment:
        raise wrong
    if (host.replace(".", "").isdigit() or ":" in host) and not may_call(host, networks):
        raise wrong
