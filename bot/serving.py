"""The real thing, and the demo as a page and as a terminal conversation: start, say so, stop cleanly on a signal."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.adapters.local import LocalAdapter, private_chat
from bot.app import App, bootstrap
from bot.channels import channel
from bot.chat import converse
from bot.config import Settings, SettingsError, load
from bot.console.app import create_app
from bot.console.guard import loopback_hosts
from bot.console.server import listen, port_of, serve
from bot.console.status import create_status_app
from bot.demo import DemoError, demo
from bot.heap import loaded
from bot.pages import further_pages
from bot.stdin import stdin_lines
from handlers.message import IncomingMessage
from store.alone import alone

HOST = "127.0.0.1"
TOLD = ("bot.adapters.wechaty", "bot.adapters.wecom")
"""Whose lines of all being well are shown too: who has read that a gateway is away waits to read that it is back."""


def _stop_on_signals() -> asyncio.Event:
    """Set by the first Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def run_demo(data: Path, port: int, open_page: bool, emit: Callable[[dict[str, Any]], None]) -> None:
    """Serve the page until a signal; one line says when it is ready."""
    stop = _stop_on_signals()
    listener = listen(HOST, port)

    def ready(url: str) -> None:
        emit({"event": "ready", "url": url})
        sys.stderr.write(f"巾帼群助手已启动：{url}\n数据保存在 {data}。按 Ctrl-C 停止。\n")
        if open_page:
            # a daemon: a browser that keeps its starter waiting must not keep the demo from stopping
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    try:
        async with demo(data) as (app, adapter):
            page = create_app(adapter, allowed_hosts=loopback_hosts(port_of(listener)), extra_routes=further_pages(app))
            await serve(page, HOST, port, ready, stop, listener=listener)
    finally:
        listener.close()


async def run_accounts(config: Path, emit: Callable[[dict[str, Any]], None]) -> None:
    """Run every account of a settings file until a signal; one line says when it has started."""
    settings = load(config)
    if not settings.accounts:
        raise SettingsError(f"{config}：accounts 没有设置账号，没有可以运行的（只想试用请用 jinguo demo）")
    with alone(settings.database, [account.name for account in settings.accounts]):
        await _run(settings, emit)


async def _run(settings: Settings, emit: Callable[[dict[str, Any]], None]) -> None:
    for name in TOLD:
        logging.getLogger(name).setLevel(logging.INFO)
    stop = _stop_on_signals()
    names = [account.name for account in settings.accounts]
    listener = listen(HOST, settings.page_port) if settings.page_port else None

    def wants(message: IncomingMessage) -> bool:
        return app.dispatcher.wants(message)

    async def rooms(account: str) -> list[str]:
        return await app.writer.run(lambda uow: [group.wire_id for group in uow.groups.of_account(account)])

    adapters = [channel(account, settings, wants, rooms) for account in settings.accounts]
    app = bootstrap(settings, adapters)

    def ready(url: str | None) -> None:
        emit({"event": "ready", "accounts": names, **({"url": url} if url else {})})
        sys.stderr.write(f"巾帼群助手已启动，账号：{'、'.join(names)}。{f'账号状态：{url}。' if url else ''}按 Ctrl-C 停止。\n")

    try:
        await app.start()
        loaded()
        if listener is None:
            ready(None)
            await stop.wait()
        else:
            page = create_status_app(adapters, allowed_hosts=loopback_hosts(port_of(listener)), extra_routes=further_pages(app))
            await serve(page, HOST, settings.page_port, ready, stop, listener=listener)
    finally:
        if listener is not None:
            listener.close()
        await app.stop()


async def run_chat(data: Path, person: str, group: str) -> None:
    """Talk in the terminal until the input ends."""
    stop = _stop_on_signals()
    async with demo(data) as (app, adapter):
        who = _find(person, {one.name: key for key, one in adapter.people.items()}, "人")
        chat = private_chat(who) if group == "私聊" else _find(group, {room.name: key for key, room in adapter.rooms.items()}, "群")
        piped = not sys.stdin.isatty()
        idle = (lambda: pipeline_idle(app, adapter)) if piped else None
        await converse(adapter, stdin_lines(), sys.stdout, person=who, chat=chat, idle=idle, echo=piped, stop=stop)


def _find(wanted: str, named: dict[str, str], what: str) -> str:
    """The id of the first whose name holds what was asked for."""
    for name, key in named.items():
        if wanted and wanted in name:
            return key
    raise DemoError(f"没有叫“{wanted}”的{what}，可以选：{'、'.join(named)}")


async def pipeline_idle(app: App, adapter: LocalAdapter) -> None:
    """Wait until everything said so far is answered, sent and heard back."""
    await adapter.drained()
    await app.idle()
    await adapter.drained()
