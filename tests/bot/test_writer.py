"""The one writer: acted on once, kept in order, nothing lost, nobody harmed by another's failure."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.writer import Stopped
from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.message import IncomingMessage
from handlers.reply import Reply
from handlers.router import COMMANDS
from store.database import Database
from store.unit_of_work import UnitOfWork
from tests.conversation import ACCOUNT, Person, Town, town
from tests.waiting import CEILING

GROUP = "省财政厅"


async def open_activity(here: Town, quota: str = "限500人") -> None:
    zhao = here.person("赵敏", group=GROUP)
    await zhao.is_made("organizer")
    assert "已发起" in await zhao.says(f"发起活动 剪纸活动 6月20日截止 {quota}")
    here.group(GROUP).heard()


def message(here: Town, who: str, text: str, id: str) -> IncomingMessage:
    place = here.group(GROUP)
    return IncomingMessage(ACCOUNT, place.wire_id, f"u-{who}", text, id, here.clock(), sender_name=who, group_name=place.name)


async def together(here: Town, *messages: IncomingMessage) -> None:
    """Feed messages so that the writer finds them all at once: while it is busy."""
    busy, let_go = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def occupy(uow: UnitOfWork) -> None:
        loop.call_soon_threadsafe(busy.set)
        asyncio.run_coroutine_threadsafe(let_go.wait(), loop).result(CEILING)

    occupied = asyncio.create_task(here.app.writer.run(occupy))
    await asyncio.wait_for(busy.wait(), CEILING)
    for one in messages:
        await here.app.dispatcher.feed(one)
    let_go.set()
    await occupied
    await here.idle()


async def test_a_message_redelivered_is_acted_on_once() -> None:
    async with town() as here:
        await open_activity(here)
        wang = here.person("王芳", group=GROUP)
        assert "已记录" in await wang.says("报名剪纸2人", id="m1")
        await wang.says("报名剪纸3人")
        await here.wire.redeliver("m1")
        await here.idle()
        assert [row.heads for row in await here.totals("signups")] == [3]
        assert here.group(GROUP).heard().count("已记录") == 2


async def test_nor_twice_within_one_batch() -> None:
    async with town() as here:
        await open_activity(here)
        one = message(here, "王芳", "@助手 报名剪纸2人", "m1")
        here.person("王芳", group=GROUP)
        await together(here, replace(one, mentions_bot=True), replace(one, mentions_bot=True))
        assert here.group(GROUP).heard().count("王芳 2人") == 1


async def test_nor_again_after_a_restart() -> None:
    async with town() as here:
        await open_activity(here)
        wang = here.person("王芳", group=GROUP)
        await wang.says("报名剪纸2人", id="m1")
        await wang.says("取消报名 剪纸")
        await here.restart()
        await here.wire.redeliver("m1")
        await here.idle()
        assert [row["state"] for row in await here.rows("signups")] == ["cancelled"]


@contextmanager
def a_handler_that_fails(intent: str, for_whom: str) -> Iterator[list[str]]:
    """One command breaks half way, after a write, for one person."""
    command, asked = COMMANDS[intent], []

    def run(ctx: Context, said: Understanding) -> Reply:
        asked.append(ctx.member.name)
        if ctx.member.name == for_whom:
            command.run(ctx, said)
            raise ZeroDivisionError
        return command.run(ctx, said)

    COMMANDS[intent] = replace(command, run=run)
    try:
        yield asked
    finally:
        COMMANDS[intent] = command


async def test_one_failing_message_of_fifty_harms_no_other(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    async with town() as here:
        await open_activity(here)
        names = [f"成员{number}" for number in range(50)]
        for name in names:
            here.person(name, group=GROUP)
        with a_handler_that_fails("signup", "成员7"):
            await together(here, *(message(here, name, f"报名剪纸{n % 3 + 1}人", f"m{n}") for n, name in enumerate(names)))
        said = here.group(GROUP).heard()
        assert said.count("抱歉") == 1
        assert [name for name in names if f"{name} " not in said] == ["成员7"]
        rows = {row["name"]: row["headcount"] for row in await here.rows("signups")}
        assert rows == {name: n % 3 + 1 for n, name in enumerate(names) if n != 7}


async def test_what_failed_in_a_batch_leaves_nothing_of_itself_in_memory(caplog: pytest.LogCaptureFixture) -> None:
    """An activity that was rolled back is not offered; the next one is known at once, everywhere."""
    caplog.set_level(logging.CRITICAL)
    async with town() as here:
        await open_activity(here)
        for name in ("赵敏", "孙梅"):
            await here.person(name, group=GROUP).is_made("organizer")
        with a_handler_that_fails("activity_open", "孙梅"):
            await together(
                here,
                message(here, "孙梅", "发起活动 合唱比赛 6月20日截止", "m1"),
                message(here, "赵敏", "发起活动 健步走 6月20日截止", "m2"),
            )
        wang = here.person("王芳", group="省教育厅")
        assert "合唱" not in await wang.says("活动")
        assert "王芳 2人" in await wang.says("健步走+2")


async def test_other_groups_know_a_new_activity_at_once() -> None:
    """Also one whose message stood before it in the same batch."""
    async with town() as here:
        await open_activity(here)
        other = here.group("省教育厅")
        wang = here.person("王芳", group="省教育厅")
        early = replace(message(here, "王芳", "活动", "m1"), group=other.wire_id, group_name=other.name)
        await together(here, early, message(here, "赵敏", "发起活动 健步走 6月20日截止", "m2"))
        assert "王芳 2人" in await wang.says("健步走+2")


async def test_what_a_tool_adds_is_known_at_once() -> None:
    async with town() as here:
        await open_activity(here)
        wang = here.person("王芳", group=GROUP)
        assert await wang.says("健步走+2") == ""
        await here.app.writer.run(lambda uow: uow.activities.add("健步走", here.clock()))
        assert "王芳 2人" in await wang.says("健步走+2")


@contextmanager
def outages(monkeypatch: pytest.MonkeyPatch, times: int, *, at_commit: bool) -> Iterator[list[int]]:
    """The database is out so many times: before a transaction begins, or as it is to be committed."""
    real, left = Database.writing, [times]

    @contextmanager
    def writing(self: Database) -> Iterator[Connection]:
        with real(self) as connection:
            if not at_commit and left[0] > 0:
                left[0] -= 1
                raise OperationalError("BEGIN", {}, Exception("disk I/O error"))
            yield connection
            if at_commit and left[0] > 0:
                left[0] -= 1
                raise OperationalError("COMMIT", {}, Exception("disk is full"))

    monkeypatch.setattr("bot.writer.RETRY_SECONDS", 0.01)
    monkeypatch.setattr(Database, "writing", writing)
    yield left
    monkeypatch.undo()


@pytest.mark.parametrize("at_commit", [False, True])
async def test_a_commit_that_fails_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, at_commit: bool
) -> None:
    async with town() as here:
        await open_activity(here)
        wang = here.person("王芳", group=GROUP)
        with outages(monkeypatch, 5, at_commit=at_commit) as left:
            answer = await asyncio.wait_for(wang.says("报名剪纸2人"), CEILING)
        assert left == [0]
        told = [record.getMessage() for record in caplog.records]
        assert len(told) == 2, "once when it begins, however often it is tried; once when it is over"
        assert told[0].startswith(f"数据库写不进去（{'disk is full' if at_commit else 'disk I/O error'}）")
        assert told[1].startswith("数据库又写得进去了")
        assert not any(record.exc_info for record in caplog.records)
        assert "王芳" not in caplog.text
        assert answer.count("王芳 2人") == 1
        assert [row["headcount"] for row in await here.rows("signups")] == [2]


async def test_what_the_database_refuses_harms_no_other(caplog: pytest.LogCaptureFixture, postgres: str) -> None:
    """PostgreSQL takes no NUL: the message that has one in its id is given up, those beside it are answered."""
    caplog.set_level(logging.CRITICAL)
    async with town(database=postgres) as here:
        await open_activity(here)
        for name in ("王芳", "李静"):
            here.person(name, group=GROUP)
        await together(here, message(here, "王芳", "报名剪纸2人", "m\x00"), message(here, "李静", "报名剪纸1人", "m2"))
        assert {row["name"] for row in await here.rows("signups")} == {"李静"}
        assert "李静 1人" in here.group(GROUP).heard()


async def test_order_in_a_group_is_kept() -> None:
    async with town() as here:
        await open_activity(here)
        here.person("王芳", group=GROUP)
        await together(here, *(message(here, "王芳", f"报名剪纸{n}人", f"m{n}") for n in range(1, 10)))
        assert [row["headcount"] for row in await here.rows("signups")] == [9]
        said = here.group(GROUP).heard()
        positions = [said.index(f"王芳 {n}人") for n in range(1, 10)]
        assert positions == sorted(positions)


async def test_what_a_function_raises_reaches_its_caller_and_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    def fails(uow: UnitOfWork) -> None:
        uow.units.add("不该有的单位")
        raise LookupError("gone")

    async with town() as here:
        results: Any = await asyncio.gather(
            here.app.writer.run(lambda uow: uow.units.ensure("省民政厅").name),
            here.app.writer.run(fails),
            here.app.writer.run(lambda uow: list(uow.units.names())),
            return_exceptions=True,
        )
    assert isinstance(results[1], LookupError)
    assert (results[0], "不该有的单位" in results[2], "省民政厅" in results[2]) == ("省民政厅", False, True)
    assert not caplog.records


async def test_after_the_end_a_caller_is_told() -> None:
    async with town() as here:
        await here.app.writer.stop()
        with pytest.raises(Stopped):
            await here.app.writer.run(lambda uow: None)


async def test_a_stop_while_the_database_is_out_ends_and_tells(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    async with town() as here:
        with outages(monkeypatch, 10**9, at_commit=False):
            waiting = asyncio.create_task(here.app.writer.run(lambda uow: None))
            await asyncio.sleep(0)
            await asyncio.wait_for(here.app.stop(), CEILING)
            with pytest.raises(Stopped):
                await asyncio.wait_for(waiting, CEILING)


async def test_the_journey_on_postgresql(postgres: str) -> None:
    async with town(database=postgres) as here:
        await open_activity(here, "限3人")
        wang, li = (here.person(name, group=GROUP) for name in ("王芳", "李静"))
        assert "王芳 2人" in await wang.says("报名剪纸2人")
        assert "候补" in await li.says("报名剪纸2人")
        assert "李静 2人" in await wang.says("取消报名 剪纸")
        assert "已撤销" in await wang.says("撤销")
        assert "红旗社区" in await wang.says("结对 红旗社区 2名 低保 学习辅导")
        assert "打卡" in await li.says("打卡")
        await here.restart()
        await _counts(here, li)


async def _counts(here: Town, li: Person) -> None:
    assert "1" in await li.says("统计 结对")
    assert [(row["name"], row["state"]) for row in await here.rows("signups")] == [("王芳", "waitlisted"), ("李静", "confirmed")]
    assert [row.children for row in await here.totals("pairings", by="community")] == [2]
    assert [row.people for row in await here.totals("checkins", by="unit")] == [1]
