"""The terminal: what is typed is said, what is answered is printed."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.local import LocalAdapter, private_chat
from bot.chat import converse
from bot.stdin import stdin_lines
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from tests.waiting import CEILING

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


class Terminal:
    """A group of three with an echoing bot, and a way to type at it."""

    def __init__(self) -> None:
        self.adapter = LocalAdapter("demo", None, lambda: datetime(2025, 4, 1, tzinfo=UTC))
        for wire_id, name, hint in (("wang", "王芳", "成员"), ("li", "李静", ""), ("wang2", "王芳华", "")):
            self.adapter.add_person(name, role_hint=hint, wire_id=wire_id)
        self.adapter.add_room("省财政厅妇女工作群", ["wang", "wang2"], wire_id="caizheng")
        self.adapter.add_room("省教育厅妇女工作群", ["li"], wire_id="jiaoyu")
        self.heard: list[IncomingMessage] = []

    async def feed(self, event: IncomingMessage | RoomEvent) -> None:
        if isinstance(event, RoomEvent) or event.is_self:
            return
        self.heard.append(event)
        person = None if event.group else event.sender
        mention = (event.sender,) if event.group else ()
        key = f"reply-{len(self.heard)}"
        await self.adapter.send(OutgoingMessage("demo", event.group, person, f"收到：{event.text}", key, mention=mention))

    async def types(self, *lines: str, echo: bool = False, chat: str = "caizheng") -> str:
        """Everything printed while these lines are typed, then the end of input."""
        left = [*(f"{line}\n" for line in lines)]
        out = io.StringIO()

        async def reader() -> str:
            return left.pop(0) if left else ""

        await converse(self.adapter, reader, out, person="wang", chat=chat, idle=self.adapter.drained, echo=echo)
        return out.getvalue()


@pytest.fixture
async def terminal() -> AsyncIterator[Terminal]:
    terminal = Terminal()
    task = asyncio.create_task(terminal.adapter.run(terminal.feed))
    await asyncio.sleep(0)
    yield terminal
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_line_is_said_and_answered(terminal: Terminal) -> None:
    printed = await terminal.types("@助手 报名剪纸2人 @王芳华", "", "没人听")
    assert "现在是王芳在“省财政厅妇女工作群”说话" in printed
    assert "[省财政厅妇女工作群] 助手：@王芳 收到：@助手 报名剪纸2人 @王芳华\n" in printed
    assert "王芳：@助手" not in printed
    first, second = terminal.heard
    assert first.mentions_bot
    assert [at.wire_id for at in first.mentioned] == ["wang2"]
    assert second.text == "没人听"


async def test_echo_shows_ones_own_words_and_a_backslash_goes_on(terminal: Terminal) -> None:
    printed = await terminal.types("#接龙\\", "1. 王芳", "没说完\\", echo=True)
    assert terminal.heard[0].text == "#接龙\n1. 王芳"
    assert "[省财政厅妇女工作群] 王芳：#接龙\n1. 王芳\n" in printed
    assert terminal.heard[1].text == "没说完"


async def test_people_and_groups_are_picked_by_name_part_or_number(terminal: Terminal) -> None:
    printed = await terminal.types(
        "/人",
        "/群列表",
        "/我是 李静",
        "你好",
        "/群 教育",
        "你好",
        "/群 1",
        "/群 妇女",
        "/我是 谁",
        "/我是 王芳",
        "/私聊",
        "帮助",
        "/我是 2",
    )
    assert "1. 王芳（成员）\n2. 李静\n" in printed
    assert "1. 省财政厅妇女工作群（3人）" in printed
    assert "！李静不在“省财政厅妇女工作群”里" in printed
    assert "现在是李静在“省教育厅妇女工作群”说话" in printed
    assert "！有好几个可以选：省财政厅妇女工作群、省教育厅妇女工作群" in printed
    assert "！没有这个人，可以选：王芳、李静、王芳华" in printed
    assert "[王芳与助手的私聊] 助手：收到：帮助" in printed
    assert "现在是李静在“李静与助手的私聊”说话" in printed
    assert [(m.sender, m.group) for m in terminal.heard] == [("li", "jiaoyu"), ("wang", None)]


async def test_new_group_files_help_and_mistakes(terminal: Terminal, tmp_path: Path) -> None:
    picture = tmp_path / "剪 纸.png"
    picture.write_bytes(PNG)
    printed = await terminal.types(
        "/新群", "/新群 省林业局妇女工作群", f"/图 '{picture}'", "/文件 /没有.xlsx", "/胡说", "/帮助", "/退出", "不会说到这里", echo=True
    )
    assert "！请写群名" in printed
    assert "[省林业局妇女工作群] —— 助手加入了群聊 ——" in printed
    assert "王芳：[图片] 剪 纸.png（40 字节，在 " in printed
    assert "！找不到文件：没有.xlsx" in printed
    assert "！没有 /胡说 这个命令" in printed
    assert "/图 路径" in printed
    assert [m.kind for m in terminal.heard] == ["image"]


async def test_a_video_and_a_card_are_a_line_each(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "红船.mp4").write_bytes(bytes(40))
    film = OutgoingMessage("demo", "caizheng", None, "", "k1", "video", str(tmp_path / "红船.mp4"), "红船.mp4")
    card = OutgoingMessage("demo", "caizheng", None, "兴业路76号", "k2", "link", name="一大会址", url="https://a.example/1")
    out = io.StringIO()

    async def reader() -> str:
        for message in (film, card):
            await terminal.adapter.send(message)
        return ""

    await converse(terminal.adapter, reader, out, person="wang", chat="caizheng", idle=terminal.adapter.drained, echo=False)
    assert "助手：[视频] 红船.mp4（40 字节，在 " in out.getvalue()
    assert "助手：[链接] 一大会址 兴业路76号 https://a.example/1\n" in out.getvalue()


async def test_other_chats_are_shown_while_waiting_and_stop_ends_it(terminal: Terminal) -> None:
    out, stop = io.StringIO(), asyncio.Event()
    never: Callable[[], Awaitable[str]] = asyncio.get_running_loop().create_future
    talk = asyncio.create_task(converse(terminal.adapter, never, out, person="wang", chat=private_chat("wang"), stop=stop))
    await asyncio.sleep(0)
    await terminal.adapter.say("li", "早上好", room="jiaoyu")
    await terminal.adapter.drained()
    await asyncio.sleep(0)
    assert "[省教育厅妇女工作群] 李静：早上好" in out.getvalue()
    stop.set()
    await asyncio.wait_for(talk, CEILING)


async def test_cancelling_ends_it_cleanly(terminal: Terminal) -> None:
    never: Callable[[], Awaitable[str]] = asyncio.get_running_loop().create_future
    talk = asyncio.create_task(converse(terminal.adapter, never, io.StringIO(), person="wang", chat="caizheng"))
    await asyncio.sleep(0)
    talk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await talk


async def test_lines_come_from_a_pipe_whole() -> None:
    inner, outer = os.pipe()
    lines = stdin_lines(inner)
    whole = "第一行\n第二行\n没有换行".encode()
    os.write(outer, whole[:4])
    os.write(outer, whole[4:])
    os.close(outer)
    assert [await lines() for _ in range(5)] == ["第一行\n", "第二行\n", "没有换行", "", ""]
    os.close(inner)
