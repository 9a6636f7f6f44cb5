"""Server-sent events: every bubble as it comes, until the page goes or the server stops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from bot.adapters.local import Bubble
from bot.console.views import bubble_view

KEEPALIVE_SECONDS = 15.0


async def event_stream(
    bubbles: AsyncIterator[Bubble], closing: asyncio.Event, *, keepalive: float = KEEPALIVE_SECONDS
) -> AsyncIterator[str]:
    """The text of an event stream; a comment every `keepalive` seconds of silence; ends when `closing` is set."""
    yield "retry: 1000\n: 已连接\n\n"
    stop = asyncio.ensure_future(closing.wait())
    coming = asyncio.ensure_future(_next(bubbles))
    try:
        while not closing.is_set():
            await asyncio.wait({coming, stop}, timeout=keepalive, return_when=asyncio.FIRST_COMPLETED)
            if coming.done():
                yield _event(coming.result())
                coming = asyncio.ensure_future(_next(bubbles))
            elif not stop.done():
                yield ": 在线\n\n"
    finally:
        coming.cancel()
        stop.cancel()
        await asyncio.gather(coming, stop, return_exceptions=True)


async def _next(bubbles: AsyncIterator[Bubble]) -> Bubble:
    return await anext(bubbles)


def _event(bubble: Bubble) -> str:
    return f"id: {bubble.seq}\nevent: message\ndata: {json.dumps(bubble_view(bubble), ensure_ascii=False)}\n\n"
