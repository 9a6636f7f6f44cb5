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

JINGUO = [sys.executable, "-m", "bot"]
ROOT = Path(__file__).resolve().parents[2]
TRANSCRIPT = ROOT / "tests" / "data" / "transcript.jsonl"


def jinguo(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*JINGUO, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
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
    answer = httpx.post(f"{url}api/messages", json={"as": person, "chat": chat, "text": text}, trust_env=False)
    assert answer.status_code < 300, answer.text


def heard(url: str, chat: str, part: str) -> str:
    """Wait until the bot has said something with this part; it."""
    for _ in range(200):
        found = httpx.get(f"{url}api/chats/{chat}/messages", trust_env=False).json()
        for message in found["messages"] if isinstance(found, dict) else found:
            if message["sender"] == "bot" and part in message["text"]:
                return str(message["text"])
        time.sleep(0.05)
    raise AssertionError(f"nobody said {part}")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database into which the transcript has been replayed; its URL."""
    url = f"sqlite:///{tmp_path_factory.mktemp('played')}/r.db"
    assert jinguo("replay", str(TRANSCRIPT), "--db", url).returncode == 0
    return url


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_demo_within_two_seconds_with_a_page_open(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path / "d") as (process, url), httpx.Client(trust_env=False) as client, client.stream("GET", f"{url}events") as stream:
        assert stream.status_code == 200
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(5) == 0
        assert time.monotonic() - began < 2


def test_a_browser_that_never_returns_does_not_keep_the_demo_from_stopping(tmp_path: Path) -> None:
    browser = tmp_path / "browser.py"
    browser.write_text("import time; time.sleep(60)")
    command = [*JINGUO, "demo", "--data", str(tmp_path / "d"), "--port", "0"]
    environment = {**os.environ, "BROWSER": f"{sys.executable} {browser} %s"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline()
    began = time.monotonic()
    process.terminate()
    assert process.wait(5) == 0
    assert time.monotonic() - began < 2
    process.communicate()


def test_what_was_said_is_still_there_after_a_restart(tmp_path: Path) -> None:
    with demo(tmp_path / "d") as (process, url):
        say(url, "u-zhaomin", "g-czt", "发起活动 合唱 12月31日截止")
        heard(url, "g-czt", "活动已发起")
        process.terminate()
        assert process.wait(5) == 0
    with demo(tmp_path / "d") as (_, url):
        assert "活动已发起：合唱" in heard(url, "g-czt", "活动已发起")
        say(url, "u-wangfang", "g-czt", "报名 合唱 3人")
        assert "王芳 3人" in heard(url, "g-czt", "已记录")
    exported = lines(jinguo("export", "signups", "--db", f"sqlite:///{tmp_path}/d/jinguo.db").stdout)
    assert [(row["activity"], row["name"], row["headcount"]) for row in exported] == [("合唱", "王芳", 3)]


def test_the_page_refuses_other_hosts_and_origins(tmp_path: Path) -> None:
    with demo(tmp_path / "d") as (_, url):
        assert httpx.get(url, headers={"Host": "evil.example"}, trust_env=False).status_code in (400, 403, 421)
        body = {"as": "u-wangfang", "chat": "g-czt", "text": "打卡"}
        answer = httpx.post(f"{url}api/messages", json=body, headers={"Origin": "http://evil.example"}, trust_env=False)
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


def test_export_and_stats_read_what_was_replayed(played: str) -> None:
    url = played
    signups = lines(jinguo("export", "signups", "--db", url).stdout)
    assert list(signups[0]) == ["activity", "unit", "group", "group_id", "name", "member_id", "headcount", "state", "source"]
    pairings = lines(jinguo("export", "pairings", "--db", url).stdout)
    assert pairings[0]["difficulties"] == ["low_income"]
    deliveries = lines(jinguo("export", "deliveries", "--db", url).stdout)
    assert {row["state"] for row in deliveries} == {"sent"}
    assert deliveries[0]["slot"] == "2021-05-20T08:30:00+08:00"
    by_unit = {row["key"]: row for row in lines(jinguo("stats", "signups", "--by", "unit", "--db", url).stdout)}
    assert by_unit["省财政厅"]["heads"] == sum(r["headcount"] for r in signups if r["unit"] == "省财政厅" and r["state"] == "confirmed")
    [total] = lines(jinguo("stats", "pairings", "--db", url, "--from", "2021-05-01", "--to", "2021-05-31").stdout)
    assert total["children"] == 2


@pytest.mark.parametrize("what", ["signups", "pairings", "followups", "checkins", "deliveries"])
def test_every_subject_is_exported_in_every_format(tmp_path: Path, played: str, what: str) -> None:
    count = len(lines(jinguo("export", what, "--db", played).stdout))
    csv, out = tmp_path / "out.csv", tmp_path / "out.xlsx"
    for path in (csv, out):
        assert jinguo("export", what, "--db", played, "--format", path.suffix[1:], "--out", str(path)).returncode == 0
    assert len(csv.read_text(encoding="utf-8-sig").splitlines()) == count + 1
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row == count + 1


def test_wrong_arguments_end_with_2_and_what_cannot_be_with_1(tmp_path: Path) -> None:
    assert jinguo("stats", "shoes").returncode == 2
    assert jinguo("stats", "signups", "--from", "gestern").returncode == 2
    assert jinguo("export", "signups", "--format", "xlsx").returncode == 2
    missing = jinguo("export", "signups", "--db", f"sqlite:///{tmp_path}/none.db")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "没有这个数据库" in missing.stderr
    assert jinguo("replay", str(tmp_path / "none.jsonl")).returncode == 1
    (tmp_path / "bad.jsonl").write_text('{"at": "2021-05-20T09:00:00+08:00", "control": "fly"}\n')
    bad = jinguo("replay", str(tmp_path / "bad.jsonl"))
    assert bad.returncode == 1
    assert "第 1 行" in bad.stderr
    assert jinguo("stats", "checkins", "--by", "community", "--db", f"sqlite:///{tmp_path}/none.db").returncode == 1


def test_understand_answers_line_by_line_in_order() -> None:
    asked = [{"id": "a", "text": "报名剪纸2人", "open_activities": ["剪纸活动"]}, {"id": "b", "text": "大家报名了吗"}]
    answer = jinguo("understand", stdin="".join(json.dumps(one, ensure_ascii=False) + "\n" for one in asked))
    first, second = lines(answer.stdout)
    assert first == {"id": "a", "intent": "signup", "slots": {"activity": "剪纸活动", "headcount": 2}, "missing": []}
    assert (second["id"], second["intent"]) == ("b", None)
    assert jinguo("understand", stdin="{\n").returncode == 1


def test_units_are_imported_as_a_tree(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/u.db"
    file = tmp_path / "units.csv"
    file.write_text("单位,上级单位\n省直机关工委,\n省财政厅,省直机关工委\n", encoding="utf-8")
    assert lines(jinguo("import", "units", str(file), "--db", url).stdout) == [{"added": 2, "moved": 0}]
    assert lines(jinguo("import", "units", str(file), "--db", url).stdout) == [{"added": 0, "moved": 0}]
    file.write_text("单位,上级单位\n省财政厅,没有的单位\n", encoding="utf-8")
    wrong = jinguo("import", "units", str(file), "--db", url)
    assert wrong.returncode == 1
    assert "没有的单位" in wrong.stderr


def test_doctor_says_of_each_thing_whether_it_is_well(tmp_path: Path) -> None:
    found = lines(jinguo("doctor", "--offline", "--db", f"sqlite:///{tmp_path}/none.db").stdout)
    assert {"settings", "texts", "fonts", "clock", "timezone", "workdays", "database", "channels"} <= {one["check"] for one in found}
    config = tmp_path / "jinguo.toml"
    config.write_text('databse = "x"\n', encoding="utf-8")
    wrong = jinguo("doctor", "--config", str(config))
    assert wrong.returncode == 1
    assert "databse" in wrong.stdout


def test_an_admin_code_is_printed_as_json(tmp_path: Path) -> None:
    [code] = lines(jinguo("code", "admin", "--db", f"sqlite:///{tmp_path}/c.db").stdout)
    assert len(code["code"]) == 6
    assert code["code"].isdigit()
    assert code["expires"]
