"""A WeCom account's settings: a wrong value is named at the start with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels import channel
from bot.config import Settings, SettingsError, load
from bot.wecom_settings import WeComSettings

GOOD = """[[accounts]]
name = "qiwei"
channel = "wecom"
bot_id = "aib-1"
secret = "geheim"
[[accounts.webhooks]]
name = "财政厅群"
key = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
unit = "省财政厅"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "jinguo.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_whole_address_of_a_webhook_may_be_pasted_and_the_pace_is_wecoms_own(tmp_path: Path) -> None:
    [account] = load(written(tmp_path, GOOD), {}).accounts
    assert isinstance(account, WeComSettings)
    assert account.webhooks[0].key.get_secret_value() == "693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"
    pace = account.pace.pace()
    assert (pace.max_seconds, pace.pushes_per_day, pace.quiet is not None) == (0, 0, True)


@pytest.mark.parametrize(
    ("changed", "to", "named"),
    [
        ('secret = "geheim"', "", "accounts.1 bot_id 和 secret 要一起填写"),
        ('bot_id = "aib-1"\nsecret = "geheim"', 'bot_id = "a"', "accounts.1 bot_id 和 secret"),
        ('secret = "geheim"', 'secret = "geheim"\nurl = "ws://example.org"', "accounts.1.url 要以 wss://"),
        ('secret = "geheim"', 'secret = "geheim"\napi_url = "http://10.0.0.1"', "accounts.1.api_url 要以 https://"),
        ('secret = "geheim"', 'secret = "geheim"\ncorp_id = "ww"', "accounts.1 corp_id 和 corp_secret"),
        ('secret = "geheim"', 'secret = "geheim"\ntoken = "x"', "accounts.1.token 没有这个设置项"),
        ('secret = "geheim"', 'secret = "geheim"\npace = { quiet = "nachts" }', "accounts.1.pace.quiet"),
        ('name = "财政厅群"', 'name = ""', "accounts.1.webhooks.1.name 不能为空"),
        ("?key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa", "", "accounts.1.webhooks.1.key 应是 Webhook 地址"),
        ('channel = "wecom"', 'channel = "qq"', "accounts.1.channel 只能是"),
        ('channel = "wecom"\n', "", "accounts.1.channel 必须填写"),
        (
            'unit = "省财政厅"\n',
            GOOD[GOOD.index("[[accounts.webhooks]]") :].replace("财政厅群", "二群"),
            "accounts.1.webhooks 两个群的 key 相同",
        ),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, changed: str, to: str, named: str) -> None:
    assert changed in GOOD
    with pytest.raises(SettingsError) as refused:
        load(written(tmp_path, GOOD.replace(changed, to)), {})
    assert named in str(refused.value)


def test_neither_a_bot_nor_a_webhook_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="至少要有一样"):
        load(written(tmp_path, '[[accounts]]\nname = "a"\nchannel = "wecom"\n'), {})


async def nowhere(account: str) -> list[str]:
    return []


async def test_a_list_of_people_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    settings = load(written(tmp_path, GOOD.replace('secret = "geheim"', 'secret = "geheim"\npeople = "没有.csv"')), {})
    with pytest.raises(SettingsError, match=r"people 不能用.*没有\.csv"):
        channel(settings.accounts[0], settings, lambda message: False, nowhere)


def test_a_settings_model_can_be_made_without_a_file() -> None:
    assert Settings().accounts == []
