"""The whole journey in a terminal: a real `jinguo chat` behind a pseudo-terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pexpect

from tests.journey import ADMIN, JOURNEY, NEW, PRIVATE, THIRD, Step
from tests.waiting import CEILING

ROOT = Path(__file__).resolve().parents[2]


class Terminal:
    """Someone at the keyboard."""

    def __init__(self, data: Path) -> None:
        arguments = ["-m", "bot", "chat", "--data", str(data)]
        self.child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable, arguments, cwd=ROOT, encoding="utf-8", timeout=CEILING, dimensions=(60, 400), echo=False
        )
        self.child.expect("巾帼群助手 · 本机演示")

    def does(self, step: Step) -> None:
        self.child.sendline(f"/我是 {step.who}")
        self.child.sendline("/私聊" if step.chat == PRIVATE else f"/群 {step.chat}")
        self.child.expect(step.who)
        self.child.sendline(step.text)
        waiting = [*step.hears, *([step.file] if step.file else [])]
        while waiting:
            found = self.child.expect_exact(waiting)
            waiting.pop(found)
        if step.elsewhere is not None:
            self.child.expect_exact(step.elsewhere[1])


def test_the_whole_journey_in_the_terminal(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data")
    terminal.does(Step(THIRD, PRIVATE, f"认领 {admin_code(tmp_path / 'data')}", ("您现在是管理员",)))
    terminal.child.sendline(f"/我是 {ADMIN}")
    terminal.child.sendline(f"/新群 {NEW}")
    terminal.child.expect("请管理员说：绑定单位")
    for step in JOURNEY:
        terminal.does(step)
    terminal.child.sendline("/退出")
    terminal.child.expect(pexpect.EOF)
    terminal.child.close()
    assert terminal.child.exitstatus == 0


def admin_code(data: Path) -> str:
    command = [sys.executable, "-m", "bot", "code", "admin", "--data", str(data)]
    printed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    return str(json.loads(printed)["code"])
