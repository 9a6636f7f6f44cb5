"""How long people wait: from the start of the process to the page's ready line, and to one understood line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.harness import Sample, Size, folder

LINE = '{"id": "1", "text": "报名 剪纸 2人", "open_activities": ["剪纸"]}\n'
STOP_SECONDS = 20


def startup_round(_: Size) -> list[Sample]:
    """The first start fills an empty folder with the library; the second finds everything there."""
    with folder() as path:
        first, again = _demo(path / "demo"), _demo(path / "demo")
    return [
        Sample("start_first", "第一次启动演示（装入学习内容）", first, "秒", {}),
        Sample("start_again", "再次启动演示", again, "秒", {}),
        Sample("start_understand", "jinguo understand 读懂一行", _understand(), "秒", {}),
    ]


def _demo(data: Path) -> float:
    command = [*_jinguo(), "demo", "--no-open", "--port", "0", "--data", str(data)]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        ready = child.stdout.readline()
        seconds = time.perf_counter() - began
        child.send_signal(signal.SIGTERM)
        child.wait(STOP_SECONDS)
    if json.loads(ready or "{}").get("event") != "ready":
        raise RuntimeError(f"the demo did not start: {ready!r}")
    return seconds


def _understand() -> float:
    began = time.perf_counter()
    subprocess.run([*_jinguo(), "understand"], input=LINE, capture_output=True, text=True, check=True)
    return time.perf_counter() - began


def _jinguo() -> list[str]:
    """The installed command, or the module where there is none."""
    command = Path(sys.executable).with_name("jinguo")
    return [str(command)] if command.exists() else [sys.executable, "-m", "bot"]
