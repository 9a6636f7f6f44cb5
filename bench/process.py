"""A process of its own, weighed from outside: its CPU and memory are nobody else's."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import ROOT

READY_SECONDS = 60.0
STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Child:
    """A running process; `ready` is the line it printed when it was."""

    pid: int
    ready: dict[str, Any]

    def cpu(self) -> float:
        """Seconds of CPU it has used, all its threads together."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """MiB of real memory it holds."""
        return _resident(self.pid)


def resident_here() -> float:
    """MiB of real memory this process holds, without its rubbish."""
    gc.collect()
    return _resident(os.getpid())


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@asynccontextmanager
async def child(folder: Path, module: str, *arguments: str) -> AsyncIterator[Child]:
    """A Python module running in a folder, from its first line of JSON on; stopped at the end."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "WECHATY_LOG": "error"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=folder, env=env, stdout=-1, stderr=asyncio.subprocess.DEVNULL
    )
    assert running.stdout is not None
    try:
        line = await asyncio.wait_for(running.stdout.readline(), READY_SECONDS)
        if not line:
            raise RuntimeError(f"python -m {module} did not start")
        yield Child(running.pid, json.loads(line))
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(running.communicate(), STOP_SECONDS)
        except TimeoutError:
            running.kill()
            await running.wait()
