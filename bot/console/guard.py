"""Who may talk to the pages: this machine's own browser, on this page's own address, and nobody's body too large."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Hosts = Callable[[], Sequence[str]] | Sequence[str]

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE_METHODS = frozenset({"GET", "HEAD"})


def loopback_hosts(port: int) -> tuple[str, ...]:
    """The `Host` values a page on this loopback port is asked for."""
    names = ("127.0.0.1", "localhost", "[::1]")
    return tuple(f"{name}:{port}" for name in names) + (names if port == 80 else ())


def refusal(status: HTTPStatus, text: str) -> JSONResponse:
    """An error every caller can show: a Chinese sentence under `error`."""
    return JSONResponse({"error": text}, status)


class _TooLarge(Exception):
    pass


class Guard:
    """Middleware: checks Host, Origin and size, and adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Hosts, max_body_bytes: int) -> None:
        self._app = app
        self._hosts = hosts
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request at once; hand the rest on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message)
            await send(message)

        refused = self._refuse(scope["method"], Headers(scope=scope))
        if refused is not None:
            await refused(scope, receive, send_guarded)
            return
        try:
            await self._app(scope, self._limited(receive), send_guarded)
        except _TooLarge:
            if not started:
                await _too_large()(scope, receive, send_guarded)

    def _refuse(self, method: str, headers: Headers) -> JSONResponse | None:
        hosts = self._hosts() if callable(self._hosts) else self._hosts
        if headers.get("host", "").lower() not in hosts:
            return refusal(HTTPStatus.MISDIRECTED_REQUEST, "这个网页只能用启动时显示的本机地址打开")
        if method not in _SAFE_METHODS and not _same_origin(headers, hosts):
            return refusal(HTTPStatus.FORBIDDEN, "不接受来自其他网站的操作")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._max_body_bytes:
            return _too_large()
        return None

    def _limited(self, receive: Receive) -> Receive:
        taken = 0

        async def receive_limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._max_body_bytes:
                raise _TooLarge
            return message

        return receive_limited


def _same_origin(headers: Headers, hosts: Sequence[str]) -> bool:
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") == "same-origin"
    return origin.lower() in {f"http://{host}" for host in hosts}


def _too_large() -> JSONResponse:
    return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "内容太大：文件最多 20 MB")


def _add_headers(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
