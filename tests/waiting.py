"""What a test may assume of the machine it runs on: nothing about how fast it is, and which ports nobody else takes."""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections.abc import Callable

CEILING = 120.0
"""Seconds: the longest a test waits for what must come. It is reached only where something is broken, however slow the machine."""

_PORTS = range(15_000, 32_000)
"""Below those that a system gives out by itself, so that no connection of anybody's sits on one while its owner is being restarted."""
_dice = random.Random(os.getpid())


def free_port() -> int:
    """A loopback port that nobody listens on, and that nobody is given who does not ask for it."""
    for _ in range(1000):
        port = _dice.choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


async def until(what: Callable[[], object]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(CEILING):
        while not what():  # noqa: ASYNC110  (many things are waited for in this way)
            await asyncio.sleep(0.01)
