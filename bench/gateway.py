"""The bot as it runs in earnest, behind the real gateway: talk read, messages answered, and what it costs its own process."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator

from bench.chatter import talk
from bench.harness import Sample, Size, folder
from bench.memory import EARLY, said
from bench.process import Child
from bench.scene import ACTIVITIES, per_second
from bench.signups import FORMS, IN_FLIGHT
from bench.town import Town, bot_in, town
from tests.gateway.process import BOT

PEOPLE = 2_000
AT_ONCE = 250
PRIVATE = 5
"""Every so many of those who are answered ask in private for their records; the others sign up in their room."""


def gateway_round(size: Size) -> list[Sample]:
    """Talk: one call of the gateway a message. Answered messages: two and more, and a commit."""
    return asyncio.run(_round(size))


def gateway_memory_round(size: Size) -> list[Sample]:
    """Resident memory of the bot after all messages, and after the first of them."""
    return asyncio.run(_memory(size.through_gateway))


async def _round(size: Size) -> list[Sample]:
    with folder() as path:
        async with town(path, min(PEOPLE, size.gateway_talk)) as here, bot_in(path, here) as bot:
            return [await _talk(here, bot, size.gateway_talk), await _answered(here, bot, size.gateway_answers)]


async def _talk(here: Town, bot: Child, count: int) -> Sample:
    cpu, began = bot.cpu(), time.perf_counter()
    await _say(here, ((number, talk(number)) for number in range(count)))
    rate = per_second(count, began)
    return Sample("gateway_talk", "闲聊经过真网关", rate, "条/秒", {"cpu_ms": (bot.cpu() - cpu) * 1000 / count})


async def _answered(here: Town, bot: Child, count: int) -> Sample:
    cpu, began, before = bot.cpu(), time.perf_counter(), here.answers
    for number, who in zip(range(count), itertools.cycle(here.people), strict=False):
        if number % PRIVATE:
            text = FORMS[number % len(FORMS)].format(ACTIVITIES[number % len(ACTIVITIES)])
            await here.ask(who, here.rooms[number % len(here.rooms)], text, IN_FLIGHT)
        else:
            await here.ask(who, BOT, "我的记录", IN_FLIGHT)
    await here.answered()
    rate, sent = per_second(count, began), here.answers - before
    extra = {"cpu_ms": (bot.cpu() - cpu) * 1000 / count, "p50_ms": statistics.median(here.seconds) * 1000, "sends": sent / count}
    return Sample("gateway", f"经过真网关的报名和查询，{IN_FLIGHT} 个同时", rate, "条/秒", extra)


async def _memory(count: int) -> list[Sample]:
    early = min(EARLY, count // 2)
    with folder() as path:
        async with town(path, min(PEOPLE, early)) as here, bot_in(path, here) as bot:
            cpu, began = bot.cpu(), time.perf_counter()
            await _say(here, ((number, said(number)) for number in range(early)))
            held = bot.resident()
            await _say(here, ((number, said(number)) for number in range(early, count)))
            late, cpu = bot.resident(), bot.cpu() - cpu
            extra = {"early_mib": held, "grown_mib": late - held, "answers": here.answers}
            extra |= {"per_second": per_second(count, began), "cpu_ms": cpu * 1000 / count}
    return [Sample("gateway_memory", f"真网关传来 {count:,} 条后的内存", late, "MiB", extra)]


async def _say(here: Town, numbered: Iterator[tuple[int, str]]) -> None:
    """Many people in many rooms; returns when the bot has read it all."""
    people, rooms = len(here.people), len(here.rooms)
    while lines := list(itertools.islice(numbered, AT_ONCE)):
        await here.talk((here.people[number % people], here.rooms[number % rooms], text) for number, text in lines)
    await here.read()
