"""`jinguo wecom check`: what works, and what to do where something does not. Nobody in a group sees it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.records import store_at
from store.database import Database
from tests.conversation import NINE
from tests.waiting import CEILING
from tests.wecom.http_peer import CORP, CORP_SECRET
from tests.wecom.running import bot, settings_file
from tests.wecom.world import WeCom

HOOKS = {"财政厅群": "key-czt-0001", "教育厅群": "key-jyt-0001"}
APP = f'corp_id = "{CORP}"\ncorp_secret = "{CORP_SECRET}"\n'


async def checked(config: Path, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, what was printed, what was said in words."""
    command = (sys.executable, "-m", "bot", "wecom", "check", "--config", str(config), *more)
    process = await asyncio.create_subprocess_exec(*command, stdout=-1, stderr=-1)
    out, err = await asyncio.wait_for(process.communicate(), CEILING)
    return process.returncode or 0, [json.loads(line) for line in out.splitlines()], err.decode()


def known_groups(folder: Path) -> None:
    (folder / "data").mkdir()
    url = f"sqlite:///{folder / 'data' / 'jinguo.db'}"
    database = Database(url)
    database.migrate()
    database.close()
    with store_at(url, write=True) as uow:
        uow.groups.open_ways("qiwei", {"财政厅群": uow.units.ensure("省财政厅"), "教育厅群": None}, NINE)
        chat = uow.groups.ensure("qiwei", "wr-mzt", "", NINE)
        uow.groups.bind(chat, uow.units.ensure("省民政厅"))
        shut = uow.groups.ensure("qiwei", "wr-wlt", "文旅厅群", NINE)
        uow.groups.trouble(shut, "助手不在这个群里")


async def test_everything_is_walked_and_nobody_in_a_group_sees_it(peers: WeCom, tmp_path: Path) -> None:
    config = await asyncio.to_thread(settings_file, tmp_path, peers, HOOKS, APP)
    await asyncio.to_thread(known_groups, tmp_path)
    peers.http.keys.discard("key-jyt-0001")
    status, lines, _ = await checked(config, "--connect")
    assert status == 1
    assert [(line["check"], line["ok"]) for line in lines] == [
        ("bot", True),
        ("webhook", True),
        ("webhook", False),
        ("app", True),
        ("people", True),
        *[("group", True)] * 3,
        ("group", False),
    ]
    texts = [line["text"] for line in lines]
    assert texts[0] == "智能机器人连得上，Bot ID 和 Secret 对"
    assert texts[1:3] == [
        "“财政厅群”的消息推送可用",
        "“教育厅群”的消息推送不可用：Webhook 地址不对，或群里的消息推送被删了；请重新添加，换上新地址（93000）",
    ]
    assert texts[4:6] == [
        "通讯录 7 人",
        "群“财政厅群”（省财政厅）：只能推送；还没有人 @ 它认领，请用 jinguo code group 取码，在群里说“@助手 认领 码”",
    ]
    assert texts[7:] == [
        "群“省民政厅”（省民政厅）：能听能答，推送由智能机器人发，不能 @ 人",
        "群“文旅厅群”（还没有绑定单位）：助手不在这个群里",
    ]
    assert (peers.http.posted, peers.bots.shown) == ([], [])


async def test_without_being_asked_it_does_not_push_the_running_bot_out(peers: WeCom, tmp_path: Path) -> None:
    config = await asyncio.to_thread(settings_file, tmp_path, peers, {})
    status, lines, _ = await checked(config)
    assert (status, peers.bots.subscriptions) == (0, 0)
    assert "没有试连" in lines[0]["text"]


async def test_asked_to_beside_the_running_bot_it_does_not_push_it_out_either(peers: WeCom, tmp_path: Path) -> None:
    async with bot(peers, tmp_path, {}, 'bot_name = "巾帼助手"\n') as started:
        status, lines, _ = await checked(started.config, "--connect")
        assert (status, lines[0]["ok"], "助手正在运行，没有试连" in lines[0]["text"]) == (1, False, True)
        assert peers.bots.subscriptions == 1
        assert peers.bots.is_subscribed
    status, lines, _ = await checked(started.config, "--connect")
    assert (lines[0]["ok"], peers.bots.subscriptions) == (True, 2)


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--connect",), "bot_id 或 secret 不对（853000），请到企业微信核对"),
        (("--account", "没有的"), "没有叫“没有的”的企业微信账号"),
    ],
)
async def test_what_is_wrong_is_said(peers: WeCom, tmp_path: Path, more: tuple[str, ...], named: str) -> None:
    config = await asyncio.to_thread(settings_file, tmp_path, peers, {})
    text = await asyncio.to_thread(config.read_text, "utf-8")
    await asyncio.to_thread(config.write_text, text.replace('secret = "', 'secret = "x'), "utf-8")
    status, lines, err = await checked(config, *more)
    assert status == 1
    assert named in err + "".join(line["text"] for line in lines)


async def test_servers_that_cannot_be_reached_are_said(peers: WeCom, tmp_path: Path) -> None:
    config = await asyncio.to_thread(settings_file, tmp_path, peers, HOOKS, APP)
    await peers.bots.kill()
    await peers.http.kill()
    status, lines, err = await checked(config, "--connect")
    assert status == 1
    assert [line["ok"] for line in lines[:4]] == [False] * 4
    assert all("企业微信" in line["text"] or "没有问到" in line["text"] for line in lines[:4])
    assert "Traceback" not in err
