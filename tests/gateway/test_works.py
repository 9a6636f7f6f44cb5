"""Works through a real gateway: the pictures really travel, and those that nobody asked for do not."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import system_clock
from store.types import local_date
from tests.gateway.process import BOT, Gateway
from tests.gateway.running import Bot, bot, jinguo, present
from tests.pictures import TEXT, picture, video
from tests.waiting import CEILING

ADMIN, MEMBER, OTHER = "刘芸", "王芳", "李静"
IMAGE, VIDEO, FILE = 6, 15, 1
"""The gateway's numbers of kinds of messages."""


@dataclass
class Room:
    """The work group of 省财政厅, and what its people do."""

    running: Gateway
    id: str
    folder: Path
    started: Bot

    async def says(self, who: str, text: str, part: str) -> None:
        """Say it and wait until the bot has answered with this in it."""
        before = len(self.running.sent)
        await self.running.says(who, self.id, text)
        await self.hears(part, before)

    async def hears(self, part: str, before: int = 0) -> None:
        """Wait until the bot has said this here."""
        texts = self.running.sent
        await self.running.until(CEILING, lambda: any(one.to == self.id and part in one.text for one in texts[before:]))

    async def gives(self, who: str, content: bytes, type_: int = IMAGE, name: str = "a.jpg", *, broken: bool = False) -> None:
        """Send a picture, video or file; a `broken` one the gateway cannot fetch."""
        data = base64.b64encode(content).decode()
        await self.running.do("file", **{"from": who}, to=self.id, name=name, type=type_, base64=data, broken=broken)

    def said(self) -> list[str]:
        return [one.text for one in self.running.sent if one.to == self.id]

    def names(self) -> str:
        """The names of everything that is kept."""
        return " ".join(path.name for path in self.folder.rglob("*"))

    def files(self, what: str) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "data" / "files" / what).rglob("*.*")) if ".small." not in path.name]


@asynccontextmanager
async def collecting(own: Gateway, folder: Path) -> AsyncIterator[Room]:
    """An activity that asks for two or three works of each unit."""
    await own.people("开场", ADMIN, MEMBER, OTHER)
    async with bot(own, folder) as started:
        await present(own)
        [code] = await jinguo("code", "admin", "--config", str(started.config))
        await own.says(ADMIN, BOT, f"认领 {code['code']}")
        await own.until(CEILING, lambda: any("您现在是管理员" in text for text in own.texts(ADMIN)))
        room = Room(own, await own.room("省财政厅妇女工作群", [ADMIN, MEMBER, OTHER]), folder, started)
        await room.says(ADMIN, "绑定单位 省财政厅", "本群已绑定")
        day = local_date(system_clock() + timedelta(days=30))
        await room.says(ADMIN, f"发起活动 剪纸作品征集 每单位2到3件 {int(day[5:7])}月{int(day[8:10])}日截止", "每单位 2—3 件作品")
        yield room


async def test_pictures_and_video_travel_and_are_answered_once(own: Gateway, tmp_path: Path) -> None:
    async with collecting(own, tmp_path) as room:
        await room.gives(MEMBER, picture(9))
        await room.says(MEMBER, "投稿 剪纸", "请在三分钟内")
        large = picture(1, "PNG", (1500, 1500)) + bytes(400_000)  # more than the gateway puts into a box
        await room.gives(MEMBER, large, name="王小明的作业.png")
        await room.gives(OTHER, picture(8))
        await room.gives(MEMBER, video(1), VIDEO, "a.mp4")
        await room.hears("已收到：王芳 2件作品（1、2号）；剪纸作品征集本单位 2/3 件")
        assert sum("已收到" in text for text in room.said()) == 1
        assert sorted(map(len, room.files("works"))) == sorted([len(large), len(video(1))])
        assert sorted(map(len, room.files("media"))) == sorted([len(large), len(video(1))])  # nobody else's was fetched
        assert "王小明" not in room.names()
        rows = await jinguo("export", "works", "--config", str(room.started.config))
        assert [(row["id"], row["name"], row["unit"], row["media"]) for row in rows] == [
            (1, "王芳", "省财政厅", "png"),
            (2, "王芳", "省财政厅", "mp4"),
        ]
        before = len(own.sent)
        await own.says(ADMIN, room.id, "作品 剪纸")
        await own.until(CEILING, lambda: any(one.name == "作品1.png" and len(one.content) > 10_000 for one in own.sent[before:]))


async def test_what_cannot_be_fetched_is_said_so(own: Gateway, tmp_path: Path) -> None:
    async with collecting(own, tmp_path) as room:
        await room.says(MEMBER, "投稿 剪纸", "请在三分钟内")
        await room.gives(MEMBER, picture(1), broken=True)
        await room.hears("这张图片没有收到，请再发一次。")
        before = len(own.sent)
        await room.gives(MEMBER, TEXT, FILE, "剪纸.jpg")
        await room.gives(MEMBER, picture(1))
        await room.hears("王芳 1件作品（1号）", before)
        await room.hears("有 1 个文件不是照片或视频，没有收。", before)
        assert any(f"@{MEMBER} " in text and "没有收" in text for text in room.said())
