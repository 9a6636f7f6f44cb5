"""Which addresses feeds and their pictures may come from."""

from __future__ import annotations

import ipaddress

from schedules.feed_addresses import is_public
from tests.schedules.feed_desk import feed, refused, resolving
from tests.schedules.site import Site


async def test_private_addresses_are_refused_by_name_and_number(site: Site) -> None:
    for host in ("127.0.0.1", "localhost"):
        error = await refused(feed(site.url("/rss", host), allow_private=False))
        assert (error.code, "allow_private" in str(error)) == ("private", True)
    assert site.asked == []


def test_which_addresses_are_public() -> None:
    public = ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")
    private = ("0.0.0.0", "10.1.1.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "192.168.0.1", "224.0.0.1", "255.255.255.255")
    private6 = (
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    )
    assert [one for one in public if not is_public(ipaddress.ip_address(one))] == []
    assert [one for one in (*private, *private6) if is_public(ipaddress.ip_address(one))] == []


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    error = await refused(feed("http://news.example/", allow_private=False), resolving("93.184.216.34", "127.0.0.1"))
    assert error.code == "private"
