"""Fetching from a real web server on loopback, good and bad."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from schedules.feed_types import Validators
from schedules.feeds import fetch
from tests.schedules.feed_desk import FAST, HEAD, RSS, feed, public_here, refused, resolving
from tests.schedules.site import Site, Writer, serving

CERTIFICATE = Path(__file__).resolve().parents[1] / "data" / "feeds.example.pem"


async def test_a_feed_is_fetched_and_its_links_are_completed(site: Site) -> None:
    site.say("/rss", RSS, headers={"ETag": '"v1"', "Last-Modified": "Thu, 20 May 2021 00:00:00 GMT"})
    result = await fetch(feed(site.url("/rss")))
    assert (result.changed, result.title, result.link) == (True, "巾帼网", "https://news.example/")
    assert [(entry.title, entry.text, entry.link) for entry in result.entries] == [("一", "甲", site.url("/1"))]
    assert result.validators == Validators('"v1"', "Thu, 20 May 2021 00:00:00 GMT")


async def test_what_was_given_is_asked_with_and_nothing_new_is_said(site: Site) -> None:
    site.say("/rss", status=304)
    known = Validators('"v1"', "Thu, 20 May 2021 00:00:00 GMT")
    result = await fetch(feed(site.url("/rss")), known)
    assert (result.changed, result.entries, result.validators) == (False, (), known)
    assert (site.asked[0]["if-none-match"], site.asked[0]["if-modified-since"]) == (known.etag, known.last_modified)


async def test_not_modified_without_having_asked_is_a_fault(site: Site) -> None:
    site.say("/rss", status=304)
    assert (await refused(feed(site.url("/rss")))).code == "status"


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "没有这个网址"), (410, "已经停了"), (401, "要求登录"), (403, "拒绝"), (429, "频繁"), (503, "故障"), (204, "没有给出")],
)
async def test_a_status_is_told_with_what_to_do(site: Site, status: int, why: str) -> None:
    site.say("/rss", status=status)
    error = await refused(feed(site.url("/rss")))
    assert (error.code, why in str(error), str(status) in str(error)) == ("status", True, True)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "raw", "members"])
async def test_packed_answers_are_unpacked(site: Site, encoding: str) -> None:
    plain = RSS.encode()
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "deflate": zlib.compress(plain),
        "raw": raw.compress(plain) + raw.flush(),
        "members": gzip.compress(plain[:90]) + gzip.compress(plain[90:]),
    }.get(encoding) or gzip.compress(plain)
    name = {"raw": "deflate", "members": "gzip"}.get(encoding, encoding)
    site.say("/rss", packed, headers={"Content-Encoding": name})
    assert (await fetch(feed(site.url("/rss")))).title == "巾帼网"


@pytest.mark.parametrize(
    ("packed", "name"),
    [(gzip.compress(RSS.encode())[:-20], "gzip"), (b"no gzip", "gzip"), (b"", "br"), (gzip.compress(b"a"), "gzip, gzip")],
)
async def test_broken_and_unknown_packing_is_refused(site: Site, packed: bytes, name: str) -> None:
    site.say("/rss", packed, headers={"Content-Encoding": name})
    assert (await refused(feed(site.url("/rss")))).code == "format"


async def test_a_gzip_bomb_stops_at_the_bound(site: Site) -> None:
    bomb = gzip.compress(bytes(80_000_000))
    site.say("/rss", bomb, headers={"Content-Encoding": "gzip"})
    error = await refused(feed(site.url("/rss"), max_bytes=100_000))
    assert (error.code, "100,000" in str(error)) == ("size", True)


async def test_an_announced_size_is_believed_when_it_is_too_large(site: Site) -> None:
    site.say("/rss", bytes(5000))
    assert (await refused(feed(site.url("/rss"), max_bytes=4000))).code == "size"


async def test_an_endless_body_stops_at_the_bound(site: Site) -> None:
    async def endless(writer: Writer) -> None:
        writer.write(HEAD + b"\r\n")
        while not site.over.is_set():
            writer.write(bytes(10_000))
            await writer.drain()

    site.on("/rss", endless)
    assert (await refused(feed(site.url("/rss"), max_bytes=1_000_000))).code == "size"


async def test_a_server_that_says_nothing_is_given_up(site: Site) -> None:
    async def silent(_: Writer) -> None:
        await site.over.wait()

    site.on("/rss", silent)
    error = await refused(feed(site.url("/rss")), replace(FAST, read=0.2))
    assert (error.code, "等了太久" in str(error)) == ("timeout", True)


async def test_a_server_that_trickles_is_given_up_in_the_end(site: Site) -> None:
    async def trickle(writer: Writer) -> None:
        writer.write(HEAD + b"\r\n")
        while not site.over.is_set():
            writer.write(b" ")
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(site.over.wait(), 0.01)

    site.on("/rss", trickle)
    assert (await refused(feed(site.url("/rss")), replace(FAST, total=0.1))).code == "timeout"


async def test_redirects_are_followed_to_the_third(site: Site) -> None:
    for number, status in ((0, 301), (1, 307), (2, 308)):
        site.move(f"/{number}", f"/{number + 1}", status)
    site.say("/3", RSS)
    assert (await fetch(feed(site.url("/0")))).entries[0].link == site.url("/1")
    site.move("/-1", "/0", 303)
    assert (await refused(feed(site.url("/-1")))).code == "redirects"


async def test_a_redirect_loop_ends(site: Site) -> None:
    site.move("/rss", "/rss")
    assert (await refused(feed(site.url("/rss")))).code == "redirects"
    assert len(site.asked) == 4


@pytest.mark.parametrize("to", ["ftp://news.example/rss", "file:///etc/passwd", "gopher://x", "http://x:0/"])
async def test_a_redirect_out_of_the_web_is_refused(site: Site, to: str) -> None:
    site.move("/rss", to)
    assert (await refused(feed(site.url("/rss")))).code == "address"


@pytest.mark.parametrize("to", ["http://[::1", "http://x:99999/", "http://x\ty/"])
async def test_a_redirect_to_nonsense_is_refused(site: Site, to: str) -> None:
    site.move("/rss", to)
    assert (await refused(feed(site.url("/rss")))).code in ("address", "connect")


@pytest.mark.parametrize(
    "to", ["127.0.0.2", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.3]", "[fd00::1]", "2130706434", "0x7f.2"]
)
async def test_every_hop_is_checked(site: Site, to: str) -> None:
    site.move("/rss", f"http://{to}:{site.port}/secret")
    error = await refused(feed(site.url("/rss"), allow_private=False), replace(FAST, public=public_here))
    assert (error.code, len(site.asked)) == ("private", 1)


async def test_the_checked_address_is_connected_to_and_the_name_is_asked_once(site: Site) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]  # rebinding: the second answer is another

    site.say("/rss", RSS)
    wire = replace(FAST, resolve=resolve, public=public_here)
    assert (await fetch(feed(site.url("/rss", "news.example"), allow_private=False), None, wire)).title == "巾帼网"
    assert (asked, site.asked[0]["host"]) == (["news.example"], f"news.example:{site.port}")


async def test_the_next_address_is_tried_when_one_does_not_answer(site: Site) -> None:
    site.say("/rss", RSS)
    wire = resolving("127.0.0.2", "127.0.0.1")  # nobody listens at the first
    assert (await fetch(feed(site.url("/rss", "news.example")), None, wire)).title == "巾帼网"


async def test_a_name_that_is_not_there_and_a_closed_port() -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    assert (await refused(feed("http://news.example/"), replace(FAST, resolve=nowhere))).code == "address"
    assert (await refused(feed(f"http://{'a' * 70}.example/"))).code == "address"
    assert (await refused(feed("http://127.0.0.1:1/"))).code == "connect"


@pytest.mark.parametrize(
    "junk", [b"", b"\x16\x03\x01 junk\r\n\r\n", HEAD + b"Content-Length: 999\r\n\r\nshort", HEAD + b"X: " + b"a" * 200_000]
)
async def test_an_answer_that_is_no_http_is_met(site: Site, junk: bytes) -> None:
    site.raw("/rss", junk)
    assert (await refused(feed(site.url("/rss")))).code == "connect"


async def test_a_password_in_the_address_goes_to_the_server_and_not_into_sentences(site: Site) -> None:
    site.say("/rss", status=404)
    error = await refused(feed(f"http://who:secret@127.0.0.1:{site.port}/rss?token=hidden"))
    assert site.asked[0]["authorization"].startswith("Basic ")
    assert not {"secret", "hidden"} & set(str(error).replace("=", " ").split())


async def test_the_certificate_must_be_of_the_name_and_not_of_the_address() -> None:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(CERTIFICATE)
    wire = replace(resolving("127.0.0.1"), verify=ssl.create_default_context(cafile=str(CERTIFICATE)))
    async with serving(server) as site:
        site.say("/rss", RSS)
        secure = f"https://feeds.example:{site.port}/rss"
        assert (await fetch(feed(secure), None, wire)).title == "巾帼网"
        assert (await refused(feed(secure.replace("feeds", "other")), wire)).code == "tls"
        assert (await refused(feed(secure), replace(wire, verify=True))).code == "tls"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<html><body>请登录</body></html>", "普通网页"),
        ("<rss><channel><item>", "XML"),
        ('{"items": [', "JSON"),
        (json.dumps({"version": "1"}), "items"),
        ("<svg/>", "最外层"),
        ("随便写的话", "看不出"),
        ("  ", "空的"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0".decode("latin-1"), "不是文字"),
    ],
)
async def test_wrong_types_and_broken_bodies_are_told(site: Site, body: str, why: str) -> None:
    site.say("/rss", body)
    error = await refused(feed(site.url("/rss")))
    assert (error.code, why in str(error)) == ("format", True)


async def test_gbk_pages_are_read(site: Site) -> None:
    site.say("/declared", RSS.replace('"1.0"', '"1.0" encoding="gb2312"').encode("gbk"))
    site.say("/header", "标题,正文\n巾帼,家风".encode("gbk"), kind="text/csv; charset=GBK")
    site.say("/silent", "标题,正文\n巾帼,家风".encode("gbk"), kind="text/csv; charset=ISO-8859-1")
    found = [(await fetch(feed(site.url(path)))).entries[0] for path in ("/declared", "/header", "/silent")]
    assert [entry.title for entry in found] == ["一", "巾帼", "巾帼"]
