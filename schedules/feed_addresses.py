"""Which addresses a feed may be fetched from: public ones, unless its setting says otherwise."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence

from schedules.feed_types import FeedError

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
TRIED = 4
"""A name may have many addresses; connecting is tried at no more than these."""


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name, in the system's order. Errors: OSError, UnicodeError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_public(address: IpAddress) -> bool:
    """Whether an address is in the public Internet, also when an IPv4 address stands inside an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a packet to this one ends at (mapped, 6to4, Teredo, NAT64)."""
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


async def checked(host: str, port: int, resolve: Resolve, public: Callable[[IpAddress], bool] | None) -> list[str]:
    """The addresses to connect to: every one the name has is checked (`public` None: any will do)."""
    try:
        found = await resolve(host, port)
        addresses = [ipaddress.ip_address(one) for one in found]
    except (OSError, ValueError) as error:  # UnicodeError is a ValueError: a name that cannot be one
        raise FeedError("address", f"找不到主机 {host}。请检查网址，或过后再试。") from error
    if not addresses:
        raise FeedError("address", f"找不到主机 {host}。请检查网址，或过后再试。")
    for address in addresses:
        if public is not None and not public(address):
            raise FeedError(
                "private", f"{host} 是内部网络的地址（{address}），没有去取。确实要用内部网站，请在设置里写 allow_private = true。"
            )
    return [str(address) for address in addresses[:TRIED]]
