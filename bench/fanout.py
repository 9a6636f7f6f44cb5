"""A push to every group of a province: 400 accounts, pacing off, beside the raw send rate of the same channel; and what it holds.

Each size lives in a child of its own, so that memory is the child's alone.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from bench.harness import ROOT, Sample, Size, folder
from bench.scene import Channel, per_second
from bot.adapter import Feed
from bot.app import App, bootstrap, system_clock
from bot.config import Settings
from handlers.message import OutgoingMessage
from store.groups import GROUPS
from store.unit_of_work import UnitOfWork

ACCOUNTS = 400
RAW = 50_000
TEXT = "1921年7月23日，中国共产党第一次全国代表大会在上海召开。" * 20
IDLE_SECONDS = 3.0


class Line(Channel):
    """A channel on which nobody ever speaks."""

    async def run(self, feed: Feed) -> None:
        """Listen for ever."""
        await asyncio.Event().wait()


def fanout_round(size: Size) -> list[Sample]:
    """Deliveries a second to all groups; the memory it took beside that of a tenth of them."""
    few, many = _child(size.groups // 10), _child(size.groups)
    grown = many["peak_mib"] - few["peak_mib"]
    extra = {name: many[name] for name in ("raw_per_second", "made_seconds", "seconds", "peak_mib", "idle_percent")}
    shown = f"推送到 {size.groups:,} 个群，{ACCOUNTS} 个账号"
    return [Sample("fanout", shown, many["per_second"], "群/秒", {**extra, "grown_mib": grown})]


def _child(groups: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.fanout", str(groups)]
    child = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, float] = json.loads(child.stdout)
    return measured


async def measure(groups: int, path: Path, accounts: int = ACCOUNTS) -> dict[str, float]:
    """Make a push to so many groups, send it, count at the channels; then do nothing for a while."""
    channels = [Line(account=f"a{number}") for number in range(min(accounts, groups))]
    settings = Settings(database=f"sqlite:///{path / 'fanout.db'}", files=path / "files")
    app = bootstrap(settings, channels, system_clock, alarms=False, echo_seconds=0)
    await app.start()
    try:
        now = app.clock()
        await app.writer.run(lambda uow: _furnish(uow, groups, len(channels), now))
        raw = await _raw(channels)
        made, seconds = await _push(app, groups, now)
        got = sum(channel.sent for channel in channels)
        states = await app.writer.run(lambda uow: uow.deliveries.states("2000-01-01", "2999-12-31", None))
        if (got, states) != (groups, {"sent": groups}):
            raise RuntimeError(f"{groups} groups, {got} messages, {states}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        idle = await _idle()
    finally:
        await app.stop()
    measured = {"per_second": groups / seconds, "seconds": seconds, "made_seconds": made, "raw_per_second": raw}
    return measured | {"peak_mib": peak, "idle_percent": idle}


def _furnish(uow: UnitOfWork, groups: int, accounts: int, now: datetime) -> None:
    uow.study.add_item(
        uow.study.ensure_column("党史上的今天", "dated"), now, key="07-23", title="一大", text=TEXT, source="测试", state="approved"
    )
    for start in range(0, groups, 1000):
        rows = [
            {"account": f"a{number % accounts}", "wire_id": f"g{number}", "name": f"第{number}妇女工作群", "active": True, "joined_at": now}
            for number in range(start, min(start + 1000, groups))
        ]
        uow.connection.execute(GROUPS.insert(), rows)


async def _raw(channels: list[Line]) -> float:
    """What the channels take when nothing stands between: the same messages, one after another."""
    began = time.perf_counter()
    for number in range(RAW):
        channel = channels[number % len(channels)]
        await channel.send(OutgoingMessage(channel.account, f"g{number}", None, TEXT, f"raw-{number}"))
    rate = per_second(RAW, began)
    for channel in channels:
        channel.sent = 0
    return rate


async def _push(app: App, groups: int, now: datetime) -> tuple[float, float]:
    """Seconds to write the deliveries, and seconds until all are sent and marked."""

    def make(uow: UnitOfWork) -> int:
        column = uow.study.column("党史上的今天")
        assert column is not None
        item = uow.study.item(1)
        assert item is not None
        return app.pushes.push_now(uow, column, item, uow.groups.reach(({"all": True}, None)), now)

    began = time.perf_counter()
    number = await app.writer.run(make)
    made = time.perf_counter() - began
    if number != groups:
        raise RuntimeError(f"{number} deliveries for {groups} groups")
    app.outbox.wake_all()
    await app.idle()
    return made, time.perf_counter() - began


async def _idle() -> float:
    """Processor time of all accounts with nothing to send, in percent of one core."""
    began = time.process_time()
    await asyncio.sleep(IDLE_SECONDS)
    return (time.process_time() - began) / IDLE_SECONDS * 100


def main() -> None:
    """The child: one fan-out, measured."""
    with folder() as path:
        print(json.dumps(asyncio.run(measure(int(sys.argv[1]), path))))


if __name__ == "__main__":
    main()
