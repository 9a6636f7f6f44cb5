"""Pictures of entries, fetched from a real web server on loopback."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schedules.feed_types import FeedError
from schedules.feeds import fetch_picture
from tests.schedules.feed_desk import FAST, PNG, feed
from tests.schedules.site import Site


async def test_pictures_are_what_their_content_says(site: Site) -> None:
    pictures = {".png": PNG, ".jpg": b"\xff\xd8\xff\xe0" + bytes(9), ".gif": b"GIF89a" + bytes(9), ".webp": b"RIFF\0\0\0\0WEBPVP8 "}
    for suffix, content in pictures.items():
        site.say(f"/a{suffix}", content, kind="text/plain")
        found = await fetch_picture(feed(site.url("/rss")), site.url(f"/a{suffix}"))
        assert (found.suffix, found.content) == (suffix, content)


@pytest.mark.parametrize("content", [b"<html>not a picture</html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"MZ\x90"])
async def test_a_picture_with_a_lying_type_is_refused(site: Site, content: bytes) -> None:
    site.say("/a.png", content, kind="image/png")
    with pytest.raises(FeedError, match="省妇联") as found:
        await fetch_picture(feed(site.url("/rss")), site.url("/a.png"))
    assert found.value.code == "picture"


async def test_a_picture_is_bounded_and_checked_like_a_feed(site: Site) -> None:
    site.say("/big.png", PNG + bytes(1000))
    for url, allowed, code in ((site.url("/big.png"), True, "size"), (site.url("/big.png"), False, "private")):
        with pytest.raises(FeedError) as found:
            await fetch_picture(feed("http://news.example/", allow_private=allowed), url, replace(FAST, max_picture=500))
        assert found.value.code == code
