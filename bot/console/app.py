"""The web application: the chat page, its routes, the guard, and errors as Chinese sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from bot.adapters.local import BadMedia, LocalAdapter, LocalChannelError, NotRunning, UnknownChat
from bot.adapters.local_types import MAX_MEDIA_BYTES
from bot.console.api import ChatPage
from bot.console.assets import FRESH, STATIC, assets
from bot.console.guard import Guard, Hosts, refusal

MAX_BODY_BYTES = MAX_MEDIA_BYTES + 1024 * 1024
_SENTENCES = {404: "没有这个页面", 405: "不能这样访问"}
_STATUS: dict[type[Exception], HTTPStatus] = {
    NotRunning: HTTPStatus.SERVICE_UNAVAILABLE,
    UnknownChat: HTTPStatus.NOT_FOUND,
    BadMedia: HTTPStatus.BAD_REQUEST,
}


def create_app(adapter: LocalAdapter, *, allowed_hosts: Hosts, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The chat simulator over `adapter`, and any further pages.

    `allowed_hosts` are exact `Host` values (`127.0.0.1:8000`), or a function giving them once the port is known.
    `app.state.closing` is an `asyncio.Event`; setting it ends the open event streams.
    """
    closing = asyncio.Event()
    app = Starlette(
        routes=[
            *ChatPage(adapter, closing).routes(),
            *extra_routes,
            *assets(),
            Route("/", _page),
        ],
        middleware=[Middleware(Guard, hosts=allowed_hosts, max_body_bytes=MAX_BODY_BYTES)],
        exception_handlers={HTTPException: _http_error, LocalChannelError: _channel_error, Exception: _our_fault},
    )
    app.state.closing = closing
    return app


async def _page(request: Request) -> Response:
    return FileResponse(STATIC / "index.html", headers=FRESH)


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    plain = error.detail == HTTPStatus(error.status_code).phrase
    return refusal(HTTPStatus(error.status_code), _SENTENCES.get(error.status_code, "请求有误") if plain else error.detail)


async def _channel_error(request: Request, error: Exception) -> Response:
    return refusal(_STATUS.get(type(error), HTTPStatus.BAD_REQUEST), str(error))


async def _our_fault(request: Request, error: Exception) -> Response:
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "程序出错了，已记入日志，请稍后再试")
