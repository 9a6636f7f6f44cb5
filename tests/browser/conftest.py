"""A real browser, and a chat page with a bot that only echoes."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, async_playwright, expect

from bot.adapters.local import LocalAdapter
from bot.console.app import create_app
from bot.console.guard import loopback_hosts
from bot.console.server import listen, port_of, serve
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from tests.waiting import CEILING

PageAt = Callable[..., Awaitable[Page]]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
expect.set_options(timeout=CEILING * 1000)
ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's chromium, headless, started once: each test has pages of its own in it. A machine without it fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS, headless=True)
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page_at(browser: Browser) -> AsyncIterator[PageAt]:
    """`await page_at(390)`: an empty page of that width. Script errors and requests off this machine fail the test.

    `quiet=False` allows console messages, such as of a connection that breaks.
    """
    wrong: list[str] = []
    opened: list[BrowserContext] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            wrong.append(message.text)

    def response(answer: Response) -> None:
        if answer.status >= 400 and answer.request.method == "GET":
            wrong.append(f"{answer.status} for {answer.url}")

    def request(asked: Request) -> None:
        if not asked.url.startswith(("http://127.0.0.1:", "http://localhost:", "blob:http://127.0.0.1", "data:")):
            wrong.append(f"asked for {asked.url}")

    async def open_page(width: int, height: int = 844, *, quiet: bool = True) -> Page:
        phone = width <= 480
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
            accept_downloads=True,
        )
        opened.append(context)
        page = await context.new_page()
        page.set_default_timeout(CEILING * 1000)
        if quiet:
            page.on("console", console)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", request)
        page.on("response", response)
        return page

    yield open_page
    for context in opened:
        await context.close()
    assert wrong == []


@dataclass
class EchoBot:
    """A channel of three groups whose bot says back what it is told when addressed, and greets new groups."""

    adapter: LocalAdapter
    url: str = ""
    heard: int = 0

    async def feed(self, event: IncomingMessage | RoomEvent) -> None:
        self.heard += 1
        if isinstance(event, RoomEvent):
            await self.tell(event.group, None, "大家好，我是群助手。@我 说“帮助”看看能做什么。")
        elif not event.is_self and (event.mentions_bot or event.group is None):
            person = None if event.group else event.sender
            mention = (event.sender,) if event.group else ()
            await self.tell(event.group, person, f"收到：{event.text}", mention, event.id)

    async def tell(
        self, group: str | None, person: str | None, text: str, mention: tuple[str, ...] = (), reply_to: str = "", path: str = ""
    ) -> None:
        kind: Literal["text", "image", "file"] = "text" if not path else "image" if path.endswith(".png") else "file"
        message = OutgoingMessage(
            account="demo",
            group=group,
            person=person,
            text=text,
            key=f"reply-{self.heard}",
            kind=kind,
            path=path,
            name=Path(path).name,
            mention=mention,
            reply_to=reply_to,
        )
        await self.adapter.send(message)


def demo_channel() -> LocalAdapter:
    """Three groups and five people, in memory."""
    adapter = LocalAdapter("demo", None, lambda: datetime.now(UTC))
    for wire_id, name, hint in (
        ("wang", "王芳", "成员"),
        ("li", "李静", "成员"),
        ("zhao", "赵敏", "组织员"),
        ("qian", "钱英", "统筹员"),
        ("sun", "孙丽华", "管理员"),
    ):
        adapter.add_person(name, role_hint=hint, wire_id=wire_id)
    adapter.add_room("省财政厅妇女工作群", ["wang", "li", "zhao", "qian", "sun"], wire_id="caizheng")
    adapter.add_room("省教育厅妇女工作群", ["li", "zhao", "qian", "sun"], wire_id="jiaoyu")
    adapter.add_room("省交通运输厅妇女工作群", ["zhao", "qian", "sun"], wire_id="jiaotong")
    return adapter


@asynccontextmanager
async def serving(bot: EchoBot, port: int = 0) -> AsyncIterator[EchoBot]:
    """The bot listening and its page answering."""
    listener = listen("127.0.0.1", port)
    app = create_app(bot.adapter, allowed_hosts=loopback_hosts(port_of(listener)))
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()
    running = asyncio.create_task(bot.adapter.run(bot.feed))
    page = asyncio.create_task(serve(app, "127.0.0.1", 0, ready.set_result, stop, listener=listener))
    bot.url = await ready
    try:
        yield bot
    finally:
        stop.set()
        await page
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="session")
async def echo() -> AsyncIterator[EchoBot]:
    """The chat page at `echo.url`, over `echo.adapter`."""
    async with serving(EchoBot(demo_channel())) as bot:
        yield bot
