"""A settings file written wrongly is told of by its key, and in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import SettingsError, load

ACCOUNT = '[[accounts]]\nname = "main"\nchannel = "wechaty"\nendpoint = "127.0.0.1:8788"\ntoken = "x"\n'


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (ACCOUNT.replace("wechaty", "qq"), "accounts.1.channel 只能是 wechaty、wecom"),
        (ACCOUNT + "pace = 3\n", "accounts.1.pace 应当是一组设置"),
        (ACCOUNT + 'room_allowlist = "*"\n', "accounts.1.room_allowlist 应当是列表"),
        ('[[feeds]]\nname = "a"\nurl = "https://a.cn/b"\ncolumn = "c"\nkind = "x"\n', "feeds.1.kind 只能是 dated、numbered"),
        ("page_port = 99999\n", "page_port 不能大于 65535"),
        ("page_port = 1\npage_port = 2\n", "第 2 行第 14 个字附近重复了"),
        (ACCOUNT + "page_port = 8765\n", "accounts.1.page_port 没有这个设置项：它要写在文件开头，第一个 [[ ]] 之前"),
        ('Bot_Name = "助手"\n', "Bot_Name 没有这个设置项，是不是 bot_name"),
        ('[accounts]\nname = "main"\n', "accounts 应当是一段一段的：每段以 [[accounts]] 开头"),
        ('accounts = ["main"]\n', "accounts.1 应当是一组设置"),
        (ACCOUNT.replace("127.0.0.1:8788", "127.0.0.1 :8788"), "accounts.1.endpoint 应写成"),
        (ACCOUNT + "pace = { min_seconds = 60 }\n", "accounts.1.pace min_seconds（60）不能大于 max_seconds（35），请一起改"),
        (ACCOUNT + "pace = { max_seconds = nan }\n", "accounts.1.pace.max_seconds 应当是数字"),
        (ACCOUNT + "pace = { min_seconds = -1 }\n", "accounts.1.pace.min_seconds 不能小于 0"),
        (ACCOUNT + "pace = { replies_per_day = 1.5 }\n", "accounts.1.pace.replies_per_day 应当是整数"),
        (ACCOUNT + 'pace = { quiet = "22:00+08:00-07:00" }\n', "accounts.1.pace.quiet 应写成"),
        ('database = "mysql://a:geheim@b/c"\n', "database 应写成 sqlite:///文件 或 postgresql://"),
        ('database = "postgresql://a:geheim@b:port/c"\n', "database 应写成"),
        ('database = "data/jinguo.db"\n', "database 应写成"),
        ("page_port = 1\nbot_name = 助手\n", "第 2 行第 12 个字附近写得不对"),
    ],
)
def test_what_is_wrong_is_named(written: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "jinguo.toml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load(path, {})
    said = str(raised.value).replace(str(tmp_path), "")
    assert told in said
    assert "geheim" not in said
    assert not re.search("Input|valid|Invalid|line", said)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///data/jinguo.db",
        "sqlite:////var/jinguo.db",
        "postgresql://u:p%40ss@h:5432/jinguo",
        "postgresql:///jinguo?host=/run",
        "postgres://h/j",
    ],
)
def test_addresses_of_databases(url: str, tmp_path: Path) -> None:
    path = tmp_path / "jinguo.toml"
    path.write_text(f'database = "{url}"\n', encoding="utf-8")
    assert load(path, {}).database


def test_a_file_saved_by_windows_own_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "jinguo.toml"
    path.write_text('bot_name = "小红"\n', encoding="utf-8-sig")
    assert load(path, {}).bot_name == "小红"
    path.write_text('bot_name = "小红"\n', encoding="gbk")
    with pytest.raises(SettingsError, match="不是 UTF-8"):
        load(path, {})
