"""python-wechaty's own `on_message` and `say` beside our adapter: the same gateway, the same messages, a process each."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bench.chatter import talk
from bench.echo import ANSWER
from bench.harness import Sample, Size, folder
from bench.process import Child, child
from bench.town import ANSWER_SECONDS, FIRST, Town, town

PEOPLE = 40
ROOMS = 10
IN_FLIGHT = 20
SLICE = 50
"""They take turns after so many messages, so that a slow second of the machine falls on both."""
SHOWN = {"adapter": "本适配器，每条回一句", "wechaty": "python-wechaty，每条回一句"}


def peers_round(size: Size) -> list[Sample]:
    """Each answers every message with one line."""
    return asyncio.run(_round(size.echoes))


@dataclass
class Peer:
    """One of the two, and what answering has taken it so far."""

    name: str
    town: Town
    process: Child
    seconds: float = 0.0
    cpu: float = 0.0

    async def answer(self, count: int) -> None:
        """So many messages, and every one answered."""
        cpu, began = self.process.cpu(), time.perf_counter()
        await _say(self.town, count)
        self.seconds += time.perf_counter() - began
        self.cpu += self.process.cpu() - cpu

    def sample(self, count: int) -> Sample:
        """Its figures."""
        process = self.process
        extra = {"cpu_ms": self.cpu * 1000 / count, "rss_mib": process.resident(), "import_seconds": process.ready["seconds"]}
        return Sample(f"wechaty_{self.name}", SHOWN[self.name], count / self.seconds, "条/秒", extra)


async def _round(count: int) -> list[Sample]:
    async with AsyncExitStack() as stack:
        peers = []
        for name in SHOWN:
            path = stack.enter_context(folder())
            here = await stack.enter_async_context(town(path, PEOPLE, ROOMS))
            peers.append(Peer(name, here, await stack.enter_async_context(child(path, "bench.echo", name, here.gateway.endpoint))))
        for peer in peers:
            await _begin(peer.town)
            await _say(peer.town, PEOPLE)
        for _ in range(count // SLICE):
            for peer in peers:
                await peer.answer(SLICE)
        return [peer.sample(count // SLICE * SLICE) for peer in peers]


async def _begin(here: Town) -> None:
    """Speak until there is an answer: what is said before anyone listens is lost."""
    async with asyncio.timeout(ANSWER_SECONDS):
        while not here.gateway.sent:
            await here.gateway.says(FIRST, here.rooms[0], "有人吗")
            await asyncio.sleep(0.5)


async def _say(here: Town, count: int) -> None:
    """Each as soon as no more than so many others wait for their answer; returns when all are answered."""
    sent = here.gateway.sent
    sent.clear()
    for number in range(count):
        await here.gateway.until(ANSWER_SECONDS, lambda said=number: said - len(sent) < IN_FLIGHT)
        await here.gateway.says(here.people[number % PEOPLE], here.rooms[number % ROOMS], talk(number))
    await here.gateway.until(ANSWER_SECONDS, lambda: len(sent) == count)
    if any(one.text != ANSWER for one in sent):
        raise RuntimeError("something else than the answer was sent")
