"""`jinguo` as a person at the terminal meets it: real processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from tests.waiting import CEILING

JINGUO = [sys.executable, "-m", "bot"]
ROOT = Path(__file__).resolve().parents[2]
PATIENT: dict[str, Any] = {"trust_env": False, "timeout": CEILING}
TRANSCRIPT = ROOT / "tests" / "data" / "transcript.jsonl"


def jinguo(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*JINGUO, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=CEILING,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        check=False,
    )


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@contextmanager
def demo(data: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running demo and its address."""
    command = [*JINGUO, "demo", "--no-open", "--data", str(data), *(options or ("--port", "0"))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready, process.stderr.read() if process.stderr else ""
        yield process, json.loads(ready)["url"]
    finally:
        process.kill()
        process.communicate()


def say(url: str, person: str, chat: str, text: str) -> None:
    answer = httpx.post(f"{url}api/messages", json={"as": person, "chat": chat, "text": text}, **PATIENT)
    assert answer.status_code < 300, answer.text


def heard(url: str, chat: str, part: str) -> str:
    """Wait until the bot has said something with this part; it."""
    end = time.monotonic() + CEILING
    while time.monotonic() < end:
        found = httpx.get(f"{url}api/chats/{chat}/messages", **PATIENT).json()
        for message in found["messages"] if isinstance(found, dict) else found:
            if message["sender"] == "bot" and part in message["text"]:
                return str(message["text"])
        time.sleep(0.05)
    raise AssertionError(f"nobody said {part}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_demo_with_a_page_open(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path / "d") as (process, url), httpx.Client(**PATIENT) as client, client.stream("GET", f"{url}events") as stream:
        assert stream.status_code == 200
        process.send_signal(number)
        assert process.wait(CEILING) == 0


def test_a_browser_that_never_returns_does_not_keep_the_demo_from_stopping(tmp_path: Path) -> None:
    browser, born = tmp_path / "browser.py", tmp_path / "browser.pid"
    browser.write_text(f"import os, time; open({str(born)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    command = [*JINGUO, "demo", "--data", str(tmp_path / "d"), "--port", "0"]
    environment = {**os.environ, "BROWSER": f"{sys.executable} {browser} %s"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        end = time.monotonic() + CEILING
        while not (born.exists() and born.read_text()) and time.monotonic() < end:
            time.sleep(0.05)
        try:
            process.terminate()
            assert process.wait(CEILING) == 0
        finally:
            process.kill()
            os.kill(int(born.read_text()), signal.SIGKILL)


def test_what_was_said_is_still_there_after_a_restart(tmp_path: Path) -> None:
    with demo(tmp_path / "d") as (process, url):
        say(url, "u-zhaomin", "g-czt", "发起活动 合唱 12月31日截止")
        heard(url, "g-czt", "活动已发起")
        process.terminate()
        assert process.wait(CEILING) == 0
    with demo(tmp_path / "d") as (_, url):
        assert "活动已发起：合唱" in heard(url, "g-czt", "活动已发起")
        say(url, "u-wangfang", "g-czt", "报名 合唱 3人")
        assert "王芳 3人" in heard(url, "g-czt", "已记录")
    exported = lines(jinguo("export", "signups", "--db", f"sqlite:///{tmp_path}/d/jinguo.db").stdout)
    assert [(row["activity"], row["name"], row["headcount"]) for row in exported] == [("合唱", "王芳", 3)]


def test_the_page_refuses_other_hosts_and_origins(tmp_path: Path) -> None:
    with demo(tmp_path / "d") as (_, url):
        assert httpx.get(url, headers={"Host": "evil.example"}, **PATIENT).status_code in (400, 403, 421)
        body = {"as": "u-wangfang", "chat": "g-czt", "text": "打卡"}
        answer = httpx.post(f"{url}api/messages", json=body, headers={"Origin": "http://evil.example"}, **PATIENT)
        assert answer.status_code == 403


def test_a_busy_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = jinguo("demo", "--no-open", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path / "d"))
    assert answer.returncode == 1
    assert "已被占用" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    answer = jinguo("demo", "--no-open", "--port", "0", "--data", str(tmp_path / "file" / "d"))
    assert answer.returncode == 1
    assert "--data" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_second_demo_on_the_same_data_is_refused(tmp_path: Path) -> None:
    with demo(tmp_path / "d"):
        answer = jinguo("demo", "--no-open", "--port", "0", "--data", str(tmp_path / "d"))
    assert answer.returncode == 1
    assert "正在被另一个演示使用" in answer.stderr


def test_an_old_python_is_met_with_a_sentence() -> None:
    script = "import sys; sys.version_info = (3, 9, 18, 'final', 0); import bot.cli; bot.cli.main()"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("巾帼群助手需要 Python 3.11")


def test_replay_says_the_same_every_time_and_survives_restarts(tmp_path: Path) -> None:
    first, second = jinguo("replay", str(TRANSCRIPT)), jinguo("replay", str(TRANSCRIPT))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    said = lines(first.stdout)
    texts = [message["text"] for message in said]
    assert any("已记录：王芳 2人" in text for text in texts)
    assert all(message["at"].endswith("+08:00") for message in said)
    assert {message["reply_to"] for message in said} >= {"m1", "m2"}
    assert not any(message["reply_to"] == "talk" for message in said)
    sheets = [message for message in said if message["kind"] == "file"]
    assert sheets
    assert openpyxl.load_workbook(sheets[0]["path"]).active is not None


def test_a_process_ends_with_what_the_command_line_ends_with(tmp_path: Path) -> None:
    assert jinguo("stats", "shoes").returncode == 2
    assert jinguo("export", "signups", "--db", f"sqlite:///{tmp_path}/none.db").returncode == 1
    assert jinguo("--help").returncode == 0


def test_understand_answers_line_by_line_in_order() -> None:
    asked = [{"id": "a", "text": "报名剪纸2人", "open_activities": ["剪纸活动"]}, {"id": "b", "text": "大家报名了吗"}]
    answer = jinguo("understand", stdin="".join(json.dumps(one, ensure_ascii=False) + "\n" for one in asked))
    first, second = lines(answer.stdout)
    assert first == {"id": "a", "intent": "signup", "slots": {"activity": "剪纸活动", "headcount": 2}, "missing": []}
    assert (second["id"], second["intent"]) == ("b", None)
    assert jinguo("understand", stdin="{\n").returncode == 1


@pytest.mark.parametrize(("key", "told"), [("texts", "没有找到用语文件："), ("workdays", "没有找到调休文件：")])
def test_a_file_the_settings_name_is_told_of_when_it_is_not_there(key: str, told: str, tmp_path: Path) -> None:
    settings = tmp_path / "jinguo.toml"
    account = 'name = "main"\nchannel = "wechaty"\nendpoint = "127.0.0.1:9"\ntoken = "x"'
    settings.write_text(f'{key} = "没有.toml"\n[[accounts]]\n{account}\n', encoding="utf-8")
    done = jinguo("run", "--config", str(settings))
    assert done.returncode == 1
    assert done.stderr.startswith(told)
    assert f"设置项 {key}" in done.stderr
