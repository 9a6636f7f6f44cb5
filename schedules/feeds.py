"""Fetching: httpx lives here (and in bot/adapters) and nowhere else.

A name is resolved once, every address it has is checked, and the connection goes to a checked address with the name as
Host and in TLS: nothing can be looked up again in between (DNS rebinding). Proxies of the environment are not used: they
would do the looking up.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from schedules.feed_addresses import IpAddress, Resolve, checked, is_public, system_resolve
from schedules.feed_formats import parse
from schedules.feed_pack import unpacker
from schedules.feed_pictures import picture_of
from schedules.feed_types import Feed, FeedError, FeedResult, Picture, Validators

MAX_PICTURE = 5_000_000
_ACCEPT = (
    "application/feed+json, application/json, application/rss+xml, application/atom+xml, application/xml, text/xml, text/csv, */*;q=0.5"
)
_AGENT = "jinguo-bot"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_STATUS = {
    401: "要求登录。请在网址里写上用户名和密码，或换一个公开的网址。",
    403: "拒绝访问。请问对方是否限制了来访的地址。",
    404: "没有这个网址。请检查网址是否写对、是否已经搬家。",
    410: "说这个内容源已经停了。请换一个网址，或从设置里去掉。",
    429: "说来得太频繁。请把 times 改得稀一些。",
}


@dataclass(frozen=True, slots=True)
class Wire:
    """How the network is used. Seconds; `total` bounds one answer with its redirects, however slowly it trickles.

    `pictures` bounds all the pictures of one fetch: it must end before its claim (`store.feeds.CLAIM`) does.
    """

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    pictures: float = 240.0
    redirects: int = 3
    max_picture: int = MAX_PICTURE
    resolve: Resolve = system_resolve
    public: Callable[[IpAddress], bool] = is_public
    verify: ssl.SSLContext | bool = True


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: httpx.Headers
    body: bytes


async def fetch(feed: Feed, validators: Validators | None = None, wire: Wire | None = None) -> FeedResult:
    """What the feed has now, or that nothing is new. Errors: FeedError naming the feed."""
    known = validators or Validators()
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    headers = {"Accept": _ACCEPT} | {name: value for name, value in asked.items() if value}
    try:
        answer = await _timed(feed, feed.url, headers, feed.max_bytes, wire or Wire())
        if answer.status == 304:
            return FeedResult(False, known)
        parsed = await asyncio.to_thread(parse, answer.body, _charset(answer.headers), answer.url)
    except FeedError as error:
        raise error.of(feed.name) from error
    given = Validators(_header(answer.headers, "ETag"), _header(answer.headers, "Last-Modified"))
    return FeedResult(True, given, parsed.title, parsed.link, parsed.entries)


async def fetch_picture(feed: Feed, url: str, wire: Wire | None = None) -> Picture:
    """A picture of an entry; what it is, its content says. Errors: FeedError naming the feed."""
    wire = wire or Wire()
    try:
        answer = await _timed(feed, url, {"Accept": "image/*"}, wire.max_picture, wire)
        return picture_of(answer.body)
    except FeedError as error:
        raise error.of(feed.name) from error


async def _timed(feed: Feed, url: str, headers: Mapping[str, str], max_bytes: int, wire: Wire) -> _Answer:
    timeout = httpx.Timeout(wire.read, connect=wire.connect)
    try:
        async with asyncio.timeout(wire.total), httpx.AsyncClient(trust_env=False, verify=wire.verify, timeout=timeout) as client:
            return await _followed(client, feed, url, headers, max_bytes, wire)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise FeedError("timeout", "等了太久没有答完。请过后再试；一直如此，请问对方网站是否正常。") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:  # ValueError: a name that TLS cannot ask for
        raise _broken(error) from error
    except zlib.error as error:
        raise FeedError("format", "压缩的内容是坏的。请过后再试，或请对方修好。") from error


async def _followed(client: httpx.AsyncClient, feed: Feed, url: str, headers: Mapping[str, str], max_bytes: int, wire: Wire) -> _Answer:
    """The answer at the end of the redirects; every hop is checked like the first."""
    target = _url(url)
    for _ in range(wire.redirects + 1):
        client.cookies.clear()
        response = await _sent(client, feed, target, headers, wire)
        try:
            if response.status_code not in _REDIRECTS:
                return await _read(
                    response, str(target), max_bytes, conditional="If-None-Match" in headers or "If-Modified-Since" in headers
                )
            target = _url(_header(response.headers, "Location"), target)
        finally:
            await response.aclose()
    raise FeedError("redirects", f"转了 {wire.redirects} 次还没有到。请用浏览器打开，把最后到的网址写进设置。")


def _url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = base.join(text) if base is not None else httpx.URL(text)
        port = url.port
    except (httpx.InvalidURL, ValueError) as error:
        raise FeedError("address", "网址写得不对。请检查设置里的 url。") from error
    if url.scheme not in ("http", "https") or not url.host or port == 0:
        raise FeedError("address", "网址只能以 http:// 或 https:// 开头。请检查设置里的 url。")
    return url


async def _sent(client: httpx.AsyncClient, feed: Feed, url: httpx.URL, headers: Mapping[str, str], wire: Wire) -> httpx.Response:
    """The response of the first address that lets itself be connected to."""
    host = url.raw_host.decode("ascii")
    port = url.port or (443 if url.scheme == "https" else 80)
    addresses = await checked(host, port, wire.resolve, None if feed.allow_private else wire.public)
    sent = {"Host": url.netloc.decode("ascii"), "User-Agent": _AGENT, "Accept-Encoding": "gzip, deflate", **headers}
    for number, address in enumerate(addresses, 1):
        pinned = url.copy_with(host=address)
        request = client.build_request("GET", pinned, headers=sent, extensions={"sni_hostname": host})
        try:
            return await client.send(request, stream=True, follow_redirects=False)
        except httpx.ConnectError:
            if number == len(addresses):
                raise
    raise AssertionError("a name without addresses was let through")


async def _read(response: httpx.Response, url: str, max_bytes: int, *, conditional: bool) -> _Answer:
    """The body, unpacked, within its bound."""
    status = response.status_code
    if status == 304 and conditional:
        return _Answer(url, status, response.headers, b"")
    if status != 200:
        why = _STATUS.get(status) or ("出了故障。请过后再试。" if status >= 500 else "没有给出内容。请用浏览器打开网址看看。")
        raise FeedError("status", f"对方网站（{status}）{why}")
    if _length(response.headers) > max_bytes:
        raise _too_large(max_bytes)
    unpack = unpacker(response.headers.get("Content-Encoding", ""))
    body, taken = bytearray(), 0
    async for piece in response.aiter_raw():
        taken += len(piece)
        body += unpack.feed(piece, max_bytes - len(body))
        if max(taken, len(body)) > max_bytes:
            raise _too_large(max_bytes)
    unpack.finish()
    return _Answer(url, status, response.headers, bytes(body))


def _too_large(max_bytes: int) -> FeedError:
    return FeedError("size", f"内容超过 {max_bytes:,} 字节，没有收。确实需要，请在设置里把 max_bytes 调大。")


def _length(headers: httpx.Headers) -> int:
    value = headers.get("Content-Length", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _header(headers: httpx.Headers, name: str) -> str:
    """A header that is kept and sent back: short and of plain letters, else as if it were not there."""
    value: str = headers.get(name, "")
    return value if len(value) <= 2000 and value.isascii() and value.isprintable() else ""


def _charset(headers: httpx.Headers) -> str:
    for part in headers.get("Content-Type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return str(value.strip().strip("\"'"))
    return ""


def _broken(error: BaseException) -> FeedError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return FeedError("tls", "安全证书不对（过期、不可信或不是这个网站的）。请对方更新证书。")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return FeedError("connect", "连不上对方网站。请检查网络和网址，或过后再试。")
    return FeedError("connect", "对方网站中途断开或答得不合规矩。请过后再试；一直如此，请对方检查。")
