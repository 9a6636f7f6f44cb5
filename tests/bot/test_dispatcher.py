"""The only door in: talk ends there, order is kept, echoes are no messages, a crowd makes the channel wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.adapters.local import BOT
from bot.writer import Writer
from handlers.message import IncomingMessage
from store.database import Database
from store.unit_of_work import UnitOfWork
from tests.conversation import ACCOUNT, Town, town
from tests.waiting import CEILING

GROUP = "省财政厅"
TALK = ("报名的事下午再说", "大家报名了吗", "统计局的通知转一下", "收到", "[玫瑰]", "通过12位同志的努力，任务完成了", "改成三楼会议室")


def message(here: Town, text: str, id: str, who: str = "王芳") -> IncomingMessage:
    place = here.group(GROUP)
    return IncomingMessage(ACCOUNT, place.wire_id, f"u-{who}", text, id, here.clock(), sender_name=who, group_name=place.name)


@pytest.fixture
def no_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """From `forbid` on, whoever touches the store is caught."""
    touched: list[str] = []
    yield touched
    assert touched == []


def forbid(monkeypatch: pytest.MonkeyPatch, touched: list[str]) -> None:
    def used(self: Database) -> None:
        touched.append("the store was used")
        raise AssertionError

    monkeypatch.setattr(Database, "writing", used)
    monkeypatch.setattr(Database, "reading", used)
    monkeypatch.setattr(Writer, "feed", lambda self, event: touched.append(f"queued: {event}"))


async def test_talk_touches_nothing(monkeypatch: pytest.MonkeyPatch, no_store: list[str]) -> None:
    async with town() as here:
        wang = here.person("王芳", group=GROUP)
        assert "没有" in await wang.says("活动")
        with monkeypatch.context() as patch:
            forbid(patch, no_store)
            tasks = asyncio.all_tasks()
            for number, text in enumerate(TALK):
                await here.app.dispatcher.feed(message(here, text, f"t{number}"))
            await here.app.dispatcher.feed(replace(message(here, "", "t99"), kind="image"))
            assert asyncio.all_tasks() <= tasks, "none was begun"
            assert here.app.writer.pending == 0


@asynccontextmanager
async def busy_writer(here: Town) -> AsyncIterator[None]:
    """The writer is in the midst of a long transaction until the end of the block."""
    loop, busy, let_go = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def occupy(uow: UnitOfWork) -> None:
        loop.call_soon_threadsafe(busy.set)
        asyncio.run_coroutine_threadsafe(let_go.wait(), loop).result(CEILING)

    occupied = asyncio.create_task(here.app.writer.run(occupy))
    await asyncio.wait_for(busy.wait(), CEILING)
    try:
        yield
    finally:
        let_go.set()
        await occupied


async def test_while_a_group_has_something_pending_all_it_says_waits_behind() -> None:
    """An answer may follow a question that is not committed yet."""
    async with town() as here:
        zhao = here.person("赵敏", group=GROUP)
        await zhao.is_made("organizer")
        for title in ("剪纸活动", "合唱比赛"):
            await zhao.says(f"发起活动 {title} 6月20日截止")
        here.person("王芳", group=GROUP)
        async with busy_writer(here):
            await here.app.dispatcher.feed(message(here, "报名 2人", "m1"))
            await here.app.dispatcher.feed(message(here, "2", "m2"))
            await here.app.dispatcher.feed(message(here, "大家好", "m3", "李静"))
            assert here.app.writer.pending == 4
        await here.idle()
        assert [(row["activity"], row["headcount"]) for row in await here.rows("signups")] == [("合唱比赛", 2)]
        await here.app.dispatcher.feed(message(here, "大家好", "m4", "李静"))
        assert here.app.writer.pending == 0


async def test_its_own_echo_is_no_message() -> None:
    async with town() as here:
        echo = replace(message(here, "@助手 帮助", "x1"), sender=BOT, is_self=True, mentions_bot=True)
        await here.app.dispatcher.feed(echo)
        await here.app.dispatcher.feed(replace(echo, group=None, id="x2"))
        await here.idle()
        assert here.group(GROUP).heard() == ""


async def test_a_crowd_makes_the_channel_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.dispatcher.CROWDED", 3)
    async with town() as here:
        await here.person("王芳", group=GROUP).says("活动")
        async with busy_writer(here):
            for number in range(2):
                await asyncio.wait_for(here.app.dispatcher.feed(message(here, "活动", f"m{number}")), CEILING)
            crowd = asyncio.create_task(here.app.dispatcher.feed(message(here, "活动", "m9")))
            done, _ = await asyncio.wait([crowd], timeout=0.05)
            assert not done
        await asyncio.wait_for(crowd, CEILING)


async def test_an_open_question_is_remembered_after_a_restart() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group=GROUP)
        await zhao.is_made("organizer")
        for title in ("剪纸活动", "合唱比赛"):
            await zhao.says(f"发起活动 {title} 6月20日截止")
        wang, li = (here.person(name, group=GROUP) for name in ("王芳", "李静"))
        assert "1" in await wang.says("报名")
        await here.restart()
        assert await li.says("1") == ""
        assert "王芳 1人" in await wang.says("1")


async def test_questions_that_nobody_answered_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.dispatcher.ASKED", 3)
    async with town() as here:
        zhao = here.person("赵敏", group=GROUP)
        await zhao.is_made("organizer")
        for title in ("剪纸活动", "合唱比赛"):
            await zhao.says(f"发起活动 {title} 6月20日截止")
        for who in ("王芳", "李静", "孙梅", "周兰"):
            assert "1" in await here.person(who, group=GROUP).says("报名")
        await here.pass_time(minutes=6)
        wu = here.person("吴霞", group=GROUP)
        assert "1" in await wu.says("报名")
        assert len(here.app.dispatcher._asked) == 1
        assert "吴霞 1人" in await wu.says("1")
