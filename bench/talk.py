"""Ordinary talk through the only door in: decided from memory, no store, no task."""

from __future__ import annotations

import asyncio
import time

from bench.chatter import talk
from bench.harness import Sample, Size, folder
from bench.scene import UNITS, Stage, per_second, stage


def talk_round(size: Size) -> list[Sample]:
    """Messages a second through `Dispatcher.feed` in groups it knows."""
    return asyncio.run(_round(size.talk))


async def _round(count: int) -> list[Sample]:
    with folder() as path:
        async with stage(path) as here:
            await _feed(here, max(100, count // 20))
            rate = await _feed(here, count)
            if here.channel.sent:
                raise RuntimeError(f"{here.channel.sent} lines of talk were answered")
    return [Sample("talk", "闲聊经过 Dispatcher.feed", rate, "条/秒", {"micros": 1e6 / rate})]


async def _feed(here: Stage, count: int) -> float:
    messages = [here.message(talk(number), number % 2_000, number % UNITS) for number in range(count)]
    feed = here.app.dispatcher.feed
    began = time.perf_counter()
    for message in messages:
        await feed(message)
    await here.app.idle()
    return per_second(count, began)
