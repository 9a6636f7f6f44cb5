"""The gateway comes back under another login: every id has changed. Codes join rooms and people to what was recorded."""

from __future__ import annotations

from pathlib import Path

from tests.gateway.process import BOT, Gateway
from tests.gateway.running import Bot, bot, jinguo, present
from tests.waiting import CEILING

ROOM = "省财政厅妇女工作群"


class Office:
    """王芳 and 刘芸 in one room, under ids that end in `mark`."""

    def __init__(self, running: Gateway, mark: str) -> None:
        self.running, self.mark = running, mark
        self.room = ""

    async def opens(self) -> None:
        await self.running.people("开场")
        for name in ("王芳", "刘芸"):
            await self.running.do("contact", contact=f"{name}-{self.mark}", name=name)
        self.room = await self.running.room(ROOM, [f"{name}-{self.mark}" for name in ("王芳", "刘芸")])

    async def says(self, name: str, text: str, *, private: bool = False) -> str:
        """Say it and wait for the answer."""
        who = f"{name}-{self.mark}"
        to = who if private else self.room
        before = len(self.running.texts(to))
        await self.running.says(who, self.running.account if private else self.room, text)
        await self.running.until(CEILING, lambda: len(self.running.texts(to)) > before)
        return self.running.texts(to)[-1]


async def code(started: Bot, *which: str) -> str:
    """A code from the machine, beside the running bot; of two people of one name, that of her who has records."""
    made = await jinguo("code", *which, "--config", str(started.config))
    return str(max(made, key=lambda one: int(one.get("records", 0)))["code"])


async def records(office: Office) -> None:
    """What is on record before the ids change."""
    assert "本群已绑定" in await office.says("刘芸", "绑定单位 省财政厅")
    assert "已发起" in await office.says("刘芸", "发起活动 剪纸 限9人")
    assert "已记录：王芳 2人" in await office.says("王芳", "报名 剪纸 2人")
    assert "2名儿童" in await office.says("王芳", "结对 红旗社区 2名 低保家庭")


async def test_after_a_login_under_new_ids_nothing_is_lost_and_nobody_gains_a_right(own: Gateway, tmp_path: Path) -> None:
    old = Office(own, "旧")
    await old.opens()
    async with bot(own, tmp_path) as started:
        await present(own)
        assert "您现在是管理员" in await old.says("刘芸", f"认领 {await code(started, 'admin')}", private=True)
        await records(old)
        await own.new_login(f"{BOT}-新")
        new = Office(own, "新")
        await new.opens()
        await present(own)
        assert "要有管理员" in await new.says("刘芸", "绑定单位 省教育厅")
        assert "红旗社区" not in await new.says("王芳", "我的记录", private=True)
        assert "省财政厅），以前的记录都在" in await new.says("王芳", f"认领 {await code(started, 'group', ROOM)}")
        assert "要有管理员" in await new.says("刘芸", "绑定单位 省教育厅")
        liu = await code(started, "member", "--all")
        assert "权限都在" in await new.says("刘芸", f"认领 {liu}", private=True)
        assert "已授权" in await grants(new)
        assert "共 2 人" in await new.says("刘芸", "名单 剪纸")
        assert "已记录：王芳 3人" in await signs_up_again(new, started)
        assert "儿童 2 名" in await new.says("刘芸", "统计 结对")


async def grants(office: Office) -> str:
    """An admin's right works again, for people under their new ids."""
    before = len(office.running.texts(office.room))
    who = f"刘芸-{office.mark}"
    await office.running.says(who, office.room, "授权 @王芳 统筹员", mentions=[f"王芳-{office.mark}"])
    await office.running.until(CEILING, lambda: len(office.running.texts(office.room)) > before)
    return office.running.texts(office.room)[-1]


async def signs_up_again(office: Office, started: Bot) -> str:
    """王芳, known again, changes what she had said under her old id: one row, not two."""
    with_code = f"认领 {await code(started, 'member', '王芳')}"
    assert "以前的记录" in await office.says("王芳", with_code, private=True)
    said = await office.says("王芳", "报名 剪纸 3人")
    assert "3/9 人" in said
    return said
