"""`jinguo run`: the settings it takes, the sentences it refuses with, and the example file."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.channels import show_code
from bot.config import FeedSettings, Settings, SettingsError, WechatySettings, load
from bot.pace_settings import PaceSettings
from bot.wecom_settings import WebhookSettings, WeComSettings
from tests.waiting import CEILING

EXAMPLE = Path(__file__).parents[2] / "docs" / "jinguo.example.toml"
ACCOUNT = '[[accounts]]\nname = "main"\nchannel = "wechaty"\nendpoint = "127.0.0.1:8788"\ntoken = "insecure_x"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "jinguo.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_loads_and_names_every_key() -> None:
    settings = load(EXAMPLE, {})
    assert [account.name for account in settings.accounts] == ["main"]
    text = EXAMPLE.read_text(encoding="utf-8")
    for model in (Settings, WechatySettings, WeComSettings, WebhookSettings, PaceSettings, FeedSettings):
        for key in model.model_fields:
            assert f"{key} = " in text or f"[[{key}]]" in text or f"[accounts.{key}]" in text, key
    uncommented = "\n".join(line.removeprefix("# ") if re.match(r"# (\[\[|[a-z_]+ = )", line) else line for line in text.splitlines())
    accounts = Settings.model_validate({"accounts": tomllib.loads(uncommented)["accounts"]}).accounts
    assert [account.channel for account in accounts] == ["wechaty", "wecom"]
    assert [feed["name"] for feed in tomllib.loads(uncommented)["feeds"]] == ["省妇联网站"]
    assert tomllib.loads(text)["accounts"][0]["pace"] == PaceSettings().model_dump()


def test_a_slow_pace_is_the_default(tmp_path: Path) -> None:
    [account] = load(written(tmp_path, ACCOUNT), {}).accounts
    pace = account.pace.pace()
    assert (pace.min_seconds, pace.max_seconds, pace.replies_per_day, pace.pushes_per_day) == (15, 35, 2000, 500)


@pytest.mark.parametrize(
    ("changed", "to", "named"),
    [
        ('"wechaty"', '"weixin"', "accounts.1.channel"),
        ('"wechaty"', '"local"', "accounts.1.channel"),
        ('"127.0.0.1:8788"', '"127.0.0.1"', "accounts.1.endpoint"),
        ('"127.0.0.1:8788"', '"http://127.0.0.1:8788"', "accounts.1.endpoint"),
        ('"insecure_x"', '"口令"', "accounts.1.token"),
        ('"insecure_x"', '""', "accounts.1.token"),
        ("endpoint =", "end_point =", "accounts.1.end"),
        ('"insecure_x"', '"x"\npace = { min_seconds = 9, max_seconds = 3 }', "accounts.1.pace"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, changed: str, to: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load(written(tmp_path, ACCOUNT.replace(changed, to)), {})


def test_a_wrong_token_value_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(written(tmp_path, ACCOUNT.replace("insecure_x", "一个口令")), {})
    assert "一个口令" not in str(caught.value)


@pytest.mark.parametrize(("text", "said"), [("", "accounts"), ("databse = 1", "databse")])
def test_what_cannot_run_says_so(tmp_path: Path, text: str, said: str) -> None:
    command = [sys.executable, "-m", "bot", "run", "--config", str(written(tmp_path, text))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=CEILING, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_wire_library_is_loaded_only_when_an_account_needs_it() -> None:
    code = "import sys, bot.serving, bot.commands; sys.exit(any(name.startswith(('wechaty_grpc', 'grpclib')) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], timeout=CEILING, check=False).returncode == 0


def test_a_code_is_drawn_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_code("main", "https://example.org/scan")
    drawn = capsys.readouterr().err
    assert "扫码登录" in drawn
    assert "█" in drawn or "▀" in drawn or "\x1b[" in drawn
