"""What goes out: our outbox and adapter, beside bare calls over the same gateway with as many in flight."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grpclib.client import Channel
from wechaty_grpc.wechaty import PuppetStub

from bench.harness import Sample, Size, folder
from bench.process import child
from bench.scene import ACCOUNT, per_second
from bench.town import town
from bot.adapter import Pace
from bot.adapters.wechaty import WechatyAdapter
from bot.app import bootstrap, system_clock
from bot.config import Settings
from bot.outbox import IN_FLIGHT
from tests.gateway.process import TOKEN

ROOMS = 40
LINE = "已记录：{0}号，剪纸活动 2人"


def sends_round(size: Size) -> list[Sample]:
    """Messages a second that reach the gateway, ours claimed and settled in the database."""
    return asyncio.run(_round(size.sends))


async def _round(count: int) -> list[Sample]:
    with folder() as path:
        async with town(path, 0, ROOMS) as here:
            async with child(path, "bench.sends", here.gateway.endpoint, str(path), str(count), *here.rooms) as sender:
                taken = sender.ready
            await here.gateway.do("sync")
            texts = [sent.text for sent in here.gateway.sent]
    if sorted(texts) != sorted([LINE.format(number) for number in range(count)] * 2):
        raise RuntimeError(f"{2 * count} lines were sent and {len(texts)} arrived")
    bare = Sample("sends_bare", f"只有 gRPC 调用，{IN_FLIGHT} 个同时", taken["bare"], "次/秒", {"cpu_ms": taken["bare_cpu_ms"]})
    extra = {"cpu_ms": taken["outbox_cpu_ms"], "of_bare": taken["outbox"] / taken["bare"]}
    return [Sample("sends", "经过发件箱和适配器", taken["outbox"], "次/秒", extra), bare]


async def _bare(endpoint: str, rooms: list[str], count: int) -> dict[str, float]:
    """Unary calls on the stub, nothing else."""
    host, _, port = endpoint.rpartition(":")
    channel = Channel(host, int(port))
    stub = PuppetStub(channel, metadata={"authorization": f"Wechaty {TOKEN}"})
    await stub.start()
    await asyncio.sleep(0.5)  # it logs in
    numbers = iter(range(count))

    async def one_after_another() -> None:
        for number in numbers:
            await stub.message_send_text(conversation_id=rooms[number % len(rooms)], text=LINE.format(number), mentonal_ids=[])

    async def all_of_them() -> None:
        await asyncio.gather(*(one_after_another() for _ in range(IN_FLIGHT)))

    taken = await _timed("bare", count, all_of_them)
    channel.close()
    return taken


async def _outbox(endpoint: str, folder: Path, rooms: list[str], count: int) -> dict[str, float]:
    """Rows of the outbox: claimed, sent, heard back, settled."""
    adapter = WechatyAdapter(ACCOUNT, endpoint, TOKEN, Pace(), system_clock)
    settings = Settings(database=f"sqlite:///{folder / 'bench.db'}", files=folder / "files")
    app = bootstrap(settings, [adapter], system_clock, alarms=False, echo_seconds=0)
    await app.start()
    await adapter.ready.wait()
    now = datetime.now(UTC)
    rows = [_row(rooms[number % len(rooms)], LINE.format(number), now) for number in range(count)]

    async def all_of_them() -> None:
        await app.writer.run(lambda uow: uow.outbox.add_all(rows))
        app.outbox.wake(ACCOUNT)
        await app.idle()

    taken = await _timed("outbox", count, all_of_them)
    await app.stop()
    return taken


def _row(room: str, text: str, now: datetime) -> dict[str, Any]:
    return {"account": ACCOUNT, "group_wire": room, "text": text, "created_at": now}


async def _timed(name: str, count: int, work: Callable[[], Awaitable[None]]) -> dict[str, float]:
    cpu, began = time.process_time(), time.perf_counter()
    await work()
    return {name: per_second(count, began), f"{name}_cpu_ms": (time.process_time() - cpu) * 1000 / count}


async def _both(endpoint: str, folder: Path, count: int, rooms: list[str]) -> dict[str, float]:
    return await _bare(endpoint, rooms, count) | await _outbox(endpoint, folder, rooms, count)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_both(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))))
