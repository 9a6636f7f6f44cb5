"""The bot as a process behind a gateway: `jinguo run` over a settings file of its own."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.gateway.process import TOKEN, Gateway
from tests.waiting import CEILING

PACE = '{ min_seconds = 0.02, max_seconds = 0.03, replies_per_day = 0, pushes_per_day = 0, quiet = "" }'


class Bot:
    """`jinguo run` over one settings file; may be killed and started again."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.process: asyncio.subprocess.Process | None = None
        self.ready: dict[str, Any] = {}
        """What it printed when it was ready."""

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--config", str(self.config), stdout=-1, stderr=asyncio.subprocess.DEVNULL
        )
        assert self.process.stdout is not None
        self.ready = json.loads(await asyncio.wait_for(self.process.stdout.readline(), CEILING))
        assert self.ready["event"] == "ready"

    async def end(self, number: signal.Signals) -> None:
        """Tell it to end, and wait until it has gone."""
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(number)
            await process.communicate()


def settings_file(folder: Path, *gateways: Gateway, page_port: int = 0) -> Path:
    """An account behind each gateway: main, second …"""
    text = f"page_port = {page_port}\n"
    for name, running in zip(("main", "second"), gateways, strict=False):
        text += f'[[accounts]]\nname = "{name}"\nchannel = "wechaty"\nendpoint = "{running.endpoint}"\ntoken = "{TOKEN}"\npace = {PACE}\n'
    config = folder / "jinguo.toml"
    config.write_text(text, encoding="utf-8")
    return config


async def jinguo(*arguments: str) -> list[dict[str, Any]]:
    """Run one command of the product beside the running bot; the lines it prints."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *arguments, stdout=-1)
    out, _ = await asyncio.wait_for(process.communicate(), CEILING)
    assert process.returncode == 0, arguments
    return [json.loads(line) for line in out.splitlines()]


@asynccontextmanager
async def bot(running: Gateway, folder: Path, *others: Gateway, page_port: int = 0) -> AsyncIterator[Bot]:
    started = Bot(await asyncio.to_thread(settings_file, folder, running, *others, page_port=page_port))
    try:
        await started.start()
        for each in (running, *others):
            await each.until(CEILING, lambda each=each: each.starts > 0)
        yield started
    finally:
        await started.end(signal.SIGKILL)


async def present(running: Gateway) -> None:
    """Ask again and again until there is an answer: the bot hears. What is said before that no client is there to hear."""
    before = len(running.texts("开场"))
    async with asyncio.timeout(CEILING):
        while len(running.texts("开场")) == before:
            await running.says("开场", running.account, "帮助")
            await asyncio.sleep(0.5)
