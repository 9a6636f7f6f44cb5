"""A second bot over the same database is refused, by a sentence; the first goes on. A database that is out is told of."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from store.alone import alone
from store.database import DatabaseError

RUN = [sys.executable, "-m", "bot"]
ACCOUNT = '[[accounts]]\nname = "main"\nchannel = "wechaty"\nendpoint = "127.0.0.1:9"\ntoken = "x"\n'


def jinguo(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def running(config: Path) -> Iterator[subprocess.Popen[str]]:
    """`jinguo run`, ready."""
    process = subprocess.Popen([*RUN, "run", "--config", str(config)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "jinguo.toml"
    path.write_text(ACCOUNT, encoding="utf-8")
    return path


def test_a_second_run_is_refused_and_tools_are_not(config: Path) -> None:
    with running(config) as first:
        second = jinguo("run", "--config", config)
        assert (second.returncode, second.stdout) == (1, "")
        assert "已经有一个助手在用这个数据库" in second.stderr
        assert "Traceback" not in second.stderr
        assert jinguo("code", "admin", "--config", config).returncode == 0
        assert first.poll() is None
        first.send_signal(signal.SIGKILL)
        first.wait(20)
        with running(config):
            """What died holds nothing."""


def test_on_a_server_each_account_is_run_once(empty_postgres: str) -> None:
    with alone(empty_postgres, ["main"]):
        with pytest.raises(DatabaseError, match="账号“main”已经由另一个助手在运行"), alone(empty_postgres, ["other", "main"]):
            pass
        with alone(empty_postgres, ["other"]):
            pass
    with alone(empty_postgres, ["main"]):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DatabaseError, match="设置项 database"), alone(f"sqlite:///{tmp_path / 'data' / 'jinguo.db'}", []):
        pass


@pytest.mark.parametrize("command", [("doctor", "--offline"), ("code", "admin"), ("code", "group", "--all"), ("run",)])
def test_a_damaged_database_is_met_with_a_sentence(config: Path, command: tuple[str, ...]) -> None:
    path = config.parent / "data" / "jinguo.db"
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 100)
    done = jinguo(*command, "--config", config)
    assert done.returncode == 1
    assert "这不是能用的数据库文件" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
