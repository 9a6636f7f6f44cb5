"""One line in answer to every message of others: `python -m bench.echo adapter|wechaty ENDPOINT`, a process for each."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

from tests.gateway.process import TOKEN

ANSWER = "收到，已记录"


async def adapter(endpoint: str) -> None:
    """Our adapter. Like the outbox it sends beside listening."""
    began = time.perf_counter()
    from bot.adapter import Pace
    from bot.adapters.wechaty import WechatyAdapter
    from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent

    _ready(began)
    channel = WechatyAdapter("echo", endpoint, TOKEN, Pace(), lambda: datetime.now(UTC))
    sending: set[asyncio.Task[str]] = set()

    async def feed(event: IncomingMessage | RoomEvent) -> None:
        if isinstance(event, IncomingMessage) and not event.is_self:
            task = asyncio.create_task(channel.send(OutgoingMessage("echo", event.group, None, ANSWER, event.id)))
            sending.add(task)
            task.add_done_callback(sending.discard)

    await channel.run(feed)


async def wechaty(endpoint: str) -> None:
    """python-wechaty as its guide shows it: `on_message` and `say`."""
    began = time.perf_counter()
    from bench.mends import mend

    mend()
    from wechaty import Wechaty, WechatyOptions

    _ready(began)

    class Echo(Wechaty):  # type: ignore[misc]
        async def on_message(self, msg: Any) -> None:
            room = msg.room()
            if room is not None and not msg.is_self():
                await room.say(ANSWER)

    await Echo(WechatyOptions(token=TOKEN, endpoint=endpoint)).start()


def _ready(began: float) -> None:
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    asyncio.run({"adapter": adapter, "wechaty": wechaty}[sys.argv[1]](sys.argv[2]))
