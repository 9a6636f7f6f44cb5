"""A fan-out over a real gateway whose bot is killed (SIGKILL) again and again: what the groups got, counted at the gateway."""

from __future__ import annotations

import asyncio
import time

from bench.harness import Sample, Size, folder
from tests.gateway.fanout import Tally, killed_fan_out
from tests.gateway.process import gateway

GROUPS_A_KILL = 10


def crash_round(size: Size) -> list[Sample]:
    """So many kills in one fan-out; raises where a group got its item twice, or not and nobody was told."""
    began = time.monotonic()
    tally = asyncio.run(_killed(size.kills))
    tally.check()
    seconds = time.monotonic() - began
    extra = {
        "groups": len(tally.states),
        "sent": sum(tally.got.values()),
        "under_way": len(set().union(*tally.under_way)),
        "uncertain": len(tally.uncertain),
        "settled_by_echo": len(tally.repeated),
        "twice": sum(times > 1 for times in tally.got.values()),
        "seconds": seconds,
    }
    return [Sample("crash", "推送途中杀掉进程", size.kills, "次", extra)]


async def _killed(kills: int) -> Tally:
    with folder() as path:
        async with gateway(path / "gateway") as running:
            return await killed_fan_out(running, path, max(20, kills * GROUPS_A_KILL), kills)
