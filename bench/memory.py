"""What the process holds after very many messages, against what it held after few: both in a child of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from bench.chatter import talk
from bench.harness import ROOT, Sample, Size, folder
from bench.process import resident_here
from bench.scene import ACTIVITIES, UNITS, Stage, stage

EARLY = 10_000
PEOPLE = 20_000
FOR_THE_BOT = 50
"""Every so many messages one is for the bot."""
SAID = ("报名 {0}", "报名{0} 2人", "我报名{0} 3人", "{0}改成4人", "取消报名{0}", "报名 {0} 张小芳、李小梅", "我的记录")


def memory_round(size: Size) -> list[Sample]:
    """Resident memory of a child after all messages, and after the first of them."""
    child = subprocess.run([sys.executable, "-m", "bench.memory", str(size.messages)], cwd=ROOT, capture_output=True, text=True, check=True)
    held: dict[str, float] = json.loads(child.stdout)
    held["grown_percent"] = (held["late_mib"] / held["early_mib"] - 1) * 100
    return [Sample("memory", f"{size.messages:,} 条消息后的内存", held.pop("late_mib"), "MiB", held)]


async def _live(count: int, path: Path) -> dict[str, float]:
    early = min(EARLY, count // 2)
    async with stage(path) as here:
        await _feed(here, range(early))
        held = {"early_mib": resident_here()}
        await _feed(here, range(early, count))
        return held | {"late_mib": resident_here(), "answers": here.channel.sent}


async def _feed(here: Stage, numbers: range) -> None:
    for number in numbers:
        await here.app.dispatcher.feed(here.message(said(number), number % PEOPLE, number % UNITS))
        if number % 1_000 == 0:
            await here.app.idle()
    await here.app.idle()


def said(number: int) -> str:
    """Talk, and now and then something for the bot."""
    if number % FOR_THE_BOT:
        return talk(number)
    turn = number // FOR_THE_BOT
    return SAID[turn % len(SAID)].format(ACTIVITIES[turn % len(ACTIVITIES)])


def main() -> None:
    """The child: live through so many messages and print what was held."""
    with folder() as path:
        print(json.dumps(asyncio.run(_live(int(sys.argv[1]), path))))


if __name__ == "__main__":
    main()
