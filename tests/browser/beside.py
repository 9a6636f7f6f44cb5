"""The pages beside a running bot, served for a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from bot.console.guard import loopback_hosts
from bot.console.hand import Pages
from bot.console.server import listen, port_of, serve
from bot.console.status import create_status_app


@asynccontextmanager
async def served(pages: Pages) -> AsyncIterator[str]:
    """The address of the status page with these beside it."""
    with closing(listen("127.0.0.1", 0)) as listener:
        app = create_status_app([], allowed_hosts=loopback_hosts(port_of(listener)), extra_routes=pages)
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        serving = asyncio.create_task(serve(app, "127.0.0.1", 0, ready.set_result, stop, listener=listener))
        try:
            yield await ready
        finally:
            stop.set()
            await serving
