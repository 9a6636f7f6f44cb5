"""The page beside `jinguo run`: how each account stands, and the code to scan. Read only, this machine only, no script."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from html import escape
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.adapter import Status
from bot.console.assets import assets
from bot.console.guard import Guard, Hosts
from bot.console.paste import MAX_BYTES

REFRESH_SECONDS = 3
WORDS = {"connecting": "正在连接", "scan": "等待扫码", "logged_out": "已退出登录", "online": "在线"}


class Account(Protocol):
    """What the page shows of an account."""

    @property
    def account(self) -> str:
        """Its name."""
        ...

    @property
    def status(self) -> Status:
        """How it stands."""
        ...


def create_status_app(accounts: Sequence[Account], *, allowed_hosts: Hosts, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """`/` for people, `/accounts` as JSON (without the code to scan), and any further pages."""

    async def page(request: Request) -> Response:
        return HTMLResponse(_page(accounts), headers={"cache-control": "no-store"})

    async def listing(request: Request) -> Response:
        return JSONResponse([{"account": one.account, "state": one.status.state, "cause": one.status.cause} for one in accounts])

    routes = [Route("/", page), Route("/accounts", listing), *extra_routes, *assets()]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, hosts=allowed_hosts, max_body_bytes=MAX_BYTES + 1000)])
    app.state.closing = asyncio.Event()
    return app


def _page(accounts: Sequence[Account]) -> str:
    cards = "\n".join(_card(one.account, one.status) for one in accounts)
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{REFRESH_SECONDS}">
<title>巾帼群助手 · 账号</title>
<link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/font.css">
<link rel="stylesheet" href="/static/status.css">
</head>
<body>
<h1>巾帼群助手</h1>
<p><a href="/hand">手工代发</a> <a href="/paste">粘贴</a></p>
<main>
{cards}
</main>
</body>
</html>
"""


def _card(account: str, status: Status) -> str:
    cause = f"<p>{escape(status.cause)}</p>" if status.cause and status.state != "scan" else ""
    return f"""<section class="{status.state}">
<h2>{escape(account)}</h2>
<p class="state">{WORDS[status.state]}</p>
{cause}{_code(status.qrcode)}
</section>"""


def _code(text: str) -> str:
    """The code as a picture, with what to do about it."""
    if not text:
        return ""
    import segno

    picture = segno.make(text, micro=False).svg_data_uri(scale=6, border=2)
    return f'<img src="{escape(picture)}" alt="登录二维码">\n<p>请用这个账号的手机微信扫码，并在手机上确认。</p>'
